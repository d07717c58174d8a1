import { pushCharacters, pushNamed, pushWords, type FeatureBuffer } from '../learn/features.ts';
import type { PreparedText, Span } from '../text/types.ts';

/**
 * The blocks of a triage model's features, in order. Each is normalised on its own and then weighted:
 * words and pairs of the whole text; characters 1-3 of it; words and characters of the sentences that say what
 * is wanted (who asks whom for what decides between near types); facts read by grammar.
 */
export const BLOCK_WEIGHTS = [1, 1.4, 0.6, 0.3] as const;

const WORDS = 0;
const CHARACTERS = 1;
const REQUEST = 2;
const FACTS = 3;

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
}
