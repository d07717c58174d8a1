import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import { APPLICATION_NAMES } from '../../kernel/move-words.ts';
import type { ApplicationKind } from '../../kernel/move-words.ts';
import { WARNING_KIND, WARNING_STATE } from '../../kernel/warning-words.ts';
import { dateOf, dayOf } from '../calendar.ts';
import { numbersText, orderCell, ordersTable, rateIn, section } from './blocks.ts';
import type { DailyInput } from './daily.ts';
import { rankedUnits, waitingParts } from './leader.ts';
import type { Waiting } from './leader.ts';
import { cases, countsText, dayText, rateText, sentence, shareText } from './phrases.ts';
import type { ListedOrder, PartFigures, PeriodScope, ReportBody, ReportNames } from './report-input.ts';

/** An order whose return or application waits for a decision. */
export type WaitingOrder = ListedOrder & {
  readonly kind: ApplicationKind;
  /** The unit that is proposed; null where none is. */
  readonly owner: string | null;
  readonly returns: number;
  /** UTC milliseconds since when it waits. */
  readonly since: number;
};

export type ChronicPlace = {
  readonly place: string;
  readonly issueType: string;
  readonly orders: number;
  readonly months: number;
  readonly some: readonly { readonly id: string; readonly number: string }[];
};

export type MeetingInput = {
  readonly scope: PeriodScope;
  readonly words: string;
  readonly now: number;
  readonly names: ReportNames;
  readonly total: PartFigures;
  readonly units: readonly PartFigures[];
  readonly rulings: readonly WaitingOrder[];
  readonly reviews: readonly WaitingOrder[];
  readonly disputed: readonly (ListedOrder & {
    readonly returns: number;
    readonly firstUnit: string | null;
  })[];
  readonly chronic: readonly ChronicPlace[];
  readonly warnings: DailyInput['warnings'];
  readonly supervised: readonly (ListedOrder & { readonly level: number })[];
  /** Of units below what is aimed at, or below the whole place: the orders that were not to their callers' content. */
  readonly discontent: ReadonlyMap<string, readonly ListedOrder[]>;
  readonly waiting: Waiting;
  readonly targets: ReadonlyMap<RateCode, string>;
};

const LISTED = 40;
/** Orders of a type that units disagree about, from which the type is an item of the agenda. */
const GREY = 2;

/** 专题会议材料: what the meeting decides on, each item with its orders. */
export function meetingReport(input: MeetingInput): ReportBody {
  return {
    sections: [
      agenda(input),
      rulingsPart(input),
      greyPart(input),
      chronicPart(input),
      warningsPart(input),
      unitsPart(input),
      supervisedPart(input),
      reviewsPart(input),
    ],
    lists: [
      { name: '待裁定退单争议清单', figure: input.waiting.rulings, listed: input.rulings.length },
      {
        name: '待审定申请清单',
        figure: input.waiting.applications.reduce((sum, { n }) => sum + n, 0) - input.waiting.rulings,
        listed: input.reviews.length,
      },
    ],
  };
}

function greyTypes({ disputed }: MeetingInput) {
  const types = new Map<string, MeetingInput['disputed'][number][]>();
  for (const one of disputed) types.set(one.issueType, [...(types.get(one.issueType) ?? []), one]);
  return [...types]
    .filter(([, orders]) => orders.length >= GREY)
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
}

/**
 * Units whose whole interval lies below the solved rate of the place: of the others nobody can say that they are below it.
 */
export function unitsBelow(units: readonly PartFigures[], total: PartFigures) {
  const all = rateIn(total, 'solved')?.adjusted ?? null;
  if (all === null) return [];
  return rankedUnits(units).filter(({ adjusted }) => adjusted.high < all.share);
}

function agenda(input: MeetingInput) {
  const open = input.warnings.filter(({ state }) => state !== 'dismissed');
  return section('一、议题一览', {
    sentences: [
      sentence(`材料依据${input.words}受理的工单和制表时的办理状态`),
      sentence(
        countsText([
          { name: '待裁定的退单争议', n: input.rulings.length },
          { name: '待审定的申请', n: input.reviews.length },
          { name: '督办中的工单', n: input.supervised.length },
        ]),
        `职责有分歧的问题分类${greyTypes(input).length}类`,
        `长期反复的点位${input.chronic.length}处`,
        `预警${open.length}条`,
        `解决率低于全区的单位${unitsBelow(input.units, input.total).length}个`,
      ),
      ...(waitingParts(input.waiting).length === 0
        ? []
        : [sentence(`待决事项：${countsText(waitingParts(input.waiting))}`)]),
    ],
  });
}

function waitingTable(caption: string, orders: readonly WaitingOrder[], names: ReportNames) {
  return {
    caption: `${caption}（${orders.length}件）`,
    columns: [
      { name: '工单编号' },
      { name: '问题分类' },
      { name: '街道' },
      { name: '现承办单位' },
      { name: '申请' },
      { name: '建议承办单位' },
      { name: '退单次数', num: true as const },
      { name: '等待自' },
    ],
    rows: orders
      .slice(0, LISTED)
      .map((one) => [
        orderCell(one),
        names.issueType(one.issueType),
        one.street ?? '不明',
        names.unit(one.unit),
        APPLICATION_NAMES[one.kind],
        one.owner === null ? '未提出' : names.unit(one.owner),
        String(one.returns),
        dayText(dateOf(dayOf(one.since))),
      ]),
    ...(orders.length > LISTED ? { note: `列等待最久的${LISTED}件，另有${orders.length - LISTED}件。` } : {}),
  };
}

function rulingsPart({ rulings, names }: MeetingInput) {
  return section('二、待裁定的退单争议', {
    sentences: [
      rulings.length === 0
        ? sentence('没有待裁定的退单争议')
        : sentence(`单位意见不一致、须裁定的${cases(rulings.length)}`, '逐件材料见工单的“退单裁定材料”'),
    ],
    tables: rulings.length === 0 ? [] : [waitingTable('待裁定', rulings, names)],
  });
}

function greyPart(input: MeetingInput) {
  const { names, words } = input;
  const types = greyTypes(input);
  return section('三、职责有分歧的问题（灰区）', {
    sentences: [
      types.length === 0
        ? sentence(`${words}没有两件以上被退单或改派的同类问题`)
        : sentence(`${words}同一分类被退单或首派后改派两件以上的有${types.length}类`),
    ],
    tables:
      types.length === 0
        ? []
        : [
            {
              caption: '被退单或改派的问题分类',
              columns: [
                { name: '问题分类' },
                { name: '件数', num: true },
                { name: '退单次数', num: true },
                { name: '首派单位' },
                { name: '现承办单位' },
                { name: '工单' },
              ],
              rows: types.map(([type, orders]) => [
                names.issueType(type),
                String(orders.length),
                String(orders.reduce((sum, { returns }) => sum + returns, 0)),
                unitsOf(
                  orders.map(({ firstUnit }) => firstUnit),
                  names,
                ),
                unitsOf(
                  orders.map(({ unit }) => unit),
                  names,
                ),
                numbersText(orders),
              ]),
            },
          ],
  });
}

const unitsOf = (codes: readonly (string | null)[], names: ReportNames): string =>
  [...new Set(codes)].map((code) => (code === null ? '未派' : names.unit(code))).join('、');

function chronicPart({ chronic, names }: MeetingInput) {
  return section('四、长期反复的点位', {
    sentences: [
      chronic.length === 0
        ? sentence('没有长期反复的点位')
        : sentence(`同一点位同一问题跨月反复的有${chronic.length}处`),
    ],
    tables:
      chronic.length === 0
        ? []
        : [
            {
              caption: '长期反复的点位',
              columns: [
                { name: '点位' },
                { name: '问题分类' },
                { name: '件数', num: true },
                { name: '涉及月份', num: true },
                { name: '工单' },
              ],
              rows: chronic.map(({ place, issueType, orders, months, some }) => [
                place,
                names.issueType(issueType),
                String(orders),
                `${months}个月`,
                numbersText(some, 10),
              ]),
            },
          ],
    links: chronic.length === 0 ? [] : [{ text: '热点与长期反复', href: '/topics' }],
  });
}

function warningsPart({ warnings }: MeetingInput) {
  const open = warnings.filter(({ state }) => state !== 'dismissed');
  return section('五、预警', {
    sentences: [open.length === 0 ? sentence('没有预警') : sentence(`未排除的预警${open.length}条`)],
    tables:
      open.length === 0
        ? []
        : [
            {
              caption: '预警',
              columns: [
                { name: '预警' },
                { name: '类别' },
                { name: '来电人数' },
                { name: '平常' },
                { name: '研判' },
                { name: '工单' },
              ],
              rows: open.map(({ title, kind, days, callers, expected, state, orders }) => [
                title,
                WARNING_KIND[kind],
                `${days}日内${callers}人`,
                `${expected.toFixed(1)}人`,
                WARNING_STATE[state],
                numbersText(orders),
              ]),
            },
          ],
    links: open.length === 0 ? [] : [{ text: '预警', href: '/warnings' }],
  });
}

function unitsPart({ units, total, names, discontent, now, targets }: MeetingInput) {
  const below = unitsBelow(units, total);
  const all = rateIn(total, 'solved')?.adjusted ?? null;
  const aim = targets.get('solved');
  return section('六、解决率低于全区的单位', {
    sentences: [
      all === null
        ? sentence('没有可计的回访评价，不作比较')
        : sentence(
            `全区${RATE_NAMES.solved}（考核口径）${rateText(all)}`,
            ...(aim === undefined ? [] : [`目标${aim}`]),
            below.length === 0
              ? '没有单位的95%区间整个低于全区'
              : `95%区间整个低于全区的单位${below.length}个`,
          ),
    ],
    tables: below.flatMap(({ unit, adjusted }) => {
      const orders = discontent.get(unit.key) ?? [];
      const raw = rateIn(unit, 'solved')?.raw ?? null;
      return [
        ordersTable(
          `${names.unit(unit.key)}：解决率考核口径${rateText(adjusted)}，区间${shareText(adjusted.low)}–${shareText(adjusted.high)}，原始口径${rateText(raw)}；未解决或不满意的工单`,
          orders,
          names,
          now,
          15,
        ),
      ];
    }),
  });
}

function supervisedPart({ supervised, names, now }: MeetingInput) {
  return section('七、督办中的工单', {
    sentences: [
      supervised.length === 0
        ? sentence('没有督办中的工单')
        : sentence(`督办中的工单${cases(supervised.length)}`),
    ],
    tables: supervised.length === 0 ? [] : [ordersTable('督办清单', supervised, names, now, LISTED)],
  });
}

function reviewsPart({ reviews, names }: MeetingInput) {
  return section('八、待审定的申请', {
    sentences: [
      reviews.length === 0 ? sentence('没有待审定的申请') : sentence(`待审定的申请${cases(reviews.length)}`),
    ],
    tables: reviews.length === 0 ? [] : [waitingTable('待审定', reviews, names)],
  });
}
