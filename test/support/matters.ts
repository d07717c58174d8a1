import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackBackground } from '../../src/learn/background.ts';
import { createNearDuplicates } from '../../src/learn/near-duplicates.ts';
import { meanWeight, shingle, similarity } from '../../src/learn/shingles.ts';
import { cleanText } from '../../src/text/clean.ts';
import { extractEntities } from '../../src/text/extract.ts';
import { buildNames } from '../../src/text/names.ts';
import { relate } from '../../src/triage/duplicates.ts';
import type { Relation } from '../../src/triage/duplicates.ts';
import { matterFacts } from '../../src/triage/matter.ts';
import type { MatterFacts } from '../../src/triage/matter.ts';

const file = join(import.meta.dirname, '../../data/text/common-shingles.bin.gz');
const background = unpackBackground(gunzipSync(readFileSync(file)));
if (background === null) throw new Error('data/text/common-shingles.bin.gz is of another version');
/** Rarity as a young database knows it. */
export const { weight } = createNearDuplicates(background);

const NAMES = buildNames([
  { name: '西单北大街', kind: 'road', street: null },
  { name: '建功南里', kind: 'estate', street: '白纸坊' },
  { name: '裕中西里', kind: 'estate', street: '德胜' },
]);

export type Told = {
  readonly text: string;
  readonly day: string;
  readonly phone?: string;
  readonly type?: string;
  readonly street?: string;
};

/** The facts of an order told in words, as triage would read them without a model. */
export function factsFrom({ text, day, phone, type = '0101', street }: Told): MatterFacts {
  const receivedAt = Date.parse(`${day}T10:00:00+08:00`);
  const clean = cleanText(text);
  return matterFacts({
    receivedAt,
    phone: phone ?? null,
    issueType: type,
    street: street ?? null,
    text: clean.text,
    entities: extractEntities(clean, { turns: [], receivedAt, names: NAMES }),
    address: null,
  });
}

/** How a newer order stands to an older one, by words and facts. */
export function relation(newer: Told, older: Told): (Relation & { readonly wording: number }) | null {
  const a = factsFrom(newer);
  const b = factsFrom(older);
  const wording = similarity(shingle(a.text), shingle(b.text), weight);
  const found = relate(a, b, wording, {
    rarity: (name) => meanWeight(name, weight),
  });
  return found === null ? null : { ...found, wording };
}
