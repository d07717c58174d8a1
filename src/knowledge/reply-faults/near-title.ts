import type { LawBook } from './law-book.ts';
import { bareTitle } from './law-book.ts';

const KIND = /(?:法|法典|条例|办法|规定|细则|解释|规则)(?:（[^（）]{1,4}）)?$/u;
const PLACE = /^(?:[^省市县区]{2,6}(?:省|市|自治区|自治县)|中华人民共和国)/u;

/** Whether a title names a law or regulation at all, rather than a notice, a plan, a contract or a form. */
export const isLawTitle = (written: string): boolean =>
  KIND.test(bareTitle(written)) && bareTitle(written).length >= 3;

/**
 * The one law whose title a written title misses by a slip: one character changed, left out or put in, two in a long
 * title; the place before it and the kind at its end must be the same, unless the slip is in the kind. Null where none or several come near.
 */
export function nearTitle(book: LawBook, written: string): string | null {
  const title = bareTitle(written);
  const kind = KIND.exec(title)?.[0];
  const place = PLACE.exec(title)?.[0] ?? '';
  const found = new Set<string>();
  for (const [name, laws] of book.titles) {
    if (Math.abs(name.length - title.length) > 2) continue;
    if (kind !== undefined && KIND.exec(name)?.[0] !== kind) continue;
    if ((PLACE.exec(name)?.[0] ?? '') !== place) continue;
    const length = Math.min(name.length, title.length) - place.length;
    const allowed = kind === undefined ? (length >= 6 ? 1 : 0) : length >= 9 ? 2 : length >= 5 ? 1 : 0;
    const isSlip = (allowed > 0 && isWithin(name, title, allowed)) || (length >= 6 && isThinned(name, title));
    if (isSlip) for (const law of laws) found.add(law);
  }
  return found.size === 1 ? ([...found][0] as string) : null;
}

/** Whether one is the other with a word of one or two characters put in. */
function isThinned(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length - short.length > 2) return false;
  let at = 0;
  for (const char of long) if (char === short[at]) at++;
  return at === short.length;
}

/** Levenshtein's distance, at most `allowed`. */
function isWithin(a: string, b: string, allowed: number): boolean {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    if (Math.min(...next) > allowed) return false;
    row = next;
  }
  return (row[b.length] as number) <= allowed;
}
