import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shingle } from '../../src/learn/shingles.ts';
import { DOUBTS } from '../../src/triage/decide.ts';
import { contraryPrecedent, underPrecedent, type SettledOrder } from '../../src/triage/precedents.ts';
import { doubtedOtherwise, underLine } from '../../src/triage/redecide.ts';
import type { Decision } from '../../src/triage/types.ts';

const TEXT = '棋牌室夜里打麻将，噪声扰民，影响休息';
const LIKE = '楼下棋牌室通宵打麻将，噪声扰民';
const OTHER = '路面塌陷，井盖破损，需要抢修';
const even = () => 1;
const settled = (unit: string, text = LIKE, number = `N-${unit}`): SettledOrder => ({
  number,
  unit,
  shingles: shingle(text),
});
const ask = (orders: readonly SettledOrder[], lead = 'CGZF') =>
  contraryPrecedent(shingle(TEXT), lead, orders, even);

describe('precedents', () => {
  it('speak against the catalogue from two consistent ones on', () => {
    expect(ask([settled('GAJ', LIKE, 'A')])).toBeNull();
    expect(ask([settled('GAJ', LIKE, 'A'), settled('GAJ', LIKE, 'B')])).toEqual({
      unit: 'GAJ',
      numbers: ['A', 'B'],
      like: 2,
    });
  });

  it('do not, where they went to several units, to the proposed one, or tell of something else', () => {
    expect(ask([settled('GAJ'), settled('WLJ')])).toBeNull();
    expect(ask([settled('GAJ'), settled('GAJ')], 'GAJ')).toBeNull();
    expect(ask([settled('GAJ', OTHER), settled('GAJ', OTHER)])).toBeNull();
    expect(ask([settled('GAJ'), settled('GAJ'), settled('CGZF')])).toBeNull();
    expect(ask([settled('GAJ'), settled('GAJ'), settled('GAJ'), settled('CGZF')])?.unit).toBe('GAJ');
  });

  it('are of one mind in three of four at least, whatever was settled', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('GAJ', 'WLJ', 'CGZF'), { maxLength: 12 }), (units) => {
        const found = ask(units.map((unit, i) => settled(unit, LIKE, `N${i}`)));
        const counts = ['GAJ', 'WLJ'].map((unit) => units.filter((other) => other === unit).length);
        const most = Math.max(...counts);
        expect(found !== null).toBe(most >= 2 && most >= units.length * 0.75);
        if (found !== null) expect(found.numbers).toHaveLength(most);
      }),
    );
  });
});

describe('a decision that precedents contradict', () => {
  const decided = {
    unit: { lead: 'CGZF', joint: null, confidence: 0.97, candidates: [{ code: 'CGZF', confidence: 0.97 }] },
    decision: { action: 'dispatch', because: [] },
  } as unknown as Decision;
  const after = underPrecedent(
    decided,
    { unit: 'GAJ', numbers: ['A', 'B', 'C', 'D', 'E', 'F'], like: 6 },
    (code) => `<${code}>`,
  );

  it('waits for a person, who is told the orders and offered their unit', () => {
    expect(after.decision.action).toBe('review');
    expect(after.decision.because.at(-1)).toMatchObject({
      code: 'precedent_disagrees',
      text: expect.stringMatching(/6 件中有 6 件由<GAJ>承办，与目录不同$/),
      orders: ['A', 'B', 'C', 'D', 'E', 'F'],
    });
    expect(after.unit.lead).toBe('CGZF');
    expect(after.unit.candidates.map(({ code }) => code)).toEqual(['GAJ', 'CGZF']);
    const sum = after.unit.candidates.reduce((total, { confidence }) => total + confidence, 0);
    expect(sum).toBeCloseTo(0.97, 3);
  });

  it('is not sent by moving the dispatch line', () => {
    expect(DOUBTS).toContain('precedent_disagrees');
    expect(doubtedOtherwise(after)).toBe(true);
    expect(underLine(after, 0.5)).toBe(after);
  });
});
