import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  dropOtherEmbeddings,
  embeddingCounts,
  hasEmbeddings,
  knownEmbeddings,
  putEmbeddings,
  readEmbeddings,
} from '../../src/store/embeddings.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const row = (text: string, ...steps: number[]) => ({
  hash: hashOf(text),
  steps: Int8Array.from(steps),
  scale: 0.5,
});

test('vectors are kept by encoder and text, numbers below zero too', async () => {
  const store = await openStore({ url: tempDatabase() });
  expect(await store.read(hasEmbeddings)).toBe(true);
  const rows = Array.from({ length: 450 }, (_, i) => row(`文${i}`, -127, 127, i % 100, -1));
  await store.write((db) => putEmbeddings(db, 'a', rows));
  await store.write((db) => putEmbeddings(db, 'b', rows.slice(0, 3)));
  const hashes = rows.map(({ hash }) => hash);
  const found = await store.read((db) => readEmbeddings(db, 'a', 4, [...hashes, hashOf('别的')]));
  expect(new Map(found.map((one) => [one.hash, one]))).toEqual(new Map(rows.map((one) => [one.hash, one])));
  expect(await store.read((db) => knownEmbeddings(db, 'a', 4))).toEqual(new Set(hashes));
  expect(await store.read(embeddingCounts)).toEqual([
    { encoder: 'a', rows: 450 },
    { encoder: 'b', rows: 3 },
  ]);
  await store.close();
});

test('a row of another width counts as absent and is replaced', async () => {
  const store = await openStore({ url: tempDatabase() });
  await store.write((db) => putEmbeddings(db, 'a', [row('甲', 1, 2)]));
  expect(await store.read((db) => readEmbeddings(db, 'a', 3, [hashOf('甲')]))).toEqual([]);
  expect(await store.read((db) => knownEmbeddings(db, 'a', 3))).toEqual(new Set());
  await store.write((db) => putEmbeddings(db, 'a', [row('甲', 1, 2, 3)]));
  expect(await store.read((db) => readEmbeddings(db, 'a', 3, [hashOf('甲')]))).toEqual([row('甲', 1, 2, 3)]);
  await store.close();
});

test('rows of other encoders go, bit by bit', async () => {
  const store = await openStore({ url: tempDatabase() });
  const rows = ['甲', '乙', '丙'].map((text) => row(text, 1));
  for (const encoder of ['a', 'b', 'c']) await store.write((db) => putEmbeddings(db, encoder, rows));
  expect(await store.write((db) => dropOtherEmbeddings(db, 'b', 4))).toBe(4);
  expect(await store.write((db) => dropOtherEmbeddings(db, 'b', 4))).toBe(2);
  expect(await store.read(embeddingCounts)).toEqual([{ encoder: 'b', rows: 3 }]);
  await store.close();
});
