import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cleanText } from '../../src/text/clean.ts';
import { ROOT } from '../support.ts';

const FOLDER = join(ROOT, '../shared/benchmark/teddy2020');

export type Message = { readonly id: string; readonly title: string; readonly text: string };

/** Rows of a file of the Teddy set; null where the set is absent. */
export function rowsOf<T>(name: string): T[] | null {
  const file = join(FOLDER, `${name}.jsonl.gz`);
  if (!existsSync(file)) return null;
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as T);
}

/** A message as one clean text. */
export const textOf = ({ title, text }: Message): string => cleanText(`${title}。${text}`).text;
