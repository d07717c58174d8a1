import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom, shuffle } from '../../src/kernel/random.ts';

export const DATASETS = ['teddy', 'taipei'] as const;
export type DatasetName = (typeof DATASETS)[number];

/** A labelled text and the fold in which it is tested. */
export type Row = {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly fold: number;
};

const SOURCES = {
  teddy: { file: 'teddy2020/messages_train.jsonl.gz', label: 'label1' },
  taipei: { file: 'taipei/questions_train.jsonl.gz', label: 'unit' },
} as const;

export const FOLDS = 5;

/** The rows of a data set with stratified folds, always the same; null where the data are absent. */
export function readDataset(dir: string, name: DatasetName): Row[] | null {
  const { file, label } = SOURCES[name];
  const path = join(dir, file);
  if (!existsSync(path)) return null;
  const raw = gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string | null>);
  const byLabel = new Map<string, number[]>();
  raw.forEach((row, i) => {
    const own = row[label] ?? '';
    byLabel.set(own, [...(byLabel.get(own) ?? []), i]);
  });
  const folds = new Int32Array(raw.length);
  const random = seededRandom(7);
  let next = 0;
  for (const places of byLabel.values()) {
    shuffle(places, random);
    for (const i of places) folds[i] = next++ % FOLDS;
  }
  return raw.map((row, i) => ({
    title: row['title'] ?? '',
    text: row['text'] ?? '',
    label: row[label] ?? '',
    fold: folds[i] as number,
  }));
}
