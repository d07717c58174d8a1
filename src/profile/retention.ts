import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { RETAINED } from '../kernel/retention-words.ts';
import type { RetentionDays } from '../kernel/retention-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { readProfileFile } from './files.ts';

export const RETENTION_FILE = 'retention.json';

const words = z.string().regex(/\S/, '不能为空');
// Never by accident: what is erased does not come back.
const days = z.int().min(7, '至少 7 天').max(36_500).nullable();
const fileSchema = z.strictObject({
  title: words,
  /** By what the days were set. */
  basis: words,
  days: z.strictObject(
    Object.fromEntries(keysOf(RETAINED).map((kind) => [kind, days])) as Record<
      keyof typeof RETAINED,
      typeof days
    >,
  ),
});

export type RetentionRules = { readonly title: string; readonly basis: string; readonly days: RetentionDays };

/** How long what is kept, of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadRetention(dir: string): RetentionRules | undefined {
  if (!existsSync(join(dir, RETENTION_FILE))) return undefined;
  const rules = readProfileFile(dir, RETENTION_FILE, fileSchema);
  const { caller, words: all } = rules.days;
  if (all !== null && (caller === null || caller > all))
    throw new AppError('bad_profile', {
      file: RETENTION_FILE,
      reason: '来电人信息（caller）不能比原文和办理文字（words）保存得更久',
    });
  return rules;
}
