import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SATISFIED } from '../kernel/callback-words.ts';
import { LEFT_OUT_NAMES } from '../kernel/case-words.ts';
import { AppError } from '../kernel/errors.ts';
import { keysOf } from '../kernel/keys.ts';
import type { ScoreKind } from '../kernel/score-words.ts';
import type { ScoreRules } from '../orders/score-rules.ts';
import { readProfileFile } from './files.ts';

export const SCORES_FILE = 'scores.json';

const words = z.string().regex(/\S/, '不能为空').max(2000, '不能超过 2000 字');
/** Floats of JSON become whole tenths once, here; everything after is integers. */
const inTenths = (n: number): number => Math.round(n * 10);
const isTenths = (n: number): boolean => Math.abs(n * 10 - inTenths(n)) < 1e-9;
const points = z
  .number()
  .min(-100, '不能低于 -100')
  .max(100, '不能高于 100')
  .refine(isTenths, '最多一位小数');
const penalty = points.refine((n) => n <= 0, '扣分须为 0 或负数');

const version = z.strictObject({
  version: words.max(40, '不能超过 40 字'),
  effectiveFrom: z.iso.date('须为日期，例如 2026-01-01'),
  effectiveTo: z.iso.date('须为日期，例如 2026-12-31').nullable(),
  note: words,
  points: z.strictObject({
    bothNo: penalty,
    oneNo: penalty,
    bothYes: points.refine((n) => n >= 0, '加分须为 0 或正数'),
    missingMaterial: penalty,
    publicIncident: penalty,
  } satisfies Record<ScoreKind, unknown>),
  satisfiedAnswers: z
    .array(
      z.enum(keysOf(SATISFIED)).refine((one) => one !== 'noOpinion' && one !== 'dissatisfied', '不是满意'),
    )
    .min(1, '不能为空'),
  // A tenth of a point has to be whole fen.
  yuanPerPoint: z
    .number()
    .min(0, '不能为负')
    .max(1_000_000, '不能超过 100 万')
    .refine(isTenths, '最多一位小数'),
  notScored: z.array(z.enum(keysOf(LEFT_OUT_NAMES))),
});
const fileSchema = z.strictObject({
  title: words,
  versions: z.array(version).min(1, '不能为空').max(100, '最多 100 版'),
});
type ScoreFile = z.output<typeof fileSchema>;

/** Rules, oldest first, or the field that is wrong and why. */
export type ParsedScores =
  | { readonly ok: true; readonly rules: readonly ScoreRules[] }
  | { readonly ok: false; readonly field: string; readonly reason: string };

/** A draft of the file, as somebody wrote it. */
export function parseScores(text: string): ParsedScores {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The one thing that is not a fault of the program: what was pasted is no JSON.
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, field: SCORES_FILE, reason: '不是合法的 JSON' };
  }
  const result = fileSchema.safeParse(value);
  if (result.success) return settled(result.data);
  const issue = result.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return {
    ok: false,
    field: [...(issue?.path ?? []), ...unknown].join('.') || SCORES_FILE,
    reason: unknown.length > 0 ? '没有这一项' : (issue?.message ?? '有误'),
  };
}

/** The rules of scoring of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadScores(dir: string): readonly ScoreRules[] | undefined {
  if (!existsSync(join(dir, SCORES_FILE))) return undefined;
  const parsed = settled(readProfileFile(dir, SCORES_FILE, fileSchema));
  if (parsed.ok) return parsed.rules;
  throw new AppError('bad_profile', { file: SCORES_FILE, reason: `${parsed.field}：${parsed.reason}` });
}

function settled({ versions }: ScoreFile): ParsedScores {
  const sorted = versions
    .map((one, i) => ({ one, field: `versions.${i}` }))
    .sort((a, b) => a.one.effectiveFrom.localeCompare(b.one.effectiveFrom));
  const names = new Set<string>();
  for (const [i, { one, field }] of sorted.entries()) {
    const { version: name, effectiveFrom, effectiveTo } = one;
    if (names.has(name)) return { ok: false, field: `${field}.version`, reason: `版本 ${name} 有两个` };
    names.add(name);
    if (effectiveTo !== null && effectiveTo <= effectiveFrom)
      return { ok: false, field: `${field}.effectiveTo`, reason: `${name} 没有一天有效` };
    const next = sorted[i + 1]?.one;
    if (next !== undefined && (effectiveTo === null || effectiveTo > next.effectiveFrom))
      return { ok: false, field: `${field}.effectiveTo`, reason: `${name} 与 ${next.version} 的日期重叠` };
  }
  return { ok: true, rules: sorted.map(({ one }) => rulesOf(one)) };
}

const rulesOf = ({ points: given, yuanPerPoint, ...rest }: ScoreFile['versions'][number]): ScoreRules => ({
  ...rest,
  tenths: {
    bothNo: inTenths(given.bothNo),
    oneNo: inTenths(given.oneNo),
    bothYes: inTenths(given.bothYes),
    missingMaterial: inTenths(given.missingMaterial),
    publicIncident: inTenths(given.publicIncident),
  },
  fenPerTenth: Math.round(yuanPerPoint * 10),
});
