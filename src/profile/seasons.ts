import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { KnownRise } from '../kernel/known-rise.ts';
import { AppError } from '../kernel/errors.ts';
import { readProfileFile } from './files.ts';
import type { Profile } from './types.ts';

export const SEASONS_FILE = 'seasons.json';

const words = z.string().regex(/\S/, '不能为空');
const day = z.string().regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, '须为 MM-DD');

const fileSchema = z.strictObject({
  title: words,
  note: words,
  version: words,
  rises: z.array(
    z.strictObject({
      name: words,
      types: z.array(words).min(1, '不能为空'),
      from: day,
      to: day,
      times: z.number().positive().max(200),
      /** Where it is laid down; null: nowhere, an example until the place sets its own. */
      source: words.nullable(),
    }),
  ),
});

/** Levels known to rise every year, of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadSeasons(
  dir: string,
  { issueTypes }: Pick<Profile, 'issueTypes'>,
): readonly KnownRise[] | undefined {
  if (!existsSync(join(dir, SEASONS_FILE))) return undefined;
  const { rises } = readProfileFile(dir, SEASONS_FILE, fileSchema);
  const known = new Set(issueTypes.map(({ code }) => code));
  for (const [i, { types }] of rises.entries())
    for (const type of types)
      if (!known.has(type))
        throw new AppError('bad_profile', { file: SEASONS_FILE, reason: `rises.${i}：没有问题分类 ${type}` });
  return rises.map(({ types, from, to, times }) => ({ types, from, to, times }));
}
