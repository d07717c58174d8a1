import { SATISFIED, SOLVED } from '../kernel/callback-words.ts';
import { LEFT_OUT_NAMES } from '../kernel/case-words.ts';
import type { LeftOut } from '../kernel/case-words.ts';
import { pointWords, SCORE_KIND, VERDICT_KEY, yuanWords } from '../kernel/score-words.ts';
import type { AppealState, NotCounted, RecordKind, RecordState, ScoreKind } from '../kernel/score-words.ts';
import { dateOf, dayOf, dayOfDate, startOfDay, yearOf } from './calendar.ts';
import type { Verdict } from './life-events.ts';
import { kindOfVerdict, scoreRulesOn } from './score-rules.ts';
import type { ScoreRules } from './score-rules.ts';

/** A case with its verdict. `at`: UTC milliseconds of the verdict. */
export type ScoredCase = {
  readonly orderId: string;
  readonly number: string;
  /** Who leads it: the one unit that is scored. */
  readonly unit: string;
  readonly firstUnit: string | null;
  /** Who led it when the verdict was given: it may have been done once more, and gone to another unit, since. */
  readonly verdictUnit: string;
  readonly leftOut: LeftOut;
  readonly verdict: Pick<Verdict, 'solved' | 'satisfied'>;
  readonly at: number;
};

/** A matter that people recorded against a unit. */
export type ScoreMatter = {
  readonly id: string;
  readonly kind: RecordKind;
  readonly unit: string;
  /** ISO day of the matter. */
  readonly day: string;
  readonly words: string;
  readonly state: RecordState;
  /** The order it is about, as it stands now. */
  readonly order: Pick<ScoredCase, 'orderId' | 'number' | 'unit' | 'leftOut'> | null;
};

/** What a unit said against one of its lines. `reason`: of the decision. */
export type ScoreAppeal = {
  readonly key: string;
  readonly unit: string;
  readonly state: AppealState;
  readonly reason: string;
};

export type ScoreInput = {
  readonly cases: readonly ScoredCase[];
  readonly matters: readonly ScoreMatter[];
  readonly appeals: readonly ScoreAppeal[];
  readonly nameOf: (unit: string) => string;
};

export type ScoreLine = {
  /** `verdict:` with the id of an order, or `record:` with that of a matter. */
  readonly key: string;
  readonly unit: string;
  /** Null: a verdict that adds and takes nothing. */
  readonly kind: ScoreKind | null;
  readonly order: { readonly id: string; readonly number: string } | null;
  readonly at: number;
  /** The calendar year in Beijing that it counts in. */
  readonly year: number;
  /** The settled year it belongs to by its day; null where it counts in its own. */
  readonly fromYear: number | null;
  readonly tenths: number;
  readonly fen: number;
  readonly version: string | null;
  readonly notCounted: NotCounted | null;
  readonly appeal: AppealState | null;
  /** What, which order, which rule, how much, and why nothing where that is so. Names no person. */
  readonly words: string;
};

export const verdictKey = (orderId: string): string => `${VERDICT_KEY}${orderId}`;
/** The order that a key of a verdict names; null for other keys. */
export const orderIdIn = (key: string): string | null =>
  key.startsWith(VERDICT_KEY) ? key.slice(VERDICT_KEY.length) : null;
export const recordKey = (id: string): string => `record:${id}`;

/**
 * The lines of cases and matters under the version in force on the day of each, in order of time. Whoever was sent a case
 * by mistake has no line of it: only who leads it is scored.
 */
export function scoreLines(input: ScoreInput, versions: readonly ScoreRules[]): ScoreLine[] {
  const appeals = new Map(input.appeals.map((one) => [`${one.key}\n${one.unit}`, one]));
  const appealOf = (key: string, unit: string): ScoreAppeal | undefined => appeals.get(`${key}\n${unit}`);
  const lines = [
    ...input.cases.map((one) =>
      caseLine(one, versions, appealOf(verdictKey(one.orderId), one.unit), input.nameOf),
    ),
    ...input.matters.map((one) =>
      matterLine(one, versions, appealOf(recordKey(one.id), one.unit), input.nameOf),
    ),
  ];
  return lines.sort(byTime);
}

type LinePlace = Pick<ScoreLine, 'at' | 'key' | 'unit'>;

/** In order of time; of one moment by key and unit, so that the same lines always stand in the same order. */
export function byTime(a: LinePlace, b: LinePlace): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0;
}

function caseLine(
  { orderId, number, unit, firstUnit, verdictUnit, leftOut, verdict, at }: ScoredCase,
  versions: readonly ScoreRules[],
  appeal: ScoreAppeal | undefined,
  nameOf: ScoreInput['nameOf'],
): ScoreLine {
  const day = dateOf(dayOf(at));
  const rules = scoreRulesOn(versions, day);
  const kind = rules === null ? null : kindOfVerdict(verdict, rules);
  const isOthers = verdictUnit !== unit;
  const misled =
    isOthers || firstUnit === null || firstUnit === unit
      ? ''
      : `；首派${nameOf(firstUnit)}属误派，不记该单位`;
  return counted({
    key: verdictKey(orderId),
    unit,
    kind,
    order: { id: orderId, number },
    at,
    rules,
    appeal,
    what: `工单 ${number}，${day} 回访评价“${verdictSaid(verdict)}”${misled}`,
    ...(rules !== null && leftOut !== '' && rules.notScored.includes(leftOut)
      ? { against: 'leftOut' as const, because: `工单${LEFT_OUT_NAMES[leftOut]}，不计分` }
      : isOthers
        ? {
            against: 'rerouted' as const,
            because: `评价的是${nameOf(verdictUnit)}的办理，此后改派，误派不计`,
          }
        : { against: null, because: '' }),
  });
}

const verdictSaid = ({ solved, satisfied }: ScoredCase['verdict']): string =>
  `${solved === 'noOpinion' ? '是否解决未评价' : SOLVED[solved]}、${satisfied === 'noOpinion' ? '是否满意未评价' : SATISFIED[satisfied]}`;

function matterLine(
  { id, kind, unit, day, words, state, order }: ScoreMatter,
  versions: readonly ScoreRules[],
  appeal: ScoreAppeal | undefined,
  nameOf: ScoreInput['nameOf'],
): ScoreLine {
  const rules = scoreRulesOn(versions, day);
  const isOfOrder = kind === 'missingMaterial' && order !== null;
  const leftOut = isOfOrder ? order.leftOut : '';
  const [against, because]: [NotCounted | null, string] =
    state === 'pending'
      ? ['pending', '待另一人批准，批准前不计']
      : state === 'refused'
        ? ['refused', '没有批准，不计']
        : isOfOrder && order.unit !== unit
          ? ['rerouted', `工单已改由${nameOf(order.unit)}主办，误派不计`]
          : leftOut !== '' && rules?.notScored.includes(leftOut) === true
            ? ['leftOut', `工单${LEFT_OUT_NAMES[leftOut]}，不计分`]
            : [null, ''];
  return counted({
    key: recordKey(id),
    unit,
    kind,
    order: order === null ? null : { id: order.orderId, number: order.number },
    at: startOfDay(dayOfDate(day)),
    rules,
    appeal,
    what: `${order === null ? '' : `工单 ${order.number}，`}${day} ${SCORE_KIND[kind]}：${words}`,
    against,
    because,
  });
}

/** What a line counts, and how it explains itself. */
function counted(given: {
  readonly key: string;
  readonly unit: string;
  readonly kind: ScoreKind | null;
  readonly order: ScoreLine['order'];
  readonly at: number;
  readonly rules: ScoreRules | null;
  readonly appeal: ScoreAppeal | undefined;
  readonly what: string;
  readonly against: NotCounted | null;
  readonly because: string;
}): ScoreLine {
  const { key, unit, kind, order, at, rules, appeal, what } = given;
  const base = {
    key,
    unit,
    kind,
    order,
    at,
    year: yearOf(dayOf(at)),
    fromYear: null,
    version: rules?.version ?? null,
    appeal: appeal?.state ?? null,
  };
  const nothing = (notCounted: NotCounted | null, words: string): ScoreLine => ({
    ...base,
    tenths: 0,
    fen: 0,
    notCounted,
    words,
  });
  if (rules === null) return nothing('noRule', `${what}。当日没有生效的记分办法，0 分`);
  if (kind === null) return nothing(null, `${what}。按 ${rules.version}，不加分也不扣分，0 分`);
  const tenths = rules.tenths[kind];
  const fen = tenths * rules.fenPerTenth;
  const rule = `按 ${rules.version}“${SCORE_KIND[kind]}”${pointWords(tenths)}`;
  const [against, because] =
    given.against !== null
      ? [given.against, given.because]
      : appeal?.state === 'granted'
        ? (['appeal', `申诉成立：${appeal.reason}`] as const)
        : [null, ''];
  if (against !== null) return nothing(against, `${what}。${rule}；${because}，0 分`);
  const appealed =
    appeal === undefined || appeal.state === 'granted'
      ? ''
      : appeal.state === 'pending'
        ? '；已申诉，待复核'
        : `；申诉不成立：${appeal.reason}`;
  return { ...base, tenths, fen, notCounted: null, words: `${what}。${rule}，${yuanWords(fen)}${appealed}` };
}
