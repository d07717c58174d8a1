import { pinyin } from 'pinyin-pro';
import { describe, expect, it } from 'vitest';
import { SYLLABLES, syllableNumber, syllableOf } from '../../src/text/pinyin.ts';
import { soundOf, soundsOf } from '../../src/text/sounds.ts';

describe('the table of syllables', () => {
  it('says what the library it was made from says, for every character of GB 2312', () => {
    const decoder = new TextDecoder('gbk');
    let known = 0;
    for (let row = 0xb0; row <= 0xf7; row++) {
      for (let cell = 0xa1; cell <= 0xfe; cell++) {
        const char = decoder.decode(new Uint8Array([row, cell]));
        const syllable = syllableOf(char);
        if (syllable === null) continue;
        known++;
        expect(syllable, char).toBe(pinyin(char, { toneType: 'none', v: true }));
        expect(SYLLABLES[syllableNumber(char.charCodeAt(0)) - 1]).toBe(syllable);
      }
    }
    expect(known).toBe(6763);
  });

  it.each(['a', '1', '，', '𠀀', '', 'ü'])('has none for %j', (char) => {
    expect(syllableOf(char)).toBeNull();
  });
});

describe('sounds', () => {
  it.each([
    ['红莲南路', '洪莲楠路'],
    ['南横街', '兰恒街'],
    ['真武庙', '增舞妙'],
    ['平安里', '频安理'],
    ['广安门', '关安门'],
    ['辉煌', '飞方'],
    ['黄寺', '房市'],
  ])('%s and %s are alike', (one, other) => expect(soundsOf(one)).toBe(soundsOf(other)));

  it.each([
    ['西单', '东单'],
    ['牛街', '油街'],
    ['月坛', '月台'],
    ['德胜', '得分'],
  ])('%s and %s are not', (one, other) => expect(soundsOf(one)).not.toBe(soundsOf(other)));

  it('keep the length of the text and take no mark for a syllable', () => {
    const text = '西单A1，　x\u{20000}胡同'.repeat(2000);
    expect(soundsOf(text)).toHaveLength(text.length);
    expect(soundsOf('A1，')).toBe('   ');
  });

  it('are the same for a sound of a sound', () => {
    for (const syllable of SYLLABLES) expect(soundOf(soundOf(syllable))).toBe(soundOf(syllable));
  });
});
