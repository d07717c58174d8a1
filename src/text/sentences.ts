import type { Span, Turn } from './types.ts';

const END = 1;
const CLOSING = 2;
const BLANK = 4;

/** What each code unit is to a sentence. */
const KIND = new Uint8Array(65536);
for (const [pattern, flag] of [
  [/[。！？!?；;\n]/, END],
  [/[”"’』」）)》\s]/, CLOSING],
  [/\s/, BLANK],
] as const)
  for (let unit = 0; unit < 65536; unit++)
    if (pattern.test(String.fromCharCode(unit))) KIND[unit] = (KIND[unit] as number) | flag;

const kindAt = (text: string, at: number): number => KIND[text.charCodeAt(at)] as number;

/** The stretch `[start, end)` without the blanks at its ends; null where nothing else is in it. */
export function trimmed(text: string, start: number, end: number): Span | null {
  let from = start;
  let to = end;
  while (from < to && kindAt(text, from) & BLANK) from++;
  while (to > from && kindAt(text, to - 1) & BLANK) to--;
  return to > from ? { start: from, end: to } : null;
}

/** Sentences of `[start, end)`: up to 。！？； or a line end, closing quotes included, blanks trimmed, gaps dropped. */
export function sentencesIn(text: string, span: Span): Span[] {
  const sentences: Span[] = [];
  let start = span.start;
  for (let i = span.start; i < span.end; i++) {
    if (!(kindAt(text, i) & END)) continue;
    while (i + 1 < span.end && kindAt(text, i + 1) & (CLOSING | END)) i++;
    const sentence = trimmed(text, start, i + 1);
    if (sentence !== null) sentences.push(sentence);
    start = i + 1;
  }
  const rest = trimmed(text, start, span.end);
  if (rest !== null) sentences.push(rest);
  return sentences;
}

/** The turns in which the caller's own words may stand: all but the agent's. */
export function callerTurns(turns: readonly Turn[], text: string): readonly Turn[] {
  const spoken = turns.filter((turn) => turn.speaker !== 'agent');
  return spoken.length > 0 ? spoken : [{ start: 0, end: text.length, speaker: 'unknown' }];
}
