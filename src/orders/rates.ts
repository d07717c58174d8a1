import { COUNTER_NAMES, LEFT_OUT_NAMES } from '../kernel/case-words.ts';
import type { Counter, Counts, LeftOut, RateCode } from '../kernel/case-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { shareOf } from '../kernel/share.ts';
import type { Share } from '../kernel/share.ts';

/** Version of the definitions below; it stands on every page and report that shows one of them. */
export const RATES_VERSION = 'rates-2026.2';

/** Cases that are late at this moment and have not done what is asked for; counted when looked at, not when written. */
export type LateCounts = { readonly uncontacted: number; readonly unreplied: number };
export const NONE_LATE: LateCounts = { uncontacted: 0, unreplied: 0 };

type RateDefinition = {
  /** What is divided by what, in words for people. */
  readonly numerator: string;
  readonly denominator: string;
  /** Who stands in neither, and why. */
  readonly without: string;
  readonly of: (counts: Counts, late: LateCounts) => readonly [hits: number, n: number];
  /** Listed beside the rate: in neither numerator nor denominator. */
  readonly beside: readonly Counter[];
};

/** 三率 and their kin. */
export const RATES = {
  response: {
    numerator: '办理时限内与来电人联系上（或已答复）的工单',
    denominator: '已联系上的工单，加上过了办理时限仍没有联系上的',
    without: '时限未到、还没有联系的',
    of: (c, late) => [c.contactedInTime, c.contacted + late.uncontacted],
    beside: [],
  },
  solved: {
    numerator: '回访时来电人说“已解决”的工单',
    denominator: '回访时来电人说“已解决”或“未解决”的工单',
    without: '未评价、未接通、拒绝回访、没有回访的',
    of: (c) => [c.solved, c.solvedAsked],
    beside: ['unreached', 'callbackRefused', 'uncalled'],
  },
  satisfied: {
    numerator: '回访时来电人说“满意”或“基本满意”的工单',
    denominator: '回访时来电人对是否满意作了评价的工单',
    without: '未评价、未接通、拒绝回访、没有回访的',
    of: (c) => [c.satisfied, c.satisfiedAsked],
    beside: ['unreached', 'callbackRefused', 'uncalled'],
  },
  onTime: {
    numerator: '办理时限内第一次答复的工单',
    denominator: '已答复的工单，加上过了办理时限仍没有答复的',
    without: '时限未到、还没有答复的',
    of: (c, late) => [c.repliedInTime, c.replied + late.unreplied],
    beside: [],
  },
  met: {
    numerator: '答复过、并与来电人见过面的工单',
    denominator: '答复过的工单，来电人明确拒绝见面的除外',
    without: '来电人拒绝见面的',
    of: (c) => [c.met, c.meetingDue],
    beside: ['meetingRefused'],
  },
  attitude: {
    numerator: '回访时来电人说工作人员态度“好”的工单',
    denominator: '回访时来电人对态度作了评价的工单',
    without: '未评价的',
    of: (c) => [c.attitudeGood, c.attitudeAsked],
    beside: [],
  },
  firstDispatch: {
    numerator: '第一次派给的单位就是最后承办单位的工单',
    denominator: '派出、且首派对错已有结论的工单（已答复、已结案或已改派别的单位）',
    without: '还没有结论的',
    of: (c) => [c.firstRight, c.firstJudged],
    beside: [],
  },
  returned: {
    numerator: '申请过退单的工单',
    denominator: '派出的工单，记在第一次派给的单位',
    without: '没有派出的',
    of: (c) => [c.returned, c.dispatched],
    beside: [],
  },
  reopened: {
    numerator: '答复后重办的工单',
    denominator: '已答复的工单',
    without: '没有答复的',
    of: (c) => [c.reopened, c.replied],
    beside: [],
  },
} as const satisfies Record<RateCode, RateDefinition>;

/** Counts by the reason for which cases are left out of the adjusted figure; `''`: they are in it. */
export type CountsByReason = ReadonlyMap<LeftOut, { readonly counts: Counts; readonly late: LateCounts }>;

/** A rate both ways. `share` of no cases is null: there is nothing to divide by. */
export type Rate = {
  readonly code: RateCode;
  /** All cases but those that go on in another one 原始口径. */
  readonly raw: RatedShare;
  /** Without those left out 考核口径. */
  readonly adjusted: RatedShare;
  /** Cases of the raw denominator that the adjusted one lacks, by reason. */
  readonly leftOut: readonly {
    readonly reason: Exclude<LeftOut, ''>;
    readonly n: number;
    readonly hits: number;
  }[];
  /** In neither. */
  readonly beside: readonly { readonly counter: Counter; readonly n: number }[];
};
export type RatedShare = (Share & { readonly few: boolean }) | null;

/** Below so many cases an interval is too wide to compare by. */
export const FEW = 30;

export const NOTHING: Counts = Object.fromEntries(keysOf(COUNTER_NAMES).map((name) => [name, 0])) as Counts;
const REASONS = keysOf(LEFT_OUT_NAMES);

export function addCounts(a: Counts, b: Partial<Counts>): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, n] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + n;
  return sum as Counts;
}

/** The counts of all cases that are cases of their own. */
export function rawCounts(byReason: CountsByReason): { readonly counts: Counts; readonly late: LateCounts } {
  let counts = NOTHING;
  let late = NONE_LATE;
  for (const [reason, part] of byReason) {
    if (reason === 'merged') continue;
    counts = addCounts(counts, part.counts);
    late = {
      uncontacted: late.uncontacted + part.late.uncontacted,
      unreplied: late.unreplied + part.late.unreplied,
    };
  }
  return { counts, late };
}

export function rateOf(code: RateCode, byReason: CountsByReason): Rate {
  const definition: RateDefinition = RATES[code];
  const raw = rawCounts(byReason);
  const kept = byReason.get('') ?? { counts: NOTHING, late: NONE_LATE };
  const [hits, n] = definition.of(raw.counts, raw.late);
  return {
    code,
    raw: rated(hits, n),
    adjusted: rated(...definition.of(kept.counts, kept.late)),
    leftOut: REASONS.flatMap((reason) => {
      const part = byReason.get(reason);
      if (part === undefined || reason === 'merged') return [];
      const [out, of] = definition.of(part.counts, part.late);
      return of === 0 ? [] : [{ reason, n: of, hits: out }];
    }),
    beside: definition.beside.flatMap((counter) => {
      const many = raw.counts[counter];
      return many === 0 ? [] : [{ counter, n: many }];
    }),
  };
}

export const ratesOf = (byReason: CountsByReason): Rate[] =>
  keysOf(RATES).map((code) => rateOf(code, byReason));

const rated = (hits: number, n: number): RatedShare =>
  n === 0 ? null : { ...shareOf(hits, n), few: n < FEW };
