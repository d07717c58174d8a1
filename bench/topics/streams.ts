import { createInsightDesk } from '../../src/insight/desk.ts';
import { SURGE_RULES } from '../../src/insight/surge.ts';
import type { Alarm } from '../../src/insight/surge.ts';
import { createReadingKit } from '../../src/app/intake/reading-kit.ts';
import { profileOf } from '../../src/cli/opening.ts';
import { loadConfig } from '../../src/config.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { median, report, residentMb } from '../support.ts';
import { createReader } from './reading.ts';
import { quietDays, readWordings } from './simulated.ts';

function kitOf() {
  const kit = createReadingKit(profileOf(loadConfig({})));
  const { rarity } = createReader(kit);
  return { rarity, wordings: readWordings(kit.segmenter, rarity) };
}

/** False alarms of quiet years: whatever is told where nothing happens. */
export function measureQuiet(seeds: number, years: number): void {
  const { rarity, wordings } = kitOf();
  for (const perDay of [100, 150, 200]) {
    for (let seed = 1; seed <= seeds; seed++) {
      const desk = createInsightDesk(rarity);
      const kinds: Record<string, number> = {};
      let orders = 0;
      const quiet = quietDays(seed * 1000 + perDay, wordings, { days: 365 * years, perDay });
      for (const day of quiet.days) {
        for (const order of day) {
          orders++;
          const { alarm } = desk.take(order);
          if (alarm !== null) kinds[alarm.kind] = (kinds[alarm.kind] ?? 0) + 1;
        }
      }
      const all = Object.values(kinds).reduce((a, b) => a + b, 0);
      report({
        bench: 'topics quiet',
        perDay,
        seed,
        orders,
        types: quiet.types,
        falseAlarms: all,
        perWeek: Number((all / (52 * years)).toFixed(2)),
        ...kinds,
        live: desk.topics.sizes(),
      });
    }
  }
}

/**
 * 20 calls about one building within three days among 3,000 orders: when it is told. It is visible with the fifth
 * caller, the least a warning may be told of; delays are counted from there.
 */
export function measurePlanted(seeds: number): void {
  const { rarity, wordings } = kitOf();
  const types = [...wordings.keys()].sort();
  const delays: number[] = [];
  const callers: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const random = seededRandom(seed);
    const desk = createInsightDesk(rarity);
    const quiet = quietDays(seed, wordings, { days: DAYS, perDay: PLANTED_ORDERS / DAYS });
    const building = 300 + Math.floor(random() * 3000);
    const type = types[Math.floor(random() * types.length)] as string;
    const planted = new Set<number>();
    let visible: number | null = null;
    let told: number | null = null;
    let seen = 0;
    let day = 0;
    for (const usual of quiet.days) {
      const morning = usual[0]?.at ?? 0;
      const more = Array.from({ length: PLANTED[day - PLANTED_FROM] ?? 0 }, () =>
        quiet.planted(morning + Math.floor(random() * 10 * HOUR), building, type),
      );
      for (const { seq } of more) planted.add(seq);
      for (const order of [...usual, ...more].sort((a, b) => a.at - b.at)) {
        if (planted.has(order.seq) && ++seen === SURGE_RULES.leastCallers) visible = order.at;
        const { alarm } = desk.take(order);
        if (alarm === null || told !== null || !isAbout(alarm, planted)) continue;
        told = order.at;
        callers.push(seen);
      }
      day++;
    }
    if (told !== null && visible !== null) delays.push((told - visible) / HOUR);
  }
  delays.sort((a, b) => a - b);
  report({
    bench: 'topics planted',
    seeds,
    found: delays.length,
    withinDay: delays.filter((hours) => hours <= 24).length,
    medianHours: Number(median(delays).toFixed(1)),
    longestHours: Number((delays.at(-1) ?? 0).toFixed(1)),
    medianCallers: median(callers),
    mostCallers: Math.max(...callers),
  });
}

const HOUR = 3_600_000;
/** Days of the stream, the first one of the event, and its calls day by day. */
const DAYS = 22;
const PLANTED_FROM = 17;
const PLANTED = [7, 7, 6];
const PLANTED_ORDERS = 3000;

const isAbout = (alarm: Alarm, planted: ReadonlySet<number>): boolean =>
  alarm.seqs.filter((seq) => planted.has(seq)).length >= alarm.seqs.length / 2;

/** Time an order takes where very many are stored, and what is held of them. */
export function measureVolume(orders: number, timed: number): void {
  const { rarity, wordings } = kitOf();
  const desk = createInsightDesk(rarity);
  const perDay = Math.ceil(orders / 365);
  const times: number[] = [];
  let stored = 0;
  // Those before are read back as after a restart, each a topic of its own: as many topics as there can be.
  const stream = quietDays(1, wordings, { days: 400, perDay });
  for (const day of stream.days) {
    for (const order of day) {
      if (stored < orders) desk.restore(order, order.seq);
      else {
        const began = performance.now();
        desk.take(order);
        times.push(performance.now() - began);
      }
      stored++;
    }
    if (times.length >= timed) break;
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(3));
  report({
    bench: 'topics volume',
    stored: orders,
    timed: times.length,
    meanMs: Number((times.reduce((a, b) => a + b, 0) / times.length).toFixed(3)),
    medianMs: at(0.5),
    p99Ms: at(0.99),
    longestMs: at(1),
    residentMb: residentMb(process.pid),
    ...desk.topics.sizes(),
    watched: desk.surges.sizes(),
  });
}
