import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { keysOf } from '../kernel/keys.ts';
import { SUBJECT_ACT } from '../kernel/warning-words.ts';
import type { SubjectActKind } from '../kernel/warning-words.ts';
import { readProfileFile } from './files.ts';

export const WARNINGS_FILE = 'warnings.json';

/** When a subject is due for a talk or a visit. */
export type SubjectTrigger = {
  readonly code: string;
  readonly act: SubjectActKind;
  readonly name: string;
  /** Different callers who complained or reported within so many days. */
  readonly days: number;
  readonly callers: number;
  /** Only those who called after the last act of this kind count. */
  readonly after?: SubjectActKind;
  /** Not where the act was done within so many days. */
  readonly restDays: number;
  /** The rule in words. */
  readonly text: string;
};

/** When something is told as a warning, and what counts as going on for long. `alarms` as in `insight/surge.ts`. */
export type WarningRules = {
  readonly version: string;
  readonly alarms: {
    readonly falseAlarmsPerWeek: number;
    readonly leastCallers: number;
    readonly windows: readonly number[];
    readonly youngDays: number;
    readonly quietDays: number;
    readonly again: number;
    readonly learnDays: number;
  };
  /** The same trouble at the same place: so many orders in so many calendar months of the last days. */
  readonly chronic: { readonly days: number; readonly orders: number; readonly months: number };
  /** Days a task is given unless somebody says otherwise. */
  readonly taskDays: number;
  readonly subjectTriggers: readonly SubjectTrigger[];
};

const words = z.string().regex(/\S/, '不能为空');
const days = z.int('须为整数').min(1).max(730);
const count = z.int('须为整数').min(1).max(10_000);
const act = z.enum(keysOf<SubjectActKind>(SUBJECT_ACT));

const fileSchema = z.strictObject({
  title: words,
  version: words,
  alarms: z.strictObject({
    falseAlarmsPerWeek: z.number().positive().max(100),
    leastCallers: z.int().min(2, '须至少 2 人：一个人来电多少次都不是热点').max(1000),
    // Orders count as recent for a week.
    windows: z
      .array(z.int().min(1).max(7, '最长 7 天'))
      .min(1, '不能为空')
      .refine((list) => list.every((value, i) => i === 0 || value > (list[i - 1] as number)), '须从短到长'),
    youngDays: days,
    quietDays: days,
    again: z.number().gt(1, '须大于 1').max(100),
    learnDays: z.int().min(7, '须至少 7 天：一个星期才有每个星期几').max(365),
  }),
  chronic: z
    .strictObject({ days, orders: count, months: count })
    .refine(({ days: span, months }) => months <= Math.ceil(span / 28) + 1, '天数装不下这么多个月'),
  taskDays: days,
  subjectTriggers: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z][A-Z0-9-]*$/, '须为大写字母开头的大写字母、数字和连字符'),
        act,
        name: words,
        days,
        callers: count,
        after: act.exactOptional(),
        restDays: z.int().min(0).max(730),
        text: words,
      }),
    )
    .refine((list) => new Set(list.map(({ code }) => code)).size === list.length, '编码重复'),
});

/** The rules of warnings of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadWarnings(dir: string): WarningRules | undefined {
  if (!existsSync(join(dir, WARNINGS_FILE))) return undefined;
  const { title: _, ...rules } = readProfileFile(dir, WARNINGS_FILE, fileSchema);
  return rules;
}
