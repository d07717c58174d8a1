import { createHash } from 'node:crypto';
import { createContext, createServices } from '../../src/app/services.ts';
import type { Actor, Engine, OrderDetail, OrderInput, Services } from '../../src/app/types.ts';
import type { EvidenceOptions } from '../../src/app/life/evidence-desk.ts';
import type { EvidenceKind, EvidencePurpose } from '../../src/kernel/evidence-words.ts';
import { newId } from '../../src/kernel/ids.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import type { Profile } from '../../src/profile/types.ts';
import { insertUser } from '../../src/store/accounts.ts';
import { insertFile } from '../../src/store/files.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { deskEngine } from './desk-engine.ts';
import { shippedProfile } from './shipped-profile.ts';
import { smallProfile } from './small-profile.ts';

/** A Tuesday, the day before the rules of market supervision of 2026 take effect. */
export const NOW = Date.parse('2026-04-14T10:00:00+08:00');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

let made: Profile | undefined;
/** The small district under the clocks, the calendar and the rules of handling that are shipped. */
export function lifeProfile(): Profile {
  if (made !== undefined) return made;
  const shipped = shippedProfile();
  const { policies, calendar, handling, callbacks, scores } = shipped;
  if (!policies || !calendar || !handling || !callbacks || !scores)
    throw new Error('The shipped profile has no clocks or rules of handling.');
  made = { ...smallProfile, policies, calendar, handling, callbacks, scores };
  return made;
}

/** Reads as the engine of the desk tests does; `两件事` are two demands, and what is asked for is the whole text. */
export const lifeEngine: Engine = {
  ...deskEngine,
  triage: (given, aids) => {
    const result = deskEngine.triage(given, aids);
    const [demand] = result.demands;
    const span = { start: 0, end: given.text.length, text: given.text };
    return {
      ...result,
      saleChannel: 'offline',
      demandKind: { value: given.text.includes('举报') ? '举报' : '投诉', confidence: 0.9 },
      entities: [{ kind: 'request', ...span, value: given.text }],
      demands: demand === undefined || !given.text.includes('两件事') ? result.demands : [demand, demand],
    };
  },
};

const person = (id: string, name: string, role: Actor['role'], unit: string | null): Actor => ({
  id,
  name,
  role,
  unit,
});
export const PEOPLE = {
  key: person('key-1', '热线平台', 'system', null),
  dispatcher: person('u-d', '派单员', 'dispatcher', null),
  leader: person('u-l', '主任', 'leader', null),
  admin: person('u-a', '管理员', 'admin', null),
  callback: person('u-c', '回访员', 'callback', null),
  analyst: person('u-n', '分析员', 'analyst', null),
  /** Of the station in West Chang'an Street, which leads the orders about goods bought there. */
  handler: person('u-h', '王所', 'handler', 'SCS-XCAJ'),
  chief: person('u-u', '所长', 'unitLeader', 'SCS-XCAJ'),
  street: person('u-s', '街道', 'handler', 'JD-XCAJ'),
  elsewhere: person('u-e', '德胜所', 'handler', 'SCS-DS'),
  city: person('u-g', '城管', 'handler', 'CGZF'),
} as const satisfies Record<string, Actor>;

// Programs of their own use this too: nothing here may need the test runner.
export type LifeDesk = Awaited<ReturnType<typeof lifeDesk>>;

export type LifeOptions = {
  readonly engine?: Engine;
  /** Where the bytes of evidence lie; left out: evidence is rows alone. */
  readonly evidence?: EvidenceOptions;
};

/** Use cases over a database that is `store`, people who are known to it, and a clock that stands until it is moved. */
export async function lifeServices(
  store: Store,
  profile = lifeProfile(),
  { engine = lifeEngine, ...more }: LifeOptions = {},
) {
  const clock = fixedClock(NOW);
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const options = { store, engine, profile, clock, accounts, ...more };
  const context = createContext(options);
  const services = createServices(options, context);
  return { store, context, profile, ...lifeSteps({ store, services, clock }) };
}

/** What people do with orders, over use cases of any site. */
export function lifeSteps<S extends Pick<Services, 'intake' | 'handling'>>({
  store,
  services,
  clock,
}: {
  readonly store: Store;
  readonly services: S;
  readonly clock: ReturnType<typeof fixedClock>;
}) {
  const pass = (ms: number): void => clock.set(clock.now() + ms);

  /** An order as it is taken in; its id. */
  async function take(text: string, more: Partial<OrderInput> = {}): Promise<string> {
    const receivedAt = '2026-04-14T09:30:00+08:00';
    const input = { channel: 'phone', receivedAt, text, caller: { phone: '13800001234' }, ...more };
    const [outcome] = await services.intake.accept(PEOPLE.key, [input]);
    if (outcome === undefined || outcome.status === 'refused') throw new Error('The order was refused.');
    return outcome.id;
  }

  /** A move, a minute later. */
  function move(
    actor: Actor,
    id: string,
    name: string,
    data: unknown = {},
    more: { readonly version?: number; readonly idempotencyKey?: string } = {},
  ): Promise<OrderDetail> {
    pass(MINUTE);
    return services.handling.move(actor, id, { move: name, data, ...more });
  }

  /** A piece of evidence of an order, without bytes; its hash. */
  async function file(
    orderId: string,
    purpose: EvidencePurpose,
    kind: EvidenceKind,
    by: Actor = PEOPLE.handler,
  ): Promise<string> {
    const id = newId();
    const sha256 = createHash('sha256').update(id).digest('hex');
    const row = {
      id,
      orderId,
      sha256,
      kind,
      purpose,
      name: `材料${id.slice(-4)}`,
      mediaType: 'application/pdf',
      bytes: 1,
      url: null,
      addedAt: clock.now(),
      addedBy: by.id,
      addedByName: by.name,
    };
    await store.write((db) => insertFile(db, row));
    return sha256;
  }

  /** Taken by the unit and spoken about with the caller, who was met; a recording and a photo prove it. */
  async function contacted(text = '西单的鞋', by: Actor = PEOPLE.handler): Promise<string> {
    const id = await take(text);
    pass(MINUTE);
    await services.handling.acknowledge(by, id);
    const files = [await file(id, 'contact', 'recording', by), await file(id, 'visit', 'photo', by)];
    await move(by, id, 'contact', { way: 'phone', result: 'reached', files: files.slice(0, 1) });
    await move(by, id, 'contact', { way: 'visit', result: 'met', files: files.slice(1) });
    return id;
  }

  /** The same, with the result that a reply `solved` has to prove, and at work on it. */
  async function handled(text = '西单的鞋', by: Actor = PEOPLE.handler): Promise<string> {
    const id = await contacted(text, by);
    await move(by, id, 'handle');
    await file(id, 'result', 'document', by);
    return id;
  }

  /** What a reply brings: told just now. */
  const replyData = (more: object = {}): object => ({
    toldAt: isoOf(clock.now()),
    way: 'phone',
    outcome: 'solved',
    demands: [{ demand: 1, answer: '已退款' }],
    text: '已协调商家退款。',
    ...more,
  });

  return { services, clock, pass, take, move, file, contacted, handled, replyData };
}

export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** The same over a store of its own; `closeLater` gets the store. */
export async function lifeDesk(
  url: string,
  closeLater: (store: Store) => void,
  { profile, ...options }: LifeOptions & { readonly profile?: Profile } = {},
) {
  const store = await openStore({ url });
  closeLater(store);
  const desk = await lifeServices(store, profile, options);
  await store.write(async (db) => {
    for (const { id, name, role, unit } of (Object.values(PEOPLE) as readonly Actor[]).filter(
      (one) => one.role !== 'system',
    ))
      await insertUser(db, {
        id,
        username: id,
        name,
        role,
        unit,
        passwordHash: '-',
        createdAt: NOW,
        disabledAt: null,
      });
  });
  return desk;
}
