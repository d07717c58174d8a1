import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ConfidentialityRules } from '../triage/confidentiality.ts';
import { readProfileFile } from './files.ts';

export const CONFIDENTIALITY_FILE = 'confidentiality.json';

const words = z.string().regex(/\S/, '不能为空').max(200, '最多 200 个字');
const does = z.enum(['set', 'propose'], '须为 set 或 propose');

const fileSchema = z.strictObject({
  title: words,
  note: words.exactOptional(),
  version: words,
  kinds: z.array(
    z.strictObject({
      demandKind: z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬'], '不是诉求种类'),
      does,
      basis: words,
    }),
  ),
  // One character is in every text.
  asks: z.array(
    z.strictObject({ does, basis: words, words: z.array(words.min(2, '至少两个字')).min(1, '不能为空') }),
  ),
  notIf: z.array(words.min(2, '至少两个字')),
});

/** When who called is kept, of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadConfidentiality(dir: string): ConfidentialityRules | undefined {
  if (!existsSync(join(dir, CONFIDENTIALITY_FILE))) return undefined;
  const { version, kinds, asks, notIf } = readProfileFile(dir, CONFIDENTIALITY_FILE, fileSchema);
  return { version, kinds, asks, notIf };
}
