import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likeness } from '../../../src/app/relations/likeness.ts';

const texts = ['西单买羽绒服要退货', '西单买的羽绒服不给退', '半夜施工噪声扰民'];

describe('how alike texts are', () => {
  test('by wording, where there is no encoder: its own text fully, a near one more than a far one', () => {
    const [same, near, far] = likeness(null, texts[0] as string, texts);
    expect(same).toBe(1);
    expect(near).toBeGreaterThan(far as number);
    expect(far).toBeLessThan(0.1);
  });
  test('by meaning, where there is one: the cosine of what it gives', () => {
    const encode = (text: string) => Float32Array.from(text.includes('羽绒服') ? [0.6, 0.8] : [1, 0]);
    expect(likeness(encode, texts[0] as string, texts)).toEqual([1, 1, 0.6]);
  });
  test('is never outside 0 to 1, whatever the texts, and says nothing of none', () => {
    expect(likeness(null, '', [])).toEqual([]);
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 5 }), (text, others) => {
        const scores = likeness(null, text, others);
        expect(scores).toHaveLength(others.length);
        for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
  });
});
