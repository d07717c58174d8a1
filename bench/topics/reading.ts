import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { saidWords, topicOrderOf } from '../../src/app/insight/topic-order.ts';
import type { TopicOrder } from '../../src/insight/topic-types.ts';
import { unpackBackground } from '../../src/learn/background.ts';
import { createNearDuplicates } from '../../src/learn/near-duplicates.ts';
import { meanWeight } from '../../src/learn/shingles.ts';
import type { ReadingKit } from '../../src/app/intake/reading-kit.ts';
import { matterFacts } from '../../src/triage/matter.ts';
import { ROOT } from '../support.ts';

const COMMON_SHINGLES = join(ROOT, 'data/text/common-shingles.bin.gz');

/** A text with what stands beside it. */
export type Raw = {
  readonly seq: number;
  readonly at: number;
  readonly text: string;
  readonly issueType: string | null;
  readonly caller: string | null;
};

/** Reads texts as the program does. */
export function createReader(kit: ReadingKit) {
  const background = unpackBackground(gunzipSync(readFileSync(COMMON_SHINGLES)));
  if (background === null) throw new Error(`${COMMON_SHINGLES} cannot be read.`);
  const index = createNearDuplicates(background);
  const rarity = (word: string): number => meanWeight(word, index.weight);
  return {
    rarity,
    weight: index.weight,
    read: (raw: Raw): TopicOrder => {
      const prepared = kit.prepare(raw.text, raw.at, 'message');
      const { text } = prepared.clean;
      const facts = matterFacts({
        receivedAt: raw.at,
        phone: null,
        issueType: raw.issueType ?? '',
        street: null,
        text,
        entities: prepared.entities,
        address: null,
      });
      const words = saidWords(
        prepared.words.map((word) => word.text),
        rarity,
      );
      const { seq, caller, issueType } = raw;
      return topicOrderOf({ seq, facts, caller, words, typed: issueType !== null }, index.weight);
    },
  };
}
