import type { Random } from '../../kernel/random.ts';
import { between, pick, randomOf, weighted } from '../../kernel/chance.ts';
import type { InventedShop, Town } from './invented.ts';
import { isoDay } from './season.ts';
import type { EventKind, Events, Origin, StreamPlan } from './types.ts';

/** An order before it has words. */
export type Sketch = {
  at: number;
  readonly type: string;
  readonly street: string | null;
  readonly place: string | null;
  readonly shop: Pick<InventedShop, 'name' | 'kind'> | null;
  readonly origin: Origin;
  /** What is said, where it is no written order's wording. */
  readonly says: {
    readonly words: string;
    readonly kind: string;
    readonly urgency: string | null;
    readonly days: number;
  } | null;
  /** What it goes back to. */
  readonly of: { readonly sketch: Sketch; readonly kind: 'repeat' | 'same_matter' | 'rebound' } | null;
};

export type PlantedSketches = {
  readonly sketches: readonly Sketch[];
  readonly surges: readonly SurgePlan[];
};

export type SurgePlan = {
  readonly id: string;
  readonly kind: EventKind;
  readonly street: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
};

type Planting = {
  readonly plan: StreamPlan;
  readonly events: Events;
  readonly town: Town;
  readonly at: (random: Random, day: number, type: string) => number;
};

/** Share of all orders that belong to things planted; one thing at least. */
const SURGE_SHARE = 0.045;
const CHRONIC_SHARE = 0.022;
const MERCHANT_SHARE = 0.022;
/** Days at the beginning in which nothing bursts: a baseline has to be there first. */
const CALM_DAYS = 21;

const monthOf = (day: number): number => Number(isoDay(day).slice(5, 7));

/** What goes wrong for many at once: one place or shop, some days, first most of the calls and then fewer. */
export function plantSurges({ plan, events, town, at }: Planting): PlantedSketches {
  const random = randomOf(plan.seed, 'surges');
  const budget = Math.max(12, Math.round(plan.orders * SURGE_SHARE));
  const sketches: Sketch[] = [];
  const surges: SurgePlan[] = [];
  const known = events.kinds.filter(({ months }) => months.length > 0);
  for (let tries = 0; sketches.length < budget && tries < 400 && known.length > 0; tries++) {
    const day =
      plan.from + CALM_DAYS + Math.floor(random() * Math.max(1, plan.to - plan.from - CALM_DAYS - 3));
    const fitting = known.filter(({ months }) => months.includes(monthOf(day)));
    if (fitting.length === 0) continue;
    const kind = pick(random, fitting);
    const days = between(random, ...kind.days);
    const size = Math.min(between(random, ...kind.size), Math.max(8, budget - sketches.length));
    const id = `S${String(surges.length + 1).padStart(3, '0')}`;
    const shop = kind.about === 'shop' ? town.ownShop(random, kind.type) : null;
    const where = shop === null ? town.ownPlace(random) : { street: shop.street, place: null };
    // The first days bring most of it.
    const dayAt = weighted(Array.from({ length: days }, (_, i) => 0.75 ** i));
    let last = day;
    for (let i = 0; i < size; i++) {
      const offset = i === 0 ? 0 : dayAt(random);
      const moment = at(random, day + offset, kind.type);
      if (moment >= plan.before || day + offset >= plan.to) continue;
      last = Math.max(last, day + offset);
      sketches.push({
        at: moment,
        type: kind.type,
        street: where.street,
        place: where.place,
        shop,
        origin: { kind: 'surge', id },
        says: { words: pick(random, kind.says), kind: kind.kind, urgency: kind.urgency, days: offset + 1 },
        of: null,
      });
    }
    const name = shop === null ? (where.place ?? '') : shop.name;
    surges.push({ id, kind, street: where.street, name, from: day, to: last });
  }
  return { sketches, surges };
}

/** The same thing at the same place again and again, over the whole time. */
export function plantChronic({ plan, events, town, at }: Planting): Sketch[] {
  const random = randomOf(plan.seed, 'chronic');
  const sketches: Sketch[] = [];
  const budget = Math.max(6, Math.round(plan.orders * CHRONIC_SHARE));
  for (let number = 1; sketches.length < budget && events.chronic.length > 0; number++) {
    const { type, kind, says } = pick(random, events.chronic);
    const { street, place } = town.ownPlace(random);
    const count = between(random, 6, 14);
    const own = Array.from({ length: count }, (_, i) => {
      const share = (i + random()) / count;
      return at(random, plan.from + Math.floor(share * (plan.to - plan.from)), type);
    }).filter((moment) => moment < plan.before);
    let before: Sketch | null = null;
    for (const moment of own.sort((a, b) => a - b)) {
      const sketch: Sketch = {
        at: moment,
        type,
        street,
        place,
        shop: null,
        origin: { kind: 'chronic', id: `C${String(number).padStart(3, '0')}` },
        says: { words: pick(random, says), kind, urgency: null, days: 3 },
        of: before === null ? null : { sketch: before, kind: 'rebound' },
      };
      sketches.push(sketch);
      before = sketch;
    }
  }
  return sketches;
}

/** Shops that are complained about by different people, over the whole time. */
export function plantMerchants({ plan, town, at }: Planting, types: readonly string[]): Sketch[] {
  const random = randomOf(plan.seed, 'merchants');
  const sketches: Sketch[] = [];
  const budget = Math.max(6, Math.round(plan.orders * MERCHANT_SHARE));
  const fitting = types.filter((type) => type.startsWith('01') && town.hasShops(type));
  for (let number = 1; sketches.length < budget && fitting.length > 0; number++) {
    const type = pick(random, fitting);
    const shop = town.ownShop(random, type);
    for (let left = between(random, 7, 22); left > 0; left--) {
      const moment = at(random, plan.from + Math.floor(random() * (plan.to - plan.from)), type);
      if (moment >= plan.before) continue;
      sketches.push({
        at: moment,
        type,
        street: shop.street,
        place: null,
        shop,
        origin: { kind: 'merchant', id: `M${String(number).padStart(3, '0')}` },
        says: null,
        of: null,
      });
    }
  }
  return sketches;
}
