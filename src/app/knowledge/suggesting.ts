import { beijingDay } from '../../kernel/clock.ts';
import { cleanText } from '../../text/clean.ts';
import type { Db } from '../../store/client.ts';
import { shingle } from '../../learn/shingles.ts';
import { textsOfSeqs } from '../../store/order-texts.ts';
import { orderById } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { addUses } from '../../store/knowledge-uses.ts';
import { saveSuggestion, suggestionOf } from '../../store/suggestions.ts';
import type { Context } from '../context.ts';
import { usesOf } from './knowledge-uses.ts';
import { likeness } from '../relations/likeness.ts';
import { triageOf } from '../intake/reading.ts';
import type { OrderInput, TriageResult } from '../types.ts';
import { nameless, namelessTriage } from '../intake/without-caller.ts';

const LIKE_ORDERS = 5;
/** Found by rare wording they share; of these the nearest in meaning are shown. */
const CANDIDATES = 48;

/**
 * Makes like orders and draft reply for a stored order, and returns the write that keeps them; null if the
 * order is gone. Slow on purpose outside the write lane: the outbox calls it.
 */
export async function makeSuggestion(
  context: Context,
  orderId: string,
): Promise<((db: Db) => Promise<void>) | null> {
  const found = await context.store.read(async (db) => {
    const order = await orderById(db, orderId);
    if (order === null) return null;
    const input = order.input as unknown as OrderInput;
    return {
      order,
      triage: await triageOf(db, orderId),
      input,
      like: await nearestOrders(context, db, order),
    };
  });
  if (found === null) return null;
  const { knowledge } = context.engine.versions;
  // Whoever answers does not know who called: nobody is greeted by name.
  const input =
    found.order.confidentiality === 'identity' ? nameless(found.input, found.triage.entities) : found.input;
  const triage =
    found.order.confidentiality === 'identity' ? namelessTriage(found.input, found.triage) : found.triage;
  const answered = inForce(found.order, triage);
  const draftReply =
    (await context.crew?.()?.draftReply(input, answered)) ?? context.engine.draftReply(input, answered);
  const at = context.clock.now();
  const used = usesOf(context.knowledge?.holder.current().sources ?? null, {
    text: draftReply,
    cited: found.triage.laws,
  });
  const day = beijingDay(at);
  return async (db) => {
    // What is suggested anew was counted the first time.
    if ((await suggestionOf(db, orderId)) === null)
      await addUses(
        db,
        used.map((use) => ({ ...use, day, times: 1 })),
      );
    await saveSuggestion(db, { orderId, at, likeOrders: found.like, draftReply, knowledge });
  };
}

/** Orders in store most like this one, best first, with how alike they are, 0 to 1; none that are confidential as a whole. */
async function nearestOrders(
  { engine, crew, duplicates }: Context,
  db: Db,
  order: StoredOrder,
): Promise<{ readonly id: string; readonly score: number }[]> {
  const { text } = order.input as unknown as OrderInput;
  const index = await duplicates.index();
  const near = index.candidates(shingle(cleanText(text).text), { limit: CANDIDATES, excluding: order.seq });
  const found = await textsOfSeqs(
    db,
    near.map(({ id }) => id),
  );
  const others = found.map((like) => like.text);
  const scores = (await crew?.()?.likeness(text, others)) ?? (engine.likeness ?? wordLikeness)(text, others);
  return found
    .map(({ id }, i) => ({ id, score: scores[i] as number }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, LIKE_ORDERS);
}

const wordLikeness = (text: string, others: readonly string[]): number[] => likeness(null, text, others);

/** What triage said, with what a person has corrected since. */
export function inForce(order: StoredOrder, triage: TriageResult): TriageResult {
  if (!order.corrected) return triage;
  return {
    ...triage,
    issueType: { ...triage.issueType, code: order.issueType },
    unit: { ...triage.unit, lead: order.leadUnit, joint: order.jointUnit },
  };
}
