import { beijingDayNumber } from './days.ts';
import { TOTAL, createSeason } from './season.ts';
import type { KnownSeasons } from './season.ts';
import { createOpenWarnings } from './open-warnings.ts';
import { upperTail } from './tails.ts';

/** What is watched: all orders of a type, of a type in a street, about a place, about a subject. */
export type WatchKind = 'type' | 'cell' | 'place' | 'subject';
export type Watched = { readonly kind: WatchKind; readonly key: string };

/** `newTopic`: many callers about a young topic; the others: many more than usual. */
export type AlarmKind = 'newTopic' | 'subject' | 'place' | 'surge';

export type SurgeRules = {
  /** Alarms a week that chance may raise where nothing is out of the ordinary; all tests together stay below. */
  readonly falseAlarmsPerWeek: number;
  /** Different callers at least, and days they may be spread over. */
  readonly leastCallers: number;
  readonly windows: readonly number[];
  /** A topic is young for so many days. */
  readonly youngDays: number;
  /** The same thing is told again after so many days, or when callers have grown so many times. */
  readonly quietDays: number;
  readonly again: number;
  /** Days of history before anything is told. */
  readonly learnDays: number;
};

export const SURGE_RULES: SurgeRules = {
  falseAlarmsPerWeek: 0.5,
  leastCallers: 5,
  windows: [1, 3, 7],
  youngDays: 30,
  quietDays: 14,
  again: 2,
  learnDays: 14,
};

/** An order as far as surges go. */
export type SurgeOrder = {
  readonly seq: number;
  readonly at: number;
  readonly caller: string | null;
  readonly issueType: string | null;
  readonly street: string | null;
  readonly places: readonly string[];
  readonly subjects: readonly string[];
};

/** A topic as it stands with the order just placed in it; `within` is the narrowest thing watched that holds it. */
export type TopicNow = {
  readonly topic: number;
  readonly foundedAt: number;
  readonly members: readonly { readonly seq: number; readonly at: number; readonly caller: string | null }[];
  readonly within: Watched;
  /** Issue type of most of its orders. */
  readonly issueType: string | null;
};

export type Alarm = {
  readonly kind: AlarmKind;
  /** What it is about; tells one warning from another. */
  readonly key: string;
  readonly watched: Watched;
  readonly topic: number | null;
  readonly days: number;
  /** Different callers within these days, and how many were to be expected. */
  readonly callers: number;
  readonly expected: number;
  /** Chance of so many or more where nothing is out of the ordinary, and what it had to be below. */
  readonly chance: number;
  readonly limit: number;
  readonly seqs: readonly number[];
};

export type Surges = {
  /** Counts an order and says what is out of the ordinary about it; at most one alarm, the most particular. */
  readonly observe: (order: SurgeOrder, topic: TopicNow | null) => Alarm | null;
  /** Counts an order without a look. */
  readonly restore: (order: SurgeOrder) => void;
  /** What was told before is not told again at once; `seqs`: the orders it was told of, counted before or after. */
  readonly told: (key: string, at: number, callers: number, seqs: readonly number[]) => void;
  readonly sizes: () => { readonly keys: number; readonly recent: number };
};

const KINDS = 4;
/** Memory of how often something comes up: half after 90 days. */
const DECAY = 0.5 ** (1 / 90);
/** Weight of what is known beforehand of something watched: half an order. */
const PRIOR = 0.5;
/** Days between counting and becoming history. */
const RECENT = 7;
/** Below this a thing watched is forgotten. */
const FORGOTTEN = 0.02;
const DISPERSION_LEAST = 0.005;
const DISPERSION_MOST = 0.5;
/** Weight of the dispersion assumed beforehand, in squared expected orders. */
const DISPERSION_PRIOR = 500;
const DISPERSION_FIRST = 0.02;

/** More than this share of its callers were told of: the matter is known. */
const MOSTLY = 0.5;

type Found = Alarm & { readonly callersOf: ReadonlySet<string> };
type Seen = { readonly seq: number; readonly day: number; readonly caller: string };
type History = { count: number; day: number };

/**
 * Watches a stream of orders for more than is to be expected. A thing watched has a share of its series (a cell of its
 * type; a type, place or subject of all orders), learned with forgetting; the series has trend, weekday and season. The
 * count of different callers within a window is held against a negative binomial distribution whose spread is that
 * of the share's own uncertainty and of the days' unrest, learned as well. The limit is what all things watched of a kind
 * may raise together by chance, divided among them (Bonferroni). What most of the callers of were told under another
 * key is no news. `known`: levels that a season is known to bring.
 */
export function createSurges(rules: SurgeRules = SURGE_RULES, seasons?: KnownSeasons): Surges {
  const season = createSeason(seasons);
  const open = createOpenWarnings(rules.quietDays);
  const recent = new Map<string, Seen[]>();
  const history = new Map<string, History>();
  const known: Record<WatchKind, number> = { type: 0, cell: 0, place: 0, subject: 0 };
  const exposure = new Map<string, History>();
  const toldOf = new Map<string, { readonly day: number; readonly callers: number }>();
  const typeNames = new Set<string>();
  let today = -Infinity;
  let squares = DISPERSION_PRIOR * DISPERSION_FIRST;
  let expectedSquares = DISPERSION_PRIOR;

  const dispersion = (): number =>
    Math.min(DISPERSION_MOST, Math.max(DISPERSION_LEAST, squares / expectedSquares));

  function decayed(of: History | undefined, day: number): number {
    return of === undefined ? 0 : of.count * DECAY ** Math.max(0, day - of.day);
  }

  function toHistory(map: Map<string, History>, key: string, day: number, count: number): void {
    const before = map.get(key);
    map.set(key, { count: decayed(before, day) + count, day: Math.max(day, before?.day ?? day) });
  }

  /** Days that leave the recent ones become history; what has not come up for long is forgotten. */
  function turn(day: number): void {
    if (day <= today) return;
    if (today !== -Infinity) for (let d = Math.max(today, day - 60); d < day; d++) learnUnrest(d);
    const ended = today === -Infinity ? day - RECENT : Math.max(today - RECENT, day - 400);
    for (let d = ended + 1; d <= day - RECENT; d++)
      for (const series of [TOTAL, ...typeNames]) toHistory(exposure, series, d, season.count(series, d));
    today = day;
    for (const [name, seen] of recent) {
      const old = seen.filter((one) => one.day <= day - RECENT);
      if (old.length === 0) continue;
      const days = new Map<number, Set<string>>();
      for (const one of old) days.set(one.day, (days.get(one.day) ?? new Set()).add(one.caller));
      for (const [d, callers] of [...days].sort((a, b) => a[0] - b[0]))
        toHistory(history, name, d, callers.size);
      const left = seen.filter((one) => one.day > day - RECENT);
      if (left.length > 0) recent.set(name, left);
      else recent.delete(name);
    }
    const forgotten = (name: string): boolean =>
      !recent.has(name) && decayed(history.get(name), day) < FORGOTTEN;
    if (day % 7 === 0) {
      for (const name of history.keys()) {
        if (!forgotten(name)) continue;
        history.delete(name);
        known[kindOf(name)]--;
      }
      for (const [key, { day: then }] of toldOf) if (day - then > 400) toldOf.delete(key);
    }
  }

  /** How much more a day's counts of the types wander about what was expected than Poisson counts do. */
  function learnUnrest(day: number): void {
    if (season.age(day) < rules.learnDays) return;
    squares *= DECAY;
    expectedSquares *= DECAY;
    for (const name of typeNames) {
      const expected = season.expected(name, day, day);
      const off = season.count(name, day) - expected;
      squares += off * off - expected;
      expectedSquares += expected * expected;
    }
  }
  function enter(order: SurgeOrder): void {
    const day = beijingDayNumber(order.at);
    turn(day);
    const caller = order.caller ?? `?${order.seq}`;
    season.add(TOTAL, day);
    if (order.issueType !== null) {
      season.add(order.issueType, day);
      typeNames.add(order.issueType);
    }
    const names = watchedOf(order).map(nameOf);
    open.enter(order.seq, caller, names, today);
    const late = day <= today - RECENT;
    // What is recent is in neither count of a share.
    if (late)
      for (const series of new Set([TOTAL, order.issueType ?? TOTAL])) toHistory(exposure, series, day, 1);
    for (const watched of watchedOf(order)) {
      const name = nameOf(watched);
      const seen = recent.get(name);
      if (seen === undefined && !history.has(name)) known[watched.kind]++;
      if (late) toHistory(history, name, day, 1);
      else if (seen === undefined) recent.set(name, [{ seq: order.seq, day, caller }]);
      else seen.push({ seq: order.seq, day, caller });
      // A name that is only recent has no row of history yet; forgetting goes by the rows.
      if (!history.has(name)) history.set(name, { count: 0, day });
    }
  }

  /** Mean and shape of what is to be expected of a thing watched within the last `days`. */
  function expectedOf({ kind, key }: Watched, days: number): { mean: number; shape: number } {
    const series = kind === 'cell' ? (key.split('|')[0] as string) : kind === 'type' ? key : TOTAL;
    let level = 0;
    for (let day = today - days + 1; day <= today; day++) level += season.expected(series, day, today);
    const unsure = 1 / season.restsOn(series, today, today);
    if (kind === 'type') return { mean: level, shape: 1 / (dispersion() + unsure) };
    const count = decayed(history.get(nameOf({ kind, key })), today);
    const all = decayed(exposure.get(series), today);
    const rivals = kind === 'cell' ? STREETS : known[kind];
    const share = (count + PRIOR) / (all + PRIOR * rivals);
    return { mean: share * level, shape: 1 / (1 / (count + PRIOR) + dispersion() + unsure) };
  }

  function test(watched: Watched, seen: readonly Seen[]): Omit<Found, 'kind' | 'key' | 'topic'> | null {
    const limit =
      rules.falseAlarmsPerWeek / 7 / KINDS / rules.windows.length / Math.max(20, known[watched.kind]);
    for (const days of rules.windows) {
      const inside = seen.filter((one) => one.day > today - days);
      const callersOf = new Set(inside.map((one) => one.caller));
      const callers = callersOf.size;
      if (callers < rules.leastCallers) continue;
      const { mean, shape } = expectedOf(watched, days);
      const chance = upperTail(callers, mean, shape);
      if (chance > limit) continue;
      const seqs = inside.map((one) => one.seq);
      return { watched, days, callers, callersOf, expected: mean, chance, limit, seqs };
    }
    return null;
  }

  function quiet(key: string, callers: number): boolean {
    const before = toldOf.get(key);
    return (
      before !== undefined && today - before.day <= rules.quietDays && callers < rules.again * before.callers
    );
  }

  return {
    observe: (order, topic) => {
      enter(order);
      // What is old by the time it comes is history, not news.
      if (beijingDayNumber(order.at) <= today - RECENT || season.age(today) < rules.learnDays) return null;
      const found: Found[] = [];
      if (topic !== null && today - beijingDayNumber(topic.foundedAt) <= rules.youngDays) {
        const seen = topic.members.map(({ seq, at, caller }) => ({
          seq,
          day: beijingDayNumber(at),
          caller: caller ?? `?${seq}`,
        }));
        const alarm = test(topic.within, seen);
        if (alarm !== null)
          found.push({ kind: 'newTopic', key: topicKey(topic), topic: topic.topic, ...alarm });
      }
      const particular = { subject: 0, place: 1, cell: 2, type: 3 } as const;
      const list = [...watchedOf(order)].sort((a, b) => particular[a.kind] - particular[b.kind]);
      for (const watched of list) {
        const alarm = test(watched, recent.get(nameOf(watched)) ?? []);
        if (alarm === null) continue;
        const kind = watched.kind === 'place' || watched.kind === 'subject' ? watched.kind : 'surge';
        found.push({ kind, key: nameOf(watched), topic: topic?.topic ?? null, ...alarm });
      }
      const [first] = found;
      if (first === undefined) return null;
      // One matter is told once: by the most particular of what is out of the ordinary about it.
      const isKnown = open.has(first.key, today)
        ? quiet(first.key, first.callers)
        : quiet(first.key, first.callers) || open.shareOf(first.callersOf, today) > MOSTLY;
      for (const { key, callers } of found)
        if (!quiet(key, callers)) toldOf.set(key, { day: today, callers });
      const { callersOf, ...alarm } = first;
      if (isKnown) return null;
      open.tell(alarm.key, today, alarm.seqs, callersOf);
      return alarm;
    },
    restore: enter,
    told: (key, at, callers, seqs) => {
      const day = beijingDayNumber(at);
      open.tell(key, day, seqs, new Set());
      const before = toldOf.get(key);
      if (before === undefined || before.day <= day) toldOf.set(key, { day, callers });
    },
    sizes: () => ({
      keys: history.size,
      recent: [...recent.values()].reduce((sum, seen) => sum + seen.length, 0),
    }),
  };
}

/** The same after topics were made anew, when their numbers may differ. */
const topicKey = ({ within, issueType }: TopicNow): string => `topic ${nameOf(within)} ${issueType ?? ''}`;

/** Streets a type may come from where none is known: only the prior share of a cell turns on it. */
const STREETS = 15;

export const nameOf = ({ kind, key }: Watched): string => `${kind} ${key}`;
const kindOf = (name: string): WatchKind => name.slice(0, name.indexOf(' ')) as WatchKind;

/** Everything watched that an order belongs to. */
export function watchedOf(order: Omit<SurgeOrder, 'seq' | 'at' | 'caller'>): Watched[] {
  const { issueType, street, places, subjects } = order;
  return [
    ...(issueType === null ? [] : [{ kind: 'type', key: issueType } as const]),
    ...(issueType === null || street === null
      ? []
      : [{ kind: 'cell', key: `${issueType}|${street}` } as const]),
    ...[...new Set(places)].map((key) => ({ kind: 'place', key }) as const),
    ...[...new Set(subjects)].map((key) => ({ kind: 'subject', key }) as const),
  ];
}
