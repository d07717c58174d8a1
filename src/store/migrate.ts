import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../kernel/errors.ts';
import { retryBusy, sleep } from './client.ts';
import type { Connection } from './client.ts';

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

export type Migration = {
  readonly name: string;
  readonly sha256: string;
  readonly statements: readonly string[];
};

/**
 * The SQL files of `store/migrations`, in order of name. New ones are made with
 * `npx drizzle-kit generate --dialect sqlite --schema './src/store/schema/*.ts' --out ./src/store/migrations`.
 */
export function readMigrations(folder = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n');
      return {
        name,
        sha256: createHash('sha256').update(text).digest('hex'),
        statements: text
          .split('--> statement-breakpoint')
          .map((statement) => statement.trim())
          .filter((statement) => statement !== ''),
      };
    });
}

/**
 * Brings the database up to date, all of it in one transaction, and returns the names of what was applied.
 * Throws `bad_file` if a migration that was applied once has been changed since, or is not known here (the
 * database is newer than the program).
 */
export async function migrate(writer: Connection, migrations = readMigrations()): Promise<string[]> {
  return retryBusy(() => attempt(writer, migrations), writer.reopen);
}

/** A libSQL server knows no temporary tables; every migration drops its own. */
const withoutTemp = (statement: string): string => statement.replace(/^CREATE TEMP TABLE/m, 'CREATE TABLE');

async function attempt(writer: Connection, migrations: readonly Migration[]): Promise<string[]> {
  const tx = await writer.client.transaction('write');
  try {
    await tx.execute(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL)',
    );
    const known = new Map(migrations.map((m) => [m.name, m]));
    const done = new Set<string>();
    for (const row of (await tx.execute('SELECT name, sha256 FROM schema_migrations')).rows) {
      const name = String(row['name']);
      const here = known.get(name);
      if (here === undefined)
        throw new AppError('bad_file', { file: name, reason: '数据库比程序新，请升级程序' });
      if (here.sha256 !== row['sha256']) {
        throw new AppError('bad_file', { file: name, reason: '已执行过的迁移文件被改动' });
      }
      done.add(name);
    }
    const applied: string[] = [];
    for (const migration of migrations) {
      if (done.has(migration.name)) continue;
      for (const statement of migration.statements)
        await tx.execute(writer.client.protocol === 'file' ? statement : withoutTemp(statement));
      await tx.execute({
        sql: 'INSERT INTO schema_migrations (name, sha256, applied_at) VALUES (?, ?, ?)',
        args: [migration.name, migration.sha256, Date.now()],
      });
      applied.push(migration.name);
    }
    await tx.commit();
    return applied;
  } finally {
    if (!tx.closed) tx.close();
  }
}

/** How long a replica may take to have what was migrated; longer, and it hangs or follows another server. */
const BEHIND_MS = 60_000;

/**
 * Waits until `reader` has the migrations that `writer` sees: a replica of a server passes writes on at once and has them
 * itself a moment later. Throws `file_unreadable` if it does not come to that in a minute.
 */
export async function untilMigrated(url: string, writer: Connection, reader: Connection): Promise<void> {
  const applied = await retryBusy(() => appliedTo(writer), writer.reopen);
  for (let waited = 0; waited < BEHIND_MS; waited += STEP_MS) {
    if ((await retryBusy(() => seenBy(reader), reader.reopen)) === applied) return;
    await sleep(STEP_MS);
  }
  throw new AppError('file_unreadable', { file: url, reason: '只读副本一分钟内没有跟上主库的表结构' });
}

const STEP_MS = 50;

/** Times too: a database made anew has the same names. */
const APPLIED =
  "SELECT group_concat(name || ' ' || applied_at) AS applied FROM (SELECT * FROM schema_migrations ORDER BY name)";

/** In a transaction for writing, which a replica passes on. */
async function appliedTo(writer: Connection): Promise<string> {
  const tx = await writer.client.transaction('write');
  try {
    return String((await tx.execute(APPLIED)).rows[0]?.['applied']);
  } finally {
    tx.close();
  }
}

/** Null where not even the table is there. */
async function seenBy(reader: Connection): Promise<string | null> {
  const [table] = (
    await reader.client.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'")
  ).rows;
  return table === undefined ? null : String((await reader.client.execute(APPLIED)).rows[0]?.['applied']);
}
