import { AppError } from '../../kernel/errors.ts';
import { sharedPhrases } from '../../learn/shared-phrases.ts';
import type { SharedPhrase } from '../../learn/shared-phrases.ts';
import { meanWeight, shingle, similarity } from '../../learn/shingles.ts';
import { linkHistory, linksOf } from '../../store/links.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { cleanText, spanToSource } from '../../text/clean.ts';
import { relate, SAME_CALLER } from '../../triage/duplicates.ts';
import type { Context } from '../context.ts';
import type { ComparedOrder, Comparison, OrderName } from '../relations/duplicate-types.ts';
import { factsOf } from '../relations/finding-relations.ts';
import { inOrder } from '../relations/joining.ts';
import { existing, summaryOf, triageOf } from '../intake/reading.ts';
import { textFor } from '../intake/without-caller.ts';
import { openActs } from '../relations/relation-acts.ts';
import { authorize, isAllowed, tellsSameCaller } from '../rights.ts';
import type { Actor, OrderInput } from '../types.ts';

/** Phrases marked at most: more would mark everything. */
const PHRASES = 16;

/**
 * Two orders side by side with what they share, what is on record about them, and the pair to look at next.
 * Any two orders the actor may read can be compared. Throws `not_found`, `forbidden`, `bad_request`.
 */
export async function compareOrders(
  context: Context,
  actor: Actor,
  id: string,
  otherId: string,
): Promise<Comparison> {
  if (id === otherId) throw new AppError('bad_request', { reason: '不能与自身比较' });
  const index = await context.duplicates.index();
  const read = await context.store.read(async (db) => {
    const one = authorize(actor, 'order.read', await existing(db, id));
    const other = authorize(actor, 'order.read', await existing(db, otherId));
    const [first, second] = inOrder<StoredOrder>(one, other);
    const links = await linksOf(db, id);
    const waiting = links.filter((link) => link.status === 'proposed');
    const ids = waiting.map((link) => (link.firstId === id ? link.secondId : link.firstId));
    const rows = await ordersByIds(
      db,
      ids.filter((waits) => waits !== otherId),
    );
    const next = ids.flatMap((waits): OrderName[] => {
      const row = rows.find((r) => r.id === waits);
      if (row === undefined || !isAllowed(actor, 'order.read', row)) return [];
      return [{ id: row.id, number: row.number }];
    })[0];
    return {
      first,
      second,
      facts: [
        factsOf(first, await triageOf(db, first.id)),
        factsOf(second, await triageOf(db, second.id)),
      ] as const,
      history: await linkHistory(db, id, otherId),
      next: next ?? null,
      allowed: isAllowed(actor, 'relation.decide', one) && isAllowed(actor, 'relation.decide', other),
    };
  });
  const { first, second, facts, history, next, allowed } = read;
  const wording = similarity(shingle(facts[0].text), shingle(facts[1].text), index.weight);
  const fresh = relate(facts[1], facts[0], wording, {
    typeName: context.names.issueType,
    rarity: (name) => meanWeight(name, index.weight),
  });
  const last = history.at(-1);
  const same = tellsSameCaller(actor, [first, second]);
  const reasons = last !== undefined && last.reasons.length > 0 ? last.reasons : (fresh?.reasons ?? []);
  return {
    first: compared(context, actor, first),
    second: compared(context, actor, second),
    shared: phrasesOf(first, second, index.weight),
    wording,
    kind: same ? (last?.kind ?? fresh?.kind ?? null) : null,
    reasons: same ? reasons : reasons.filter(({ code }) => code !== SAME_CALLER),
    steps: history.map(({ status, actorName, at }) => ({ status, by: actorName, at })),
    can: openActs(last?.status ?? 'none', allowed),
    next,
  };
}

function compared(context: Context, actor: Actor, order: StoredOrder): ComparedOrder {
  return {
    ...summaryOf(context, order, actor),
    text: textFor(actor, order, order.input as unknown as OrderInput, textOf(order)),
  };
}

const textOf = (order: StoredOrder): string => (order.input as unknown as OrderInput).text;

/** Shared phrases as spans of the texts as received. */
function phrasesOf(first: StoredOrder, second: StoredOrder, weight: (key: number) => number): SharedPhrase[] {
  const a = cleanText(textOf(first));
  const b = cleanText(textOf(second));
  return sharedPhrases(a.text, b.text, { weight, limit: PHRASES }).map((phrase) => ({
    first: spanToSource(a, phrase.first),
    second: spanToSource(b, phrase.second),
    weight: phrase.weight,
  }));
}
