import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { backupFolder, listBackups } from './backup.ts';
import type { FoundBackup } from './backup.ts';
import { isFileUrl, pathOf } from './client.ts';

const DAY = 86_400_000;
/** So long every copy is kept; afterwards the last one of each day in Beijing. */
const ALL_KEPT_MS = 2 * DAY;

/** Where copies of moments lie: beside the database. Null for one on a server. */
export function copyFolder(url: string): string | null {
  return isFileUrl(url) ? `${pathOf(url)}.copies` : null;
}

/** UTC milliseconds in the name of a copy or backup, which is in Beijing time. */
export function stampOf(name: string): number {
  const [, year, month, day, hour, minute, second] =
    /(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(name) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}

/** Copies that are no longer kept at a moment, by name. The newest one always is. */
export function outlived(names: readonly string[], now: number, keepDays: number): string[] {
  const newestFirst = [...names].sort((a, b) => (a < b ? 1 : -1));
  const days = new Set<string>();
  return newestFirst.filter((name, i) => {
    const at = stampOf(name);
    if (i === 0 || at > now - ALL_KEPT_MS) return false;
    if (at <= now - keepDays * DAY) return true;
    const day = name.slice('jiesu-'.length, 'jiesu-'.length + 8);
    if (days.has(day)) return true;
    days.add(day);
    return false;
  });
}

/** Takes copies away that are no longer kept; their names. */
export async function thinCopies(folder: string, now: number, keepDays: number): Promise<string[]> {
  const gone = outlived(
    (await listBackups(folder)).map(({ name }) => name),
    now,
    keepDays,
  );
  for (const name of gone)
    for (const end of ['', '.sha256']) await rm(join(folder, `${name}${end}`), { force: true });
  return gone;
}

/** A copy or backup, and the last moment that anything in it happened, UTC milliseconds; 0 where nothing did. */
export type DatedCopy = FoundBackup & { readonly file: string; readonly until: number };

/** The last moment of a database file that anything happened. */
export async function lastMomentOf(file: string): Promise<number> {
  const client = createClient({ url: pathToFileURL(file).href, concurrency: 1 });
  try {
    const rows = await client.execute(
      'SELECT max(coalesce((SELECT at FROM audit ORDER BY seq DESC LIMIT 1), 0), coalesce((SELECT at FROM events ORDER BY id DESC LIMIT 1), 0)) AS at',
    );
    return Number(rows.rows[0]?.['at'] ?? 0);
  } finally {
    client.close();
  }
}

/**
 * The newest copy or backup beside a database that holds nothing from after a moment; null where there is none. A file that
 * cannot be read is passed over.
 */
export async function copyAsOf(url: string, moment: number): Promise<DatedCopy | null> {
  const folders = [copyFolder(url), backupFolder(url)].filter((folder) => folder !== null);
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await listBackups(folder)).map((one) => ({ ...one, file: join(folder, one.name) })),
    ),
  );
  const before = found
    .flat()
    .filter(({ name }) => stampOf(name) <= moment)
    .sort((a, b) => stampOf(b.name) - stampOf(a.name));
  for (const one of before) {
    const until = await lastMomentOf(one.file).catch(() => null);
    // Begun before the moment, it may hold what came a little later.
    if (until !== null && until <= moment) return { ...one, until };
  }
  return null;
}

/** What a database has that came after a moment: orders taken in, steps of orders, rows of the audit. */
export async function cameAfter(
  file: string,
  moment: number,
): Promise<{ readonly orders: number; readonly events: number; readonly audit: number }> {
  const client = createClient({ url: pathToFileURL(file).href, concurrency: 1 });
  try {
    const count = async (sql: string): Promise<number> =>
      Number((await client.execute({ sql, args: [moment] })).rows[0]?.['n'] ?? 0);
    return {
      orders: await count('SELECT count(*) AS n FROM orders WHERE stored_at > ?'),
      events: await count('SELECT count(*) AS n FROM events WHERE at > ?'),
      audit: await count('SELECT count(*) AS n FROM audit WHERE at > ?'),
    };
  } finally {
    client.close();
  }
}
