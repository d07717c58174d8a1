import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import type { ReportCell, ReportTable } from '../../kernel/report-types.ts';
import { APPLICATION_NAMES } from '../../kernel/move-words.ts';
import type { ApplicationKind } from '../../kernel/move-words.ts';
import { WARNING_KIND, WARNING_STATE } from '../../kernel/warning-words.ts';
import type { RatedShare } from '../rates.ts';
import { FEW } from '../rates.ts';
import { byClass, casesLink, FEW_NOTE, daysIn, linked, orderCell, rateIn, section } from './blocks.ts';
import {
  cases,
  countChange,
  countsText,
  partsText,
  rateCell,
  sentence,
  changeCell,
  shareText,
} from './phrases.ts';
import type { DailyInput } from './daily.ts';
import type { ComparedPart } from './monthly.ts';
import type { ListedOrder, PartFigures, PeriodScope, ReportBody, ReportNames } from './report-input.ts';

export type LeaderInput = {
  readonly scope: PeriodScope;
  readonly words: string;
  readonly now: number;
  readonly names: ReportNames;
  readonly groups: readonly { readonly code: string; readonly name: string }[];
  readonly total: PartFigures;
  readonly before: ComparedPart;
  readonly types: readonly PartFigures[];
  readonly units: readonly PartFigures[];
  /** What waits now, whenever it was received. */
  readonly openTotal: PartFigures;
  readonly warnings: DailyInput['warnings'];
  readonly supervised: readonly (ListedOrder & { readonly level: number })[];
  readonly waiting: Waiting;
  readonly targets: ReadonlyMap<RateCode, string>;
};

/** What waits for somebody's decision. */
export type Waiting = {
  readonly applications: readonly { readonly kind: string; readonly n: number }[];
  readonly rulings: number;
  readonly warnings: number;
  readonly scoreRecords: number;
  readonly scoreAppeals: number;
};

const KEY_RATES: readonly RateCode[] = ['response', 'solved', 'satisfied', 'onTime'];
/** What fits on one page. */
const MOST = { units: 5, warnings: 4, supervised: 5 } as const;

/** 领导一页纸: the whole place on one sheet. */
export function leaderReport(input: LeaderInput): ReportBody {
  const { supervised } = input;
  return {
    sections: [situation(input), unitsPart(input), attention(input), decisions(input)],
    lists: [
      {
        name: '督办清单',
        figure: supervised.length,
        listed: supervised.filter(({ level }) => level > 0).length,
      },
    ],
  };
}

function situation({ scope, words, total, before, types, groups, openTotal, targets }: LeaderInput) {
  const { counts } = total;
  if (counts.received === 0)
    return section('一、总体情况', {
      sentences: [sentence(`${words}无工单`, `未办结${cases(openTotal.counts.open)}`)],
    });
  return section('一、总体情况', {
    sentences: [
      sentence(
        `${words}受理${cases(counts.received)}`,
        countChange(
          before.than,
          { n: counts.received, days: daysIn(scope) },
          { n: before.figures.counts.received, days: daysIn(before.scope) },
        ),
        `已答复${cases(counts.replied)}`,
        `全部未办结${cases(openTotal.counts.open)}，其中逾期未答复${cases(openTotal.late.unreplied)}`,
      ),
      sentence(`主要问题：${partsText(byClass(types, groups), counts.received, 4)}`),
    ],
    tables: [keyTable(total, before, targets)],
    links: [{ text: `受理的${cases(counts.received)}`, href: casesLink(scope, { counter: 'received' }) }],
  });
}

function keyTable(
  total: PartFigures,
  { than, figures: before }: ComparedPart,
  targets: ReadonlyMap<RateCode, string>,
): ReportTable {
  const aims = KEY_RATES.some((code) => targets.has(code));
  return {
    caption: '主要指标',
    columns: [
      { name: '指标' },
      { name: '考核口径' },
      { name: '原始口径' },
      ...(aims ? [{ name: '目标' }] : []),
      { name: `${than}（考核口径）` },
      { name: `与${than}相比` },
    ],
    rows: KEY_RATES.map((code) => {
      const [rate, old] = [rateIn(total, code), rateIn(before, code)];
      return [
        RATE_NAMES[code],
        rateCell(rate?.adjusted ?? null),
        rateCell(rate?.raw ?? null),
        ...(aims ? [targets.get(code) ?? '未设'] : []),
        rateCell(old?.adjusted ?? null),
        changeCell(than, rate?.adjusted ?? null, old?.adjusted ?? null),
      ];
    }),
    note: FEW_NOTE,
  };
}

type Ranked = { readonly unit: PartFigures; readonly adjusted: NonNullable<RatedShare> };

/** Units by the adjusted solved rate, those alone that have cases enough; worst first. */
export function rankedUnits(units: readonly PartFigures[], code: RateCode = 'solved'): Ranked[] {
  return units
    .flatMap((unit): Ranked[] => {
      const adjusted = rateIn(unit, code)?.adjusted ?? null;
      return adjusted === null || adjusted.few ? [] : [{ unit, adjusted }];
    })
    .sort((a, b) => a.adjusted.share - b.adjusted.share || (a.unit.key < b.unit.key ? -1 : 1));
}

function unitsPart({ scope, units, total, names }: LeaderInput) {
  const ranked = rankedUnits(units);
  const some = units.filter(({ counts }) => counts.received > 0);
  const few = some.length - ranked.length;
  const all = rateIn(total, 'solved')?.adjusted ?? null;
  const worst = ranked.slice(0, MOST.units);
  const best = ranked.slice(MOST.units).slice(-MOST.units).reverse();
  const row = ({ unit, adjusted }: Ranked, place: string): ReportCell[] => [
    place,
    names.unit(unit.key),
    linked(unit.counts.received, casesLink(scope, { counter: 'received' }, { unit: unit.key })),
    `${shareText(adjusted.share)}（${adjusted.hits}／${adjusted.n}）`,
    `${shareText(adjusted.low)}–${shareText(adjusted.high)}`,
    rateIn(unit, 'solved')?.raw === null ? '—' : shareText(rateIn(unit, 'solved')?.raw?.share ?? 0),
    String(unit.late.unreplied),
    all === null
      ? '—'
      : adjusted.high < all.share
        ? '低于全区'
        : adjusted.low > all.share
          ? '高于全区'
          : '与全区无明显差别',
  ];
  return section('二、承办单位（按解决率）', {
    sentences: [
      ranked.length === 0
        ? sentence(`没有单位的回访评价满${FEW}件，不排名`)
        : sentence(
            `有${some.length}个单位有来件，其中${ranked.length}个单位的回访评价满${FEW}件，可以比较`,
            ...(few > 0 ? [`其余${few}个单位件数少，不排名`] : []),
          ),
    ],
    tables:
      ranked.length === 0
        ? []
        : [
            {
              caption:
                best.length === 0
                  ? '各单位解决率，低的在前'
                  : `解决率低的${worst.length}个、高的${best.length}个单位`,
              columns: [
                { name: '' },
                { name: '承办单位' },
                { name: '受理', num: true },
                { name: '解决率（考核口径）' },
                { name: '95%区间' },
                { name: '原始口径', num: true },
                { name: '逾期', num: true },
                { name: '与全区相比' },
              ],
              rows: [...worst.map((one) => row(one, '低')), ...best.map((one) => row(one, '高'))],
            },
          ],
  });
}

function attention({ warnings, supervised, names }: LeaderInput) {
  const open = warnings.filter(({ state }) => state === 'new' || state === 'confirmed');
  return section('三、预警和督办', {
    sentences: [
      open.length === 0
        ? sentence('没有未处置的预警')
        : sentence(
            `未处置的预警${open.length}条${open.length > MOST.warnings ? `，列最近${MOST.warnings}条` : ''}`,
            ...open
              .slice(0, MOST.warnings)
              .map(
                ({ title, kind, days, callers, state }) =>
                  `${title}（${WARNING_KIND[kind]}，${days}日内${callers}人来电，${WARNING_STATE[state]}）`,
              ),
          ),
      supervised.length === 0
        ? sentence('没有督办中的工单')
        : sentence(
            `督办中的工单${cases(supervised.length)}${supervised.length > MOST.supervised ? `，列级别高的${MOST.supervised}件` : ''}`,
          ),
    ],
    tables:
      supervised.length === 0
        ? []
        : [
            {
              caption: '督办工单',
              columns: [
                { name: '工单编号' },
                { name: '问题分类' },
                { name: '承办单位' },
                { name: '督办级别', num: true },
              ],
              rows: supervised
                .slice(0, MOST.supervised)
                .map((one) => [
                  orderCell(one),
                  names.issueType(one.issueType),
                  names.unit(one.unit),
                  `${one.level}级`,
                ]),
            },
          ],
    links: open.length === 0 ? [] : [{ text: '预警', href: '/warnings' }],
  });
}

/** What waits, in one line each; nothing of it is decided here. */
export function waitingParts({ applications, rulings, warnings, scoreRecords, scoreAppeals }: Waiting) {
  const name = (kind: string): string => APPLICATION_NAMES[kind as ApplicationKind] ?? kind;
  // Returns that are for adjudication stand by themselves.
  return [
    { name: '退单争议待裁定', n: rulings },
    ...applications.map(({ kind, n }) => ({
      name: `${name(kind)}申请待审定`,
      n: kind === 'return' ? Math.max(0, n - rulings) : n,
    })),
    { name: '预警待研判', n: warnings },
    { name: '舆情事件记分待批准', n: scoreRecords },
    { name: '记分申诉待复核', n: scoreAppeals },
  ].filter(({ n }) => n > 0);
}

function decisions({ waiting }: LeaderInput) {
  const parts = waitingParts(waiting);
  return section('四、待决事项', {
    sentences: [parts.length === 0 ? sentence('没有待决事项') : sentence(countsText(parts))],
  });
}
