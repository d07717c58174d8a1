import { expect, test } from 'vitest';
import { createOpenWarnings } from '../../src/insight/open-warnings.ts';
import { createSurges, nameOf } from '../../src/insight/surge.ts';
import type { SurgeOrder } from '../../src/insight/surge.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-05T09:00:00+08:00');

test('callers of a warning are those of its orders, whichever of the two is read first, and whoever calls about its spot', () => {
  const open = createOpenWarnings(14);
  open.enter(1, '甲', ['place 楼#'], 100);
  open.tell('topic place 楼# 0704', 101, [1, 2], new Set(['甲']));
  open.enter(2, '乙', ['type 0704'], 101);
  open.enter(3, '丙', ['place 楼#'], 102);
  open.enter(4, '丁', ['place 别处#'], 102);
  expect(open.shareOf(new Set(['甲', '乙', '丙', '丁']), 103)).toBe(0.75);
  expect(open.has('topic place 楼# 0704', 115)).toBe(true);
  expect(open.has('topic place 楼# 0704', 116)).toBe(false);
  expect(open.shareOf(new Set(['甲']), 116)).toBe(0);
  expect(open.shareOf(new Set(), 103)).toBe(0);
});

test('what is watched more widely than a spot takes nobody in who comes later', () => {
  const open = createOpenWarnings(14);
  open.tell('cell 0704|月坛', 100, [1], new Set(['甲']));
  open.enter(2, '乙', ['cell 0704|月坛'], 101);
  expect(open.shareOf(new Set(['甲', '乙']), 101)).toBe(0.5);
});

const order = (seq: number, at: number, more: Partial<SurgeOrder>): SurgeOrder => ({
  seq,
  at,
  caller: `c${seq}`,
  issueType: `02${String(seq % 4).padStart(2, '0')}`,
  street: `街${seq % 3}`,
  places: [`楼${seq % 400}`],
  subjects: [],
  ...more,
});
const usual = (): SurgeOrder[] =>
  Array.from({ length: 40 * 60 }, (_, i) =>
    order(i + 1, START + Math.floor(i / 60) * DAY + (i % 60) * 60_000, {}),
  );

test('one matter is told under one key: a surge of its type or street, and its shop, are no news within the period', () => {
  const surges = createSurges();
  for (const one of usual()) surges.observe(one, null);
  const alarms = Array.from({ length: 9 }, (_, i) =>
    surges.observe(
      order(10_000 + i, START + 40 * DAY + i * 1000, {
        issueType: '0704',
        street: '月坛',
        // The place is told with the fifth; the shop comes up with the fourth and would be told with the ninth.
        places: ['站'],
        subjects: i >= 4 ? ['某热力'] : [],
      }),
      null,
    ),
  );
  expect(alarms.flatMap((alarm) => (alarm === null ? [] : [alarm.key]))).toEqual(['place 站']);
  expect(nameOf({ kind: 'subject', key: '某热力' })).toBe('subject 某热力');
});

test('a surge most of whose callers nobody was told of is told, though some are known', () => {
  const surges = createSurges();
  for (const one of usual()) surges.observe(one, null);
  const told: string[] = [];
  for (let i = 0; i < 16; i++) {
    const places = i < 5 ? ['站'] : [`各处${i}`];
    const alarm = surges.observe(
      order(10_000 + i, START + 40 * DAY + i * 1000, { issueType: '0704', street: `街${i % 3}`, places }),
      null,
    );
    if (alarm !== null) told.push(alarm.key);
  }
  expect(told[0]).toBe('place 站');
  expect(told).toContain('type 0704');
});

test('told before a restart, it is known after it', () => {
  const surges = createSurges();
  const orders = usual();
  const event = Array.from({ length: 5 }, (_, i) =>
    order(10_000 + i, START + 40 * DAY + i * 1000, { issueType: '0704', street: '月坛', places: ['站'] }),
  );
  surges.told(
    'topic place 站 0704',
    START + 40 * DAY,
    5,
    event.map(({ seq }) => seq),
  );
  for (const one of [...orders, ...event]) surges.restore(one);
  const more = order(10_010, START + 40 * DAY + 60_000, {
    issueType: '0704',
    street: '月坛',
    places: ['站'],
  });
  expect(surges.observe(more, null)).toBeNull();
});
