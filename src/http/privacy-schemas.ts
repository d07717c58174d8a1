import { z } from '@hono/zod-openapi';
import { ERASED_BECAUSE, ERASED_NAMES } from '../kernel/erasure-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { STATE_NAMES } from '../kernel/move-words.ts';
import { RETAINED } from '../kernel/retention-words.ts';
import type { ErasureReport } from '../app/privacy/erasing.ts';
import type { ErasureTarget, PrivacyView, RetentionReport } from '../app/privacy/privacy-types.ts';
import { mutable } from './mutable.ts';

const word = z.string().trim().min(1, '不能为空');
const time = z.string().openapi({ format: 'date-time' });
const iso = (ms: number): string => new Date(ms).toISOString();
const what = z.enum(['caller', 'all']);
const erased = z.enum(keysOf(ERASED_NAMES));

export const erasureQuery = z.strictObject({
  order: word.max(64).openapi({ description: '工单编号或系统编号' }),
  person: z.enum(['true', 'false']).optional().openapi({ description: '连同同一电话的全部工单' }),
});
export const erasureInput = z.strictObject({
  order: word.max(64).openapi({ description: '工单编号或系统编号' }),
  person: z.boolean().optional().openapi({ description: '连同同一电话的全部工单' }),
  what: what.optional().openapi({ description: 'all（默认）：全部个人信息和原文；caller：只清除来电人信息' }),
  reason: word.max(200).openapi({ description: '记入审计，不能有姓名、电话' }),
  confirm: word.max(64).openapi({ description: '再写一遍工单编号' }),
});
export const holdInput = z.strictObject({ order: word.max(64), reason: word.max(200) });
export const endInput = z.strictObject({ reason: word.max(200) });

const spared = z.array(z.object({ number: z.string(), why: z.array(z.string()) }));

export const privacySchema = z
  .object({
    basis: z.object({ title: z.string(), text: z.string() }).nullable(),
    lines: z.array(
      z.object({
        kind: z.enum(keysOf(RETAINED)).nullable(),
        name: z.string(),
        kept: z.string(),
        after: z.string(),
      }),
    ),
    holds: z.array(
      z.object({
        id: z.string(),
        number: z.string().nullable(),
        reason: z.string(),
        by: z.string(),
        at: time,
      }),
    ),
    erasures: z.array(
      z.object({
        number: z.string().nullable(),
        what: erased,
        because: z.enum(keysOf(ERASED_BECAUSE)),
        reason: z.string(),
        by: z.string(),
        at: time,
        cleanedAt: time.nullable(),
      }),
    ),
    uncleaned: z.int().openapi({ description: '磁盘上可能还有残留的清除' }),
    busy: z.string().nullable(),
    problem: z.string().nullable(),
  })
  .openapi('Privacy');
export const presentPrivacy = ({ holds, erasures, ...rest }: PrivacyView) => ({
  ...mutable(rest),
  holds: holds.map(({ id, number, reason, byName, at }) => ({ id, number, reason, by: byName, at: iso(at) })),
  erasures: erasures.map(({ number, what: part, because, reason, byName, at, cleanedAt }) => ({
    number,
    what: part,
    because,
    reason,
    by: byName,
    at: iso(at),
    cleanedAt: cleanedAt === null ? null : iso(cleanedAt),
  })),
});

export const targetsSchema = z
  .array(
    z.object({
      id: z.string(),
      number: z.string(),
      receivedAt: time,
      state: z.enum(keysOf(STATE_NAMES)),
      spared: z.array(z.string()).openapi({ description: '为什么不清除；空为会清除' }),
      erased: z.array(erased),
    }),
  )
  .openapi('ErasureTargets');
export const presentTargets = (targets: readonly ErasureTarget[]) =>
  targets.map(({ receivedAt, ...rest }) => ({ ...mutable(rest), receivedAt: iso(receivedAt) }));

export const reportSchema = z
  .object({
    erased: z.array(z.string()),
    spared,
    files: z.int(),
    auditRows: z.int(),
    writings: z.int(),
  })
  .openapi('ErasureReport');
export const presentReport = (report: ErasureReport) => mutable(report);

export const retentionSchema = z
  .object({
    title: z.string().nullable(),
    counts: z.array(
      z.object({
        kind: z.enum(keysOf(RETAINED)),
        name: z.string(),
        days: z.int(),
        due: z.int(),
        done: z.int(),
        spared,
      }),
    ),
    cleaned: z.boolean(),
  })
  .openapi('RetentionReport');
export const presentRetention = (report: RetentionReport) => mutable(report);
