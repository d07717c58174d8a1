import { AppError } from '../../kernel/errors.ts';
import type { Db } from '../../store/client.ts';
import { answeredAmong, rememberAnswers } from '../../store/idempotency.ts';
import { isOfAll } from '../../store/lane.ts';
import { listSwitches } from '../../store/switches.ts';
import type { Context } from '../context.ts';
import type { RightsBook } from '../dispatch/rights-book.ts';
import { recall, remember } from './intake-answer.ts';
import { storeBatch } from './intake-batch.ts';
import type { Read } from './intake.ts';
import type { Actor, IntakeOutcome } from '../types.ts';

/** The orders of one call, read, on their way into the store. */
export type Call = {
  readonly actor: Actor;
  readonly read: readonly Read[];
  /** Of its idempotency key; null where it has none. */
  readonly key: string | null;
  readonly requestHash: string;
};

type Waiting = {
  readonly call: Call;
  readonly resolve: (outcomes: IntakeOutcome[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Orders of several calls that are stored together at most; those of one call always are. */
const TOGETHER = 100;
/** Milliseconds that a call waits for others that are being read, to be stored with them. */
const GATHER_MS = 5;

/**
 * Stores calls: each whole or not at all, together with the answer to its key. Calls that come within a moment are stored
 * in one go, which costs little more than storing one: the busier it is, the less an order costs. A call that is alone
 * waits for nobody. One that fails is stored by itself, and the others without it. `others`: calls that are being read.
 */
export function createIntakeWriting(
  context: Context,
  rights: Pick<RightsBook, 'gate'>,
  others: () => number,
): (call: Call) => Promise<IntakeOutcome[]> {
  const { store } = context;
  const waiting: Waiting[] = [];
  let isAsked = false;

  /** From the front, no key twice: the second of two is answered with what the first left. */
  function take(): Waiting[] {
    const group: Waiting[] = [];
    const keys = new Set<string>();
    let orders = 0;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { key, read } = next.call;
      if (group.length > 0 && (orders + read.length > TOGETHER || (key !== null && keys.has(key)))) break;
      if (key !== null) keys.add(key);
      orders += read.length;
      group.push(next);
      waiting.shift();
    }
    isAsked = waiting.length > 0;
    if (isAsked) void storeGroup();
    return group;
  }

  async function storeGroup(): Promise<void> {
    let group: Waiting[] | null = null;
    try {
      const told = await store.write((db) => {
        // A transaction that is done again is done with the same calls.
        group ??= take();
        return storeTogether(
          db,
          group.map(({ call }) => call),
        );
      });
      for (const [i, one] of (group ?? []).entries()) settle(one, told[i] as Told);
    } catch (error) {
      const mine = group ?? take();
      if (mine.length < 2 || isOfAll(error)) for (const { reject } of mine) reject(error);
      else await Promise.all(mine.map(storeAlone));
    }
  }

  async function storeAlone(one: Waiting): Promise<void> {
    try {
      const [told] = await store.write((db) => storeTogether(db, [one.call]));
      settle(one, told as Told);
    } catch (error) {
      one.reject(error);
    }
  }

  async function storeTogether(db: Db, calls: readonly Call[]): Promise<Told[]> {
    // Asked again inside the lane: the same request may have been running beside this one.
    const answered = await answeredAmong(
      db,
      calls.flatMap(({ key }) => key ?? []),
    );
    const told: (Told | null)[] = [];
    for (const { key, requestHash } of calls)
      told.push(
        key === null || !answered.has(key) ? null : await recall(db, key, requestHash).catch(mismatch),
      );
    const fresh = calls.filter((_, i) => told[i] === null);
    const handed = fresh.flatMap(({ actor, read }) => read.map((one) => ({ actor, read: one })));
    const now = context.clock.now();
    const triages = handed.flatMap(({ read }) =>
      'triage' in read && read.triage !== null ? [read.triage] : [],
    );
    const gate = await rights.gate(db, triages, now);
    const switches = await listSwitches(db);
    const results = await storeBatch(context, db, handed, { now, switches, gate });
    const answers = fresh.map(({ read }) => results.splice(0, read.length));
    await rememberAnswers(
      db,
      fresh.flatMap(({ key, requestHash }, i) =>
        key === null ? [] : [{ key, requestHash, answer: remember(answers[i] as IntakeOutcome[]), at: now }],
      ),
    );
    const next = answers[Symbol.iterator]();
    return told.map((one) => one ?? (next.next().value as IntakeOutcome[]));
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (isAsked) return;
      isAsked = true;
      if (others() === 0) void storeGroup();
      else setTimeout(() => void storeGroup(), GATHER_MS);
    });
}

type Told = IntakeOutcome[] | AppError;

function settle({ resolve, reject }: Waiting, told: Told): void {
  if (told instanceof AppError) reject(told);
  else resolve(told);
}

/** One call's own fault, which is not the others'. */
function mismatch(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}
