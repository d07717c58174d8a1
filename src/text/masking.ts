import type { PlaceNames } from './places.ts';
import { entitySpans, joined, personalSpans } from './redact.ts';
import type { PersonalSpan } from './redact.ts';
import type { Entity } from './types.ts';

/** Words known to be personal, wherever they stand: of the caller, say. */
export type KnownWords = readonly { readonly words: string; readonly label: string }[];

/** Takes personal data out of texts that belong together, and puts it back into what is made of them. */
export type Mask = {
  /** The text with `〔电话1〕`, `〔姓名2〕` … for what tells who somebody is; the same words get the same mark. */
  readonly hide: (source: string, entities?: readonly Entity[]) => string;
  /** Puts back what the marks stand for; marks that were never given stay. */
  readonly reveal: (masked: string) => string;
};

const MARK = /〔[\u4e00-\u9fa5]{2,3}\d{1,3}〕/gu;

/** Every mark of a mask in a text, given or not. */
export const marksIn = (text: string): string[] => text.match(MARK) ?? [];

/** A fresh mask: its marks mean nothing to any other. */
export function createMask(names: PlaceNames, known: KnownWords = []): Mask {
  const byWords = new Map<string, string>();
  const byMark = new Map<string, string>();
  const counts = new Map<string, number>();

  const markFor = (words: string, label: string): string => {
    const held = byWords.get(words);
    if (held !== undefined) return held;
    const number = (counts.get(label) ?? 0) + 1;
    counts.set(label, number);
    const mark = `〔${label}${number}〕`;
    byWords.set(words, mark);
    byMark.set(mark, words);
    return mark;
  };

  return {
    hide: (text, entities = []) => {
      // A mark that somebody wrote into the text must not come back as another's number.
      const source = text.replace(MARK, (mark) => `（${mark.slice(1, -1)}）`);
      const spans = joined([
        ...knownSpans(source, known),
        ...entitySpans(source, entities),
        ...personalSpans(source, names),
      ]);
      let out = '';
      let at = 0;
      for (const { start, end, label } of spans) {
        out += source.slice(at, start) + markFor(source.slice(start, end), label);
        at = end;
      }
      return out + source.slice(at);
    },
    reveal: (masked) => masked.replace(MARK, (mark) => byMark.get(mark) ?? mark),
  };
}

function knownSpans(source: string, known: KnownWords): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  for (const { words, label } of known) {
    if (words.trim().length < 2) continue;
    for (let at = source.indexOf(words); at >= 0; at = source.indexOf(words, at + words.length))
      spans.push({ start: at, end: at + words.length, label });
  }
  return spans;
}
