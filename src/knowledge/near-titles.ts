import { syllableOf } from '../text/pinyin.ts';
import { soundsOf } from '../text/sounds.ts';

/** A name of a law in a text, written otherwise than it should be. */
export type NearName<T> = { readonly name: T; readonly length: number };

export type NearTitles<T> = {
  /** Looks at a text once; then the name that begins at a place, misspelt or by the initials of its syllables. */
  readonly in: (text: string) => (at: number) => NearName<T> | null;
};

/** Shorter names sound like too many other words. */
const LEAST_BY_SOUND = 5;
/** From here on one character may also sound otherwise. */
const LEAST_WITH_SLIP = 7;
const LEAST_INITIALS = 3;
/** Initials that stand for more names than this say nothing. */
const MOST_NAMES = 3;
/** What a key is of a name. */
const BEGINNING = 1;
const END = 2;
const LATIN = /[a-z]/;

/**
 * Finds names by how they sound (消费者权宜保护法), with one character amiss in a long name (消费者权利保护法), and by
 * initials (xbf, spaqf), the way people type in a hurry. The name itself is left to an exact search.
 */
export function createNearTitles<T extends { readonly text: string }>(names: readonly T[]): NearTitles<T> {
  const bySound = new Map<string, { name: T; sounds: string }[]>();
  /** Which beginnings of keys there are: most places of a text have none. */
  const beginsKey = new Uint8Array(65536);
  const byInitials = new Map<string, T[]>();
  const put = <V>(map: Map<string, V[]>, key: string, value: V): void => {
    const held = map.get(key);
    if (held) held.push(value);
    else map.set(key, [value]);
  };
  for (const name of names) {
    const initials = initialsOf(name.text);
    if (initials !== null && initials.length >= LEAST_INITIALS) put(byInitials, initials, name);
    if (name.text.length < LEAST_BY_SOUND) continue;
    const sounds = soundsOf(name.text);
    // Known by its beginning, and by its end where the slip may stand at the beginning.
    put(bySound, `^${sounds.slice(0, 2)}`, { name, sounds });
    if (name.text.length >= LEAST_WITH_SLIP) put(bySound, `$${sounds.slice(2, 4)}`, { name, sounds });
  }
  for (const key of bySound.keys()) {
    const first = key.charCodeAt(1);
    beginsKey[first] = (beginsKey[first] as number) | (key[0] === '^' ? BEGINNING : END);
  }
  for (const held of bySound.values()) held.sort((a, b) => b.sounds.length - a.sounds.length);

  return {
    in: (text) => {
      const sounds = soundsOf(text);
      const lower = text.toLowerCase();
      return (at) => {
        if (LATIN.test(lower[at] ?? '')) return byLetters(lower, at);
        const atBeginning = (beginsKey[sounds.charCodeAt(at)] as number) & BEGINNING;
        const atEnd = (beginsKey[sounds.charCodeAt(at + 2)] as number) & END;
        return (
          (atBeginning ? bySounds(sounds, at, `^${sounds.slice(at, at + 2)}`) : null) ??
          (atEnd ? bySounds(sounds, at, `$${sounds.slice(at + 2, at + 4)}`) : null)
        );
      };
    },
  };

  function bySounds(sounds: string, at: number, key: string): NearName<T> | null {
    for (const { name, sounds: wanted } of bySound.get(key) ?? [])
      if (agree(sounds, at, wanted)) return { name, length: wanted.length };
    return null;
  }

  function byLetters(lower: string, at: number): NearName<T> | null {
    if (LATIN.test(lower[at - 1] ?? '')) return null;
    let end = at;
    while (LATIN.test(lower[end] ?? '')) end++;
    const found = byInitials.get(lower.slice(at, end));
    if (!found || found.length > MOST_NAMES) return null;
    return { name: found[0] as T, length: end - at };
  }
}

/** Whether a stretch sounds like `wanted`, but for one character where that is long. */
function agree(sounds: string, at: number, wanted: string): boolean {
  if (at + wanted.length > sounds.length) return false;
  let slips = wanted.length >= LEAST_WITH_SLIP ? 1 : 0;
  for (let i = 0; i < wanted.length; i++) {
    const same = sounds[at + i] === wanted[i] && wanted[i] !== ' ';
    if (!same && --slips < 0) return false;
  }
  return true;
}

function initialsOf(name: string): string | null {
  let initials = '';
  for (const char of name) {
    const syllable = syllableOf(char);
    if (syllable === null) return null;
    initials += syllable[0] as string;
  }
  return initials;
}
