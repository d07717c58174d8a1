import { readFileSync } from 'node:fs';
import { seededRandom } from '../../src/kernel/random.ts';
import type { Random } from '../../src/kernel/random.ts';
import { saidWords } from '../../src/app/insight/topic-order.ts';
import type { SaidWords } from '../../src/insight/topic-words.ts';
import type { TopicOrder, TopicPlace } from '../../src/insight/topic-types.ts';
import type { Segmenter } from '../../src/text/types.ts';
import { labelledFiles } from '../support.ts';

const DAY = 86_400_000;
/** Monday 2024-01-01 in Beijing. */
const START = Date.parse('2024-01-01T00:00:00+08:00');
const STREETS = 15;
const BUILDINGS = 4000;
const SUBJECTS = 3000;

/** Words of real (written) orders by issue type. */
export type Wordings = ReadonlyMap<string, readonly SaidWords[]>;

export function readWordings(segmenter: Segmenter, rarity: (word: string) => number): Wordings {
  const found = new Map<string, SaidWords[]>();
  for (const file of labelledFiles()) {
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const { type, text } = JSON.parse(line) as { type: string; text: string };
      const list = found.get(type) ?? [];
      list.push(saidWords(segmenter.cut(text), rarity));
      found.set(type, list);
    }
  }
  return found;
}

export type Stream = {
  readonly next: (planted?: {
    readonly building: number;
    readonly type: string;
    readonly at: number;
  }) => TopicOrder;
};

/** A number of a Zipf-like distribution over `size`, the first ones most often. */
const zipf = (random: Random, size: number): number => Math.min(size - 1, Math.floor(size * random() ** 2.5));

const poisson = (random: Random, mean: number): number => {
  const limit = Math.exp(-mean);
  let n = 0;
  for (let p = random(); p > limit; p *= random()) n++;
  return n;
};

/**
 * A year of a district where nothing happens: types, streets, buildings and shops that come up ever so often, weekdays
 * (fewer at the weekend), season (each type its own), a trend of 20 % a year, days that wander by 10 %, callers who call
 * again. Texts are words of real orders of the type, mixed from two.
 */
export function quietDays(
  seed: number,
  wordings: Wordings,
  options: { readonly days: number; readonly perDay: number },
): {
  readonly types: number;
  readonly days: Generator<TopicOrder[]>;
  readonly planted: (at: number, building: number, type: string) => TopicOrder;
} {
  const random = seededRandom(seed);
  const types = [...wordings.keys()].sort();
  const weights = types.map(() => Math.exp(1.2 * gauss(random)));
  const total = weights.reduce((a, b) => a + b, 0);
  const phase = types.map(() => random() * 2 * Math.PI);
  const swing = types.map(() => random() * 0.5);
  const buildings = Array.from({ length: BUILDINGS }, (_, i): { place: TopicPlace; street: string } => {
    const stem = `街巷${i % 600}`;
    const house = `${i}号院`;
    return {
      place: { key: `${stem}#${house}`, stem, show: stem + house, exact: true },
      street: `街道${i % STREETS}`,
    };
  });
  let seq = 0;

  function order(at: number, type: string, building: number | null, subject: number | null): TopicOrder {
    const texts = wordings.get(type) as readonly SaidWords[];
    const one = texts[Math.floor(random() * texts.length)] as SaidWords;
    const other = texts[Math.floor(random() * texts.length)] as SaidWords;
    const words = [...one.filter(() => random() < 0.6), ...other.filter(() => random() < 0.4)];
    const at_ = building === null ? null : (buildings[building] as (typeof buildings)[number]);
    return {
      seq: ++seq,
      at,
      caller: random() < 0.05 ? `c${Math.floor(random() * 200)}` : `n${seq}`,
      issueType: type,
      street: at_?.street ?? `街道${Math.floor(random() * STREETS)}`,
      places: at_ === null ? [] : [at_.place],
      subjects: subject === null ? [] : [`商户${subject}`],
      words: [...new Map(words)],
    };
  }

  function* days(): Generator<TopicOrder[]> {
    for (let day = 0; day < options.days; day++) {
      const weekday = day % 7;
      const factor = (weekday >= 5 ? 0.65 : 1.14) * (1 + (0.2 * day) / 365) * Math.exp(0.1 * gauss(random));
      const today: TopicOrder[] = [];
      types.forEach((type, i) => {
        const season = 1 + (swing[i] as number) * Math.sin((2 * Math.PI * day) / 365 + (phase[i] as number));
        const mean = (options.perDay * factor * season * (weights[i] as number)) / total;
        for (let n = poisson(random, mean); n > 0; n--) {
          const at = START + day * DAY + Math.floor((8 + 12 * random()) * 3_600_000);
          const building = random() < 0.7 ? zipf(random, BUILDINGS) : null;
          const subject = random() < 0.4 ? zipf(random, SUBJECTS) : null;
          today.push(order(at, type, building, subject));
        }
      });
      yield today.sort((a, b) => a.at - b.at);
    }
  }
  return {
    types: types.length,
    days: days(),
    planted: (at, building, type) => order(at, type, building, null),
  };
}

function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
