import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEFT_OUT_NAMES } from '../../src/kernel/case-words.ts';
import { keysOf } from '../../src/kernel/keys.ts';
import { pointWords, yuanWords } from '../../src/kernel/score-words.ts';
import { scoreLines, verdictKey } from '../../src/orders/score-ledger.ts';
import type { ScoredCase, ScoreInput, ScoreMatter } from '../../src/orders/score-ledger.ts';
import { createReplaying } from '../../src/orders/score-replay.ts';
import { openLines } from '../../src/orders/score-settling.ts';
import type { ScoreRules } from '../../src/orders/score-rules.ts';

const RULES: ScoreRules = {
  version: 'r1',
  effectiveFrom: '2020-01-01',
  effectiveTo: null,
  note: '',
  tenths: { bothNo: -10, oneNo: -5, bothYes: 10, missingMaterial: -5, publicIncident: -30 },
  satisfiedAnswers: ['satisfied', 'basically'],
  fenPerTenth: 3000,
  notScored: ['merged', 'exclusion'],
};
const YEAR = Date.parse('2026-05-01T12:00:00+08:00');
const UNITS = ['A', 'B', 'C'];
const unit = fc.constantFrom(...UNITS);

const aCase = (more: Partial<ScoredCase> = {}): ScoredCase => ({
  orderId: 'o1',
  number: '20260501-000001',
  unit: 'A',
  firstUnit: 'A',
  verdictUnit: 'A',
  leftOut: '',
  verdict: { solved: 'unsolved', satisfied: 'dissatisfied' },
  at: YEAR,
  ...more,
});
const input = (more: Partial<ScoreInput>): ScoreInput => ({
  cases: [],
  matters: [],
  appeals: [],
  nameOf: (code) => `单位${code}`,
  ...more,
});
const one = (given: Partial<ScoredCase>, rules = [RULES]) =>
  scoreLines(input({ cases: [aCase(given)] }), rules)[0];

/** The cases at once under other rules, with every line that counts otherwise. */
function replayed(
  { cases, ...given }: ScoreInput,
  rules: readonly ScoreRules[],
  draft: readonly ScoreRules[],
) {
  const replaying = createReplaying(given, rules, draft, { ofUnit: Infinity, ofAll: Infinity });
  replaying.add(cases);
  return replaying.end();
}

const anyInput: fc.Arbitrary<ScoreInput> = fc
  .record({
    cases: fc.array(
      fc.record({
        unit,
        firstUnit: fc.option(unit),
        verdictUnit: unit,
        leftOut: fc.constantFrom('' as const, ...keysOf(LEFT_OUT_NAMES)),
        verdict: fc.record({
          solved: fc.constantFrom('solved' as const, 'unsolved' as const, 'noOpinion' as const),
          satisfied: fc.constantFrom(
            'satisfied' as const,
            'basically' as const,
            'dissatisfied' as const,
            'noOpinion' as const,
          ),
        }),
        at: fc.integer({ min: Date.parse('2023-06-01'), max: Date.parse('2027-06-01') }),
      }),
      { maxLength: 30 },
    ),
    matters: fc.array(
      fc.record({
        kind: fc.constantFrom('missingMaterial' as const, 'publicIncident' as const),
        unit,
        day: fc.constantFrom('2023-12-31', '2024-01-01', '2025-07-01', '2026-12-31'),
        state: fc.constantFrom(
          'counted' as const,
          'pending' as const,
          'approved' as const,
          'refused' as const,
        ),
      }),
      { maxLength: 10 },
    ),
    appealed: fc.array(fc.tuple(fc.nat(29), unit, fc.constantFrom('pending' as const, 'granted' as const)), {
      maxLength: 6,
    }),
  })
  .map(({ cases, matters, appealed }) =>
    input({
      cases: cases.map((rest, i) => aCase({ ...rest, orderId: `o${i}` })),
      matters: matters.map((rest, i): ScoreMatter => ({ ...rest, id: `m${i}`, words: '事', order: null })),
      appeals: appealed.map(([i, of, state]) => ({
        key: verdictKey(`o${i}`),
        unit: of,
        state,
        reason: '理由',
      })),
    }),
  );

test('each verdict scores what the published scheme gives it', () => {
  expect(one({})).toMatchObject({ kind: 'bothNo', tenths: -10, fen: -30_000, year: 2026, version: 'r1' });
  for (const verdict of [
    { solved: 'unsolved', satisfied: 'satisfied' },
    { solved: 'solved', satisfied: 'dissatisfied' },
    { solved: 'unsolved', satisfied: 'noOpinion' },
  ] as const)
    expect(one({ verdict })).toMatchObject({ kind: 'oneNo', tenths: -5, fen: -15_000 });
  expect(one({ verdict: { solved: 'solved', satisfied: 'basically' } })).toMatchObject({ tenths: 10 });
  expect(one({ verdict: { solved: 'solved', satisfied: 'noOpinion' } })).toMatchObject({
    kind: null,
    tenths: 0,
  });
  expect(one({ verdict: { solved: 'noOpinion', satisfied: 'noOpinion' } })?.words).toContain(
    '“是否解决未评价、是否满意未评价”。按 r1，不加分也不扣分，0 分',
  );
  expect(one({})?.words).toBe(
    '工单 20260501-000001，2026-05-01 回访评价“未解决、不满意”。按 r1“双否”-1 分，-300 元',
  );
});

test('a line that counts nothing says why', () => {
  expect(one({ leftOut: 'exclusion' })).toMatchObject({ tenths: 0, notCounted: 'leftOut' });
  expect(one({ leftOut: 'exclusion' })?.words).toContain('工单已剔除，不计分，0 分');
  // These rules do score what was planned.
  expect(one({ leftOut: 'planned' })).toMatchObject({ tenths: -10 });
  expect(one({ at: Date.parse('2019-12-31T23:59:59+08:00') })).toMatchObject({
    notCounted: 'noRule',
    year: 2019,
  });
  expect(one({ at: Date.parse('2020-01-01T00:00:00+08:00') })).toMatchObject({ tenths: -10, year: 2020 });
  const granted = scoreLines(
    input({
      cases: [aCase()],
      appeals: [{ key: 'verdict:o1', unit: 'A', state: 'granted', reason: '另有责任方' }],
    }),
    [RULES],
  );
  expect(granted[0]).toMatchObject({ tenths: 0, notCounted: 'appeal' });
  expect(granted[0]?.words).toContain('申诉成立：另有责任方，0 分');
});

test('a unit that was sent a case by mistake has no line of it, before or after the verdict', () => {
  const lines = scoreLines(input({ cases: [aCase({ unit: 'B', firstUnit: 'A', verdictUnit: 'B' })] }), [
    RULES,
  ]);
  expect(lines.map((line) => line.unit)).toEqual(['B']);
  expect(lines[0]?.words).toContain('首派单位A属误派，不记该单位');
  // Judged under A, then done once more by B: the verdict is not about B, and A should not have had it.
  const later = scoreLines(input({ cases: [aCase({ unit: 'B', verdictUnit: 'A' })] }), [RULES]);
  expect(later).toMatchObject([{ unit: 'B', tenths: 0, notCounted: 'rerouted' }]);
  const matter: ScoreMatter = {
    id: 'm',
    kind: 'missingMaterial',
    unit: 'A',
    day: '2026-05-01',
    words: '没有录音',
    state: 'counted',
    order: { orderId: 'o1', number: 'n', unit: 'B', leftOut: '' },
  };
  expect(scoreLines(input({ matters: [matter] }), [RULES])).toMatchObject([
    { tenths: 0, notCounted: 'rerouted' },
  ]);
  expect(scoreLines(input({ matters: [{ ...matter, unit: 'B' }] }), [RULES])).toMatchObject([
    { tenths: -5, notCounted: null },
  ]);
});

test('a public incident counts once it was approved', () => {
  const incident = (state: ScoreMatter['state']) =>
    scoreLines(
      input({
        matters: [
          { id: 'm', kind: 'publicIncident', unit: 'A', day: '2026-05-01', words: '事', state, order: null },
        ],
      }),
      [RULES],
    )[0];
  expect(incident('pending')).toMatchObject({ tenths: 0, notCounted: 'pending' });
  expect(incident('refused')).toMatchObject({ tenths: 0, notCounted: 'refused' });
  expect(incident('approved')).toMatchObject({ tenths: -30, fen: -90_000 });
});

test('every case and matter has one line, in half points and the fen of them', () => {
  fc.assert(
    fc.property(anyInput, (given) => {
      const lines = scoreLines(given, [RULES]);
      expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
      expect(lines).toHaveLength(given.cases.length + given.matters.length);
      for (const { tenths, fen } of lines) {
        expect(Number.isInteger(tenths) && tenths % 5 === 0).toBe(true);
        expect(fen).toBe(tenths * RULES.fenPerTenth);
      }
    }),
  );
});

test('the order in which cases and matters come makes no difference', () => {
  fc.assert(
    fc.property(anyInput, fc.integer(), (given, seed) => {
      const shuffled = <T>(list: readonly T[]): T[] =>
        list
          .map((value, i) => ({ value, by: Math.imul(i + 1, seed | 1) >>> 0 }))
          .sort((a, b) => a.by - b.by)
          .map(({ value }) => value);
      const other = { ...given, cases: shuffled(given.cases), matters: shuffled(given.matters) };
      expect(scoreLines(other, [RULES])).toEqual(scoreLines(given, [RULES]));
    }),
  );
});

test('half points add up exactly and are written exactly', () => {
  const cases = Array.from({ length: 2001 }, (_, i) =>
    aCase({ orderId: `o${i}`, verdict: { solved: 'unsolved', satisfied: 'satisfied' } }),
  );
  const draft = { ...RULES, version: 'd', tenths: { ...RULES.tenths, oneNo: 5 } };
  expect(replayed(input({ cases }), [RULES], [draft])).toMatchObject([
    {
      before: { tenths: -10_005, fen: -30_015_000 },
      after: { tenths: 10_005, fen: 30_015_000 },
      losesBefore: true,
      losesAfter: false,
    },
  ]);
  expect([pointWords(-10_005), yuanWords(-30_015_000), pointWords(-5), yuanWords(30), pointWords(0)]).toEqual(
    ['-1000.5 分', '-300150 元', '-0.5 分', '+0.30 元', '0 分'],
  );
});

test('under the same rules nothing moves; under others, exactly the units whose lines differ', () => {
  const draft: ScoreRules = {
    ...RULES,
    version: 'draft',
    tenths: { ...RULES.tenths, oneNo: -10 },
    notScored: ['merged'],
    effectiveTo: '2026-01-01',
  };
  fc.assert(
    fc.property(anyInput, (given) => {
      const frozen = structuredClone({ ...given, nameOf: undefined });
      expect(replayed(given, [RULES], [RULES])).toEqual([]);
      const moved = replayed(given, [RULES], [draft]);
      const [before, after] = [scoreLines(given, [RULES]), scoreLines(given, [draft])];
      for (const of of UNITS) {
        const differing = before.filter((line, i) => line.unit === of && line.tenths !== after[i]?.tenths);
        const found = moved.find((other) => other.unit === of);
        expect(found?.changed.map((line) => line.before.key) ?? []).toEqual(differing.map(({ key }) => key));
        if (found === undefined) continue;
        const total = (lines: typeof before) =>
          lines.reduce(
            (sum, { unit: whose, tenths, fen }) =>
              whose === of ? { tenths: sum.tenths + tenths, fen: sum.fen + fen } : sum,
            { tenths: 0, fen: 0 },
          );
        expect([found.before, found.after]).toEqual([total(before), total(after)]);
        expect([found.losesBefore, found.losesAfter]).toEqual([
          found.before.tenths < 0,
          found.after.tenths < 0,
        ]);
        expect(found.changed.every(({ why }) => why !== '')).toBe(true);
      }
      expect({ ...given, nameOf: undefined }).toEqual(frozen);
    }),
  );
});

test('a replay says of each line why it counts otherwise', () => {
  const why = (given: Partial<ScoredCase>, draft: Partial<ScoreRules>): string | undefined =>
    replayed(input({ cases: [aCase(given)] }), [RULES], [{ ...RULES, version: 'd', ...draft }])[0]?.changed[0]
      ?.why;
  expect(why({}, { tenths: { ...RULES.tenths, bothNo: -20 } })).toBe('“双否”由 -1 分改为 -2 分');
  expect(why({ leftOut: 'exclusion' }, { notScored: [] })).toBe('现行不计（不计分），草案计');
  expect(why({}, { effectiveFrom: '2027-01-01' })).toBe('草案当日没有生效的办法，现行按 r1 记');
  expect(why({}, { fenPerTenth: 4000 })).toBe('每分由 300 元改为 400 元');
  const verdict = { solved: 'solved', satisfied: 'basically' } as const;
  expect(why({ verdict }, { satisfiedAnswers: ['satisfied'] })).toBe('评价由“双满意”改作“不加不扣”');
});

test('what comes after a settlement goes to the next open year, and nothing is lost or counted twice', () => {
  fc.assert(
    fc.property(anyInput, anyInput, fc.subarray([2023, 2024, 2025]), (then, now, years) => {
      // Years are settled one after the other, on what was known then; much is otherwise now.
      const settled = new Set<number>();
      let frozen: ReturnType<typeof openLines> = [];
      for (const year of years) {
        const lines = openLines(scoreLines(then, [RULES]), frozen, settled).filter(
          (line) => line.year === year,
        );
        frozen = [...frozen, ...lines];
        settled.add(year);
      }
      const current = scoreLines(now, [RULES]);
      const open = openLines(current, frozen, settled);
      expect(open.some(({ year }) => settled.has(year))).toBe(false);
      const keys = open.map(({ year, unit: of, key }) => `${year} ${of} ${key}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const of of UNITS) {
        const total = (lines: typeof open, what: 'tenths' | 'fen') =>
          lines.reduce((sum, line) => (line.unit === of ? sum + line[what] : sum), 0);
        for (const what of ['tenths', 'fen'] as const)
          expect(total([...frozen, ...open], what)).toBe(total(current, what));
      }
      for (const { fromYear, words, year } of open)
        if (fromYear !== null) expect(words).toMatch(new RegExp(`${fromYear} 年已.*计入 ${year} 年`));
    }),
  );
});
