import type {
  Actor,
  IntakeOutcome,
  OrderDetail,
  OrderEvent,
  OrderFilter,
  OrderInput,
  OrderState,
  OrderSummary,
  Services,
  Session,
} from '../../src/app/types.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { orderNumber } from '../../src/kernel/ids.ts';
import { STATE_NAMES } from '../../src/kernel/move-words.ts';
import { fakeLife } from './fake-life.ts';
import { fakeTriage, readingEngine, recognise } from './fake-reading.ts';
import { FAKE_ORDERS, type FakeOrder } from './fake-orders.ts';
import { fakeProfile } from './fake-profile.ts';

/** The clock of every fake: Sunday noon in Beijing, just after the newest order. */
export const FAKE_NOW = Date.parse('2026-11-22T10:30:00+08:00');
export const DISPATCHER = { username: 'paidan', password: 'paidan-mima-1' };
export const HANDLER = { username: 'xidan', password: 'xidan-mima-1' };
export const API_KEY = 'jk_test_0123456789';

type User = { readonly password: string; readonly actor: Actor; disabled: boolean };
type Stored = {
  readonly id: string;
  readonly number: string;
  fake: FakeOrder;
  state: OrderState;
  corrected: boolean;
  readonly events: OrderEvent[];
};

const named = (code: string) => ({
  code,
  name: fakeProfile.units.find((u) => u.code === code)?.name ?? code,
});
const typed = (code: string) => ({
  code,
  name: fakeProfile.issueTypes.find((t) => t.code === code)?.name ?? code,
});

/** Services in memory with a dozen orders and two people; rights and moves are checked as the real ones do. */
export function createFakeServices(): Services & { readonly failNext: (error: unknown) => void } {
  const users = new Map<string, User>([
    [
      DISPATCHER.username,
      {
        password: DISPATCHER.password,
        disabled: false,
        actor: { id: 'u1', name: '李派单', role: 'dispatcher', unit: null },
      },
    ],
    [
      HANDLER.username,
      {
        password: HANDLER.password,
        disabled: false,
        actor: { id: 'u2', name: '赵承办', role: 'handler', unit: 'SCS-XCAJ' },
      },
    ],
  ]);
  const sessions = new Map<string, Session>();
  const keys = new Map<string, string>([[API_KEY, 'k1']]);
  const used = new Map<string, { body: string; outcomes: IntakeOutcome[] }>();
  const orders: Stored[] = [];
  let failures = 0;
  let pending: unknown;

  const add = (input: OrderInput, fake: FakeOrder): Stored => {
    const at = Date.parse(input.receivedAt);
    const sequence = orders.length + 1;
    const id = `0197f000-0000-7000-8000-${String(sequence).padStart(12, '0')}`;
    const events: OrderEvent[] = [
      { at, actor: '系统', event: 'received', detail: '外部系统' },
      {
        at: at + 1000,
        actor: '系统',
        event: 'triaged',
        detail: `${typed(fake.type).name}，${named(fake.unit).name}`,
      },
    ];
    if (fake.state !== 'received')
      events.push({ at: at + 2000, actor: '系统', event: 'dispatched', detail: named(fake.unit).name });
    if (fake.state === 'acknowledged')
      events.push({
        at: at + 900_000,
        actor: '赵承办',
        event: 'acknowledged',
        detail: named(fake.unit).name,
      });
    const stored: Stored = {
      id,
      number: orderNumber(at, sequence),
      fake,
      state: fake.state,
      corrected: false,
      events,
    };
    orders.push(stored);
    return stored;
  };
  for (const fake of FAKE_ORDERS) add(fake.input, fake);

  const sees = (actor: Actor, order: Stored) =>
    actor.role !== 'handler' || order.fake.unit === actor.unit || order.fake.joint === actor.unit;

  const summary = ({ id, number, fake, state, corrected }: Stored): OrderSummary => ({
    id,
    number,
    receivedAt: Date.parse(fake.input.receivedAt),
    channel: fake.input.channel,
    state,
    confidentiality: 'none',
    excerpt: fake.input.text.replace(/\s+/g, ' ').slice(0, 80),
    issueType: { ...typed(fake.type), confidence: fake.confidence },
    demandKind: fake.kind,
    urgency: fake.urgency,
    street: fake.street,
    leadUnit: named(fake.unit),
    jointUnit: fake.joint ? named(fake.joint) : null,
    action: fake.unitConfidence >= 0.8 ? 'dispatch' : 'review',
    corrected,
    version: 3,
    since: Date.parse(fake.input.receivedAt),
    person: null,
    pending: null,
    supervision: 0,
    supervisedBefore: 0,
    soon: false,
    dueAt: null,
  });

  const detail = (actor: Actor, order: Stored): OrderDetail => {
    const triage = fakeTriage(order.id, order.fake);
    const dispatcher = actor.role === 'dispatcher' || actor.role === 'admin';
    const can = {
      dispatch: dispatcher && order.state === 'received',
      correct: dispatcher && order.state !== 'acknowledged',
      acknowledge: actor.role === 'handler' && order.state === 'dispatched',
    };
    return {
      ...summary(order),
      ...fakeLife(can, order.fake.input.text),
      input: order.fake.input,
      letIn: [],
      confidentialHint: null,
      triage,
      unitCandidates: triage.unit.candidates.map((c) => ({ ...c, name: named(c.code).name })),
      typeCandidates: triage.issueType.candidates.map((c) => ({ ...c, name: typed(c.code).name })),
      events: order.events,
      suggestion: {
        likeOrders: orders
          .filter((other) => other !== order && other.fake.type === order.fake.type && sees(actor, other))
          .map((other) => ({ ...summary(other), issueType: typed(other.fake.type), score: 0.72 })),
        draftReply: readingEngine.draftReply(order.fake.input, triage),
      },
      can,
    };
  };

  const find = (actor: Actor, id: string): Stored => {
    if (pending !== undefined) {
      const error = pending;
      pending = undefined;
      throw error;
    }
    const order = orders.find((o) => o.id === id);
    if (!order) throw new AppError('not_found', { what: '工单' });
    if (!sees(actor, order)) throw new AppError('forbidden', { reason: '该工单由其他单位承办' });
    return order;
  };

  const move = (
    actor: Actor,
    id: string,
    right: keyof OrderDetail['can'],
    event: OrderEvent['event'],
    to?: OrderState,
  ): Stored => {
    const order = find(actor, id);
    if (!detail(actor, order).can[right]) {
      const wrongRole = right === 'acknowledge' ? actor.role !== 'handler' : actor.role === 'handler';
      if (wrongRole) throw new AppError('forbidden', { reason: '您的角色不能这样做' });
      throw new AppError('illegal_move', { state: STATE_NAMES[order.state], event, rule: '状态不符' });
    }
    if (to) order.state = to;
    order.events.push({ at: FAKE_NOW, actor: actor.name, event, detail: named(order.fake.unit).name });
    return order;
  };

  const matches = (order: Stored, f: OrderFilter): boolean => {
    const row = summary(order);
    const phone = order.fake.input.caller?.phone ?? '';
    return (
      (f.state === undefined || row.state === f.state) &&
      (f.states === undefined || f.states.includes(row.state)) &&
      (f.lead === undefined || row.leadUnit.code === f.lead) &&
      // Nobody is named, nothing was applied for and nothing runs out here.
      f.person === undefined &&
      f.pending === undefined &&
      f.dueBefore === undefined &&
      f.soonAt === undefined &&
      f.nearAt === undefined &&
      f.supervised === undefined &&
      (f.awaiting === undefined || row.jointUnit?.code === f.awaiting) &&
      (f.action === undefined || row.action === f.action) &&
      (f.urgency === undefined || row.urgency === f.urgency) &&
      (f.demandKind === undefined || row.demandKind === f.demandKind) &&
      (f.issueType === undefined || row.issueType.code.startsWith(f.issueType)) &&
      (f.unit === undefined || row.leadUnit.code === f.unit || row.jointUnit?.code === f.unit) &&
      (f.street === undefined || row.street === f.street) &&
      (f.channel === undefined || row.channel === f.channel) &&
      (f.from === undefined || row.receivedAt >= f.from) &&
      (f.to === undefined || row.receivedAt < f.to) &&
      (f.q === undefined ||
        order.fake.input.text.includes(f.q) ||
        row.number.includes(f.q) ||
        phone.endsWith(f.q))
    );
  };

  const rank = { safety: 0, livelihood: 1, normal: 2 } as const;
  return {
    engine: readingEngine,
    failNext: (error) => void (pending = error),
    intake: {
      accept: async (actor, inputs, options = {}) => {
        if (actor.role === 'handler') throw new AppError('forbidden', { reason: '承办人不能录入工单' });
        const body = JSON.stringify(options.request ?? inputs);
        const key = options.idempotencyKey;
        const before = key === undefined ? undefined : used.get(key);
        if (before && before.body !== body) throw new AppError('idempotency_mismatch');
        if (before) return before.outcomes;
        const outcomes = inputs.map((input): IntakeOutcome => {
          const twin = orders.find(
            (o) => input.externalId !== undefined && o.fake.input.externalId === input.externalId,
          );
          const order = twin ?? add(input, recognise(input));
          const triage = fakeTriage(order.id, order.fake);
          return {
            status: twin ? 'duplicate' : 'accepted',
            id: order.id,
            number: order.number,
            state: order.state,
            triage,
          };
        });
        if (key !== undefined) used.set(key, { body, outcomes });
        return outcomes;
      },
    },
    orders: {
      list: async (actor, filter, { page = 1, pageSize = 20 } = {}) => {
        const rows = orders
          .filter((o) => sees(actor, o) && matches(o, filter))
          .map(summary)
          .sort((a, b) => rank[a.urgency] - rank[b.urgency] || b.receivedAt - a.receivedAt);
        return {
          rows: rows.slice((page - 1) * pageSize, page * pageSize),
          total: rows.length,
          page,
          pageSize,
        };
      },
      get: async (actor, id) => detail(actor, find(actor, id)),
      trace: async (actor, id) => {
        const { number, state, leadUnit, receivedAt } = summary(find(actor, id));
        return { id, number, state, leadUnit, receivedAt, asOf: FAKE_NOW, clocks: [], ledger: null };
      },
      countEach: async (actor, filters) => {
        const seen = orders.filter((o) => sees(actor, o));
        const counted = Object.entries<OrderFilter>(filters).map(([name, filter]) => [
          name,
          seen.filter((o) => matches(o, filter)).length,
        ]);
        return Object.fromEntries(counted);
      },
      counts: async (actor) => {
        const rows = orders.filter((o) => sees(actor, o)).map(summary);
        return {
          review: rows.filter((r) => r.state === 'received' && r.action === 'review').length,
          dispatched: rows.filter((r) => r.state === 'dispatched').length,
          acknowledged: rows.filter((r) => r.state === 'acknowledged').length,
          total: rows.length,
        };
      },
    },
    handling: {
      correct: async (actor, id, change) => {
        if (
          change.issueType !== undefined &&
          !fakeProfile.issueTypes.some((t) => t.code === change.issueType)
        ) {
          throw new AppError('bad_field', { where: '', field: 'issueType', reason: '没有这个分类' });
        }
        const order = move(actor, id, 'correct', 'corrected');
        const { issueType: type = order.fake.type, unit = order.fake.unit } = change;
        order.fake = { ...order.fake, type, unit };
        order.corrected = true;
        return detail(actor, order);
      },
      dispatch: async (actor, id) => detail(actor, move(actor, id, 'dispatch', 'dispatched', 'dispatched')),
      acknowledge: async (actor, id) =>
        detail(actor, move(actor, id, 'acknowledge', 'acknowledged', 'acknowledged')),
      move: async () => {
        throw new AppError('not_found', { what: '办理' });
      },
    },
    accounts: {
      login: async (username, password) => {
        if (failures >= 5) throw new AppError('rate_limited', { seconds: 60 });
        const user = users.get(username);
        if (!user || user.disabled || user.password !== password) {
          failures++;
          throw new AppError('bad_credentials');
        }
        failures = 0;
        const token = `t-${user.actor.id}-${sessions.size + 1}`;
        const session = { actor: user.actor, csrf: `csrf-${token}`, expiresAt: FAKE_NOW + 12 * 3_600_000 };
        sessions.set(token, session);
        return { token, session };
      },
      session: async (token) => sessions.get(token) ?? null,
      logout: async (token) => void sessions.delete(token),
      actorOfKey: async (key) => {
        const id = keys.get(key);
        return id === undefined ? null : { id, name: '热线平台', role: 'system', unit: null };
      },
      addUser: async ({ username, password, ...rest }) =>
        void users.set(username, { password, disabled: false, actor: { id: username, ...rest } }),
      setPassword: async (username, password) => {
        const user = users.get(username);
        if (!user) throw new AppError('not_found', { what: '用户' });
        users.set(username, { ...user, password });
      },
      disableUser: async (username) => {
        const user = users.get(username);
        if (user) user.disabled = true;
      },
      addKey: async (name) => {
        keys.set(`jk_${name}`, name);
        return { id: name, key: `jk_${name}` };
      },
      rotateKey: async (id) => {
        keys.set(`jk_${id}_2`, id);
        return { id, key: `jk_${id}_2` };
      },
      listKeys: async () => [],
      revokeKey: async (id) => {
        for (const [key, owner] of keys) if (owner === id) keys.delete(key);
      },
    },
    health: {
      ready: async () => true,
      writesWaiting: () => 0,
      numbers: async () => ({
        outbox: [],
        oldestWaitingAt: null,
        database: null,
        backupAt: null,
        writesWaiting: 0,
        liveLines: 0,
      }),
    },
    // Nothing ever changes here of itself.
    live: {
      open: () => ({ from: null, close: () => undefined }),
      counts: async () => ({ review: 0, dispatched: 0, acknowledged: 0, total: 0 }),
      lines: () => 0,
      endHolder: () => undefined,
    },
  };
}
