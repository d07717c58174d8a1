import { SYLLABLES, syllableNumber } from './pinyin.ts';

/**
 * Syllables that speech recognition and speakers mix up count as one sound: n/l, z/zh, c/ch, s/sh, -in/-ing,
 * -en/-eng, -an/-ang, and h before u with f (灰 hui/飞 fei, 花 hua/发 fa, 黄 huang/方 fang).
 */
export function soundOf(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?=[aeiouv])/, 'l')
    .replace(/^hui$/, 'fei')
    .replace(/^hu(?=.)/, 'f')
    .replace(/^hu$/, 'fu')
    .replace(/^hong$/, 'feng')
    .replace(/(?<=[aei]n)g$/, '');
}

const FIRST_UNIT = 0x4e00;

/** For each syllable number: a code unit that stands for its sound. */
const soundUnits: Uint16Array = (() => {
  const known = new Map<string, number>();
  const units = new Uint16Array(SYLLABLES.length + 1);
  for (const [i, syllable] of SYLLABLES.entries()) {
    const sound = soundOf(syllable);
    const unit = known.get(sound) ?? FIRST_UNIT + known.size;
    known.set(sound, unit);
    units[i + 1] = unit;
  }
  return units;
})();

/**
 * A text as sounds: one code unit for each of its own, the same for characters that sound alike, a space for what is
 * no common Chinese character. 红莲南路, 洪莲南路 and 虹连楠路 give the same.
 */
export function soundsOf(text: string): string {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = soundUnits[syllableNumber(text.charCodeAt(i))] as number;
    units[i] = unit === 0 ? 32 : unit;
  }
  return decode(units);
}

/** Arguments of one call at most. */
const AT_ONCE = 8192;

function decode(units: Uint16Array): string {
  let text = '';
  for (let i = 0; i < units.length; i += AT_ONCE)
    text += String.fromCharCode(...units.subarray(i, i + AT_ONCE));
  return text;
}
