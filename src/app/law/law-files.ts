import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';

/** A file of law: rows (jsonl) are streamed, texts (Markdown, plain) are read whole. */
export type LawFile = {
  readonly path: string;
  /** As shown to people. */
  readonly name: string;
  readonly kind: 'rows' | 'text';
  readonly bytes: number;
};

const ROWS = /\.(?:jsonl|ndjson)(?:\.gz)?$/i;
const TEXT = /\.(?:md|markdown|txt)$/i;

/** Bytes of one text at most: the longest code is below 1 MB. */
const TEXT_BYTES = 16 << 20;

/**
 * The files of law at a path: the file itself, or all in a folder and below it, in order of name. Throws
 * `file_unreadable`, and `bad_file` for a file of another kind, one that is too big, or a folder without any.
 */
export async function lawFiles(path: string): Promise<LawFile[]> {
  const found = await statOf(path);
  if (!found.isDirectory()) {
    const kind = kindOf(path);
    if (kind === null) throw bad(path, '只能读 .jsonl、.jsonl.gz、.md、.txt 或目录');
    return [checked({ path, name: path.split('/').at(-1) ?? path, kind, bytes: found.size })];
  }
  const names = (await readdir(path, { recursive: true })).sort();
  const files: LawFile[] = [];
  for (const name of names) {
    const kind = kindOf(name);
    if (kind === null) continue;
    const full = join(path, name);
    const { size, isFile } = await statOf(full).then((s) => ({ size: s.size, isFile: s.isFile() }));
    if (isFile) files.push(checked({ path: full, name, kind, bytes: size }));
  }
  if (files.length === 0) throw bad(path, '目录里没有 .jsonl、.jsonl.gz、.md 或 .txt');
  return files;
}

function kindOf(name: string): LawFile['kind'] | null {
  return ROWS.test(name) ? 'rows' : TEXT.test(name) ? 'text' : null;
}

function checked(file: LawFile): LawFile {
  if (file.kind === 'text' && file.bytes > TEXT_BYTES)
    throw bad(
      file.name,
      `${(file.bytes / 1e6).toFixed(0)} MB，一部法规的文本不会这么大；大批法规请用 .jsonl`,
    );
  return file;
}

/** Bytes of a text file. Throws `file_unreadable`. */
export async function readLawFile(file: LawFile): Promise<Uint8Array> {
  try {
    return await readFile(file.path);
  } catch (cause) {
    throw unreadable(file.path, cause);
  }
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(file: string, cause: unknown): AppError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const known: Record<string, string> = { ENOENT: '没有这个文件', EACCES: '没有读取权限' };
  return new AppError('file_unreadable', { file, reason: known[code] ?? message }, { cause });
}

const bad = (file: string, reason: string): AppError => new AppError('bad_file', { file, reason });
