import { dayOf, startOfDay } from '../../orders/calendar.ts';
import type { OrderInput } from '../types.ts';
import { redated } from './redating.ts';

/** Who makes a step: an account of the demonstration by its name, or whoever handles orders in a unit of the order. */
export type Doer = 'paidan' | 'huifang' | 'admin' | 'unit' | 'joint';

/** One step of a demonstration order. `evidence` hands in the plan that is shipped with the demonstration. */
export type StoryStep = {
  readonly who: Doer;
  readonly do: string;
  /** Minutes after the step before; of a unit's people those of working hours, except where it is urgent. */
  readonly after: number;
  readonly urgent?: boolean;
  /** What comes with the move. `planDays` stands for a day so many days ahead; when it was told is added. */
  readonly data?: Readonly<Record<string, unknown>>;
};

/** When an order came and what became of it: days ago at its own time of day, or minutes ago. */
export type StoryEntry = { readonly steps: readonly StoryStep[] } & (
  { readonly daysAgo: number } | { readonly minutesAgo: number }
);

/** By id of the order. */
export type Story = Readonly<Record<string, StoryEntry>>;

/** Something that happened, UTC milliseconds. `nth`: of the steps of the order that leave an event, from 0. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'arrival'; readonly order: OrderInput }
  | { readonly kind: 'step'; readonly id: string; readonly nth: number; readonly step: StoryStep }
  | { readonly kind: 'sweep' }
);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From taking the call to handing it over, where it was taken just now. */
const HANDED_OVER = 90_000;
/** Older calls were handed over in rounds, so many milliseconds apart. */
const ROUND = 2 * HOUR;
const JUST_NOW = 2 * HOUR;
/** What is nearer to now has not happened yet. */
const MARGIN = MINUTE;
/** Hours of Beijing in which units work, any day of the week. */
const WORK = { from: 8.5 * HOUR, to: 18 * HOUR } as const;
/** Hours of Beijing at which the orders of the last days were swept. */
const SWEPT = [9, 13, 17];
const SWEPT_DAYS = 2;

/** When an order of the story came, if the story is told at `now`. Pure. */
export function receivedAt(entry: StoryEntry, original: number, now: number): number {
  if ('minutesAgo' in entry) return now - entry.minutesAgo * MINUTE;
  return startOfDay(dayOf(now) - entry.daysAgo) + (original - startOfDay(dayOf(original)));
}

/** The order as it would have come in by the story; orders that the story does not name stay as they are. */
export function retold(order: OrderInput, story: Story, now: number): OrderInput {
  const entry = story[order.id ?? ''];
  if (entry === undefined) return order;
  const original = Date.parse(order.receivedAt);
  const at = receivedAt(entry, original, now);
  return { ...order, receivedAt: isoInBeijing(at), text: redated(order.text, original, at) };
}

/** Everything that happened before `now`, in its order. The same for the same arguments. */
export function happenings(orders: readonly OrderInput[], story: Story, now: number): Happening[] {
  const found = orders.flatMap((order): Happening[] => {
    const handed = handedOver(Date.parse(order.receivedAt), now);
    return [
      { at: handed, kind: 'arrival', order },
      ...stepsOf(order.id ?? '', story[order.id ?? '']?.steps ?? [], handed),
    ];
  });
  const sweeps = Array.from({ length: SWEPT_DAYS + 1 }, (_, ago) => startOfDay(dayOf(now) - ago)).flatMap(
    (day) => SWEPT.map((hour): Happening => ({ at: day + hour * HOUR, kind: 'sweep' })),
  );
  return [...found, ...sweeps]
    .filter(({ kind, at }) => kind === 'arrival' || at <= now - MARGIN)
    .sort((a, b) => a.at - b.at);
}

function handedOver(received: number, now: number): number {
  if (now - received < JUST_NOW) return Math.min(now, received + HANDED_OVER);
  return Math.ceil((received + 1) / ROUND) * ROUND;
}

function stepsOf(id: string, steps: readonly StoryStep[], from: number): Happening[] {
  let at = from;
  let nth = 0;
  return steps.map((step) => {
    const working = (step.who === 'unit' || step.who === 'joint') && step.urgent !== true;
    at = working ? afterWork(at, step.after * MINUTE) : at + step.after * MINUTE;
    return { at, kind: 'step', id, nth: step.do === 'evidence' ? nth : nth++, step };
  });
}

/** So much working time after a moment. */
function afterWork(from: number, ms: number): number {
  let [at, left] = [from, ms];
  for (;;) {
    const day = startOfDay(dayOf(at));
    at = Math.max(at, day + WORK.from);
    const today = day + WORK.to - at;
    if (today >= left) return at + left;
    left -= Math.max(0, today);
    at = day + DAY + WORK.from;
  }
}

const isoInBeijing = (ms: number): string => `${new Date(ms + 8 * HOUR).toISOString().slice(0, 19)}+08:00`;
