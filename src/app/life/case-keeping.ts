import { isDeepStrictEqual } from 'node:util';
import { nextTurn } from '../../kernel/next-turn.ts';
import { caseFacts, contributionsOf, firstRound } from '../../orders/case-facts.ts';
import type { CaseFacts } from '../../orders/case-facts.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import type { Profile } from '../../profile/types.ts';
import {
  addToRollups,
  casesOf,
  clearCases,
  createSums,
  differingRollups,
  orderIdsOf,
  keepVersion,
  orderSeqs,
  putCases,
  staleSeqs,
} from '../../store/case-facts.ts';
import type { Increment, KeptCase } from '../../store/case-facts.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { mergedAmong, mergedOrders, survivorOf } from '../../store/links.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Context } from '../context.ts';
import { clocksFor } from './deadlines.ts';
import type { Clocked } from './deadlines.ts';

/** An order whose events, oldest first, make this life. */
export type KnownCase = {
  readonly order: Clocked & Pick<StoredOrder, 'id' | 'street' | 'channel'>;
  readonly life: Life;
  readonly events: readonly LifeEvent[];
  /** Whether it goes on in another order; left out: as it was before. */
  readonly merged?: boolean;
};

/** The facts of a case as its events leave it now. */
export function factsNow(profile: Profile, { order, life, events }: KnownCase, merged: boolean): CaseFacts {
  const first = firstRound(events);
  // The clock of the first round is that of the unit that answered it.
  const leadUnit = first === events ? life.lead : lifeOf(first).lead;
  const clocked = { ...order, issueType: life.issueType, leadUnit };
  const clocks = clocksFor(profile, clocked, first, first.at(-1)?.at ?? order.receivedAt);
  return caseFacts(order, life, events, clocks, merged);
}

/**
 * Keeps what rates and reports ask of these orders, and moves the sums by the difference. In the write that changes the
 * orders, so that the sums are never another thing than the orders.
 */
export async function keepCases(db: Db, profile: Profile, cases: readonly KnownCase[]): Promise<void> {
  if (cases.length === 0) return;
  const before = await casesOf(
    db,
    cases.map(({ order }) => order.id),
  );
  const changed: KeptCase[] = [];
  const increments: Increment[] = [];
  for (const one of cases) {
    const old = before.get(one.order.id);
    const facts = factsNow(profile, one, one.merged ?? old?.leftOut === 'merged');
    if (old !== undefined && sameFacts(old, facts)) continue;
    changed.push({ orderId: one.order.id, facts });
    if (old !== undefined) increments.push(...incrementsOf(old, -1));
    increments.push(...incrementsOf(facts, 1));
  }
  await putCases(db, changed);
  await addToRollups(db, increments);
}

const sameFacts = (a: CaseFacts, b: CaseFacts): boolean => isDeepStrictEqual(a, b);

/** What a case adds to the sums, or takes out of them (`sign` -1). */
export function incrementsOf(facts: CaseFacts, sign: 1 | -1): Increment[] {
  const { day, issueType, street, leftOut } = facts;
  return contributionsOf(facts).map(({ unit, counts }) => ({
    day,
    unit,
    issueType,
    street,
    leftOut,
    counts: Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, sign * n])),
  }));
}

/** Keeps whether these orders, and all that is one matter with them, go on in another one. In the write that merges or parts them. */
export async function keepMerges(db: Db, profile: Profile, orderIds: readonly string[]): Promise<void> {
  const roots = new Set<string>();
  for (const id of orderIds) roots.add(await survivorOf(db, id));
  const ids: string[] = [];
  for (const root of roots) ids.push(root, ...(await mergedOrders(db, root)));
  await keepCases(db, profile, await knownCases(db, ids, (id) => !roots.has(id)));
}

async function knownCases(
  db: Db,
  ids: readonly string[],
  isMerged: (id: string) => boolean,
  onBad: (id: string, error: unknown) => void = (_id, error) => {
    throw error;
  },
): Promise<KnownCase[]> {
  const events = await lifeEventsOfMany(db, ids);
  return (await ordersByIds(db, ids)).flatMap((order): KnownCase[] => {
    const own = events.get(order.id) ?? [];
    try {
      return [{ order, events: own, life: lifeOf(own), merged: isMerged(order.id) }];
    } catch (error) {
      onBad(order.id, error);
      return [];
    }
  });
}

/** Orders made anew in one write. */
const PAGE = 500;

/** A sum that differs from its orders, or an order whose facts differ from its events. */
export type CaseFault = { readonly what: 'case' | 'rollup'; readonly subject: string };

type Keeping = Pick<Context, 'store' | 'profile'>;

/**
 * Keeps facts and sums of these orders, each page in a write of its own, so that requests come in between; an order that
 * changes meanwhile is counted once, since every write takes the difference to what is kept. One whose history has a hole is
 * told and left out.
 */
async function keepAll(
  { store, profile }: Keeping,
  seqs: readonly number[],
  onBad: (id: string, error: unknown) => void,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<void> {
  for (let from = 0; from < seqs.length; from += PAGE) {
    await store.write(async (db) => {
      const ids = await orderIdsOf(db, seqs.slice(from, from + PAGE));
      const merged = await mergedAmong(db, ids);
      const known = await knownCases(db, ids, (id) => merged.has(id), onBad);
      await keepCases(db, profile, known);
      await keepVersion(
        db,
        known.map(({ order }) => order.id),
      );
    });
    onProgress(Math.min(seqs.length, from + PAGE), seqs.length);
  }
}

/** Makes facts and sums of all orders anew from their events. Throws where the history of one has a hole. */
export async function rebuildCases(
  context: Keeping,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<{ readonly orders: number }> {
  const seqs = await context.store.read(orderSeqs);
  await context.store.write(clearCases);
  const refuse = (_id: string, error: unknown): void => {
    throw error;
  };
  await keepAll(context, seqs, refuse, onProgress);
  return { orders: seqs.length };
}

/**
 * Keeps what is missing, and makes anew what an older program kept: the database was its, or this was cut short the last
 * time. The sums agree with what is kept all the while.
 */
export async function keepMissingCases(context: Keeping & Pick<Context, 'log'>): Promise<void> {
  const seqs = await context.store.read(staleSeqs);
  if (seqs.length === 0) return;
  await keepAll(context, seqs, (order, err) =>
    context.log.error({ err, order }, 'no facts of an order kept'),
  );
  context.log.info({ orders: seqs.length }, 'facts and sums of orders kept');
}

/**
 * Recounts: every order's facts from its events, every sum from the facts. Names the first differences found, none where
 * all agree. All is read as it stood at one moment, so that orders which move meanwhile are not named.
 */
export async function checkCases(
  { store, profile }: Pick<Context, 'store' | 'profile'>,
  most = 20,
): Promise<CaseFault[]> {
  return store.snapshot(async (db) => {
    const faults: CaseFault[] = [];
    const sums = createSums();
    const seqs = await orderSeqs(db);
    for (let from = 0; from < seqs.length; from += PAGE) {
      const ids = await orderIdsOf(db, seqs.slice(from, from + PAGE));
      const merged = await mergedAmong(db, ids);
      const kept = await casesOf(db, ids);
      for (const one of await knownCases(db, ids, (id) => merged.has(id))) {
        const facts = factsNow(profile, one, one.merged === true);
        const old = kept.get(one.order.id);
        if (old === undefined || !sameFacts(old, facts)) faults.push({ what: 'case', subject: one.order.id });
        sums.add(incrementsOf(facts, 1));
      }
      if (faults.length >= most) return faults.slice(0, most);
      await nextTurn();
    }
    for (const subject of await differingRollups(db, sums)) faults.push({ what: 'rollup', subject });
    return faults.slice(0, most);
  });
}
