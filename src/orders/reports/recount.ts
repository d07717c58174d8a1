import { COUNTER_NAMES } from '../../kernel/case-words.ts';
import type { Counts, LeftOut } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { OPEN_STATES, STATE_NAMES } from '../../kernel/move-words.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import type { Identity, OrphanOrder } from '../../kernel/report-types.ts';
import type { CaseFault } from '../../kernel/report-words.ts';
import { contributionsOf } from '../case-facts.ts';
import type { CaseFacts } from '../case-facts.ts';
import { dateOf, dayOf } from '../calendar.ts';
import { addCounts, NOTHING } from '../rates.ts';

/** An order as it stands in the register, and what is kept of it for figures; one of the two may be lacking. */
export type RegisteredCase = {
  readonly id: string;
  readonly order: {
    readonly number: string;
    readonly receivedAt: number;
    readonly unit: string;
    readonly issueType: string;
    readonly street: string | null;
    readonly state: string;
  } | null;
  readonly facts: CaseFacts | null;
};

/** What the place knows today. */
export type KnownCodes = { readonly units: ReadonlySet<string>; readonly issueTypes: ReadonlySet<string> };

/** By what cases are summed, each by itself. */
export const SUMMED_BY = ['none', 'unit', 'issueType', 'street'] as const;
export type SummedBy = (typeof SUMMED_BY)[number];

/** Sums of a part: by the reason for which its cases are left out of the adjusted figure. */
export type CountedPart = {
  readonly by: SummedBy;
  readonly key: string;
  readonly leftOut: LeftOut;
  readonly counts: Counts;
};

export type Recounted = {
  readonly cases: number;
  readonly parts: readonly CountedPart[];
  readonly orphans: readonly OrphanOrder[];
  readonly orphanCount: number;
  readonly identities: readonly Identity[];
};

/** Orphans that are named; how many there are is told beside. */
const NAMED = 200;
const COUNTERS = keysOf(COUNTER_NAMES);
/** What is added to a counter, by its place among them. */
type Counted = readonly [counter: number, n: number];

/**
 * Counts cases of days `[from, to)` one by one and looks each of them through. `units`: those whose figures are counted;
 * left out: all.
 */
export function createRecount(
  known: KnownCodes,
  [from, to]: readonly [from: number, to: number],
  units?: ReadonlySet<string>,
) {
  const sums = new Map<string, { part: Omit<CountedPart, 'counts'>; counts: number[] }>();
  const states = new Map<string, number>();
  const orphans: OrphanOrder[] = [];
  let orphanCount = 0;
  let cases = 0;
  let merged = 0;
  let verdicts = 0;
  const solved = { solved: 0, unsolved: 0, noOpinion: 0 };
  const satisfied = { satisfied: 0, basically: 0, dissatisfied: 0, noOpinion: 0 };

  const add = (by: SummedBy, key: string, leftOut: LeftOut, counts: readonly Counted[]): void => {
    const name = `${by}\n${key}\n${leftOut}`;
    let sum = sums.get(name);
    if (sum === undefined) {
      sum = { part: { by, key, leftOut }, counts: COUNTERS.map(() => 0) };
      sums.set(name, sum);
    }
    for (const [i, n] of counts) sum.counts[i] = (sum.counts[i] ?? 0) + n;
  };

  function take(one: RegisteredCase): void {
    for (const [fault, detail] of faultsOf(one, known)) {
      orphanCount++;
      if (orphans.length < NAMED)
        orphans.push({ id: one.id, number: one.order?.number ?? '', fault, detail });
    }
    const { facts } = one;
    if (facts === null || facts.day < from || facts.day >= to) return;
    cases++;
    for (const { unit, counts: added } of contributionsOf(facts)) {
      if (units !== undefined && !units.has(unit)) continue;
      const counts = COUNTERS.flatMap((name, i): Counted[] => {
        const n = added[name] ?? 0;
        return n === 0 ? [] : [[i, n]];
      });
      add('none', '', facts.leftOut, counts);
      add('unit', unit, facts.leftOut, counts);
      add('issueType', facts.issueType, facts.leftOut, counts);
      add('street', facts.street ?? '', facts.leftOut, counts);
    }
    const isOf = (unit: string): boolean => units === undefined || units.has(unit);
    if (facts.leftOut === 'merged') {
      if (isOf(facts.unit)) merged++;
      return;
    }
    if (isOf(facts.unit)) states.set(facts.state, (states.get(facts.state) ?? 0) + 1);
    if (facts.verdict === null || !isOf(facts.verdictUnit ?? facts.unit)) return;
    verdicts++;
    solved[facts.verdict.solved]++;
    satisfied[facts.verdict.satisfied]++;
  }

  function finish(): Recounted {
    const parts = [...sums.values()].map(({ part, counts }) => ({
      ...part,
      counts: Object.fromEntries(COUNTERS.map((name, i) => [name, counts[i] ?? 0])) as Counts,
    }));
    const sumOf = (
      by: SummedBy,
      of: (part: CountedPart) => boolean = ({ leftOut }) => leftOut !== 'merged',
    ) =>
      parts
        .filter((part) => part.by === by && of(part))
        .reduce((sum, { counts }) => addCounts(sum, counts), NOTHING);
    const all = sumOf('none');
    const open = OPEN_STATES.reduce((sum, state) => sum + (states.get(state) ?? 0), 0);
    const ended = [...states].reduce(
      (sum, [state, n]) => sum + (OPEN_STATES.includes(state as OrderState) ? 0 : n),
      0,
    );
    return {
      cases,
      parts,
      orphans,
      orphanCount,
      identities: [
        { name: '受理件数与各分类之和', left: all.received, right: sumOf('issueType').received },
        { name: '受理件数与各街道之和（含街道不明）', left: all.received, right: sumOf('street').received },
        { name: '受理件数与各承办单位之和', left: all.received, right: sumOf('unit').received },
        { name: '受理件数与在办、办结、剔除、终止调解、终结之和', left: all.received, right: open + ended },
        { name: '在办件数与各在办状态之和', left: all.open, right: open },
        {
          name: '已并入其他工单的件数',
          left: sumOf('none', ({ leftOut }) => leftOut === 'merged').received,
          right: merged,
        },
        {
          name: '回访评价与已解决、未解决、未评价之和',
          left: verdicts,
          right: solved.solved + solved.unsolved + solved.noOpinion,
        },
        {
          name: '回访评价与满意、基本满意、不满意、未评价之和',
          left: verdicts,
          right: satisfied.satisfied + satisfied.basically + satisfied.dissatisfied + satisfied.noOpinion,
        },
        {
          name: '评价了是否解决的件数',
          left: all.solvedAsked,
          right: solved.solved + solved.unsolved,
        },
        // Of a unit's own what was answered before another got the order counts too.
        ...(units === undefined
          ? [
              {
                name: '已答复不多于受理（超出件数）',
                left: Math.max(0, all.replied - all.received),
                right: 0,
              },
            ]
          : []),
        {
          name: '按期答复不多于已答复（超出件数）',
          left: Math.max(0, all.repliedInTime - all.replied),
          right: 0,
        },
      ],
    };
  }

  return { take, finish };
}

function faultsOf({ id, order, facts }: RegisteredCase, known: KnownCodes): [CaseFault, string][] {
  if (facts === null) return [['missing', order === null ? id : dateOf(dayOf(order.receivedAt))]];
  if (order === null) return [['orphan', `来电日期 ${dateOf(facts.day)}`]];
  const faults: [CaseFault, string][] = [];
  const differ = (fault: CaseFault, kept: string, registered: string): void => {
    if (kept !== registered) faults.push([fault, `统计“${kept}”，工单“${registered}”`]);
  };
  differ('day', dateOf(facts.day), dateOf(dayOf(order.receivedAt)));
  differ('unit', facts.unit, order.unit);
  differ('issueType', facts.issueType, order.issueType);
  differ('street', facts.street ?? '', order.street ?? '');
  differ('state', facts.state, order.state);
  if (!known.issueTypes.has(facts.issueType)) faults.push(['unknownType', facts.issueType]);
  if (!known.units.has(facts.unit)) faults.push(['unknownUnit', facts.unit]);
  if (!(facts.state in STATE_NAMES)) faults.push(['unknownState', facts.state]);
  return faults;
}

/** Parts whose kept sums are others than those counted now, by counter. */
export type PartFault = Omit<CountedPart, 'counts'> & {
  readonly counter: (typeof COUNTERS)[number];
  readonly kept: number;
  readonly counted: number;
};

/** Where kept sums and counted ones differ, both ways. */
export function differingParts(kept: readonly CountedPart[], counted: readonly CountedPart[]): PartFault[] {
  const nameOf = ({ by, key, leftOut }: Omit<CountedPart, 'counts'>): string => `${by}\n${key}\n${leftOut}`;
  const wanted = new Map(counted.map((part) => [nameOf(part), part]));
  const there = new Map(kept.map((part) => [nameOf(part), part]));
  const faults: PartFault[] = [];
  for (const name of new Set([...wanted.keys(), ...there.keys()])) {
    const part = wanted.get(name) ?? there.get(name);
    if (part === undefined) continue;
    const { by, key, leftOut } = part;
    for (const counter of COUNTERS) {
      const [a, b] = [there.get(name)?.counts[counter] ?? 0, wanted.get(name)?.counts[counter] ?? 0];
      if (a !== b) faults.push({ by, key, leftOut, counter, kept: a, counted: b });
    }
  }
  return faults;
}
