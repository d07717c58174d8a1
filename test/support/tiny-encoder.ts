import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './temp.ts';

/** A model of a few kilobytes; make.py beside it makes it. */
export const TINY = join(import.meta.dirname, '../fixtures/tiny-encoder');

/** What onnxruntime and the tokenizers library of Python make of some texts. */
export const golden = JSON.parse(readFileSync(join(TINY, 'golden.json'), 'utf8')) as readonly {
  readonly text: string;
  readonly ids: readonly number[];
  readonly vector: readonly number[];
}[];

/** A copy of the tiny model to spoil. */
export function tinyCopy(): string {
  const dir = join(tempFolder(), 'model');
  cpSync(TINY, dir, { recursive: true });
  return dir;
}
