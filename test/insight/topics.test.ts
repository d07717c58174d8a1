import fc from 'fast-check';
import { expect, test } from 'vitest';
import { titleOf } from '../../src/insight/topic-view.ts';
import { TOPIC_RULES, createTopics } from '../../src/insight/topics.ts';
import type { TopicOrder, TopicRules } from '../../src/insight/topic-types.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T08:00:00+08:00');
/** Everyday words are common beforehand, all others rare. */
const background = (word: string): number => (['反映', '要求', '市民'].includes(word) ? 0.2 : 6);
const RULES: TopicRules = { ...TOPIC_RULES, windowDays: 20 };

const MATTERS = [
  ['搅拌站', '粉尘', '噪声'],
  ['车位', '捆绑', '销售'],
  ['烟道', '消防', '通道'],
  ['预付卡', '关门', '退款'],
];
const PLACES = ['丽发新城', '伊景园', '青山新村'];

const orderArbitrary = fc.record({
  day: fc.integer({ min: 0, max: 60 }),
  matter: fc.integer({ min: 0, max: MATTERS.length - 1 }),
  place: fc.option(fc.integer({ min: 0, max: PLACES.length - 1 }), { nil: null }),
  subject: fc.option(fc.constantFrom('雪屿', '童步'), { nil: null }),
  caller: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null }),
  more: fc.array(fc.constantFrom('反映', '要求', '市民', '小区', '孩子', '多次'), { maxLength: 4 }),
});
type Drawn = {
  readonly day: number;
  readonly matter: number;
  readonly place: number | null;
  readonly subject: string | null;
  readonly caller: string | null;
  readonly more: readonly string[];
};

function orderOf(drawn: Drawn, i: number): TopicOrder {
  const place = drawn.place === null ? null : (PLACES[drawn.place] as string);
  const words = [...new Set([...(MATTERS[drawn.matter] as string[]), ...drawn.more])];
  return {
    seq: i + 1,
    at: START + drawn.day * DAY + i * 1000,
    caller: drawn.caller,
    issueType: `010${drawn.matter}`,
    street: '西长安街',
    places: place === null ? [] : [{ key: `${place}#`, stem: place, show: place, exact: true }],
    subjects: drawn.subject === null ? [] : [drawn.subject],
    words: words.map((word) => [word, 1] as const),
  };
}

const streams = fc
  .array(orderArbitrary, { minLength: 1, maxLength: 60 })
  .map((list) => [...list].sort((a, b) => a.day - b.day).map(orderOf));

test('every order is in exactly one topic, named by the order that founded it, and a second time changes nothing', () => {
  fc.assert(
    fc.property(streams, (orders) => {
      const topics = createTopics(background, { ...RULES, windowDays: 365 });
      const placed = orders.map((order) => topics.add(order));
      expect(orders.map((order) => topics.add(order).topic)).toEqual(placed.map(({ topic }) => topic));
      const seen = [...topics.live()].flatMap((topic) => topics.orders(topic).map(({ seq }) => [topic, seq]));
      expect(seen.map(([, seq]) => seq).sort((a, b) => (a as number) - (b as number))).toEqual(
        orders.map(({ seq }) => seq),
      );
      placed.forEach(({ seq, topic, evidence }) => {
        expect(topics.orders(topic).map((order) => order.seq)).toContain(seq);
        expect(topic <= seq).toBe(true);
        expect(evidence.length > 0).toBe(topic !== seq);
      });
    }),
  );
});

test('topics read back from what was kept go on exactly as those that never stopped', () => {
  fc.assert(
    fc.property(streams, fc.nat(), (orders, cutAt) => {
      const cut = cutAt % (orders.length + 1);
      const running = createTopics(background, RULES);
      const placed = orders.map((order) => ({ order, topic: running.add(order).topic }));
      const newest = Math.max(START, ...orders.slice(0, cut).map(({ at }) => at));
      const restored = createTopics(background, RULES);
      for (const { order, topic } of placed.slice(0, cut)) {
        // Only the window is read back.
        if (order.at >= newest - (RULES.windowDays + 1) * DAY) restored.restore(order, topic);
      }
      const after = placed.slice(cut).map(({ order }) => restored.add(order).topic);
      expect(after).toEqual(placed.slice(cut).map(({ topic }) => topic));
    }),
  );
});

test('orders go where they go however few summaries of topics are kept ready', () => {
  fc.assert(
    fc.property(streams, (orders) => {
      const [many, few] = [createTopics(background, RULES), createTopics(background, RULES, 1)];
      for (const order of orders) expect(few.add(order)).toEqual(many.add(order));
    }),
  );
});

test('nothing older than the window is held, and never more orders than the limit and a day', () => {
  fc.assert(
    fc.property(streams, (orders) => {
      const topics = createTopics(background, { ...RULES, mostOrders: 15 });
      for (const order of orders) {
        topics.add(order);
        const held = [...topics.live()].flatMap((topic) => topics.orders(topic));
        const day = Math.floor((order.at + 8 * 3_600_000) / DAY);
        expect(topics.sizes().orders).toBe(held.length);
        for (const { at } of held)
          expect(Math.floor((at + 8 * 3_600_000) / DAY)).toBeGreaterThanOrEqual(day - RULES.windowDays);
        const today = held.filter(({ at }) => Math.floor((at + 8 * 3_600_000) / DAY) === day).length;
        expect(held.length).toBeLessThanOrEqual(15 + Math.max(1, today));
      }
    }),
  );
});

test('a title depends on which orders a topic has, not on the order they came in, and is made of their own words', () => {
  const typeName = (code: string): string => `类${code}`;
  fc.assert(
    fc.property(streams, fc.infiniteStream(fc.nat()), (orders, draws) => {
      const shuffled = [...orders];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = (draws.next().value ?? 0) % (i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j] as TopicOrder, shuffled[i] as TopicOrder];
      }
      const title = titleOf(orders, typeName);
      expect(titleOf(shuffled, typeName)).toEqual(title);
      expect(title.title).not.toBe('');
      const said = orders.flatMap((order) => [
        ...order.places.map(({ show }) => show),
        ...order.subjects,
        ...order.words.map(([word]) => word),
        typeName(order.issueType as string),
      ]);
      for (const part of title.title.split(/[ 、]/)) expect(said).toContain(part);
    }),
  );
});

test('orders about one matter at one place come together whatever else they say; another place is another topic', () => {
  const topics = createTopics(background, RULES);
  const add = (seq: number, place: number, matter: number, more: string[]): number =>
    topics.add(orderOf({ day: 0, matter, place, subject: null, caller: null, more }, seq)).topic;
  const first = add(1, 0, 0, ['孩子', '小区']);
  expect(add(2, 0, 0, ['多次', '要求'])).toBe(first);
  expect(add(3, 0, 0, ['市民'])).toBe(first);
  expect(add(4, 1, 1, ['小区'])).not.toBe(first);
});

test('evidence says which features brought an order to its topic', () => {
  const topics = createTopics(background, RULES);
  const drawn = { day: 0, matter: 0, place: 0, subject: '雪屿', caller: null, more: [] };
  topics.add(orderOf(drawn, 0));
  const { evidence } = topics.add(orderOf(drawn, 1));
  expect(evidence.map(({ feature, value }) => [feature, value])).toEqual([
    ['text', expect.stringMatching(/搅拌站|粉尘|噪声/)],
    ['place', '丽发新城'],
    ['subject', '雪屿'],
    ['issueType', '0100'],
    ['street', '西长安街'],
  ]);
});

test('of words that are parts of a longer one only the longer one is shown', () => {
  const orders = [1, 2, 3].map((seq): TopicOrder => ({
    ...orderOf({ day: seq, matter: 0, place: null, subject: null, caller: null, more: [] }, seq),
    issueType: null,
    words: [
      ['五矿万境', 2],
      ['五矿', 2],
      ['万境', 2],
      ['漏水', 1],
    ],
  }));
  expect(titleOf(orders, (code) => code).title).toBe('五矿万境、漏水');
});

/** Ordinary words of one kind of trouble, said alike everywhere, and one that hardly anybody says. */
const ALIKE = ['电梯', '停运', '老人', '下楼', '维保', '主板', '配件', '物业'];
const spoken = (
  i: number,
  where: { readonly place?: string; readonly street: string; readonly subject?: string },
  more: readonly string[] = [],
): TopicOrder => ({
  seq: i,
  at: START + i * 60_000,
  caller: `c${i}`,
  issueType: '0306',
  street: where.street,
  places:
    where.place === undefined
      ? []
      : [{ key: `${where.place}#`, stem: where.place, show: where.place, exact: true }],
  subjects: where.subject === undefined ? [] : [where.subject],
  words: [...ALIKE, ...more].map((word) => [word, 1] as const),
});
/** Some thousands say these words, few the others. */
const common = (word: string): number => (ALIKE.includes(word) ? 4 : 9);

test('the same trouble at another place, at another shop or in another street is another topic, though it is told alike', () => {
  const topics = createTopics(common);
  const first = [1, 2, 3].map((i) => topics.add(spoken(i, { place: '甲苑', street: '德胜' })).topic);
  expect(first).toEqual([1, 1, 1]);
  expect(topics.add(spoken(4, { place: '乙里', street: '德胜' })).topic).toBe(4);
  expect(topics.add(spoken(5, { street: '月坛' })).topic).toBe(5);
  expect(topics.add(spoken(6, { street: '德胜' })).topic).not.toBe(6);
  const shops = createTopics(common);
  for (const i of [1, 2, 3]) shops.add(spoken(i, { street: '德胜', subject: '雪屿' }));
  expect(shops.add(spoken(4, { street: '德胜', subject: '童步' })).topic).toBe(4);
});

test('rare words join what is told of two places', () => {
  const topics = createTopics(common);
  const rare = ['万境', '五矿', '预应力', '空鼓'];
  for (const i of [1, 2, 3]) topics.add(spoken(i, { place: '甲苑', street: '德胜' }, rare));
  expect(topics.add(spoken(4, { place: '乙里', street: '月坛' }, rare)).topic).toBe(1);
});
