import nodejieba from 'nodejieba';
import type { Segmenter, Word } from './types.ts';

let loaded = false;
const inserted = new Set<string>();

/**
 * nodejieba with its own dictionary and the given terms (places, units, trade terms), which it keeps whole.
 * The dictionary is loaded once a process (about 1.4 s, 290 MB) and shared: terms of a later call are added.
 * `cut` is gap-free: the words joined are the text.
 */
export function loadSegmenter(terms: readonly string[]): Segmenter {
  if (!loaded) {
    nodejieba.load();
    loaded = true;
  }
  for (const raw of terms) {
    const term = raw.trim();
    if (term.length < 2 || inserted.has(term)) continue;
    inserted.add(term);
    nodejieba.insertWord(term);
  }
  return { cut };
}

function cut(text: string): string[] {
  if (text === '') return [];
  const words = nodejieba.cut(text, true);
  let length = 0;
  for (const word of words) length += word.length;
  return length === text.length ? words : mend(text, words);
}

/** Puts back what the segmenter dropped (it drops what it cannot decode, such as NUL or half a surrogate pair). */
function mend(text: string, words: readonly string[]): string[] {
  const whole: string[] = [];
  let at = 0;
  for (const word of words) {
    const found = word === '' ? -1 : text.indexOf(word, at);
    if (found < 0) continue;
    if (found > at) whole.push(text.slice(at, found));
    whole.push(word);
    at = found + word.length;
  }
  if (at < text.length) whole.push(text.slice(at));
  return whole;
}

/** The words of a text with their offsets in it, in order and without gaps. */
export function toWords(segmenter: Segmenter, text: string): Word[] {
  const words: Word[] = [];
  let start = 0;
  for (const word of segmenter.cut(text)) {
    words.push({ start, end: start + word.length, text: word });
    start += word.length;
  }
  return words;
}
