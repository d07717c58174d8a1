import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OUTCOME } from '../kernel/contact-words.ts';
import { AppError } from '../kernel/errors.ts';
import { keysOf } from '../kernel/keys.ts';
import type { CallbackRules } from '../orders/callback.ts';
import { readProfileFile } from './files.ts';

export const CALLBACKS_FILE = 'callbacks.json';

const words = z.string().regex(/\S/, '不能为空');
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, '须为 00:00 到 23:59 的时间');
const count = z.int().min(1);

const version = z.strictObject({
  version: words,
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  note: words.exactOptional(),
  // Whoever is called a third time is pestered.
  attempts: count.max(2, '最多两次'),
  gapHours: z.number().min(0),
  days: count,
  quiet: z.strictObject({ from: time, to: time }),
  linkDays: count,
  notFor: z.strictObject({
    demandKinds: z.array(z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬'])),
    outcomes: z.array(z.enum(keysOf(OUTCOME))),
  }),
  script: z.array(words).min(1, '不能为空'),
});
const fileSchema = z.strictObject({ title: words, versions: z.array(version).min(1, '不能为空') });

/** The rules of callback of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadCallbacks(dir: string): readonly CallbackRules[] | undefined {
  if (!existsSync(join(dir, CALLBACKS_FILE))) return undefined;
  const { versions } = readProfileFile(dir, CALLBACKS_FILE, fileSchema);
  const sorted = [...versions].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  sorted.forEach(({ version: name, effectiveFrom, effectiveTo }, i) => {
    const next = sorted[i + 1];
    const empty = effectiveTo !== null && effectiveTo <= effectiveFrom;
    const overlaps = next !== undefined && (effectiveTo === null || effectiveTo > next.effectiveFrom);
    const reason = empty ? `${name} 没有一天有效` : overlaps ? `${name} 与 ${next.version} 的日期重叠` : null;
    if (reason !== null) throw new AppError('bad_profile', { file: CALLBACKS_FILE, reason });
  });
  return sorted;
}
