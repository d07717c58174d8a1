import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { readProfileFile } from './files.ts';
import type { Profile } from './types.ts';

export const HEADS_FILE = 'heads.json';

/** Heads of 七有五性 with the issue types that fall under each. */
export type Heads = {
  readonly version: string;
  readonly note: string;
  /** Whether the weights are those of the place; false: equal until it sets them. */
  readonly isWeightSet: boolean;
  readonly heads: readonly {
    readonly code: string;
    readonly name: string;
    readonly of: '七有' | '五性';
    readonly weight: number;
  }[];
  readonly rateWeights: { readonly response: number; readonly solved: number; readonly satisfied: number };
  /** `head` null: falls under none. */
  readonly types: readonly { readonly type: string; readonly head: string | null; readonly reason: string }[];
};

const words = z.string().regex(/\S/, '不能为空');
const weight = z.number().min(0).max(1000);

export const headsFile = z.strictObject({
  title: words,
  version: words,
  note: words,
  isWeightSet: z.boolean(),
  heads: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z0-9][A-Z0-9-]*$/),
        name: words,
        of: z.enum(['七有', '五性']),
        weight,
      }),
    )
    .min(1, '不能为空'),
  rateWeights: z.strictObject({ response: weight, solved: weight, satisfied: weight }),
  types: z.array(z.strictObject({ type: words, head: words.nullable(), reason: words })),
});
export type HeadsFile = z.output<typeof headsFile>;

/** 七有五性 of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadHeads(dir: string, profile: Pick<Profile, 'issueTypes'>): Heads | undefined {
  if (!existsSync(join(dir, HEADS_FILE))) return undefined;
  const file = readProfileFile(dir, HEADS_FILE, headsFile);
  checkHeads(file, profile);
  const { title: _, ...heads } = file;
  return heads;
}

/**
 * Throws `bad_profile` for heads or types named twice, unknown ones, and weights that come to nothing. A type that is not
 * in the list falls under no head, and is told as such where heads are shown.
 */
export function checkHeads(file: HeadsFile, { issueTypes }: Pick<Profile, 'issueTypes'>): void {
  const bad = (reason: string): AppError => new AppError('bad_profile', { file: HEADS_FILE, reason });
  const { heads, types, rateWeights } = file;
  const codes = heads.map(({ code }) => code);
  const twice = codes.find((code, i) => codes.indexOf(code) !== i);
  if (twice !== undefined) throw bad(`heads：“${twice}”重复`);
  if (heads.every((head) => head.weight === 0)) throw bad('heads：权重不能都为 0');
  if (Object.values(rateWeights).every((value) => value === 0)) throw bad('rateWeights：权重不能都为 0');
  const known = new Set(issueTypes.map(({ code }) => code));
  const seen = new Set<string>();
  types.forEach(({ type, head }, i) => {
    if (!known.has(type)) throw bad(`types.${i}：没有分类 ${type}`);
    if (seen.has(type)) throw bad(`types.${i}：分类 ${type} 重复`);
    seen.add(type);
    if (head !== null && !codes.includes(head)) throw bad(`types.${i}：没有“七有五性”编码 ${head}`);
  });
}
