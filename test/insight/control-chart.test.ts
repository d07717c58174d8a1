import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RUN, pChart, uChart, xmrChart } from '../../src/insight/control-chart.ts';

test('a p-chart as worked by hand: limits go by the cases of each period', () => {
  const { centre, points } = pChart([
    { hits: 8, n: 10 },
    { hits: 90, n: 100 },
    { hits: 45, n: 50 },
  ]);
  // 143 of 160; 3 √(0.89375 × 0.10625 / 100) = 0.092446.
  expect(centre).toBeCloseTo(0.89375, 10);
  expect(points[1]).toMatchObject({ value: 0.9, signals: [] });
  expect(points[1]?.lower).toBeCloseTo(0.801304, 5);
  expect(points[1]?.upper).toBeCloseTo(0.986196, 5);
  // Of ten cases the upper limit would be 1.186.
  expect(points[0]?.upper).toBe(1);
});

test('a chart of single values as worked by hand', () => {
  // Mean 11; ranges 2, 1, 2, 4, mean 2.25; 2.66 × 2.25 = 5.985.
  const { centre, points } = xmrChart([10, 12, 11, 13, 9]);
  expect(centre).toBe(11);
  expect(points[0]?.lower).toBeCloseTo(5.015, 10);
  expect(points[4]?.upper).toBeCloseTo(16.985, 10);
  expect(xmrChart([5]).centre).toBeNull();
});

test('a u-chart as worked by hand, not below nothing', () => {
  const { centre, points } = uChart([
    { count: 14, days: 7 },
    { count: 30, days: 10 },
  ]);
  // 44 / 17 = 2.588235; 3 √(2.588235 / 7) = 1.824206.
  expect(centre).toBeCloseTo(2.588235, 6);
  expect(points[0]?.upper).toBeCloseTo(4.412441, 5);
  expect(points[0]?.lower).toBeCloseTo(0.764029, 5);
  expect(uChart([{ count: 1, days: 7 }]).points[0]?.lower).toBe(0);
});

test('what lies beyond a limit is told, few cases are not judged, gaps stay gaps', () => {
  const usual = Array.from({ length: 12 }, (_, i) => ({ hits: 80 + (i % 3), n: 100 }));
  const { points } = pChart(
    [...usual, { hits: 40, n: 100 }, { hits: 100, n: 100 }, { hits: 0, n: 3 }, { hits: 0, n: 0 }],
    30,
  );
  expect(points.slice(12).map(({ signals }) => signals)).toEqual([['below'], ['above'], [], []]);
  expect(points[15]).toEqual({ value: null, lower: null, upper: null, signals: [] });
  expect(pChart([{ hits: 0, n: 0 }])).toMatchObject({ centre: null });
});

/** Whether each point stands among eight in a row, gaps left out, on one side of the centre: looked at window by window. */
function inWindows(values: readonly (number | null)[], centre: number): boolean[] {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  const marked = new Set<number>();
  for (let from = 0; from + RUN <= known.length; from++) {
    const window = known.slice(from, from + RUN);
    if (
      window.every(({ value }) => value > centre + 1e-12) ||
      window.every(({ value }) => value < centre - 1e-12)
    )
      for (const { i } of window) marked.add(i);
  }
  return values.map((_, i) => marked.has(i));
}

test('whatever the values: runs are those a search of all windows finds, limits stand around the centre', () => {
  let runs = 0;
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 6 }), { freq: 8 }), { minLength: 20, maxLength: 60 }),
      fc.boolean(),
      (raw, sorted) => {
        // Sorted ones have long runs.
        const values = sorted ? [...raw].sort((a, b) => (a ?? 3) - (b ?? 3)) : raw;
        const { centre, points } = xmrChart(values);
        if (centre === null) return;
        const expected = inWindows(values, centre);
        runs += expected.filter(Boolean).length;
        expect(points.map(({ signals }) => signals.includes('run'))).toEqual(expected);
        for (const { value, lower, upper, signals } of points) {
          if (value === null || lower === null || upper === null) continue;
          expect(lower).toBeLessThanOrEqual(centre);
          expect(upper).toBeGreaterThanOrEqual(centre);
          expect(signals.includes('above')).toBe(value > upper + 1e-12);
          expect(signals.includes('below')).toBe(value < lower - 1e-12);
        }
      },
    ),
  );
  expect(runs).toBeGreaterThan(100);
});

test('whatever the shares: more cases make narrower limits, all within 0 and 1', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc
          .integer({ min: 1, max: 500 })
          .chain((n) => fc.record({ n: fc.constant(n), hits: fc.nat({ max: n }) })),
        { minLength: 2, maxLength: 30 },
      ),
      (periods) => {
        const { points } = pChart(periods);
        const widths = points.map(({ lower, upper }) => (upper as number) - (lower as number));
        for (const { lower, upper } of points) {
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(upper).toBeLessThanOrEqual(1);
        }
        for (const [i, a] of periods.entries())
          for (const [j, b] of periods.entries())
            if (a.n > b.n) expect(widths[i]).toBeLessThanOrEqual((widths[j] as number) + 1e-12);
      },
    ),
  );
});
