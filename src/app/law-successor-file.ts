import { readFileSync } from 'node:fs';
import { AppError } from '../kernel/errors.ts';
import type { LawSuccessor } from '../knowledge/law-intervals.ts';
import { readLawRow } from './law-rows.ts';

/** The links that ship with the program, a JSON array; none where there is no such file. Throws `bad_file`. */
export function readSuccessorFile(file: string): LawSuccessor[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new AppError('file_unreadable', { file, reason: message }, { cause });
  }
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (cause) {
    throw new AppError('bad_file', { file, reason: '不是合法的 JSON' }, { cause });
  }
  if (!Array.isArray(rows)) throw new AppError('bad_file', { file, reason: '须为 JSON 数组' });
  return rows.map((row: unknown, i) => {
    const link = readLawRow(JSON.stringify({ kind: 'successor', ...(row as object) }), `第 ${i + 1} 项`);
    if (link.kind !== 'successor')
      throw new AppError('bad_file', { file, reason: `第 ${i + 1} 项不是承继关系` });
    const { law, successor, on, basis } = link;
    return { law, successor, on, basis };
  });
}
