import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { COMMON_CHARACTERS } from '../../src/text/common-characters.ts';
import { lookAlikesOf } from '../../src/text/look-alikes.ts';
import { addNoise, nearSyllables } from '../../src/text/noise.ts';
import { syllableOf } from '../../src/text/pinyin.ts';

const TEXT =
  '市民来电反映，其1月9日在西单北大街某商场三层“雪屿”羽绒服专柜花1680元购买女款羽绒服一件，回家后发现肩部偏窄，次日持小票、吊牌要求换大一码，店员称该款断码只能换等价其他款式，不给退款。';
const CALL =
  '坐席：您好，12345，请讲。\n市民：我昨天在长安商场那边一个专柜给我爱人买了条项链，四千六，刷的卡。\n坐席：是质量有问题吗？\n市民：没毛病，WiFi也没坏。';

const han = (text: string): string[] => [...text].filter((char) => /[\u4e00-\u9fff]/.test(char));
const only = (kind: 'homophone' | 'lookAlike' | 'drop' | 'double') => ({
  homophone: 0,
  lookAlike: 0,
  drop: 0,
  double: 0,
  [kind]: 1,
});
/** Places at which two texts of one length differ. */
const changed = (a: string, b: string): number[] => [...a].flatMap((char, i) => (char === b[i] ? [] : [i]));

describe('character noise', () => {
  it('is the same from the same seed and another from another one', () => {
    expect(addNoise(TEXT, 0.1, seededRandom(1))).toBe(addNoise(TEXT, 0.1, seededRandom(1)));
    expect(addNoise(TEXT, 0.1, seededRandom(1))).not.toBe(addNoise(TEXT, 0.1, seededRandom(2)));
  });

  it('leaves a text alone at rate 0, and texts without Chinese characters at any rate', () => {
    expect(addNoise(TEXT, 0, seededRandom(1))).toBe(TEXT);
    for (const text of ['', '12345', 'WiFi 400-100-1234!'])
      expect(addNoise(text, 1, seededRandom(1))).toBe(text);
  });

  it.each([0.05, 0.1, 0.2, 0.5])('changes the share %f of the characters, to the nearest one', (rate) => {
    for (let seed = 0; seed < 20; seed++) {
      const noisy = addNoise(TEXT, rate, seededRandom(seed), only('homophone'));
      const wanted = han(TEXT).length * rate;
      expect(Math.abs(changed(TEXT, noisy).length - wanted)).toBeLessThan(1);
    }
  });

  it('holds the rate on average in texts of a few characters', () => {
    let changes = 0;
    for (let seed = 0; seed < 2000; seed++) {
      changes += changed('退货', addNoise('退货', 0.1, seededRandom(seed), only('homophone'))).length;
    }
    // 400 expected in 4,000 characters; five standard deviations of a binomial are 95.
    expect(Math.abs(changes - 400)).toBeLessThan(95);
  });

  it('keeps digits, letters, marks and speaker labels, whatever the rate', () => {
    const noisy = addNoise(CALL, 1, seededRandom(3));
    const lines = noisy.split('\n');
    expect(lines.map((line) => line.slice(0, 3))).toEqual(['坐席：', '市民：', '坐席：', '市民：']);
    const rest = (text: string): string => text.replace(/[\u4e00-\u9fff]/g, '');
    expect(rest(noisy)).toBe(rest(CALL));
    expect(lines[0]?.slice(3)).not.toContain('您好');
  });

  it('replaces by characters that sound the same or nearly so', () => {
    const noisy = addNoise(TEXT, 0.5, seededRandom(4), only('homophone'));
    const places = changed(TEXT, noisy);
    expect(places.length).toBeGreaterThan(30);
    for (const at of places) {
      const syllable = syllableOf(TEXT[at] as string) as string;
      expect([syllable, ...nearSyllables(syllable)]).toContain(syllableOf(noisy[at] as string));
    }
  });

  it('mistakes a character for a frequent one of its syllable more often than for a rare one', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const got = addNoise('市', 1, seededRandom(seed), only('homophone'));
      counts.set(got, (counts.get(got) ?? 0) + 1);
    }
    const [frequent, rare] = ['是', '逝'].map((char) => [
      COMMON_CHARACTERS.indexOf(char),
      counts.get(char) ?? 0,
    ]);
    expect(rare?.[0]).toBeGreaterThan(frequent?.[0] as number);
    expect(rare?.[1]).toBeLessThan(frequent?.[1] as number);
    expect(counts.get('市')).toBeUndefined();
  });

  it('takes look-alikes from the table, and looks for characters that have one', () => {
    const text = '鑫鑫鑫鑫未鑫鑫土';
    for (let seed = 0; seed < 50; seed++) {
      const noisy = addNoise(text, 0.25, seededRandom(seed), only('lookAlike'));
      expect(noisy).toMatch(/^鑫鑫鑫鑫末鑫鑫士$/);
    }
  });

  it('drops and doubles', () => {
    expect(addNoise('退货', 1, seededRandom(1), only('drop'))).toBe('');
    expect(addNoise('退货', 1, seededRandom(1), only('double'))).toBe('退退货货');
  });

  it('mixes the kinds in their shares', () => {
    const long = TEXT.repeat(40);
    const noisy = addNoise(long, 0.1, seededRandom(9), {
      homophone: 0,
      lookAlike: 0,
      drop: 0.75,
      double: 0.25,
    });
    const errors = Math.round(han(long).length * 0.1);
    // Each drop takes one, each doubling adds one: minus half of all errors.
    expect(Math.abs(noisy.length - long.length + errors / 2)).toBeLessThan(5 * Math.sqrt(errors * 0.75));
  });

  it('never fails, and never touches what is not Chinese, on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (text, rate, seed) => {
          const rest = (t: string): string => t.replace(/[\u4e00-\u9fff]/g, '');
          expect(rest(addNoise(text, rate, seededRandom(seed)))).toBe(rest(text));
        },
      ),
    );
  });
});

describe('look-alikes', () => {
  it('are at least 150 pairs, mutual, and never a character itself', () => {
    let found = 0;
    for (let code = 0x4e00; code <= 0x9fff; code++) found += lookAlikesOf(String.fromCharCode(code)).length;
    expect(found / 2).toBeGreaterThanOrEqual(150);
    expect(lookAlikesOf('末')).toContain('未');
    for (const char of '末己土日人天') {
      const own = lookAlikesOf(char);
      expect(own.length).toBeGreaterThan(0);
      expect(own).not.toContain(char);
      for (const other of own) expect(lookAlikesOf(other)).toContain(char);
    }
    expect(lookAlikesOf('鑫')).toEqual([]);
  });
});

describe('near syllables', () => {
  it('are those told apart badly', () => {
    expect(nearSyllables('zhang')).toEqual(['zang', 'zhan']);
    expect(nearSyllables('lin')).toEqual(['nin', 'ling']);
    expect(nearSyllables('fu')).toEqual(['hu']);
    expect(nearSyllables('er')).toEqual([]);
  });
});
