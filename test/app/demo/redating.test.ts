import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { redated } from '../../../src/app/demo/redating.ts';
import { happenings, retold } from '../../../src/app/demo/story.ts';
import type { Story } from '../../../src/app/demo/story.ts';
import { createEngine } from '../../../src/app/intake/engine.ts';
import type { OrderInput, TriageResult } from '../../../src/app/types.ts';
import { loadProfile } from '../../../src/profile/load.ts';

const at = (day: string): number => Date.parse(`${day}T10:00:00+08:00`);

test('days move by as many days, months and years by as many months', () => {
  const told = (text: string, from: string, to: string) => redated(text, at(from), at(to));
  expect(told('婚礼5月2日，今天7月2日', '2025-07-02', '2026-11-29')).toBe('婚礼9月29日，今天11月29日');
  expect(told('3月15日买的，3月18日降价', '2026-03-20', '2026-11-28')).toBe('11月23日买的，11月26日降价');
  expect(told('8月被裁，9月登记', '2025-10-21', '2026-11-27')).toBe('9月被裁，10月登记');
  expect(told('补发10至12月款项', '2026-02-03', '2026-11-26')).toBe('补发8至10月款项');
  expect(told('租期至2026年2月', '2025-11-06', '2026-11-29')).toBe('租期至2027年3月');
  expect(told('今年三月我和另外四位业主', '2026-05-22', '2027-01-20')).toBe('去年十一月我和另外四位业主');
  expect(told('2024年购买，2019年决议', '2025-12-09', '2026-11-28')).toBe('2025年购买，2020年决议');
});

test('what is told from the day of the call, and what names a feast, stays', () => {
  for (const text of [
    '昨天买的，三天前报修',
    '国庆后换招牌，10月2日晚场',
    '二十一平，十一点半',
    '7号晚上大雨',
  ])
    expect(redated(text, at('2025-10-16'), at('2026-11-29'))).toBe(text);
});

test('a day told keeps its distance from the call, whatever the days are', () => {
  const days = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(days, days, fc.integer({ min: 0, max: 300 }), (from, to, before) => {
      const day = 86_400_000;
      const [told, now] = [at('2024-01-01') + from * day, at('2024-01-01') + to * day];
      const written = (ms: number): string => {
        const date = new Date(ms + 8 * 3_600_000);
        return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
      };
      expect(redated(`${written(told - before * day)}买的`, told, now)).toBe(
        `${written(now - before * day)}买的`,
      );
    }),
  );
});

const orders = readFileSync('data/demo/orders.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as OrderInput);
const story = JSON.parse(readFileSync('data/demo/story.json', 'utf8')) as Story;

describe('the demonstration', () => {
  test('has a story for every order and for no other', () => {
    expect(Object.keys(story).sort()).toEqual(orders.map(({ id }) => id).sort());
  });

  test('happens in order, before now, the same way each time', () => {
    const now = at('2026-11-29');
    const told = orders.map((one) => retold(one, story, now));
    const events = happenings(told, story, now);
    expect(events).toEqual(happenings(told, story, now));
    expect(events.every((one, i) => one.at <= (events[i + 1]?.at ?? now))).toBe(true);
    for (const one of events)
      if (one.kind === 'step') {
        const came = told.find(({ id }) => id === one.id)?.receivedAt ?? '';
        expect(one.at).toBeGreaterThan(Date.parse(came));
      }
  });

  test('is read by the shipped model as it was with its old dates', () => {
    const profile = loadProfile('data/profile/xicheng');
    const engine = createEngine({ profile, modelDir: 'models', knowledgeDir: 'data/knowledge' });
    const said = ({ issueType, demandKind, urgency, unit, decision }: TriageResult) =>
      [issueType.code, demandKind.value, urgency, unit.lead, unit.joint, decision.action].join(' ');
    for (const one of orders) {
      const before = said(engine.triage(one, { rulings: [] }));
      for (const day of ['2026-11-29', '2027-01-03']) {
        const now = retold(one, story, at(day));
        if (now.text === one.text && day !== '2026-11-29') continue;
        expect(said(engine.triage(now, { rulings: [] })), `${day} ${one.id}`).toBe(before);
      }
    }
  }, 60_000);
});
