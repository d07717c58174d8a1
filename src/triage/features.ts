import { pushCharacters, pushNamed, pushWords, type FeatureBuffer } from '../learn/features.ts';
import type { PreparedText, Span } from '../text/types.ts';

/**
 * The blocks of a triage model's features, in order. Each is normalised on its own and then weighted:
 * words and pairs of the whole text; characters 1-3 of it; words and characters of the sentences that say what
 * is wanted (who asks whom for what decides between near types); facts read by grammar; characters 1-2 of the end and
 * of the beginning of what the caller says, where the kind of the demand and a second matter show most.
 */
export const BLOCK_WEIGHTS = [1, 1.4, 0.6, 0.3, 0.8, 0.5] as const;

const WORDS = 0;
const CHARACTERS = 1;
const REQUEST = 2;
const FACTS = 3;
const END = 4;
const BEGINNING = 5;

/** Characters of the caller's words that count as their end and their beginning. */
const END_LENGTH = 40;
const BEGINNING_LENGTH = 16;

/** Writes the features of a prepared text, or of one stretch of its clean text, into `buffer` (emptied first). */
export function readFeatures(prepared: PreparedText, buffer: FeatureBuffer, within?: Span): void {
  buffer.length = 0;
  const { text } = prepared.clean;
  const from = within?.start ?? 0;
  const to = within?.end ?? text.length;
  pushWords(buffer, text, prepared.words, from, to, WORDS);
  pushCharacters(buffer, text, from, to, 3, CHARACTERS);
  for (const request of prepared.requests) {
    if (request.start < from || request.end > to) continue;
    pushWords(buffer, text, prepared.words, request.start, request.end, REQUEST);
    pushCharacters(buffer, text, request.start, request.end, 2, REQUEST);
  }
  for (const cue of prepared.channelCues) {
    if (cue.start < from || cue.end > to) continue;
    pushNamed(buffer, `channel:${cue.channel}`, cue.start, cue.end, FACTS);
  }
  pushNamed(buffer, `form:${prepared.form}`, 0, 0, FACTS);
  pushEdges(prepared, buffer, from, to);
}

const QUESTION = /[?？]/;

/** The end and the beginning of the caller's words within the stretch, and how the requests open. */
function pushEdges(
  { clean, turns, requests, demands }: PreparedText,
  buffer: FeatureBuffer,
  from: number,
  to: number,
): void {
  const { text } = clean;
  const own = turns.filter((turn) => turn.speaker !== 'agent');
  const first = Math.max(from, own[0]?.start ?? from);
  const last = Math.min(to, own[own.length - 1]?.end ?? to);
  if (first >= last) return;
  const end = Math.max(first, last - END_LENGTH);
  pushCharacters(buffer, text, end, last, 2, END);
  pushCharacters(buffer, text, first, Math.min(last, first + BEGINNING_LENGTH), 2, BEGINNING);
  if (QUESTION.test(text.slice(end, last))) pushNamed(buffer, 'ends with a question', 0, 0, END);
  if (QUESTION.test(text.slice(first, last))) pushNamed(buffer, 'asks', 0, 0, END);
  for (const request of requests) {
    if (request.start < from || request.end > to) continue;
    pushNamed(buffer, `request:${text.slice(request.start, request.start + 2)}`, 0, 0, END);
  }
  if (demands.some((demand, i) => i > 0 && demand.start > from && demand.end <= to)) {
    pushNamed(buffer, 'opens another matter', 0, 0, END);
  }
}
