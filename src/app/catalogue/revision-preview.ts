import { beijingDay } from '../../kernel/clock.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { applyRevisions, EVER } from '../../profile/apply-revisions.ts';
import type { ProfileChange } from '../../triage/revision-types.ts';
import type { Profile } from '../../profile/types.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { ordersOfType, ordersSince } from '../../store/rulings.ts';
import { cleanText } from '../../text/clean.ts';
import { buildDuties, type Duties } from '../../triage/duties.ts';
import { routeOrder } from '../../triage/route.ts';
import { underRulings, type Ruling } from '../../triage/rulings.ts';
import { wordsOf } from '../../triage/unlearned-types.ts';
import type { Context } from '../context.ts';
import { isAllowed } from '../rights.ts';
import { excerptFor } from '../intake/without-caller.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';
import { decisionsOf } from '../../store/decisions.ts';
import type { RevisionPreview } from './revision-types.ts';

const PREVIEW_DAYS = 90;
/** Orders looked at for each touched type; the newest tell enough. */
const ORDERS = 5_000;
const EXAMPLES = 10;
const DAY_MS = 86_400_000;
/** Milliseconds of reading in one go before requests have their turn. */
const TURN_MS = 10;

/**
 * Where the stored orders of the touched types would go with the changes in force, beside where they would go without
 * them, rulings included. `approved`: the profile with every approved revision over it.
 */
export async function previewRevision(
  context: Context,
  actor: Actor,
  approved: Profile,
  changes: readonly ProfileChange[],
): Promise<RevisionPreview> {
  const { store, clock } = context;
  const since = clock.now() - PREVIEW_DAYS * DAY_MS;
  const revised = applyRevisions(approved, [{ applied: 1, changes }], EVER);
  const rulings = await context.rulings.all();
  const seen = { orders: 0, limited: false, elsewhere: 0, otherJoint: 0, retired: 0, newType: 0 };
  const examples: RevisionPreview['examples'][number][] = [];
  let turn = performance.now();
  const breathe = async (): Promise<void> => {
    if (performance.now() - turn <= TURN_MS) return;
    await nextTurn();
    turn = performance.now();
  };
  const example = (order: StoredOrder, from: string, to: string): void => {
    if (examples.length === EXAMPLES || !isAllowed(actor, 'order.read', order)) return;
    const { id, number, excerpt, input } = order;
    examples.push({
      id,
      number,
      excerpt: excerptFor(actor, order, input as unknown as OrderInput, excerpt),
      from,
      to,
    });
  };

  for (const [code, own] of touchedTypes(changes)) {
    const rows = await store.read((db) => ordersOfType(db, code, since, ORDERS + 1));
    const orders = rows.slice(0, ORDERS);
    seen.orders += orders.length;
    seen.limited ||= rows.length > orders.length;
    const retiring = own.find((change) => change.kind === 'retireType');
    if (retiring?.kind === 'retireType') {
      seen.retired += orders.length;
      const name = (one: string): string => revised.issueTypes.find((t) => t.code === one)?.name ?? one;
      for (const order of orders.slice(0, EXAMPLES))
        example(order, name(code), retiring.successors.map(name).join('、'));
      continue;
    }
    const [day = beijingDay(clock.now())] = own
      .map(({ effectiveFrom }) => effectiveFrom)
      .sort()
      .reverse();
    const [old, next] = [buildDuties(approved, day), buildDuties(revised, day)];
    for (const order of orders) {
      await breathe();
      const said = (await store.read((db) => decisionsOf(db, [order.id]))).get(order.id);
      const before = routed(old, order, said as TriageResult | undefined, rulings, day);
      const after = routed(next, order, said as TriageResult | undefined, rulings, day);
      if (before.lead !== after.lead) {
        seen.elsewhere++;
        example(order, context.names.unit(before.lead), context.names.unit(after.lead));
      } else if (before.joint !== after.joint) {
        seen.otherJoint++;
        const named = (unit: string | null): string =>
          unit === null ? '不设协办' : `协办 ${context.names.unit(unit)}`;
        example(order, named(before.joint), named(after.joint));
      }
    }
  }

  for (const added of changes) {
    if (added.kind !== 'addType') continue;
    const words = wordsOf(added);
    const rows = await store.read((db) => ordersSince(db, since, ORDERS + 1));
    seen.limited ||= rows.length > ORDERS;
    seen.orders += Math.min(rows.length, ORDERS);
    for (const order of rows.slice(0, ORDERS)) {
      await breathe();
      const { text } = cleanText((order.input as unknown as OrderInput).text);
      if (!words.some((word) => text.includes(word))) continue;
      seen.newType++;
      example(order, context.names.issueType(order.issueType), added.name);
    }
  }
  return { days: PREVIEW_DAYS, ...seen, examples };
}

/** Changes of the duty or the end of a type, by its code; a type that is added has no orders yet. */
function touchedTypes(changes: readonly ProfileChange[]): Map<string, ProfileChange[]> {
  const touched = new Map<string, ProfileChange[]>();
  for (const change of changes) {
    if (change.kind === 'addType' || change.kind === 'changeType') continue;
    const code = 'issueType' in change ? change.issueType : change.code;
    touched.set(code, [...(touched.get(code) ?? []), change]);
  }
  return touched;
}

function routed(
  duties: Duties,
  order: StoredOrder,
  said: TriageResult | undefined,
  rulings: readonly Ruling[],
  day: string,
): { readonly lead: string; readonly joint: string | null } {
  const { text } = cleanText((order.input as unknown as OrderInput).text);
  const { street, demandKind } = order;
  const saleChannel = said?.saleChannel ?? 'unknown';
  const ruled = underRulings(duties, rulings, { text, street, demandKind, saleChannel, day });
  return routeOrder({
    issueType: ruled.type(order.issueType),
    demandKind,
    territory: { street, confidence: street === null ? 0 : 1, found: [] },
    duties: ruled,
    text,
  });
}
