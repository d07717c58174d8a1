import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CareRules } from '../triage/abuse.ts';
import { readProfileFile } from './files.ts';

export const CARE_FILE = 'care.json';

const words = z.string().regex(/\S/, '不能为空').max(200, '最多 200 个字');
// One character is in every text.
const spoken = z.array(words.min(2, '至少两个字'));

const fileSchema = z.strictObject({
  title: words,
  note: words.exactOptional(),
  version: words,
  abuse: z.strictObject({
    // A mark that never ends is a black list.
    days: z.int().min(1).max(365, '最多 365 天'),
    words: z.strictObject({
      insult: spoken.exactOptional(),
      threat: spoken.exactOptional(),
      harassment: spoken.exactOptional(),
    }),
  }),
  rest: z.strictObject({
    afterAbuse: z.boolean(),
    minutes: z.int().min(30, '至少 30 分钟').nullable(),
    acts: z.int().min(10, '至少 10 件').nullable(),
    breakMinutes: z.int().min(5, '至少 5 分钟').max(120, '最多 120 分钟'),
  }),
});

/** How staff are cared for, of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadCare(dir: string): CareRules | undefined {
  if (!existsSync(join(dir, CARE_FILE))) return undefined;
  const { version, abuse, rest } = readProfileFile(dir, CARE_FILE, fileSchema);
  return { version, abuse: { days: abuse.days, words: withoutUndefined(abuse.words) }, rest };
}

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
