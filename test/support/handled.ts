import type { OrderState } from '../../src/kernel/move-words.ts';
import type { HandledOrder, HandlingRules, KeptFile } from '../../src/orders/handling-rules.ts';
import type { Actor, EventData, EventKind, LifeEvent } from '../../src/orders/life-events.ts';
import { UNBORN } from '../../src/orders/life.ts';
import type { Life } from '../../src/orders/life.ts';
import { shippedProfile } from './shipped-profile.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 09:00 on Monday 2026-05-11 in Beijing. */
export const CALLED = Date.UTC(2026, 4, 11, 1);

let shipped: HandlingRules | undefined;
/** The newest rules of the shipped profile. */
export function shippedRules(): HandlingRules {
  shipped ??= shippedProfile().handling?.at(-1);
  if (shipped === undefined) throw new Error('The shipped profile has no rules of handling.');
  return shipped;
}

export const person = (
  id: string,
  unit: string | null = 'SCS-XCA',
  role: Actor['role'] = 'handler',
): Actor => ({
  id,
  name: `${id}同志`,
  role,
  unit,
});
export const LI = person('李');
export const CENTRE = person('王', null, 'leader');

/** One event to be; `at` in hours after the call. */
export type Told = {
  readonly [K in EventKind]: readonly [kind: K, data: EventData[K], to: OrderState, at: number, by?: Actor];
}[EventKind];

/** Events in order, numbered from 1. */
export const eventsOf = (told: readonly Told[]): LifeEvent[] =>
  told.map(
    ([kind, data, to, at, actor = LI], i) =>
      ({ version: i + 1, at: CALLED + at * HOUR, kind, actor, to, data }) as LifeEvent,
  );

/** How an order comes to a unit. */
export const DISPATCHED: readonly Told[] = [
  ['received', {}, 'received', 0],
  ['triaged', { issueType: '0101', lead: 'SCS-XCA', joint: null }, 'received', 0],
  ['dispatch', { lead: 'SCS-XCA', joint: null }, 'dispatched', 1, CENTRE],
];
export const ACKNOWLEDGED: readonly Told[] = [...DISPATCHED, ['acknowledge', {}, 'acknowledged', 2]];

export const contactOf = (
  result: Life['contacts'][number]['result'],
  hours: number,
  way: Life['contacts'][number]['way'] = 'phone',
): Life['contacts'][number] => ({ at: CALLED + hours * HOUR, way, result, by: LI });

export const lifeWith = (change: Partial<Life>): Life => ({
  ...UNBORN,
  version: 4,
  lead: 'SCS-XCA',
  ...change,
});

let files = 0;
export function fileOf(
  purpose: KeptFile['purpose'],
  kind: KeptFile['kind'],
  hours = 5,
  sha256 = `${++files}`.padStart(64, '0'),
): KeptFile {
  return {
    id: `f${sha256.slice(-6)}`,
    sha256,
    name: `材料${sha256.slice(-3)}`,
    kind,
    purpose,
    addedAt: CALLED + hours * HOUR,
    addedByName: LI.name,
  };
}

export const handled = (change: Partial<HandledOrder> = {}): HandledOrder => ({
  demandKind: '投诉',
  urgency: 'normal',
  issueType: '0101',
  saleChannel: 'offline',
  units: ['SCS-XCA', 'SCJG'],
  day: '2026-05-12',
  reachable: true,
  since: CALLED,
  textLength: 100,
  excerpt: [{ start: 3, end: 20 }],
  earlier: [],
  mediationOver: false,
  files: [],
  ...change,
});
