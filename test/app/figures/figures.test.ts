import { afterEach, expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/random.ts';
import { RATES, rateOf } from '../../../src/orders/rates.ts';
import type { RateCode } from '../../../src/kernel/case-words.ts';
import type { FigureScope } from '../../../src/app/figures/figure-types.ts';
import { keysOf } from '../../../src/kernel/keys.ts';
import { COUNTER_NAMES } from '../../../src/kernel/case-words.ts';
import { firstOfMonth, monthsWithin } from '../../../src/store/rollups.ts';
import type { GroupBy } from '../../../src/store/rollups.ts';
import { casesOf, putCases } from '../../../src/store/case-facts.ts';
import type { Store } from '../../../src/store/store.ts';
import { PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { walk } from '../../support/random-life.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const { leader, handler, callback, dispatcher } = PEOPLE;

/** Orders of several months, moved about at random, some of them judged. */
async function busyDesk(): Promise<LifeDesk> {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const texts = ['西单的鞋', '拿不准的鞋', '施工噪声', '举报西单的店', '着火的店', '某地的卡'];
  const ids: string[] = [];
  for (let month = 1; month <= 4; month++)
    for (const text of texts)
      ids.push(
        await d.take(text, { receivedAt: `2026-0${month}-${month === 2 ? '28' : '10'}T23:30:00+08:00` }),
      );
  for (const [i, text] of ['西单的鞋', '西单的包', '西单的伞'].entries()) {
    const id = await d.handled(text);
    await d.move(handler, id, 'reply', d.replyData(i === 2 ? { outcome: 'explained' } : {}));
    const verdict = {
      solved: i === 0 ? 'solved' : 'unsolved',
      satisfied: 'satisfied',
      attitude: 'good',
    } as const;
    await d.services.callbacks.record(callback, id, { data: { result: 'answered', verdict } });
    // Done once more, by another unit: its figures are not those of the first.
    if (i === 0) continue;
    await d.move(callback, id, 'reopen', { reason: '来电人不认可' });
    await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  }
  await walk(d, ids, 160, seededRandom(3), () => {});
  return d;
}

const YEAR: FigureScope = { from: '2026-01-01', to: '2027-01-01' };

test('every figure is the number of the orders behind it, whatever the period, part and grouping', async () => {
  const d = await busyDesk();
  const { figures, cases } = d.services.figures;
  const everything = async (scope: FigureScope, part: Parameters<typeof cases>[2]): Promise<string[]> => {
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const page = await cases(leader, scope, part, { limit: 3, ...(after === null ? {} : { after }) });
      ids.push(...page.rows.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    return ids;
  };
  const scopes: FigureScope[] = [
    YEAR,
    { from: '2026-01-11', to: '2026-04-10' },
    { from: '2026-02-01', to: '2026-03-01', unit: 'SCJG' },
    { ...YEAR, unit: 'SCS-XCAJ' },
    { ...YEAR, unit: 'SCS-DS' },
    { ...YEAR, issueType: '01' },
  ];
  let judged = 0;
  for (const scope of scopes) {
    const { total } = await figures(leader, scope, 'none');
    for (const code of keysOf(RATES)) {
      const rate = total.rates.find((one) => one.code === code) ?? rateOf(code, new Map());
      for (const [part, expected] of [
        ['all', rate.adjusted?.n ?? 0],
        ['hit', rate.adjusted?.hits ?? 0],
        ['miss', (rate.adjusted?.n ?? 0) - (rate.adjusted?.hits ?? 0)],
      ] as const)
        expect(
          await everything(scope, { rate: code, part }),
          `${code} ${part} ${JSON.stringify(scope)}`,
        ).toHaveLength(expected);
      expect(await everything(scope, { rate: code, part: 'all', leftOut: 'any' })).toHaveLength(
        rate.raw?.n ?? 0,
      );
      // What the adjusted figure lacks is listed with its reason.
      expect((rate.raw?.n ?? 0) - (rate.adjusted?.n ?? 0)).toBe(
        rate.leftOut.reduce((sum, { n }) => sum + n, 0),
      );
      if (code === ('solved' satisfies RateCode)) judged += rate.raw?.n ?? 0;
    }
    for (const counter of keysOf(COUNTER_NAMES)) {
      const ids = await everything(scope, { counter });
      expect(ids, counter).toHaveLength(total.counts[counter]);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const by of ['unit', 'issueType', 'street', 'day', 'month'] satisfies GroupBy[]) {
      const grouped = await figures(leader, scope, by);
      expect(grouped.total, by).toEqual(total);
      const sum = grouped.groups.reduce((all, { counts }) => all + counts.received, 0);
      expect(sum, by).toBe(total.counts.received);
    }
  }
  expect(judged).toBeGreaterThanOrEqual(6);
}, 120_000);

test('a period without orders has no rates, and a unit sees its own figures alone', async () => {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const { figures } = d.services.figures;
  const empty = await figures(leader, { from: '2025-01-01', to: '2025-02-01' }, 'unit');
  expect(empty.groups).toEqual([]);
  expect(empty.total.rates.every(({ raw, adjusted }) => raw === null && adjusted === null)).toBe(true);
  const id = await d.take('西单的鞋');
  await d.take('施工噪声');
  expect(id).not.toBe('');
  const own = await figures(handler, YEAR, 'unit');
  expect(own.groups.map(({ key }) => key)).toEqual(['SCS-XCAJ']);
  await expect(figures(handler, { ...YEAR, unit: 'CGZF' }, 'none')).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(figures(leader, { from: '2026-02-30', to: '2026-03-01' }, 'none')).rejects.toMatchObject({
    details: { field: 'from' },
  });
  await expect(figures(leader, { from: '2026-03-01', to: '2026-03-01' }, 'none')).rejects.toMatchObject({
    details: { field: 'to' },
  });
});

test('whole months are taken as months and the rest by the day, each day once', () => {
  for (let from = firstOfMonth(2026 * 12) - 40; from < firstOfMonth(2026 * 12) + 70; from += 7)
    for (const length of [1, 5, 27, 31, 59, 90, 400]) {
      const { months, days } = monthsWithin({ from, to: from + length });
      const covered = new Set<number>();
      const add = (day: number): void => {
        expect(covered.has(day)).toBe(false);
        covered.add(day);
      };
      for (let month = months[0]; month < months[1]; month++)
        for (let day = firstOfMonth(month); day < firstOfMonth(month + 1); day++) add(day);
      for (const [a, b] of days) for (let day = a; day < b; day++) add(day);
      expect([...covered].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => from + i));
    }
});

test('the last orders of a rare figure are found behind thousands of others', async () => {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const id = await d.take('西单的鞋');
  const [facts] = [...(await d.store.read((db) => casesOf(db, [id]))).values()];
  if (facts === undefined) throw new Error('nothing is kept of the order');
  const many = Array.from({ length: 4500 }, (_, i) => ({
    orderId: `0-${String(i).padStart(5, '0')}`,
    facts: { ...facts, day: facts.day - 1, returns: i === 10 ? 1 : 0, firstUnit: facts.unit },
  }));
  await d.store.write((db) => putCases(db, many));
  const { cases } = d.services.figures;
  // None of them is an order; what is asked is that looking for them comes to an end.
  expect(await cases(leader, YEAR, { counter: 'returned' }, { limit: 1 })).toEqual({ rows: [], next: null });
  expect((await cases(leader, YEAR, { counter: 'received' }, { limit: 1 })).next).toBe(
    `${facts.day - 1}.0-00000`,
  );
});
