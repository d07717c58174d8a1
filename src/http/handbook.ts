import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHandbook, type HandbookChapter } from '../web/handbook.ts';

/** Chapters of the handbook in the order of their file names, read once. @throws Error for a chapter that cannot be read. */
export function loadHandbook(
  directory: string = join(import.meta.dirname, '../../data/handbook'),
): readonly HandbookChapter[] {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.md'))
    .sort();
  return readHandbook(names.map((name) => readFileSync(join(directory, name), 'utf8')));
}
