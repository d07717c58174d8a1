import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAfterTest } from './closing.ts';

/** A fresh folder that goes when the test is over. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-'));
  closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `file:` URL of a database that does not exist yet. */
export function tempDatabase(): string {
  return `file:${join(tempFolder(), 'test.db')}`;
}
