import type { Random } from '../../kernel/random.ts';
import { between, pick, randomOf, weighted } from '../../kernel/chance.ts';
import { createTown } from './invented.ts';
import type { Town } from './invented.ts';
import { plantChronic, plantMerchants, plantSurges } from './planting.ts';
import type { Sketch, SurgePlan } from './planting.ts';
import { createDraw, createHours, isoDay } from './season.ts';
import type { Planted, SimulatedOrder, StreamPlan, StreamSource } from './types.ts';
import {
  callerName,
  compose,
  dayBefore,
  eventText,
  phoneOf,
  retold,
  sentencesOf,
  templatesOf,
} from './wording.ts';
import type { Composed, Filling, Template } from './wording.ts';

const DAY = 86_400_000;
/** Orders that tell no place. */
const PLACELESS = 0.12;
/** Who is complained about has a shop with a name in so many orders where that can be. */
const NAMED_SHOP = 0.55;
/** Calls without a number. */
const ANONYMOUS = 0.045;

export type Stream = {
  /** In order of time; the same again each time it is asked for. */
  readonly orders: () => Generator<SimulatedOrder>;
  readonly planted: Planted;
};

/**
 * A made-up year of a hotline: exactly so many orders, drawn by season, weekday, feast and hour, with the things planted
 * in it that a hotline is to notice. The same source, plan and seed give the same orders to the byte.
 */
export function simulateStream(source: StreamSource, plan: StreamPlan): Stream {
  const templates = templatesOf(source.written, source.realPlaces, source.names.surnames);
  // A type that nobody has written of comes up in no text.
  const types = source.issueTypes.map(({ code }) => code).filter((code) => templates.has(code));
  const town = createTown(plan.seed, source);
  const hours = createHours(source.seasons);
  const planting = { plan, town, at: hours, events: knownEvents(source, types) };
  const { sketches: surges, surges: plans } = plantSurges(planting);
  const fixed = [...surges, ...plantChronic(planting), ...plantMerchants(planting, types)].slice(
    0,
    plan.orders,
  );
  const again = Math.min(
    plan.orders - fixed.length,
    Math.round(plan.orders * (plan.sameCaller + plan.otherCaller)),
  );
  const usual = usualOrders(source, plan, town, types, hours, plan.orders - fixed.length - again);
  const first = [...fixed, ...usual];
  const all = [...first, ...toldAgain(plan, first, again)].sort((a, b) => a.at - b.at);
  const numbers = new Map(all.map((sketch, i) => [sketch, i + 1]));
  return {
    planted: plantedOf(all, plans, numbers),
    orders: () => worded(source, plan, town, templates, all, numbers),
  };
}

/** What is said of things that this profile knows. */
function knownEvents({ events }: StreamSource, types: readonly string[]): StreamSource['events'] {
  const known = new Set(types);
  return {
    ...events,
    kinds: events.kinds.filter(({ type }) => known.has(type)),
    chronic: events.chronic.filter(({ type }) => known.has(type)),
  };
}

function usualOrders(
  { seasons, dayKind }: StreamSource,
  plan: StreamPlan,
  town: Town,
  types: readonly string[],
  hours: ReturnType<typeof createHours>,
  count: number,
): Sketch[] {
  const random = randomOf(plan.seed, 'usual');
  const draw = createDraw(seasons, types, dayKind, plan);
  const sketches: Sketch[] = [];
  while (sketches.length < count) {
    const { day, type } = draw(random);
    const at = hours(random, day, type);
    if (at >= plan.before) continue;
    const shop = town.hasShops(type) && random() < NAMED_SHOP ? town.shop(random, type) : null;
    const where = random() < PLACELESS ? null : shop === null ? town.place(random) : { ...shop, place: null };
    sketches.push({
      at,
      type,
      street: where?.street ?? null,
      place: where?.place ?? null,
      shop,
      origin: { kind: 'usual' },
      says: null,
      of: null,
    });
  }
  return sketches;
}

/** Orders about what was told before, by the same caller some days later or by somebody else soon after. */
function toldAgain(plan: StreamPlan, first: readonly Sketch[], count: number): Sketch[] {
  const random = randomOf(plan.seed, 'again');
  const told = new Set<Sketch>();
  const sketches: Sketch[] = [];
  const same = plan.sameCaller / (plan.sameCaller + plan.otherCaller);
  // What is told again has a place or a shop: else nobody could know that it is the same.
  const base = first.filter(({ place, shop, of }) => of === null && (place !== null || shop !== null));
  for (let tries = 0; sketches.length < count && tries < count * 50 && base.length > 0; tries++) {
    const sketch = pick(random, base);
    const kind = random() < same ? 'repeat' : 'same_matter';
    const at =
      sketch.at + (kind === 'repeat' ? between(random, 20, 140) : between(random, 1, 40)) * 3_600_000;
    if (told.has(sketch) || at >= plan.before) continue;
    told.add(sketch);
    sketches.push({ ...sketch, at, origin: sketch.origin, of: { sketch, kind } });
  }
  // Too few to be told again: the first ones once more, by others.
  for (let i = 0; sketches.length < count; i++) {
    const sketch = first[i % first.length] as Sketch;
    sketches.push({ ...sketch, of: null });
  }
  return sketches;
}

function* worded(
  source: StreamSource,
  plan: StreamPlan,
  town: Town,
  templates: ReadonlyMap<string, readonly Template[]>,
  all: readonly Sketch[],
  numbers: ReadonlyMap<Sketch, number>,
): Generator<SimulatedOrder> {
  const channels = Object.keys(source.seasons.channels);
  const channelAt = weighted(Object.values(source.seasons.channels));
  const wanted = new Set(all.flatMap(({ of }) => of?.sketch ?? []));
  const kept = new Map<Sketch, SimulatedOrder>();
  const said = new Set<string>();
  const sentences = sentencesOf(templates);
  const urgencies = new Map(source.issueTypes.map(({ code, urgency }) => [code, urgency]));
  for (const [i, sketch] of all.entries()) {
    const random = randomOf(plan.seed, 'order', i + 1);
    const base = sketch.of === null ? null : (kept.get(sketch.of.sketch) ?? null);
    const template = pick(random, templates.get(sketch.type) as readonly Template[]);
    const surname = pick(random, source.names.surnames);
    const filling: Filling = {
      at: sketch.at,
      street: sketch.street,
      place: sketch.place,
      shop: sketch.shop,
      surname,
      other: (of) => town.other(of, sketch.street ?? ''),
    };
    const isBack = base !== null && sketch.of?.kind !== 'rebound';
    const composed = distinct(said, () =>
      isBack
        ? backTo(source, sketch, base, random)
        : words(source, sketch, template, filling, sentences.get(sketch.type) ?? [], random),
    );
    const spoken = isBack
      ? base.form === 'transcript'
        ? 'summary'
        : base.form
      : sketch.says === null
        ? template.form
        : pick(random, ['summary', 'message'] as const);
    const isSame = base !== null && sketch.of?.kind === 'repeat';
    const order: SimulatedOrder = {
      n: i + 1,
      at: sketch.at,
      issueType: sketch.type,
      demandKind: isBack ? base.demandKind : (sketch.says?.kind ?? template.demandKind),
      urgency: isBack
        ? base.urgency
        : sketch.says === null
          ? template.urgency
          : (sketch.says.urgency ?? urgencies.get(sketch.type) ?? 'normal'),
      saleChannel: isBack ? base.saleChannel : sketch.says === null ? template.saleChannel : 'unknown',
      street: sketch.street,
      channel:
        spoken === 'message'
          ? (channels.filter((one) => one !== 'phone')[
              between(random, 0, Math.max(0, channels.length - 2))
            ] ?? 'phone')
          : spoken === 'transcript'
            ? 'phone'
            : (channels[channelAt(random)] as string),
      form: spoken,
      ...composed,
      caller: isSame
        ? base.caller
        : random() < ANONYMOUS
          ? { name: null, phone: null }
          : { name: callerName(source.names, surname, random), phone: phoneOf(random) },
      origin: sketch.origin,
      relation:
        sketch.of === null || base === null
          ? null
          : {
              n: numbers.get(sketch.of.sketch) as number,
              kind: isSame && base.caller.phone === null ? 'same_matter' : sketch.of.kind,
            },
    };
    if (wanted.has(sketch)) kept.set(sketch, order);
    yield order;
  }
}

function words(
  { events }: StreamSource,
  sketch: Sketch,
  template: Template,
  filling: Filling,
  sentences: readonly string[],
  random: Random,
): Composed {
  if (sketch.says === null) return compose(template, filling, random);
  return eventText(sketch.says.words, events, { ...filling, days: sketch.says.days, sentences }, random);
}

/** What is told once more: names stay where they are said again. */
function backTo(
  { events }: StreamSource,
  { at, of }: Sketch,
  base: SimulatedOrder,
  random: Random,
): Composed {
  const days = Math.max(0, Math.floor(at / DAY) - Math.floor(base.at / DAY));
  const opener =
    of?.kind === 'repeat'
      ? pick(random, events.again).replaceAll('{date}', dayBefore(at, days))
      : pick(random, events.others);
  const text = retold(base.text, opener, random);
  const entities = base.entities.flatMap((entity) => {
    const start = text.indexOf(entity.text);
    return start < 0 ? [] : [{ ...entity, start, end: start + entity.text.length }];
  });
  const missing = base.entities.find(({ kind }) => kind === 'place' || kind === 'subject');
  if (missing === undefined || text.includes(missing.text)) return { text, entities };
  const start = text.length + 3;
  const added = { ...missing, start, end: start + missing.text.length };
  return { text: `${text}地点：${missing.text}。`, entities: [...entities, added] };
}

/** No two orders say the same. */
function distinct(said: Set<string>, make: () => Composed): Composed {
  for (let tries = 0; tries < 200; tries++) {
    const composed = make();
    if (said.has(composed.text)) continue;
    said.add(composed.text);
    return composed;
  }
  const composed = make();
  const text = `${composed.text}（第${said.size + 1}件）`;
  said.add(text);
  return { ...composed, text };
}

function plantedOf(
  all: readonly Sketch[],
  surges: readonly SurgePlan[],
  numbers: ReadonlyMap<Sketch, number>,
): Planted {
  const members = new Map<string, Sketch[]>();
  for (const sketch of all)
    if (sketch.origin.kind !== 'usual')
      members.set(sketch.origin.id, [...(members.get(sketch.origin.id) ?? []), sketch]);
  const orders = (list: readonly Sketch[]): number[] => list.map((one) => numbers.get(one) as number);
  const groups = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    surges: surges.map(({ id, kind, street, name, from, to }) => ({
      id,
      issueType: kind.type,
      street,
      about: kind.about,
      name,
      from: isoDay(from),
      to: isoDay(to),
      orders: orders(members.get(id) ?? []),
    })),
    chronic: groups.flatMap(([id, list]) => {
      const [one] = list;
      return one?.origin.kind !== 'chronic'
        ? []
        : [
            {
              id,
              issueType: one.type,
              street: one.street ?? '',
              place: one.place ?? '',
              orders: orders(list),
            },
          ];
    }),
    merchants: groups.flatMap(([id, list]) => {
      const [one] = list;
      return one?.origin.kind !== 'merchant'
        ? []
        : [
            {
              id,
              issueType: one.type,
              street: one.street ?? '',
              name: one.shop?.name ?? '',
              orders: orders(list),
            },
          ];
    }),
  };
}
