import { AppError } from '../../kernel/errors.ts';
import { eventName } from '../../kernel/event-names.ts';
import type { Move } from '../../kernel/move-words.ts';
import { isSoon } from '../../orders/soon.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionOf } from '../../store/decisions.ts';
import { eventsOf, lifeEventsOf } from '../../store/events.ts';
import { countByState, countOrders, listOrders, orderById, ordersByIds } from '../../store/orders.ts';
import type { Blind } from '../../store/order-search.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { openSpotChecksAmong } from '../../store/outcomes.ts';
import { suggestionOf } from '../../store/suggestions.ts';
import type { Context } from '../context.ts';
import { keptWords, namesLetIn } from '../life/let-in.ts';
import { withNamedOrders } from '../life/named-orders.ts';
import { orderTraceOf } from '../life/order-trace.ts';
import { orderLifeOf } from '../life/order-view.ts';
import { relationEvents } from '../relations/relation-history.ts';
import { askedFor } from './known-caller.ts';
import { detailFor, excerptFor } from './without-caller.ts';
import { authorize, isAllowed, mayDo, noOrder, scopeOf } from '../rights.ts';
import type { Authorized } from '../rights.ts';
import type {
  Actor,
  LikeOrder,
  OrderDetail,
  OrderEvent,
  OrderFilter,
  OrderInput,
  OrderSummary,
  Services,
  TriageResult,
} from '../types.ts';

export const PAGE_SIZE = 20;
export const PAGE_SIZE_LIMIT = 500;

/** Queues, single orders and counts, each within the actor's reach; reading a person's data is audited. */
export function createReading(context: Context): Services['orders'] {
  const { store, clock } = context;

  const list: Services['orders']['list'] = async (actor, filter, asked = {}) => {
    const reach = scopeOf(actor, 'order.list');
    const page = whole('page', asked.page ?? 1, 1, 1_000_000);
    const pageSize = whole('pageSize', asked.pageSize ?? PAGE_SIZE, 1, PAGE_SIZE_LIMIT);
    const query = { ...filter, ...seenBy(actor), reach };
    const found = await store.read(async (db) => {
      const listed = await listOrders(db, query, { limit: pageSize, offset: (page - 1) * pageSize });
      return { ...listed, checks: await checksFor(db, actor, listed.rows) };
    });
    // Rows carry no personal data, but a search by name or telephone number asks about a person.
    const { q, caller, phone } = filter;
    const about = { ...(q !== undefined && /\d{4}/.test(q) ? { q } : {}), caller, phone };
    const searched = Object.entries(about).flatMap(([name, words]) =>
      words === undefined ? [] : [`${name}=${askedFor(name, words.slice(0, 100))}`],
    );
    if (searched.length > 0) await record(actor, 'order.search', '-', `${searched.join(' ')} ${found.total}`);
    return {
      rows: found.rows.map((row) => marked(summaryOf(context, row, actor), found.checks)),
      total: found.total,
      page,
      pageSize,
    };
  };

  const get: Services['orders']['get'] = async (actor, id) => {
    const detail = await store.read(async (db) => {
      const order = authorize(actor, 'order.read', await existing(db, id));
      return detailOf(context, db, actor, order);
    });
    // Recorded before it is shown: nobody has seen an order of whom the audit does not say so.
    await record(actor, 'order.read', id, `${detail.number}${keptWords(detail.confidentiality)}`);
    return detail;
  };

  const counts: Services['orders']['counts'] = async (actor) => {
    const reach = scopeOf(actor, 'order.list');
    const found = await store.read((db) => countByState(db, { reach }));
    const review = found.get('received') ?? 0;
    const dispatched = found.get('dispatched') ?? 0;
    const acknowledged = found.get('acknowledged') ?? 0;
    return { review, dispatched, acknowledged, total: review + dispatched + acknowledged };
  };

  const trace: Services['orders']['trace'] = async (actor, id) => {
    const found = await store.read(async (db) => {
      const order = authorize(actor, 'order.read', await existing(db, id));
      const events = await lifeEventsOf(db, id);
      return orderTraceOf(context.profile, context.names, order, events, clock.now());
    });
    await record(actor, 'order.trace', id, found.number);
    return found;
  };

  const countEach: Services['orders']['countEach'] = async (actor, filters) => {
    const reach = scopeOf(actor, 'order.list');
    return store.read(async (db) => {
      const counted: [string, number][] = [];
      for (const [name, filter] of Object.entries<OrderFilter>(filters))
        counted.push([
          name,
          await countOrders(db, {
            ...filter,
            ...seenBy(actor),
            reach,
          }),
        ]);
      return Object.fromEntries(counted) as never;
    });
  };

  function record(actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return store.write((db) => appendAudit(db, [entry]));
  }

  return { list, get, trace, countEach, counts };
}

/** Whoever may not see who called does not find them either. */
export const seenBy = (actor: Actor): { readonly blind?: Blind } =>
  !mayDo(actor, 'order.personal')
    ? { blind: 'all' }
    : mayDo(actor, 'confidential.read')
      ? {}
      : { blind: 'confidential' };

/** The order, or `not_found`. */
export async function existing(db: Db, id: string): Promise<StoredOrder> {
  const order = await orderById(db, id);
  if (order === null) throw noOrder(id);
  return order;
}

/** What triage said of a stored order. */
export async function triageOf(db: Db, id: string): Promise<TriageResult> {
  const decision = await decisionOf(db, id);
  if (decision === null) throw new Error(`Order ${id} has no decision.`);
  return decision as unknown as TriageResult;
}

/** The order as it was handed in. */
const inputOf = ({ input }: StoredOrder): OrderInput => input as unknown as OrderInput;

/** A row of a queue as this reader may see it. */
export function summaryOf(context: Context, row: StoredOrder, actor: Actor): OrderSummary {
  const { unit, issueType } = context.names;
  return {
    id: row.id,
    number: row.number,
    receivedAt: row.receivedAt,
    channel: row.channel,
    state: row.state,
    confidentiality: row.confidentiality,
    excerpt: excerptFor(actor, row, inputOf(row), row.excerpt),
    issueType: { code: row.issueType, name: issueType(row.issueType), confidence: row.issueConfidence },
    demandKind: row.demandKind,
    urgency: row.urgency,
    street: row.street,
    leadUnit: { code: row.leadUnit, name: unit(row.leadUnit) },
    jointUnit: row.jointUnit === null ? null : { code: row.jointUnit, name: unit(row.jointUnit) },
    action: row.action,
    corrected: row.corrected,
    version: row.version,
    since: row.since,
    person: row.personName,
    pending: row.pending,
    supervision: row.supervision,
    supervisedBefore: row.supervisedBefore,
    dueAt: row.dueAt,
    soon: isSoon(row.soonSpans, context.clock.now()),
  };
}

/** Orders among these that wait for this person's answer to a spot check. */
async function checksFor(db: Db, actor: Actor, rows: readonly StoredOrder[]): Promise<ReadonlySet<string>> {
  if (!mayDo(actor, 'right.spotCheck')) return new Set();
  return openSpotChecksAmong(
    db,
    rows.map(({ id }) => id),
  );
}

const marked = (summary: OrderSummary, checks: ReadonlySet<string>): OrderSummary =>
  checks.has(summary.id) ? { ...summary, spotCheck: true } : summary;

/** Everything of one order; takes only an order whose reading was authorized. */
export async function detailOf(
  context: Context,
  db: Db,
  actor: Actor,
  order: Authorized<StoredOrder>,
): Promise<OrderDetail> {
  const { unit, issueType } = context.names;
  const triage = await withNamedOrders(db, actor, await triageOf(db, order.id));
  const seesAttempts = mayDo(actor, 'callback.read');
  const told = (await eventsOf(db, order.id))
    .filter(({ event, judged }) => event !== 'callBack' || judged || seesAttempts)
    .map(({ at, actor: who, event, detail }): OrderEvent => ({
      at,
      actor: who,
      event: eventName(event),
      detail,
    }));
  // A stable sort: what happened in one moment stays as it was written down.
  const events = [...told, ...(await relationEvents(db, actor, order))].sort((a, b) => a.at - b.at);
  const life = await orderLifeOf(context, db, actor, order, triage);
  const can = (...moves: Move[]): boolean =>
    life.moves.some(({ move, open }) => open && moves.includes(move));
  const { because } = triage.decision;
  return detailFor(actor, order, {
    ...marked(summaryOf(context, order, actor), await checksFor(db, actor, [order])),
    input: order.input as unknown as OrderInput,
    letIn: mayDo(actor, 'confidential.set') ? await namesLetIn(db, context.names, order.letIn) : [],
    confidentialHint:
      order.confidentiality === 'none' && mayDo(actor, 'confidential.set')
        ? (because.find(({ code }) => KEEPING.has(code)) ?? null)
        : null,
    triage,
    unitCandidates: triage.unit.candidates.map((c) => ({ ...c, name: unit(c.code) })),
    typeCandidates: triage.issueType.candidates.map((c) => ({ ...c, name: issueType(c.code) })),
    events,
    ...life,
    suggestion: await suggestionFor(context, db, actor, order.id),
    can: {
      dispatch: can('dispatch'),
      correct: can('correctType', 'correctUnit'),
      acknowledge: can('acknowledge'),
    },
  });
}

/** Reasons for which an order may have to be kept 保密. */
const KEEPING: ReadonlySet<string> = new Set(['confidential_set', 'confidential_proposed']);

/** Like orders outside the actor's reach are left out: their excerpts are other units' business. */
async function suggestionFor(
  context: Context,
  db: Db,
  actor: Actor,
  id: string,
): Promise<OrderDetail['suggestion']> {
  const stored = await suggestionOf(db, id);
  if (stored === null) return null;
  const rows = await ordersByIds(
    db,
    stored.likeOrders.map((like) => like.id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const likeOrders = stored.likeOrders.flatMap((like): LikeOrder[] => {
    const row = byId.get(like.id);
    if (row === undefined || !isAllowed(actor, 'order.read', row)) return [];
    const { number, excerpt, issueType, leadUnit } = summaryOf(context, row, actor);
    const { code, name } = issueType;
    return [{ id: row.id, number, excerpt, issueType: { code, name }, leadUnit, score: like.score }];
  });
  return { likeOrders, draftReply: stored.draftReply };
}

function whole(field: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new AppError('bad_field', { where: '', field, reason: `须为 ${min} 到 ${max} 的整数` });
}
