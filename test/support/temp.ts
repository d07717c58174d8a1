import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

/** A fresh folder that goes when the test is over. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-'));
  folders.push(folder);
  return folder;
}

/** `file:` URL of a database that does not exist yet. */
export function tempDatabase(): string {
  return `file:${join(tempFolder(), 'test.db')}`;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
