import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_FACTS } from '../../src/knowledge/facts/all.ts';
import { FACT_CLAIMS } from '../../src/knowledge/fact-claims.ts';
import { HOME_MISCONCEPTIONS } from '../../src/knowledge/misconceptions-home.ts';
import { LIFE_MISCONCEPTIONS } from '../../src/knowledge/misconceptions-life.ts';
import { PUBLIC_MISCONCEPTIONS } from '../../src/knowledge/misconceptions-public.ts';
import { charactersOf, createNeedIndex, neededBy } from '../../src/knowledge/needed-characters.ts';
import { files } from './shelf.ts';

const PATTERNS: readonly RegExp[] = [
  ...ALL_FACTS.cues.map((cue) => cue.pattern),
  ...FACT_CLAIMS.map((line) => line.claim),
  ...[...HOME_MISCONCEPTIONS, ...LIFE_MISCONCEPTIONS, ...PUBLIC_MISCONCEPTIONS].map((line) => line.claim),
];

/** Pattern sources of every construction the tables use, over a small alphabet so that many texts match. */
const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      '退',
      '货',
      '卡',
      '退货',
      '[退货]',
      '[货-退]',
      '[^退]',
      '.',
      '\\d',
      '\\s',
      '\\/',
      '[\\d卡]',
    ),
    fc
      .tuple(fc.constantFrom('(?:', '(', '(?=', '(?!', '(?<!', '(?<='), tie('pattern'))
      .map(([open, p]) => `${open}${p})`),
  ),
  pattern: fc
    .array(
      fc
        .array(
          fc.tuple(tie('atom'), fc.constantFrom('', '', '', '?', '*', '+', '{0,2}', '{2}', '{1,}', '??')),
          {
            minLength: 1,
            maxLength: 4,
          },
        )
        .map((parts) =>
          parts.map(([atom, times]) => (/^\(\?<?[=!]/.test(atom) ? atom : atom + times)).join(''),
        ),
      { minLength: 1, maxLength: 3 },
    )
    .map((branches) => branches.join('|')),
}));
const text = fc
  // Short: a pattern of nested repetitions takes time that grows with a power of the length.
  .array(fc.constantFrom('退', '货', '卡', '，', '1', '/'), { maxLength: 6 })
  .map((c) => c.join(''));

describe('what a pattern needs', () => {
  it('is in every text the pattern matches', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, text, (source, among) => {
        const made = new RegExp(source, 'u');
        if (!made.test(among)) return;
        matched++;
        expect(charactersOf(among)(neededBy(made)), source).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(500);
  });

  it('is in handled orders that a cue or claim is found in, and spares most of the search', () => {
    const needed = PATTERNS.map((one) => ({ one, needs: neededBy(one) }));
    let asked = 0;
    let passed = 0;
    const turnedAway: string[] = [];
    for (const { text: order } of files.precedents.filter((_, i) => i % 3 === 0)) {
      const mightMatch = charactersOf(order);
      for (const { one, needs } of needed) {
        const might = mightMatch(needs);
        asked++;
        if (might) passed++;
        else if (one.test(order)) turnedAway.push(`${one.source} ${order}`);
        one.lastIndex = 0;
      }
    }
    expect(turnedAway).toEqual([]);
    expect(passed / asked).toBeLessThan(0.25);
  });

  it('finds among many patterns every one that matches', () => {
    const find = createNeedIndex(PATTERNS.map(neededBy));
    for (const { text: order } of files.precedents.filter((_, i) => i % 10 === 0)) {
      const found = new Set(find(order));
      PATTERNS.forEach((one, place) => {
        if (one.test(order)) expect(found.has(place), one.source).toBe(true);
        one.lastIndex = 0;
      });
    }
  });

  it('turns away a text that lacks a word, and a text that has its characters apart', () => {
    const needs = neededBy(/(?:退款|退货)[^，]{0,4}三倍/u);
    expect(charactersOf('要求退货并赔三倍')(needs)).toBe(true);
    expect(charactersOf('要求退货')(needs)).toBe(false);
    expect(charactersOf('三年前倍感失望，退掉了货')(needs)).toBe(false);
  });

  it('knows nothing of a pattern that does not mind case', () => {
    expect(neededBy(/app/i)).toEqual([]);
  });
});
