import { meanWeight, packShingles, shingle, similarityTo } from '../../learn/shingles.ts';
import type { Shingles } from '../../learn/shingles.ts';
import type { Profile } from '../../profile/types.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import {
  appendLinks,
  linkHistory,
  ordersBySeqs,
  saveSignature,
  seqsOfPhone,
  seqsOfPlaces,
  signaturesOf,
  survivorOf,
} from '../../store/links.ts';
import { orderById } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { cleanText } from '../../text/clean.ts';
import { relate } from '../../triage/duplicates.ts';
import type { Relation } from '../../triage/duplicates.ts';
import { matterFacts, placeKey } from '../../triage/matter.ts';
import type { MatterFacts } from '../../triage/matter.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { shinglesOf } from './duplicate-memory.ts';
import { keepMerges } from '../life/case-keeping.ts';
import { inOrder, joinOrders } from './joining.ts';
import { triageOf } from '../intake/reading.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** Texts scored exactly, and of these the ones whose orders are looked into. */
const CANDIDATES = 64;
const LOOKED_INTO = 16;
/** Below this two texts have nothing to do with each other. */
const LEAST_WORDING = 0.15;
/** Earlier orders of the same telephone or the same place looked into, latest first. */
const RECENT = 12;
/** Relations kept of one order. */
const KEPT = 5;

type Found = Relation & { readonly other: StoredOrder };

/**
 * Finds what was said before: the outbox calls it once an order. Returns the write that keeps the order's
 * signature and what was found, or null where the order is gone. The same caller's repeat is linked at once and
 * goes on in the earlier order; all else is proposed. A pair about which anything is on record is left alone.
 */
export async function findRelations(
  context: Context,
  orderId: string,
): Promise<((db: Db) => Promise<void>) | null> {
  const { store } = context;
  const index = await context.duplicates.index();
  const subject = await store.read(async (db) => {
    const order = await orderById(db, orderId);
    return order === null ? null : { order, facts: factsOf(order, await triageOf(db, orderId)) };
  });
  if (subject === null) return null;
  const { order, facts } = subject;
  const shingles = shingle(facts.text);
  const similar = index.candidates(shingles, { limit: CANDIDATES, excluding: order.seq }).map(({ id }) => id);
  const similarityWith = similarityTo(shingles, index.weight);
  const wordings = await wordingsOf(context, similarityWith, similar);
  const close = [...wordings].filter(([, wording]) => wording >= LEAST_WORDING);
  close.sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  const places = facts.places.filter((place) => place.exact).map(placeKey);
  const others = await store.read(async (db) => {
    const known = [
      ...(facts.phone === null ? [] : await seqsOfPhone(db, facts.phone, order.seq, RECENT)),
      ...(await seqsOfPlaces(db, places, order.issueType, order.seq, RECENT)),
    ];
    return [...new Set([...close.slice(0, LOOKED_INTO).map(([seq]) => seq), ...known])];
  });
  const missing = others.filter((seq) => !wordings.has(seq));
  for (const [seq, wording] of await wordingsOf(context, similarityWith, missing)) {
    wordings.set(seq, wording);
  }
  const found = await related(context, subject, wordings, others, index.weight);
  // Before the write: the next order of the same batch must find this one. Adding twice changes nothing.
  index.add(order.seq, shingles);
  const bytes = packShingles(shingles);
  const at = context.clock.now();
  return async (db) => {
    await saveSignature(db, order, bytes, places);
    await keep(db, context.profile, order, found, at);
  };
}

/** Similarity of wording with each stored text that has a signature. */
async function wordingsOf(
  context: Context,
  similarityWith: (other: Shingles) => number,
  seqs: readonly number[],
): Promise<Map<number, number>> {
  const signatures = await context.store.read((db) => signaturesOf(db, seqs));
  const wordings = new Map<number, number>();
  for (const signature of signatures) {
    const other = await shinglesOf(context.store, signature);
    if (other !== null) wordings.set(signature.seq, similarityWith(other));
  }
  return wordings;
}

/** The relations of an order to those of the numbers given, best first. */
async function related(
  context: Context,
  { order, facts }: { readonly order: StoredOrder; readonly facts: MatterFacts },
  wordings: ReadonlyMap<number, number>,
  seqs: readonly number[],
  weight: (key: number) => number,
): Promise<Found[]> {
  const known = seqs.filter((seq) => wordings.has(seq));
  const { rows, triages } = await context.store.read(async (db) => {
    const stored = await ordersBySeqs(db, known);
    return {
      rows: stored,
      triages: await decisionsOf(
        db,
        stored.map((row) => row.id),
      ),
    };
  });
  const found = rows.flatMap((other): Found[] => {
    const triage = triages.get(other.id) as TriageResult | undefined;
    if (triage === undefined) return [];
    const otherFacts = factsOf(other, triage);
    const [first] = inOrder(order, other);
    const [older, newer] = first === order ? [facts, otherFacts] : [otherFacts, facts];
    const relation = relate(newer, older, wordings.get(other.seq) ?? 0, {
      typeName: context.names.issueType,
      rarity: (name) => meanWeight(name, weight),
    });
    return relation === null ? [] : [{ ...relation, other }];
  });
  const rank = { repeat: 0, same_matter: 1, rebound: 2 } as const;
  return found.sort((a, b) => rank[a.kind] - rank[b.kind] || b.score - a.score || a.other.seq - b.other.seq);
}

/** One relation for each matter: orders that go on in the same one are the same matter. */
async function keep(
  db: Db,
  profile: Profile,
  order: StoredOrder,
  found: readonly Found[],
  at: number,
): Promise<void> {
  const seen = new Set([await survivorOf(db, order.id)]);
  let kept = 0;
  for (const { other, kind, score, reasons } of found) {
    if (kept === KEPT) return;
    const root = await survivorOf(db, other.id);
    if (seen.has(root) || (await linkHistory(db, order.id, other.id)).length > 0) continue;
    seen.add(root);
    kept++;
    const [first, second] = inOrder(order, other);
    const pair = { firstId: first.id, secondId: second.id };
    const status = kind === 'repeat' ? 'linked' : 'proposed';
    const { id: actorId, name: actorName } = SYSTEM_ACTOR;
    await appendLinks(db, [{ ...pair, kind, status, score, reasons, actorId, actorName, at }]);
    if (kind !== 'repeat') continue;
    await joinOrders(db, pair, at);
    await keepMerges(db, profile, [first.id, second.id]);
    seen.add(await survivorOf(db, order.id));
    await appendAudit(db, [
      {
        at,
        actorId,
        actorName,
        action: 'relation.link',
        subject: second.id,
        detail: `重复来电，链接至 ${first.number}`,
      },
    ]);
  }
}

/** What tells the matter of a stored order. */
export function factsOf(
  order: Pick<StoredOrder, 'input' | 'receivedAt' | 'issueType' | 'street'>,
  triage: TriageResult,
): MatterFacts {
  const input = order.input as unknown as OrderInput;
  return matterFacts({
    receivedAt: order.receivedAt,
    phone: input.caller?.phone ?? null,
    issueType: order.issueType,
    street: order.street,
    text: cleanText(input.text).text,
    entities: triage.entities,
    address: input.place?.address ?? null,
  });
}
