import { createReadingKit } from '../../src/app/intake/reading-kit.ts';
import { profileOf } from '../../src/cli/opening.ts';
import { loadConfig } from '../../src/config.ts';
import { heatOf } from '../../src/insight/heat.ts';
import { TOPIC_RULES, createTopics } from '../../src/insight/topics.ts';
import type { TopicOrder } from '../../src/insight/topic-types.ts';
import { titleOf } from '../../src/insight/topic-view.ts';
import { rowsOf, textOf } from '../duplicates/messages.ts';
import type { Message } from '../duplicates/messages.ts';
import { report } from '../support.ts';
import { createPeer } from './peer.ts';
import { createReader } from './reading.ts';

type Dated = Message & { readonly time: string };
type SilverPair = { readonly a: string; readonly b: string; readonly teams_agree: number };

const TOP = 10;

/**
 * The messages of one city in the order of time: how many of the events marked by teams of a contest are among the
 * ten hottest topics (by the highest heat each reached), how much of each event its best topic holds, and next to it
 * plain single-pass clustering. `show` prints the ten for reading.
 */
export function measureTeddy(show: boolean, asked: readonly number[], peers: readonly number[]): void {
  const messages = rowsOf<Dated>('messages_hot');
  const pairs = rowsOf<SilverPair>('hot_pairs_silver');
  if (messages === null || pairs === null) {
    report({ bench: 'topics silver', skipped: '没有基准数据（teddy2020）' });
    return;
  }
  const stream = [...messages].sort((a, b) => a.time.localeCompare(b.time) || a.id.localeCompare(b.id));
  const seqs = new Map(stream.map((message, i) => [message.id, i + 1]));
  const events = eventsOf(
    pairs.filter((pair) => pair.teams_agree >= 2).map(({ a, b }) => [seqs.get(a) ?? 0, seqs.get(b) ?? 0]),
  );
  const kit = createReadingKit(profileOf(loadConfig({})));
  const reader = createReader(kit);
  const started = performance.now();
  const orders = stream.map((message, i) =>
    reader.read({
      seq: i + 1,
      at: Date.parse(`${message.time}+08:00`),
      text: textOf(message),
      issueType: null,
      caller: null,
    }),
  );
  const reading = performance.now() - started;
  const titles = stream.map(({ title }) => title);
  for (const threshold of asked.length > 0 ? asked : [TOPIC_RULES.asked]) {
    const topics = createTopics(reader.rarity, { ...TOPIC_RULES, asked: threshold });
    const began = performance.now();
    const placed = orders.map((order) => {
      const text = textOf(stream[order.seq - 1] as Dated);
      return topics.add(order, (name) => text.includes(name)).topic;
    });
    const ms = (performance.now() - began) / orders.length;
    tell('ours', threshold, orders, placed, events, show ? titles : null, {
      msPerOrder: ms,
      readingMs: reading / orders.length,
    });
  }
  for (const threshold of peers) {
    const peer = createPeer(kit.segmenter, threshold);
    const began = performance.now();
    const placed = orders.map((order) => peer.add(order.seq, textOf(stream[order.seq - 1] as Dated)));
    const ms = (performance.now() - began) / orders.length;
    tell('TF-IDF single pass', threshold, orders, placed, events, show ? titles : null, { msPerOrder: ms });
  }
}

function tell(
  side: string,
  threshold: number,
  orders: readonly TopicOrder[],
  placed: readonly number[],
  events: readonly (readonly number[])[],
  titles: readonly string[] | null,
  more: Readonly<Record<string, number>>,
): void {
  const groups = new Map<number, TopicOrder[]>();
  const peaks = new Map<number, number>();
  orders.forEach((order, i) => {
    const topic = placed[i] as number;
    const group = groups.get(topic) ?? [];
    group.push(order);
    groups.set(topic, group);
    if (group.length > 1) peaks.set(topic, Math.max(peaks.get(topic) ?? 0, heatOf(group, order.at).heat));
  });
  const top = [...peaks].sort((a, b) => b[1] - a[1]).slice(0, TOP);
  const inTop = (event: readonly number[]): { rank: number; held: number } => {
    const held = new Map<number, number>();
    for (const seq of event) {
      const topic = placed[seq - 1] as number;
      held.set(topic, (held.get(topic) ?? 0) + 1);
    }
    const ranks = top.map(([topic], i) => ({ rank: i + 1, held: held.get(topic) ?? 0 }));
    return ranks.reduce((a, b) => (b.held > a.held ? b : a), { rank: 0, held: 0 });
  };
  const found = events.map((event) => ({ size: event.length, ...inTop(event) }));
  report({
    bench: 'topics silver',
    side,
    threshold,
    messages: orders.length,
    topics: groups.size,
    eventsInTop10: `${found.filter(({ held, size }) => held >= Math.min(3, size)).length} / ${events.length}`,
    events: found.map(({ size, rank, held }) => `${held}/${size} at ${rank}`).join(', '),
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, Number(value.toFixed(3))])),
  });
  if (titles === null) return;
  top.forEach(([topic, heat], i) => {
    const group = groups.get(topic) as TopicOrder[];
    console.log(
      `\n# ${i + 1} heat ${heat.toFixed(1)} n=${group.length} «${titleOf(group, (code) => code).title}»`,
    );
    const step = Math.max(1, Math.floor(group.length / 12));
    group
      .filter((_, j) => j % step === 0)
      .forEach((order) =>
        console.log(`   ${new Date(order.at).toISOString().slice(0, 10)} ${titles[order.seq - 1]}`),
      );
  });
}

/** Connected groups of the marked pairs, largest first. */
function eventsOf(pairs: readonly (readonly [number, number])[]): number[][] {
  const parent = new Map<number, number>();
  const root = (x: number): number => {
    const up = parent.get(x) ?? x;
    return up === x ? x : root(up);
  };
  for (const [a, b] of pairs) {
    if (a === 0 || b === 0) continue;
    for (const x of [a, b]) if (!parent.has(x)) parent.set(x, x);
    parent.set(root(a), root(b));
  }
  const groups = new Map<number, number[]>();
  for (const x of parent.keys()) groups.set(root(x), [...(groups.get(root(x)) ?? []), x]);
  return [...groups.values()].sort((a, b) => b.length - a.length);
}
