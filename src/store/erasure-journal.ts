import { appendFile, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ERASED_BECAUSE, ERASED_NAMES } from '../kernel/erasure-words.ts';
import type { Erased, ErasedBecause } from '../kernel/erasure-words.ts';
import { isFileUrl, pathOf } from './client.ts';
import { onDisk, orNull, syncFolder } from './disk.ts';

/** One erasure as it is told beside the database, so that a copy restored from before it does not bring back what went. */
export type Noted = {
  readonly orderId: string;
  readonly what: Erased;
  /** UTC milliseconds. */
  readonly at: number;
  readonly because: ErasedBecause;
};

/** `jiesu.db.erased`: ids and moments, nothing of what was erased. Null for a database on a server. */
export function journalFile(url: string): string | null {
  return isFileUrl(url) ? `${pathOf(url)}.erased` : null;
}

/** Adds erasures to the list and has it on the disk. Throws `file_unwritable`. */
export async function noteErasures(url: string, rows: readonly Noted[]): Promise<void> {
  const file = journalFile(url);
  if (file === null || rows.length === 0) return;
  await onDisk(file, async () => {
    await appendFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600 });
    const handle = await open(file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
  });
}

/** What the list holds; a line cut short by a kill is passed over, its erasure is in the database. */
export async function notedErasures(url: string): Promise<Noted[]> {
  const file = journalFile(url);
  const text = file === null ? null : await orNull(readFile(file, 'utf8'));
  return (text ?? '').split('\n').flatMap((line) => {
    try {
      const row = JSON.parse(line) as Partial<Noted>;
      const isWhole =
        typeof row.orderId === 'string' &&
        typeof row.at === 'number' &&
        Object.hasOwn(ERASED_NAMES, String(row.what)) &&
        Object.hasOwn(ERASED_BECAUSE, String(row.because));
      return isWhole ? [row as Noted] : [];
    } catch {
      return [];
    }
  });
}
