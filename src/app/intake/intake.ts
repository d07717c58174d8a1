import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { keptAtFirst } from '../../triage/confidentiality.ts';
import type { ContraryPrecedent } from '../../triage/precedents.ts';
import { canonicalJson, sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';
import { createHeeding, type Heed } from '../dispatch/heeding-precedents.ts';
import { recall } from './intake-answer.ts';
import { storedAlready } from './intake-batch.ts';
import { createIntakeWriting } from './intake-writing.ts';
import type { LiveChange } from '../life/live-changes.ts';
import type { RightsBook } from '../dispatch/rights-book.ts';
import { scopeOf } from '../rights.ts';
import type { Actor, IntakeOutcome, OrderInput, Services, TriageAids, TriageResult } from '../types.ts';

/** What triage made of an order, or why it could not; null where the order is stored already. */
export type Read =
  | {
      readonly order: OrderInput;
      readonly triage: TriageResult | null;
      /** What settled orders say against the decision. */
      readonly contrary?: ContraryPrecedent | null;
    }
  | { readonly order: OrderInput; readonly error: AppError };

/** Orders of one call that are with the threads at a time. */
const READ_ELSEWHERE = 8;
/** Milliseconds of looking up in one go before sockets and timers have their turn. */
const LOOK_AT_ONCE_MS = 10;

/**
 * The story of an order coming in: known already? -> triage -> may it go out by itself? -> one write.
 * All orders of a call are stored in one transaction, together with the answer to the idempotency key, and with other calls
 * that wait meanwhile.
 */
export function createIntake(context: Context, rights: RightsBook): Services['intake'] {
  const { store } = context;
  const heeding = createHeeding(context);
  const turn = createTurnstile();
  let reading = 0;
  const stored = createIntakeWriting(context, rights, () => reading);

  async function accept(
    actor: Actor,
    orders: readonly OrderInput[],
    options: { readonly idempotencyKey?: string; readonly request?: unknown } = {},
  ): Promise<IntakeOutcome[]> {
    scopeOf(actor, 'order.submit');
    const key =
      options.idempotencyKey === undefined ? null : sha256(`${actor.id}\n${options.idempotencyKey}`);
    const requestHash = key === null ? '' : sha256(canonicalJson(options.request ?? orders));
    if (key !== null) {
      const answered = await store.read((db) => recall(db, key, requestHash));
      if (answered !== null) return answered;
    }
    reading++;
    const read = await readAll(context, turn, heeding(orders), orders).finally(() => reading--);
    await rights.ready();
    const outcomes = await stored({ actor, read, key, requestHash });
    context.changes.publish(outcomes.flatMap((outcome, i) => arrivalOf(outcome, orders[i])));
    context.wake();
    return outcomes;
  }

  return { accept };
}

/** A new order, for those who look on. */
function arrivalOf(outcome: IntakeOutcome, order: OrderInput | undefined): LiveChange[] {
  if (outcome.status !== 'accepted') return [];
  const { id, state, triage } = outcome;
  const { lead: leadUnit, joint: jointUnit } = triage.unit;
  const version = state === 'dispatched' ? 3 : 2;
  const confidentiality = keptAtFirst(order?.confidentiality ?? 'none', triage.decision.because);
  const kept = { confidentiality, letIn: [] };
  return [{ before: null, after: { id, state, version, leadUnit, jointUnit, calledUnits: [], ...kept } }];
}

/**
 * Triage of every order that is not stored yet, leaving room for others in between: all of them by words, then those that
 * want it with the encoder's word, then what precedents say of the decisions.
 */
async function readAll(
  context: Context,
  turn: () => Promise<void>,
  heed: Heed,
  orders: readonly OrderInput[],
): Promise<Read[]> {
  const aids = { rulings: await context.rulings.all() };
  const known = await context.store.read((db) => storedAlready(db, orders));
  const wanted = orders.filter((order) => known.find(order) === null);
  const here = (order: OrderInput): Read => readOne(context, order, aids);
  const reading: (Read | Promise<Read>)[] = [];
  let elsewhere = 0;
  for (const order of wanted) {
    // Of many orders the threads always have some in hand, and this one reads along.
    const answer = elsewhere < READ_ELSEWHERE ? (context.crew?.()?.triage(order, aids) ?? null) : null;
    if (answer === null) {
      await turn();
      reading.push(here(order));
      continue;
    }
    elsewhere++;
    const read = answer.then(async (triage) => {
      if (triage !== null) return { order, triage };
      await turn();
      return here(order);
    });
    reading.push(read.finally(() => elsewhere--));
  }
  const next = (await Promise.all(reading))[Symbol.iterator]();
  const first = orders.map((order): Read => {
    const read = known.find(order) === null ? next.next().value : undefined;
    return read ?? { order, triage: null };
  });
  const results = first.map((one) => ('error' in one ? null : one.triage));
  const seconded = (await context.opinions?.ask(orders, results, aids)) ?? results;
  const read: Read[] = [];
  let since = performance.now();
  for (const [i, one] of first.entries()) {
    const triage = seconded[i] ?? null;
    if ('error' in one || triage === null) {
      read.push(one);
      continue;
    }
    if (performance.now() - since > LOOK_AT_ONCE_MS) {
      await nextTurn();
      since = performance.now();
    }
    read.push({ order: one.order, triage, contrary: await heeded(context, heed, one.order, triage) });
  }
  return read;
}

/**
 * Lets one order through in each turn of the event loop, whoever asks: reading takes some milliseconds, and where many are
 * read in one turn nobody new is even let in to be told that there are too many.
 */
function createTurnstile(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(nextTurn);
    return last;
  };
}

/** Without precedents the order is still read and decided: that they could not be looked up stops nothing. */
async function heeded(
  context: Context,
  heed: Heed,
  order: OrderInput,
  triage: TriageResult,
): Promise<ContraryPrecedent | null> {
  try {
    return await heed(order, triage);
  } catch (error) {
    context.log.error({ err: error }, 'precedents could not be read');
    return null;
  }
}

/** One order that triage cannot read is refused; the others of the call are not its hostages. */
function readOne(context: Context, order: OrderInput, aids: TriageAids): Read {
  try {
    return { order, triage: context.engine.triage(order, aids) };
  } catch (error) {
    if (error instanceof AppError) return { order, error };
    context.log.error({ err: error }, 'triage failed');
    return { order, error: new AppError('internal', {}, { cause: error }) };
  }
}
