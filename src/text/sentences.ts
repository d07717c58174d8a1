import type { Span, Turn } from './types.ts';

const END = /[。！？!?；;\n]/;
const CLOSING = /[”"’』」）)》\s]/;

/** Sentences of `[start, end)`: up to 。！？； or a line end, closing quotes included, blanks trimmed, gaps dropped. */
export function sentencesIn(text: string, span: Span): Span[] {
  const sentences: Span[] = [];
  let start = span.start;
  const add = (end: number) => {
    let from = start;
    let to = end;
    while (from < to && /\s/.test(text[from] as string)) from++;
    while (to > from && /\s/.test(text[to - 1] as string)) to--;
    if (to > from) sentences.push({ start: from, end: to });
    start = end;
  };
  for (let i = span.start; i < span.end; i++) {
    if (!END.test(text[i] as string)) continue;
    while (i + 1 < span.end && (CLOSING.test(text[i + 1] as string) || END.test(text[i + 1] as string))) i++;
    add(i + 1);
  }
  add(span.end);
  return sentences;
}

/** The turns in which the caller's own words may stand: all but the agent's. */
export function callerTurns(turns: readonly Turn[], text: string): readonly Turn[] {
  const spoken = turns.filter((turn) => turn.speaker !== 'agent');
  return spoken.length > 0 ? spoken : [{ start: 0, end: text.length, speaker: 'unknown' }];
}
