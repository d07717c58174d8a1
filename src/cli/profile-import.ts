import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import type { RefusedRow } from '../app/figures/profile-table.ts';
import { AppError } from '../kernel/errors.ts';
import { readProfileFile } from '../profile/files.ts';
import type { Io } from './command.ts';

/** What an import makes of a file of a profile. */
export type Made<T> = { readonly made: T; readonly taken: number; readonly refused: readonly RefusedRow[] };

/** The bytes of a file a user named. Throws `bad_file`. */
export async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AppError('bad_file', { file: basename(file), reason: '无法读取' }, { cause });
  }
}

/** A JSON file of the shape the profile has. Throws `bad_file` with the place in it. */
export function jsonOf<T>(bytes: Uint8Array, file: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError('bad_file', { file: basename(file), reason: '不是合法的 JSON' }, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const reason = `${where === '' ? '' : `${where}：`}${issue?.message ?? ''}`;
  throw new AppError('bad_file', { file: basename(file), reason });
}

/** The file of the profile as it stands; undefined where there is none. Throws `bad_profile`. */
export function knownFile<T>(dir: string, name: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(join(dir, name)) ? readProfileFile(dir, name, schema) : undefined;
}

/**
 * Writes what was made, whole or not at all; with rows refused nothing is written, they are named, and the answer is 1.
 * The running program reads its profile when it starts.
 */
export function keepMade<T>(io: Pick<Io, 'out' | 'err'>, dir: string, name: string, made: Made<T>): number {
  const { taken, refused } = made;
  if (refused.length > 0) {
    for (const { row, column, reason } of refused)
      io.err(`第 ${row} 行${column === null ? '' : `，${column}`}：${reason}\n`);
    io.err(`拒收 ${refused.length} 行，没有写入；改正后重新导入\n`);
    return 1;
  }
  const path = join(dir, name);
  const text = `${JSON.stringify(made.made, null, 1)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) io.out('没有变化\n');
  else {
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
    io.out(`已写入 ${taken} 行到 ${path}，重新启动服务后生效\n`);
  }
  return 0;
}
