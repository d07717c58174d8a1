import { beijingDay } from '../../kernel/clock.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { shingle } from '../../learn/shingles.ts';
import type { Shingles } from '../../learn/shingles.ts';
import { signaturesOf } from '../../store/links.ts';
import { correctedCounts, placeOfType, settledOrders } from '../../store/precedents.ts';
import type { SettledRow } from '../../store/precedents.ts';
import { cleanText } from '../../text/clean.ts';
import { datedDuties } from '../../triage/duties.ts';
import { contraryPrecedent, LEAST_PRECEDENTS } from '../../triage/precedents.ts';
import type { ContraryPrecedent, SettledOrder } from '../../triage/precedents.ts';
import type { Context } from '../context.ts';
import { shinglesOf } from '../relations/duplicate-memory.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** How far back precedents go, and how many of a type and street are read, the newest. */
const PRECEDENT_DAYS = 365;
const READ = 100;
const DAY_MS = 86_400_000;
/** Signatures kept for the rest of the call, some two kilobytes each. */
const KEPT = 5_000;
const UNSIGNED = new Uint8Array();

/** What settled orders say against a decision; null where they do not. */
export type Heed = (order: OrderInput, triage: TriageResult) => Promise<ContraryPrecedent | null>;

/**
 * Looks every order of one call up among those settled before. Nothing is read of types and streets where nobody ever
 * corrected anything: nearly all. A ruling has weighed the precedents already, and a duty that has changed since makes
 * the older ones void.
 */
export function createHeeding(context: Context): (orders: readonly OrderInput[]) => Heed {
  const { store, profile } = context;
  const dutiesOn = datedDuties(profile);
  return (orders) => {
    const times = orders.map((order) => Date.parse(order.receivedAt));
    const first = times.reduce((a, b) => Math.min(a, b), Infinity);
    const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
    const counts = new Map<string, Promise<Map<string, number>>>();
    const settledOf = new Map<string, Promise<SettledRow[]>>();
    const signed = new Map<number, Shingles | null>();

    async function settledBefore(issueType: string, street: string | null, received: number) {
      const settled = (since: number, until: number): Promise<SettledRow[]> =>
        store.read((db) => settledOrders(db, { issueType, street, since, until }, READ));
      const reach = PRECEDENT_DAYS * DAY_MS;
      const rows = await once(settledOf, placeOfType(issueType, street), () => settled(first - reach, last));
      // Later ones of a long call may have crowded out those before this order.
      const crowded = rows.length === READ && (rows[0] as SettledRow).receivedAt > received;
      return crowded ? settled(received - reach, received) : rows.filter((row) => row.receivedAt <= received);
    }

    async function withShingles(rows: readonly SettledRow[]): Promise<SettledOrder[]> {
      if (signed.size > KEPT) signed.clear();
      const wanted = rows.filter(({ seq }) => !signed.has(seq));
      const found = await store.read((db) =>
        signaturesOf(
          db,
          wanted.map(({ seq }) => seq),
        ),
      );
      const bytes = new Map(found.map((signature) => [signature.seq, signature.bytes]));
      // An order settled before its signature was written is read itself.
      for (const { seq, id } of wanted) {
        const signature = { seq, orderId: id, bytes: bytes.get(seq) ?? UNSIGNED };
        signed.set(seq, await shinglesOf(store, signature));
      }
      return rows.flatMap(({ seq, number, leadUnit: unit }) => {
        const shingles = signed.get(seq) ?? null;
        return shingles === null ? [] : [{ number, unit, shingles }];
      });
    }

    return async (order, triage) => {
      const issueType = triage.issueType.code;
      const { street } = triage;
      if (triage.decision.because.some(({ code }) => code === 'ruling')) return null;
      const known = await once(counts, issueType, () => store.read((db) => correctedCounts(db, [issueType])));
      if ((known.get(placeOfType(issueType, street)) ?? 0) < LEAST_PRECEDENTS) return null;
      const received = Date.parse(order.receivedAt);
      const from = dutiesOn(beijingDay(received)).entry(issueType)?.effectiveFrom;
      const dutySince = from === undefined ? 0 : Date.parse(`${from}T00:00:00+08:00`);
      const since = Math.max(received - PRECEDENT_DAYS * DAY_MS, Math.min(dutySince, received));
      const rows = (await settledBefore(issueType, street, received)).filter(
        (row) => row.receivedAt >= since,
      );
      const { lead } = triage.unit;
      if (rows.filter((row) => row.leadUnit !== lead).length < LEAST_PRECEDENTS) return null;
      const settled = await withShingles(rows);
      // Comparing takes some milliseconds: requests have their turn before the next order of the call.
      await nextTurn();
      return contraryPrecedent(
        shingle(cleanText(order.text).text),
        lead,
        settled,
        context.duplicates.weight(),
      );
    };
  };
}

/** What was asked for under the key before, or asks now. */
function once<T>(asked: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const before = asked.get(key);
  if (before !== undefined) return before;
  const now = ask();
  asked.set(key, now);
  return now;
}
