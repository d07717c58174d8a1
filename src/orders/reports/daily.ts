import { WARNING_KIND, WARNING_STATE } from '../../kernel/warning-words.ts';
import type { WarningKind, WarningState } from '../../kernel/warning-words.ts';
import { byClass, casesLink, linked, mostReceived, orderCell, ordersTable, section } from './blocks.ts';
import { cases, countChange, countsText, dayText, partsText, sentence } from './phrases.ts';
import type { ListedOrder, PartFigures, PeriodScope, ReportBody, ReportNames } from './report-input.ts';

/** Orders of one kind of end or answer on the day before, by unit and type. */
export type Outcomes = readonly {
  readonly event: string;
  readonly unit: string;
  readonly issueType: string;
  readonly n: number;
}[];

export type DailyInput = {
  /** ISO day of the brief; it tells of the day before. */
  readonly date: string;
  readonly yesterday: PeriodScope;
  readonly today: PeriodScope;
  readonly open: PeriodScope;
  readonly now: number;
  readonly names: ReportNames;
  readonly groups: readonly { readonly code: string; readonly name: string }[];
  /** Of the day before, by type, by unit and by street. */
  readonly types: readonly PartFigures[];
  readonly units: readonly PartFigures[];
  readonly total: PartFigures;
  /** Of the day before that. */
  readonly before: PartFigures;
  readonly outcomes: Outcomes;
  readonly judged: readonly (ListedOrder & { readonly solved: string; readonly satisfied: string })[];
  /** All that is open and was received up to the day itself, by unit. */
  readonly openUnits: readonly PartFigures[];
  readonly openTotal: PartFigures;
  readonly overdue: readonly ListedOrder[];
  readonly dueToday: readonly ListedOrder[];
  /** Received on the day itself so far. */
  readonly todayTypes: readonly PartFigures[];
  readonly todayTotal: PartFigures;
  readonly topics: readonly {
    readonly id: number;
    readonly title: string;
    readonly orders: number;
    readonly callers: number;
  }[];
  readonly warnings: readonly {
    readonly title: string;
    readonly kind: WarningKind;
    readonly callers: number;
    readonly days: number;
    readonly expected: number;
    readonly state: WarningState;
    readonly orders: readonly { readonly id: string; readonly number: string }[];
  }[];
};

const LISTED = 60;
export const ENDINGS: readonly (readonly [event: string, name: string])[] = [
  ['close', '办结'],
  ['grantExclusion', '剔除'],
  ['grantMediationEnd', '终止调解'],
  ['grantTermination', '终结'],
];

/** 工单日报: yesterday, what is unresolved, today. */
export function dailyReport(input: DailyInput): ReportBody {
  return {
    sections: [
      yesterdayPart(input),
      openPart(input),
      todayPart(input),
      signalsPart(input),
      judgedPart(input),
    ],
    lists: [
      {
        name: '逾期未答复清单',
        figure: input.openTotal.late.unreplied,
        listed: input.overdue.filter(({ dueAt }) => dueAt !== null && dueAt < input.now).length,
      },
    ],
  };
}

const sum = (outcomes: Outcomes, of: (one: Outcomes[number]) => boolean): number =>
  outcomes.reduce((all, one) => (of(one) ? all + one.n : all), 0);

function yesterdayPart({ yesterday, groups, types, units, total, before, outcomes, names }: DailyInput) {
  const { received } = total.counts;
  const classes = byClass(types, groups);
  const answered = sum(outcomes, ({ event }) => event === 'reply');
  const ended = ENDINGS.map(([event, name]) => ({ name, n: sum(outcomes, (one) => one.event === event) }));
  const merged = total.leftOut.find(({ reason }) => reason === 'merged')?.n ?? 0;
  const codes = new Set([...mostReceived(units).map(({ key }) => key), ...outcomes.map(({ unit }) => unit)]);
  const rows = [...codes]
    .map((unit) => ({
      unit,
      received: units.find(({ key }) => key === unit)?.counts.received ?? 0,
      answered: sum(outcomes, (one) => one.unit === unit && one.event === 'reply'),
      closed: sum(outcomes, (one) => one.unit === unit && one.event !== 'reply'),
    }))
    .sort((a, b) => b.received - a.received || b.answered - a.answered || (a.unit < b.unit ? -1 : 1));
  return section(`一、昨日情况（${dayText(yesterday.from)}）`, {
    sentences: [
      received === 0
        ? sentence('昨日无来件')
        : sentence(
            `昨日受理${cases(received)}`,
            countChange('前一日', { n: received, days: 1 }, { n: before.counts.received, days: 1 }),
            ...(merged === 0 ? [] : [`另有${cases(merged)}并入其他工单，不重复计`]),
          ),
      ...(received === 0 ? [] : [sentence(`按分类：${partsText(classes, received, 6)}`)]),
      sentence(`昨日答复${cases(answered)}（不论何日受理）`, `结案：${countsText(ended)}`),
    ],
    tables: [
      ...(classes.length === 0
        ? []
        : [
            {
              caption: '昨日各分类受理、答复、结案',
              columns: [
                { name: '问题大类' },
                { name: '受理', num: true as const },
                { name: '答复', num: true as const },
                { name: '结案', num: true as const },
              ],
              rows: classRows(classes, outcomes, yesterday),
            },
          ]),
      ...(rows.length === 0
        ? []
        : [
            {
              caption: '昨日各承办单位受理、答复、结案',
              columns: [
                { name: '承办单位' },
                { name: '受理', num: true as const },
                { name: '答复', num: true as const },
                { name: '结案', num: true as const },
              ],
              rows: rows.map((row) => [
                names.unit(row.unit),
                linked(row.received, casesLink(yesterday, { counter: 'received' }, { unit: row.unit })),
                String(row.answered),
                String(row.closed),
              ]),
              note: '答复、结案按昨日办理的时间计，受理按来电日期计，两者不是同一批工单。',
            },
          ]),
    ],
    links:
      received === 0
        ? []
        : [{ text: `昨日受理的${cases(received)}`, href: casesLink(yesterday, { counter: 'received' }) }],
  });
}

function classRows(
  classes: readonly { readonly code: string; readonly name: string; readonly n: number }[],
  outcomes: Outcomes,
  yesterday: PeriodScope,
) {
  return classes.map(({ code, name, n }) => {
    const own = (isReply: boolean): number =>
      sum(outcomes, (one) => one.issueType.startsWith(code) && (one.event === 'reply') === isReply);
    return [
      name,
      linked(n, casesLink(yesterday, { counter: 'received' }, { issueType: code })),
      String(own(true)),
      String(own(false)),
    ];
  });
}

function openPart({ open, openUnits, openTotal, overdue, now, names }: DailyInput) {
  const late = overdue.filter(({ dueAt }) => dueAt !== null && dueAt < now);
  const waiting = openUnits
    .filter(({ counts }) => counts.open > 0)
    .sort((a, b) => b.late.unreplied - a.late.unreplied || b.counts.open - a.counts.open);
  return section('二、未办结情况（截至制表时）', {
    sentences: [
      openTotal.counts.open === 0
        ? sentence('受理的工单均已办结')
        : sentence(
            `尚有${cases(openTotal.counts.open)}未办结（含今日来件）`,
            openTotal.late.unreplied === 0
              ? '没有逾期未答复的'
              : `其中逾期未答复${cases(openTotal.late.unreplied)}，逾期仍未联系来电人${cases(openTotal.late.uncontacted)}`,
          ),
    ],
    tables: [
      ...(waiting.length === 0
        ? []
        : [
            {
              caption: '各承办单位未办结、逾期',
              columns: [
                { name: '承办单位' },
                { name: '未办结', num: true as const },
                { name: '逾期未答复', num: true as const },
                { name: '逾期未联系', num: true as const },
              ],
              rows: waiting.map(({ key, counts, late: own }) => [
                names.unit(key),
                linked(counts.open, casesLink(open, { counter: 'open' }, { unit: key })),
                String(own.unreplied),
                String(own.uncontacted),
              ]),
            },
          ]),
      ...(late.length === 0 ? [] : [ordersTable('逾期未答复清单', late, names, now, LISTED)]),
    ],
    links:
      openTotal.counts.open === 0
        ? []
        : [{ text: `未办结的${cases(openTotal.counts.open)}`, href: casesLink(open, { counter: 'open' }) }],
  });
}

function todayPart({ date, today, todayTypes, todayTotal, dueToday, groups, names, now }: DailyInput) {
  const { received } = todayTotal.counts;
  const classes = byClass(todayTypes, groups);
  return section(`三、今日情况（${dayText(date)}，截至制表时）`, {
    sentences: [
      received === 0
        ? sentence('今日尚无来件')
        : sentence(`今日已受理${cases(received)}`, `按分类：${partsText(classes, received, 6)}`),
      dueToday.length === 0
        ? sentence('今日没有到期的工单')
        : sentence(`今日到期未答复${cases(dueToday.length)}`),
    ],
    tables: [
      ...(dueToday.length === 0 ? [] : [ordersTable('今日到期清单', dueToday, names, now, LISTED)]),
      ...(classes.length === 0
        ? []
        : [
            {
              caption: '今日来件分类',
              columns: [{ name: '问题分类' }, { name: '件数', num: true as const }],
              rows: mostReceived(todayTypes).map(({ key, counts }) => [
                names.issueType(key),
                linked(counts.received, casesLink(today, { counter: 'received' }, { issueType: key })),
              ]),
            },
          ]),
    ],
  });
}

function signalsPart({ topics, warnings }: DailyInput) {
  return section('四、预警与热点', {
    sentences: [
      warnings.length === 0
        ? sentence('昨日没有新增预警')
        : sentence(
            `昨日新增预警${warnings.length}条`,
            `其中待研判${warnings.filter(({ state }) => state === 'new').length}条`,
          ),
      topics.length === 0 ? sentence('昨日没有活跃的热点') : sentence(`昨日有来电的热点${topics.length}个`),
    ],
    tables: [
      ...(warnings.length === 0
        ? []
        : [
            {
              caption: '昨日新增预警',
              columns: [
                { name: '预警' },
                { name: '类别' },
                { name: '来电人数', num: true as const },
                { name: '平常' },
                { name: '研判' },
                { name: '工单' },
              ],
              rows: warnings.map(({ title, kind, callers, days, expected, state, orders }) => [
                title,
                WARNING_KIND[kind],
                `${days}日内${callers}人`,
                `${expected.toFixed(1)}人`,
                WARNING_STATE[state],
                orders.map(({ number }) => number).join('、'),
              ]),
            },
          ]),
      ...(topics.length === 0
        ? []
        : [
            {
              caption: '昨日有来电的热点',
              columns: [
                { name: '热点' },
                { name: '累计件数', num: true as const },
                { name: '来电人数', num: true as const },
              ],
              rows: topics.map(({ id, title, orders, callers }) => [
                { text: title, href: `/topics/${id}` },
                String(orders),
                String(callers),
              ]),
            },
          ]),
    ],
  });
}

function judgedPart({ judged, names }: DailyInput) {
  const both = judged.filter(
    ({ solved, satisfied }) => solved === 'unsolved' && satisfied === 'dissatisfied',
  );
  const solved = judged.filter((one) => one.solved === 'solved').length;
  const unsolved = judged.filter((one) => one.solved === 'unsolved').length;
  return section('五、昨日回访', {
    sentences: [
      judged.length === 0
        ? sentence('昨日没有取得回访评价')
        : sentence(
            `昨日取得回访评价${cases(judged.length)}`,
            `已解决${cases(solved)}、未解决${cases(unsolved)}、未评价${cases(judged.length - solved - unsolved)}`,
            both.length === 0 ? '没有“双否”工单' : `“双否”（未解决且不满意）${cases(both.length)}`,
          ),
    ],
    tables:
      both.length === 0
        ? []
        : [
            {
              caption: `“双否”工单（${both.length}件）`,
              columns: [{ name: '工单编号' }, { name: '问题分类' }, { name: '街道' }, { name: '承办单位' }],
              rows: both.map((one) => [
                orderCell(one),
                names.issueType(one.issueType),
                one.street ?? '不明',
                names.unit(one.unit),
              ]),
            },
          ],
  });
}
