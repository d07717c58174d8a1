import { sentencesIn } from './sentences.ts';
import type { Span } from './types.ts';

/**
 * A text brought to at most `limit` code units by what it means: the sentences in which something is asked for
 * (`demands`, spans of the text) come first, then those nearest to them, a tie going to the earlier; without any demand
 * the beginning counts as one. What is kept stands in its order; where something is left out between two sentences a
 * line ends. Only a demand that does not fit, or a first sentence with nothing beside it, is cut within. A text that
 * fits is given back as it is.
 */
export function shortenByMeaning(text: string, demands: readonly Span[], limit: number): string {
  if (text.length <= limit) return text;
  const sentences = sentencesIn(text, { start: 0, end: text.length });
  const wanted = demandSentences(sentences, demands);
  const distance = distances(wanted);
  const order = sentences
    .map((_, i) => i)
    .sort((a, b) => (distance[a] as number) - (distance[b] as number) || a - b);
  let room = limit;
  const kept = new Map<number, string>();
  for (const i of order) {
    // One unit for the end of the line before it.
    const space = room - (kept.size === 0 ? 0 : 1);
    if (space <= 0) break;
    const { start, end } = sentences[i] as Span;
    if (end - start > space && !(wanted[i] === true || kept.size === 0)) continue;
    const words = wholeCharacters(text, start, Math.min(end, start + space));
    if (words === '') continue;
    kept.set(i, words);
    room = space - words.length;
  }
  let result = '';
  let last: number | null = null;
  for (const i of [...kept.keys()].sort((a, b) => a - b)) {
    const apart =
      last !== null && (i - last > 1 || (sentences[last] as Span).end < (sentences[i] as Span).start);
    result += (apart ? '\n' : '') + (kept.get(i) as string);
    last = i;
  }
  return result;
}

/** Which sentences touch a demand; the first where none does. Both lists are in order of the text or not at all. */
function demandSentences(sentences: readonly Span[], demands: readonly Span[]): boolean[] {
  const sorted = [...demands].sort((a, b) => a.start - b.start);
  let from = 0;
  const wanted = sentences.map(({ start, end }) => {
    while (from < sorted.length && (sorted[from] as Span).end <= start) from++;
    for (let k = from; k < sorted.length && (sorted[k] as Span).start < end; k++)
      if ((sorted[k] as Span).end > start) return true;
    return false;
  });
  if (wanted.length > 0 && !wanted.includes(true)) wanted[0] = true;
  return wanted;
}

/** Sentences between each and the nearest that is wanted. */
function distances(wanted: readonly boolean[]): number[] {
  const far = wanted.map((yes) => (yes ? 0 : Number.POSITIVE_INFINITY));
  for (let i = 1; i < far.length; i++) far[i] = Math.min(far[i] as number, (far[i - 1] as number) + 1);
  for (let i = far.length - 2; i >= 0; i--) far[i] = Math.min(far[i] as number, (far[i + 1] as number) + 1);
  return far;
}

/** `[start, end)` without half a character at its end. */
function wholeCharacters(text: string, start: number, end: number): string {
  const torn = end < text.length && end > start && /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return text.slice(start, torn ? end - 1 : end);
}
