import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RATE_NAMES } from '../kernel/case-words.ts';
import type { RateCode } from '../kernel/case-words.ts';
import { AppError } from '../kernel/errors.ts';
import { keysOf } from '../kernel/keys.ts';
import type { Period } from '../kernel/periods.ts';
import { readProfileFile } from './files.ts';

export const TARGETS_FILE = 'targets.json';

/** What a rate is to reach, from a day on until another. */
export type Target = Required<Period> & {
  readonly rate: RateCode;
  /** 0..1. */
  readonly value: number;
  /** Whether it is to be at least, or at most, so much. */
  readonly bound: 'atLeast' | 'atMost';
  /** Where it is laid down; null: nowhere, the value is an example until the place sets its own. */
  readonly source: string | null;
};

const day = z.iso.date();
const words = z.string().regex(/\S/, '不能为空');

const fileSchema = z.strictObject({
  title: words,
  note: words,
  targets: z.array(
    z.strictObject({
      rate: z.enum(keysOf(RATE_NAMES)),
      value: z.number().min(0).max(1),
      bound: z.enum(['atLeast', 'atMost']),
      effectiveFrom: day,
      effectiveTo: day.nullable(),
      source: words.nullable(),
    }),
  ),
});

/** What rates are to reach, of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadTargets(dir: string): readonly Target[] | undefined {
  if (!existsSync(join(dir, TARGETS_FILE))) return undefined;
  const { targets } = readProfileFile(dir, TARGETS_FILE, fileSchema);
  for (const [i, one] of targets.entries()) {
    const where = `targets.${i}`;
    if (one.effectiveTo !== null && one.effectiveTo <= one.effectiveFrom)
      throw bad(`${where}：effectiveTo 须晚于 effectiveFrom`);
    const other = targets.find(
      (two, j) =>
        j < i &&
        two.rate === one.rate &&
        (two.effectiveTo === null || one.effectiveFrom < two.effectiveTo) &&
        (one.effectiveTo === null || two.effectiveFrom < one.effectiveTo),
    );
    if (other !== undefined) throw bad(`${where}：${RATE_NAMES[one.rate]}的有效期与另一条重叠`);
  }
  return targets;
}

const bad = (reason: string): AppError => new AppError('bad_profile', { file: TARGETS_FILE, reason });
