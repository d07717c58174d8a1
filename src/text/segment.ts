import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { wordEnds } from './cut-words.ts';
import { readDictionary, withTerms, type Dictionary } from './dictionary.ts';
import type { Segmenter, Word } from './types.ts';
import { readWordModel, type WordModel } from './unknown-words.ts';

let loaded: { readonly dictionary: Dictionary; readonly model: WordModel } | undefined;
const segmenters = new WeakMap<readonly string[], Segmenter>();

/**
 * nodejieba's dictionary and the given terms (places, units, trade terms), which are kept whole, cut as nodejieba does.
 * Only its files are used: loading them is many times faster than its own loading, takes a tenth of the memory, and
 * cutting needs no crossing into native code and no copies of every word there and back.
 * The dictionary is loaded once a process (about 0.2 s); one with terms is a copy (8 MB), kept as long as its list of
 * terms, so that no terms but a segmenter's own have any say.
 * `cut` is gap-free: the words joined are the text.
 */
export function loadSegmenter(terms: readonly string[]): Segmenter {
  const known = segmenters.get(terms);
  if (known !== undefined) return known;
  loaded ??= {
    dictionary: readDictionary(jiebaFile('jieba.dict.utf8'), jiebaFile('user.dict.utf8')),
    model: readWordModel(jiebaFile('hmm_model.utf8')),
  };
  const { model } = loaded;
  const kept = terms.map((raw) => raw.trim()).filter(({ length }) => length >= 2);
  const dictionary = withTerms(loaded.dictionary, kept);
  const segmenter: Segmenter = { cut: (text) => cut(dictionary, model, text) };
  segmenters.set(terms, segmenter);
  return segmenter;
}

function jiebaFile(name: string): string {
  const path = createRequire(import.meta.url).resolve(`nodejieba/submodules/cppjieba/dict/${name}`);
  return readFileSync(path, 'utf8');
}

function cut(dictionary: Dictionary, model: WordModel, text: string): string[] {
  let start = 0;
  return wordEnds(dictionary, model, text).map((end) => {
    const word = text.slice(start, end);
    start = end;
    return word;
  });
}

const last = new WeakMap<Segmenter, { readonly text: string; readonly words: readonly Word[] }>();

/**
 * The words of a text with their offsets in it, in order and without gaps. Those of the last text are kept: what reads an
 * order asks for them one after the other.
 */
export function toWords(segmenter: Segmenter, text: string): readonly Word[] {
  const kept = last.get(segmenter);
  if (kept?.text === text) return kept.words;
  const words: Word[] = [];
  let start = 0;
  for (const word of segmenter.cut(text)) {
    words.push({ start, end: start + word.length, text: word });
    start += word.length;
  }
  last.set(segmenter, { text, words });
  return words;
}
