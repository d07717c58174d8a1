import { COUNTER_NAMES, LEFT_OUT_NAMES } from '../../kernel/case-words.ts';
import type { Counter } from '../../kernel/case-words.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import type { Branch } from '../../kernel/reach.ts';
import type { Identity, OrphanOrder, Refusal, SumFault } from '../../kernel/report-types.ts';
import { dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { contributionsOf } from '../../orders/case-facts.ts';
import { createRecount, differingParts, SUMMED_BY } from '../../orders/reports/recount.ts';
import type { CountedPart, PartFault, RegisteredCase, SummedBy } from '../../orders/reports/recount.ts';
import type { Profile } from '../../profile/types.ts';
import type { Db } from '../../store/client.ts';
import { openRegistered, orderNumbers, registeredCases, strayCases } from '../../store/report-cases.ts';
import type { RegisterPlace } from '../../store/report-cases.ts';
import { casesWithin } from '../../store/rollups.ts';
import type { CaseScope } from '../../store/rollups.ts';
import type { Names } from '../context.ts';
import { countsBy } from '../figures/counting.ts';
import type { DigestRow } from './digest.ts';

/** Cases read at once: so many take some tens of milliseconds, and others come in between. */
const PAGE = 500;
/** Sums that are named, and orders of each. */
const MOST = { sums: 40, orders: 20 } as const;

type Ready = { readonly profile: Pick<Profile, 'units' | 'issueTypes'>; readonly names: Names };

/** Cases of ISO days `[from, to)`, of the units reached. */
export type RecountScope = {
  readonly from: string;
  readonly to: string;
  readonly reach: Branch<'report.read'>;
};

export type Reconciled = {
  readonly cases: number;
  readonly identities: readonly Identity[];
  readonly refusal: Refusal;
  /** What each case adds; for telling later which of them changed. */
  readonly digest: readonly DigestRow[];
};

const codesOf = ({ profile }: Ready) => ({
  units: new Set(profile.units.map(({ code }) => code)),
  issueTypes: new Set(profile.issueTypes.map(({ code }) => code)),
});

/**
 * Counts the cases of a period one by one, from the register and what is kept of each, and compares the sums that figures
 * come from with them. What does not fit is named.
 */
export async function reconcile(db: Db, ready: Ready, scope: RecountScope): Promise<Reconciled> {
  const days = [dayOfDate(scope.from), dayOfDate(scope.to)] as const;
  const times = [startOfDay(days[0]), startOfDay(days[1])] as const;
  const { reach } = scope;
  const units = reach.branch === undefined ? undefined : new Set(reach.branch);
  const recount = createRecount(codesOf(ready), days, units);
  const digest: DigestRow[] = [];
  let after: RegisterPlace | null = null;
  do {
    const page: Awaited<ReturnType<typeof registeredCases>> = await registeredCases(
      db,
      times,
      reach,
      after,
      PAGE,
    );
    for (const one of page.cases) {
      recount.take(one);
      digest.push(digestOf(one, units));
    }
    after = page.end;
    await nextTurn();
  } while (after !== null);
  for (const stray of await strayCases(db, days, times, reach)) recount.take(stray);
  const counted = recount.finish();
  const within: CaseScope = {
    from: days[0],
    to: days[1],
    reach,
  };
  const kept: CountedPart[] = [];
  for (const by of SUMMED_BY) {
    for (const group of await countsBy(db, within, by)) kept.push({ ...group, by });
    await nextTurn();
  }
  const faults = differingParts(kept, counted.parts);
  return {
    cases: counted.cases,
    identities: counted.identities,
    digest,
    refusal: {
      orphans: await numbered(db, counted.orphans),
      orphanCount: counted.orphanCount,
      sums: await sumFaults(db, ready.names, within, faults),
    },
  };
}

/** The same of what is open and was received before an ISO day: the number of open orders by unit, type and street. */
export async function reconcileOpen(
  db: Db,
  ready: Ready,
  before: string,
  reach: Branch<'report.read'>,
): Promise<Pick<Reconciled, 'cases' | 'identities' | 'refusal'>> {
  const recount = createRecount(
    codesOf(ready),
    [0, dayOfDate(before)],
    reach.branch === undefined ? undefined : new Set(reach.branch),
  );
  for (const one of await openRegistered(db, startOfDay(dayOfDate(before)), reach)) recount.take(one);
  const counted = recount.finish();
  const within: CaseScope = {
    from: 0,
    to: dayOfDate(before),
    reach,
  };
  const openOf = (parts: readonly CountedPart[]): CountedPart[] =>
    parts.map((part) => ({ ...part, counts: onlyOpen(part.counts.open) }));
  const kept: CountedPart[] = [];
  for (const by of SUMMED_BY) for (const group of await countsBy(db, within, by)) kept.push({ ...group, by });
  const faults = differingParts(openOf(kept), openOf(counted.parts));
  const number = (parts: readonly CountedPart[]): number =>
    parts.reduce(
      (sum, { by, leftOut, counts }) => (by === 'none' && leftOut !== 'merged' ? sum + counts.open : sum),
      0,
    );
  return {
    cases: counted.cases,
    identities: [
      { name: '未办结件数与未办结工单逐件计数', left: number(kept), right: number(counted.parts) },
    ],
    refusal: {
      orphans: await numbered(db, counted.orphans),
      orphanCount: counted.orphanCount,
      sums: await sumFaults(db, ready.names, within, faults),
    },
  };
}

const COUNTERS = Object.keys(COUNTER_NAMES) as Counter[];
const onlyOpen = (open: number) =>
  Object.fromEntries(COUNTERS.map((name) => [name, name === 'open' ? open : 0])) as Record<Counter, number>;

function digestOf({ id, order, facts }: RegisteredCase, units: ReadonlySet<string> | undefined): DigestRow {
  const values = COUNTERS.map(() => 0);
  if (facts !== null && facts.leftOut !== 'merged')
    for (const { unit, counts } of contributionsOf(facts))
      if (units === undefined || units.has(unit))
        COUNTERS.forEach((name, i) => {
          values[i] = (values[i] ?? 0) + (counts[name] ?? 0);
        });
  return { id, number: order?.number ?? '', values };
}

/** Orders that are in the register have a number to be found by. */
async function numbered(db: Db, orphans: readonly OrphanOrder[]): Promise<OrphanOrder[]> {
  const known = new Map(
    (
      await orderNumbers(
        db,
        orphans.map(({ id }) => id),
      )
    ).map(({ id, number }) => [id, number]),
  );
  return orphans.map((one) => ({ ...one, number: known.get(one.id) ?? one.number }));
}

const BY_NAME: Readonly<Record<SummedBy, string>> = {
  none: '合计',
  unit: '承办单位',
  issueType: '分类',
  street: '街道',
};

async function sumFaults(
  db: Db,
  names: Names,
  scope: CaseScope,
  faults: readonly PartFault[],
): Promise<SumFault[]> {
  const found: SumFault[] = [];
  for (const { by, key, leftOut, counter, kept, counted } of faults.slice(0, MOST.sums)) {
    const part =
      by === 'unit'
        ? names.unit(key)
        : by === 'issueType'
          ? names.issueType(key)
          : key === '' && by === 'street'
            ? '不明'
            : key;
    const narrowed: CaseScope = {
      ...scope,
      ...(by === 'unit' ? { units: [key] } : {}),
      ...(by === 'issueType' ? { issueTypes: [key] } : {}),
      ...(by === 'street' ? { streets: [key] } : {}),
    };
    const some = await casesWithin(db, narrowed, null, PAGE);
    const ids = some.filter(({ facts }) => facts.leftOut === leftOut).map(({ orderId }) => orderId);
    found.push({
      what: `${BY_NAME[by]}${part === '' ? '' : ` ${part}`}：${COUNTER_NAMES[counter]}${leftOut === '' ? '' : `（${LEFT_OUT_NAMES[leftOut]}）`}`,
      kept,
      counted,
      orders: await orderNumbers(db, ids.slice(0, MOST.orders)),
    });
  }
  return found;
}

export const isClean = ({ orphanCount, sums }: Refusal): boolean => orphanCount === 0 && sums.length === 0;

/** What several recounts refuse, together. */
export function together(refusals: readonly Refusal[]): Refusal {
  const orphans = new Map<string, OrphanOrder>();
  for (const refusal of refusals)
    for (const one of refusal.orphans) orphans.set(`${one.id}\n${one.fault}`, one);
  return {
    orphans: [...orphans.values()],
    orphanCount: Math.max(orphans.size, ...refusals.map(({ orphanCount }) => orphanCount)),
    sums: refusals.flatMap(({ sums }) => sums),
  };
}
