import { describe, expect, it } from 'vitest';
import { characterTokens } from '../../src/knowledge/tokens.ts';

const pair = (a: string, b: string): number => (a.charCodeAt(0) + 1) * 65_536 + b.charCodeAt(0);

describe('tokens', () => {
  it('gives every character and every pair of neighbours', () => {
    expect(characterTokens('退货')).toEqual(['退'.charCodeAt(0), '货'.charCodeAt(0), pair('退', '货')]);
  });

  it('makes no pair across a comma or a space', () => {
    expect(characterTokens('退，货')).toEqual(['退'.charCodeAt(0), '货'.charCodeAt(0)]);
    expect(characterTokens('退 货')).not.toContain(pair('退', '货'));
  });

  it('reads latin letters without regard to case', () => {
    expect(characterTokens('App')).toEqual(characterTokens('aPP'));
  });
});
