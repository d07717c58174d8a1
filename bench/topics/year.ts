import { createCaseMaker } from '../../src/app/demo/simulated-case.ts';
import { readSimulationSource } from '../../src/app/demo/simulation-source.ts';
import { callerOf } from '../../src/app/insight/placing.ts';
import { saidWords, topicOrderOf } from '../../src/app/insight/topic-order.ts';
import { createReadingKit } from '../../src/app/intake/reading-kit.ts';
import { factsOf } from '../../src/app/relations/finding-relations.ts';
import { profileOf } from '../../src/cli/opening.ts';
import { loadConfig } from '../../src/config.ts';
import { createInsightDesk } from '../../src/insight/desk.ts';
import { simulateStream } from '../../src/insight/simulate/stream.ts';
import { SURGE_RULES } from '../../src/insight/surge.ts';
import type { Alarm } from '../../src/insight/surge.ts';
import type { TopicOrder } from '../../src/insight/topic-types.ts';
import { titleOf } from '../../src/insight/topic-view.ts';
import { dateOf, dayOfDate } from '../../src/orders/calendar.ts';
import { report } from '../support.ts';
import { createReader } from './reading.ts';

const FROM = '2025-01-01';
const TO = '2026-01-01';
const DAY = 86_400_000;

/**
 * A simulated year as topics and warnings see it, without writing it: what of each planted matter its best topic holds
 * (completeness), how much of that topic is of the matter (purity), what is told of it and how often, and what is told
 * where nothing was planted.
 */
export function measureYears(seeds: number, count: number, show: boolean): void {
  const profile = profileOf(loadConfig({}));
  const kit = createReadingKit(profile);
  const { rarity, weight } = createReader(kit);
  const source = readSimulationSource(profile);
  const { shares } = source.lives;
  for (let seed = 1; seed <= seeds; seed++) {
    const { orders, planted } = simulateStream(source.stream, {
      seed,
      from: dayOfDate(FROM),
      to: dayOfDate(TO),
      orders: count,
      before: Date.parse('2026-03-01T00:00:00+08:00'),
      sameCaller: shares.sameCaller,
      otherCaller: shares.otherCaller,
    });
    const makeCase = createCaseMaker(profile, { id: 'sim', seed }, shares);
    const desk = createInsightDesk(rarity, {
      surge: profile.warnings?.alarms ?? SURGE_RULES,
      ...(profile.seasons === undefined ? {} : { seasons: profile.seasons }),
    });
    const placed: number[] = [];
    const alarms: { alarm: Alarm; at: number }[] = [];
    const all: TopicOrder[] = [];
    let ms = 0;
    for (const one of orders()) {
      const { row, triage } = makeCase(one);
      const facts = factsOf({ ...row, seq: one.n } as unknown as Parameters<typeof factsOf>[0], triage);
      const caller = facts.phone === null ? null : callerOf(facts.phone);
      const words = saidWords(kit.segmenter.cut(facts.text), rarity);
      const order = topicOrderOf({ seq: one.n, facts, caller, words, typed: true }, weight);
      const text = facts.text.toLowerCase();
      const began = performance.now();
      const { joined, alarm } = desk.take(order, (name) => text.includes(name));
      ms += performance.now() - began;
      all.push(order);
      placed.push(joined.topic);
      if (alarm !== null) alarms.push({ alarm, at: order.at });
    }
    const sizes = new Map<number, number>();
    for (const topic of placed) sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
    const matters = (kind: 'surges' | 'chronic' | 'merchants') =>
      planted[kind].filter((one) => one.orders.length >= 5).map((one) => holding(one.orders, placed, sizes));
    const mean = (list: readonly number[]): number =>
      Number((list.reduce((a, b) => a + b, 0) / Math.max(1, list.length)).toFixed(3));
    const everything = [...planted.surges, ...planted.chronic, ...planted.merchants];
    const of = ({ seqs }: Alarm) =>
      everything.find((matter) => {
        const own = new Set(matter.orders);
        return seqs.filter((n) => own.has(n)).length * 2 >= seqs.length;
      });
    const tellings = planted.surges.map(
      (matter) => alarms.filter(({ alarm }) => of(alarm) === matter).length,
    );
    const falseOnes = alarms.filter(({ alarm }) => of(alarm) === undefined);
    for (const kind of ['surges', 'chronic', 'merchants'] as const) {
      const found = matters(kind);
      report({
        bench: 'topics year',
        seed,
        kind,
        matters: found.length,
        purity: mean(found.map(({ purity }) => purity)),
        completeness: mean(found.map(({ completeness }) => completeness)),
        ofOrders: Number(
          (
            found.reduce((sum, { purity, held }) => sum + purity * held, 0) /
            found.reduce((sum, { held }) => sum + held, 0)
          ).toFixed(3),
        ),
      });
    }
    report({
      bench: 'topics year warnings',
      seed,
      orders: count,
      topics: sizes.size,
      largest: Math.max(...sizes.values()),
      msPerOrder: Number((ms / count).toFixed(3)),
      warnings: alarms.length,
      surges: tellings.length,
      found: tellings.filter((n) => n > 0).length,
      toldOf: mean(tellings.filter((n) => n > 0)),
      falseAlarms: falseOnes.length,
    });
    if (!show) continue;
    for (const { alarm, at } of falseOnes)
      console.log(
        dateOf(Math.floor((at + DAY / 3) / DAY)),
        alarm.kind,
        alarm.key,
        alarm.days,
        alarm.callers,
        alarm.expected.toFixed(2),
      );
    for (const [topic, size] of [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 15)) {
      const members = all.filter((_, i) => placed[i] === topic);
      const streets = new Set(members.map(({ street }) => street)).size;
      console.log(
        size,
        streets,
        titleOf(members, (code) => profile.issueTypes.find((type) => type.code === code)?.name ?? code).title,
      );
    }
    const subjects = new Map<string, number>();
    for (const { subjects: said } of all)
      for (const name of said) subjects.set(name, (subjects.get(name) ?? 0) + 1);
    console.log(
      [...subjects]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 60)
        .map(([name, n]) => `${name} ${n}`)
        .join('、'),
    );
  }
}

type Held = { readonly purity: number; readonly completeness: number; readonly held: number };

/** The topic that holds the most of a matter. */
function holding(
  orders: readonly number[],
  placed: readonly number[],
  sizes: ReadonlyMap<number, number>,
): Held {
  const counts = new Map<number, number>();
  for (const n of orders) {
    const topic = placed[n - 1] as number;
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  const [topic, held] = [...counts].sort((a, b) => b[1] - a[1])[0] as [number, number];
  return { purity: held / (sizes.get(topic) as number), completeness: held / orders.length, held };
}
