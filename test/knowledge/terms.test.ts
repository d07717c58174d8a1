import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createTermReader } from '../../src/knowledge/terms.ts';
import type { LegalTerm } from '../../src/knowledge/types.ts';
import { shippedKnowledge } from '../support/shipped-profile.ts';

const wages: LegalTerm = { said: ['跑路'], means: ['逃匿'] };
const foreman: LegalTerm = { said: ['工头跑路', '包工头跑了'], means: ['拖欠农民工工资'] };
const tenfold: LegalTerm = { said: ['假一赔十', '退一赔十'], means: ['惩罚性赔偿'], note: '只说食品' };
const read = createTermReader([wages, foreman, tenfold]);

describe('what people say, in the words of the law', () => {
  test('finds each term once, in the order in which they are said', () => {
    expect(read('要求退一赔十，商家跑路了，还说什么假一赔十')).toEqual([
      { said: '退一赔十', means: ['惩罚性赔偿'], note: '只说食品' },
      { said: '跑路', means: ['逃匿'] },
    ]);
  });
  test('means the longer of two sayings at one place', () => {
    expect(read('工头跑路，工钱没结')).toEqual([{ said: '工头跑路', means: ['拖欠农民工工资'] }]);
  });
  test('finds nothing in a text that says none', () => {
    expect(read('')).toEqual([]);
    expect(read('路跑了一圈')).toEqual([]);
  });
});

describe('the shipped dictionary', () => {
  const { terms, articles } = shippedKnowledge();
  test('says nothing twice and nothing that one character says', () => {
    const said = terms.flatMap((term) => term.said);
    expect(said.length).toBeGreaterThan(1000);
    expect(said.filter((one) => one.length < 2 || one.length > 8)).toEqual([]);
    expect(new Set(said).size).toBe(said.length);
  });
  test('calls things as shipped law calls them, nine times in ten', () => {
    const law = articles.map(({ text }) => text).join('\n');
    const means = [...new Set(terms.flatMap((term) => term.means))];
    const unheard = means.filter((one) => !law.includes(one));
    expect(unheard.length).toBeLessThan(means.length / 10);
  });
  test('is a file of one object a line', () => {
    const lines = readFileSync('data/knowledge/terms.jsonl', 'utf8').trimEnd().split('\n');
    expect(terms).toHaveLength(lines.length);
  });
});
