import type { Form, PreparedText, Segmenter } from './types.ts';
import { cleanText } from './clean.ts';
import { findRequests, splitDemands } from './demands.ts';
import { extractEntities, type PlaceNames } from './extract.ts';
import { saleChannelCues } from './sale-channel.ts';
import { toWords } from './segment.ts';
import { guessForm, parseTurns } from './transcript.ts';

/**
 * Everything that is read from a text before any model sees it: clean text with its map, turns, words, requests,
 * demands, entities. `receivedAt` is in milliseconds UTC and anchors words like 昨天. Never throws.
 */
export function prepareText(
  source: string,
  options: {
    readonly form?: Form | undefined;
    readonly receivedAt: number;
    readonly segmenter: Segmenter;
    readonly names: PlaceNames;
  },
): PreparedText {
  const clean = cleanText(source);
  const turns = parseTurns(clean.text);
  const form = options.form ?? guessForm(clean.text, turns);
  const requests = findRequests(clean.text, turns);
  return {
    clean,
    form,
    turns,
    words: toWords(options.segmenter, clean.text),
    requests,
    demands: splitDemands(clean.text, turns),
    channelCues: saleChannelCues(clean.text),
    entities: extractEntities(clean, {
      turns,
      requests,
      receivedAt: options.receivedAt,
      names: options.names,
    }),
  };
}
