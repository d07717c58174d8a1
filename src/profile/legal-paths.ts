import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import type { LegalPath, PathKind } from '../triage/legal-path.ts';
import { readProfileFile } from './files.ts';

export const PATHS_FILE = 'paths.json';

const words = z.string().regex(/\S/, '不能为空');
const KINDS = [
  'emergency',
  'court',
  'arbitration',
  'review',
  'discipline',
  'petition',
  'outside',
] as const satisfies readonly PathKind[];

const pattern = words.superRefine((source, context) => {
  try {
    // One that finds the empty text would find itself in every sentence.
    if (new RegExp(source, 'u').test(''))
      context.addIssue({ code: 'custom', message: `“${source}”连空文本也匹配` });
  } catch {
    context.addIssue({ code: 'custom', message: `“${source}”不是正则表达式` });
  }
});

const pathsFile = z.strictObject({
  title: words,
  paths: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z][A-Z0-9-]*$/, '须为大写字母开头的大写字母、数字和连字符'),
        kind: z.enum(KINDS),
        name: words,
        urgencies: z
          .array(z.enum(['safety', 'livelihood', 'normal']))
          .min(1, '不能为空')
          .exactOptional(),
        any: z.array(pattern).min(1, '不能为空'),
        unless: z.array(pattern).min(1, '不能为空').exactOptional(),
        tell: words,
        laws: z.array(
          z.strictObject({ law: words, article: words, quote: words, effectiveFrom: z.iso.date() }),
        ),
      }),
    )
    .min(1, '不能为空'),
});

/** The ways other than the hotline's of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadLegalPaths(dir: string): readonly LegalPath[] | undefined {
  if (!existsSync(join(dir, PATHS_FILE))) return undefined;
  const { paths } = readProfileFile(dir, PATHS_FILE, pathsFile);
  const codes = paths.map(({ code }) => code);
  const twice = codes.find((code, i) => codes.indexOf(code) !== i);
  if (twice !== undefined)
    throw new AppError('bad_profile', { file: PATHS_FILE, reason: `编码 ${twice} 重复` });
  return paths;
}
