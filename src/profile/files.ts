import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';

/** The schemas of the JSON files of a profile folder. Unknown keys are refused: a typing error must not pass. */
const code = z.string().regex(/^[A-Z0-9][A-Z0-9-]*$/);
const name = z.string().min(1);
const date = z.iso.date();
const urgency = z.enum(['safety', 'livelihood', 'normal']);

export const profileFile = z.strictObject({ id: z.string().regex(/^[a-z0-9-]+$/), name, taxonomy: name });

const level = z.enum(['dept', 'station', 'street', 'enterprise']);

export const catalogueFile = z.strictObject({
  version: name,
  title: name,
  effectiveFrom: date,
  entries: z
    .array(
      z.strictObject({
        issueType: code,
        owner: code,
        level,
        joint: code.nullable(),
        clause: name,
        basis: name.exactOptional(),
        condition: z
          .strictObject({ onlyIf: z.array(name).exactOptional(), notIf: z.array(name).exactOptional() })
          .exactOptional(),
        delegation: name.exactOptional(),
        effectiveFrom: date,
        effectiveTo: date.nullable(),
      }),
    )
    .exactOptional(),
});

const share = z.number().min(0).max(1);
const inside = z.number().gt(0).lt(1);

export const earnedRightBlock = z.strictObject({
  target: inside,
  confidence: z.number().gt(0.5).lt(1),
  halfLifeDays: z.number().positive(),
  priorWeight: z.number().min(0),
  shrinkage: z.number().min(0),
  changeDiscount: share,
  minimumFresh: z.int().min(1),
  budget: z.number().min(1),
  brokenRate: inside,
  spotCheck: z.strictObject({ share, youngShare: share, youngUntil: z.int().min(0) }),
});

export const routingFile = z.strictObject({
  fallbackUnit: code,
  dispatchThreshold: z.number().min(0).max(1),
  byType: z.record(z.string(), z.number().min(0).max(1)),
  earnedRight: earnedRightBlock.exactOptional(),
  jointWords: z
    .record(
      z.string(),
      z.strictObject({
        onlyIf: z.array(name).min(1).exactOptional(),
        notIf: z.array(name).min(1).exactOptional(),
      }),
    )
    .exactOptional(),
});

export const issueTypesFile = z.strictObject({
  demandKinds: z.array(z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬'])).min(1),
  urgencies: z.record(urgency, name),
  levels: z.record(level, name),
  groups: z.array(z.strictObject({ code, name })).min(1),
  types: z
    .array(
      z.strictObject({
        code,
        name,
        parent: code,
        owner: code,
        level,
        urgency,
        joint: code.nullable(),
        definition: name,
        keywords: z.array(name).exactOptional(),
        effectiveFrom: date.exactOptional(),
        retired: z.strictObject({ from: date, successors: z.array(code).min(1) }).exactOptional(),
        formerNames: z.array(z.strictObject({ name, until: date })).exactOptional(),
      }),
    )
    .min(1),
});

export const unitsFile = z
  .array(
    z.strictObject({
      code,
      name,
      kind: z.enum(['department', 'station', 'street', 'enterprise']),
      parent: code.nullable(),
      street: name.exactOptional(),
      effectiveFrom: date.exactOptional(),
      effectiveTo: date.exactOptional(),
      successor: code.exactOptional(),
      formerNames: z.array(z.strictObject({ name, until: date })).exactOptional(),
    }),
  )
  .min(1);

export const gazetteerFile = z.array(
  z.strictObject({
    name: z.string().min(2),
    kind: z.enum(['street', 'community', 'landmark', 'mall', 'road', 'hutong', 'estate', 'area']),
    street: name.nullable(),
    aliases: z.array(z.string().min(2)).exactOptional(),
    numbers: z
      .array(z.strictObject({ from: z.int().positive(), to: z.int().positive(), street: name }))
      .exactOptional(),
    sides: z
      .strictObject({
        east: name.exactOptional(),
        west: name.exactOptional(),
        north: name.exactOptional(),
        south: name.exactOptional(),
      })
      .exactOptional(),
    between: z.array(name).min(2).exactOptional(),
    outside: z.boolean().exactOptional(),
  }),
);

export const termsFile = z.array(z.string().min(2));

/** Reads one file of the folder and checks its shape. Throws `bad_profile` naming the file and the place in it. */
export function readProfileFile<T>(dir: string, file: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(dir, file), 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? '不是合法的 JSON' : '文件无法读取';
    throw new AppError('bad_profile', { file, reason }, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new AppError('bad_profile', {
    file,
    reason: `${where === '' ? '' : `${where}：`}${issue?.message ?? ''}`,
  });
}
