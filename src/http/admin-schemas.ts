import { z } from '@hono/zod-openapi';
import type { ApiKey, Person, SystemState } from '../app/admin/admin-types.ts';
import type { AuditPage, ChainState, Knowers, SeenBy } from '../app/admin/audit-types.ts';
import type { BackupView } from '../app/admin/backup-types.ts';
import { KEY_DAYS_MOST, ROTATION_HOURS, ROTATION_HOURS_MOST } from '../app/key-limits.ts';
import { keysOf } from '../kernel/keys.ts';
import { MOVER_NAMES, STATE_NAMES } from '../kernel/move-words.ts';
import { isoTime } from '../web/format.ts';
import { mutable } from './mutable.ts';

/** Shapes of what an administrator looks after, and how they are made from what the use cases say. */

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const named = z.object({ code: z.string(), name: z.string() });
const role = z.enum(keysOf(MOVER_NAMES));
const word = (most: number) =>
  z.string('须为字符串').trim().min(1, '不能为空').max(most, `最多 ${most} 个字符`);
const unitCode = z.string('须为字符串').regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码');
const day = z.iso.date('须为日期，例如 2026-11-22');
const moment = z.iso.datetime({ offset: true, error: '须为 ISO 8601 时间，带时区' });

const orNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

const facts = {
  name: word(64),
  role: z.string('须为字符串'),
  unit: unitCode.nullable().default(null),
};
export const personFacts = z.strictObject(facts).openapi('PersonFacts');
export const newPerson = z.strictObject({ ...facts, username: word(64) }).openapi('NewPerson');
export const peopleQuery = z.strictObject({
  q: z.string().max(64, '最多 64 个字符').optional().openapi({ description: '用户名、姓名或单位' }),
  role: role.optional(),
  standing: z.enum(['active', 'disabled']).optional(),
});
export const personSchema = z
  .object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    role,
    unit: named.nullable(),
    createdAt: time,
    disabledAt: time.nullable(),
    lastLoginAt: time.nullable(),
    sessions: z.int().openapi({ description: '未结束的登录' }),
    open: z.int().openapi({ description: '手上的工单：已签收、未答复' }),
    identity: z
      .object({ subject: z.string(), linkedAt: time })
      .nullable()
      .openapi({ description: '关联的统一身份；没有关联或者没有启用为 null' }),
  })
  .openapi('Person');
export const presentPerson = (one: Person) => ({
  ...one,
  unit: one.unit === null ? null : { ...one.unit },
  createdAt: isoTime(one.createdAt),
  disabledAt: orNull(one.disabledAt),
  lastLoginAt: orNull(one.lastLoginAt),
  identity:
    one.identity === null
      ? null
      : { subject: one.identity.subject, linkedAt: isoTime(one.identity.linkedAt) },
});
export const identityInput = z
  .strictObject({
    subject: word(255).openapi({ description: '统一身份认证里的身份标识（sub）' }),
  })
  .openapi('IdentityInput');

const keyLimits = {
  scope: z
    .array(z.string())
    .min(1)
    .optional()
    .openapi({ description: '只准做哪些事：策略表里的动作，不写为接口密钥能做的全部' }),
  unit: z.string().max(64).optional().openapi({ description: '只准看和改这个单位的工单；不写不限' }),
  days: z.int().min(1).max(KEY_DAYS_MOST).optional().openapi({ description: '多少天后失效；不写不失效' }),
};
export const newKey = z.strictObject({ name: word(64), ...keyLimits }).openapi('NewApiKey');
/** A form sends empty fields too. */
export const newKeyForm = z.strictObject({
  name: word(64),
  scope: z
    .string()
    .transform((text) => text.split(/[\s,，、;；]+/u).filter((one) => one !== ''))
    .transform((list) => (list.length === 0 ? undefined : list))
    .optional(),
  unit: z
    .string()
    .transform((code) => (code === '' ? undefined : code))
    .optional(),
  days: z
    .string()
    .regex(/^\d{0,4}$/, '须为整数')
    .transform((days) => (days === '' ? undefined : Number(days)))
    .optional(),
});
export const rotation = z
  .strictObject({
    hours: z
      .int()
      .min(0)
      .max(ROTATION_HOURS_MOST)
      .optional()
      .openapi({ description: `旧密钥还能用多少小时，不写为 ${ROTATION_HOURS}` }),
  })
  .openapi('KeyRotation');
export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: time,
    revokedAt: time.nullable(),
    lastUsedAt: time.nullable().openapi({ description: '精确到小时' }),
    scope: z.array(z.string()).nullable().openapi({ description: '只准做哪些事；null 为不限' }),
    unit: z.string().nullable().openapi({ description: '只准看和改哪个单位的工单；null 为不限' }),
    expiresAt: time.nullable(),
  })
  .openapi('ApiKey');
export const presentKey = (one: ApiKey) => ({
  ...one,
  scope: one.scope === null ? null : [...one.scope],
  createdAt: isoTime(one.createdAt),
  revokedAt: orNull(one.revokedAt),
  lastUsedAt: orNull(one.lastUsedAt),
  expiresAt: orNull(one.expiresAt),
});

export const unitsSchema = z
  .object({
    catalogue: z.string(),
    lines: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        kind: z.enum(['department', 'station', 'street', 'enterprise']),
        depth: z.int(),
        street: z.string().nullable(),
        effectiveFrom: z.string().nullable(),
        effectiveTo: z.string().nullable(),
        successor: z.string().nullable(),
        formerNames: z.array(z.object({ name: z.string(), until: z.string() })),
        there: z.boolean(),
        people: z.int(),
        open: z.int(),
        dispatch: z.enum(['on', 'some', 'off']),
      }),
    ),
  })
  .openapi('UnitTree');

export const rulesQuery = z.strictObject({
  day: day.optional().openapi({ description: '哪一天施行的；不写为今天' }),
});
export const rulesSchema = z
  .object({
    day: z.string(),
    chapters: z.array(
      z.object({
        code: z.enum(['clocks', 'callbacks', 'scores', 'checklists', 'targets']),
        title: z.string(),
        file: z.string(),
        version: z.string().nullable(),
        lines: z.array(
          z.object({
            name: z.string(),
            says: z.array(z.string()),
            basis: z.string().nullable(),
            quote: z.string().nullable(),
            unverified: z.boolean(),
            effectiveFrom: z.string().nullable(),
            effectiveTo: z.string().nullable(),
            note: z.string().nullable(),
          }),
        ),
        empty: z.string().nullable(),
      }),
    ),
    calendar: z
      .object({
        name: z.string(),
        file: z.string(),
        years: z.array(
          z.object({
            year: z.int(),
            known: z.boolean(),
            off: z.int(),
            work: z.int(),
            notices: z.array(z.string()),
          }),
        ),
      })
      .nullable(),
  })
  .openapi('RulesInForce');
export const findingsSchema = z
  .array(z.object({ ok: z.boolean(), name: z.string(), text: z.string() }))
  .openapi('RuleFindings');

export const auditQuery = z.strictObject({
  person: word(64).optional().openapi({ description: '用户名、姓名或编号' }),
  action: z.string().max(64, '最多 64 个字符').optional(),
  subject: word(128).optional().openapi({ description: '工单编号，或者审计里的对象' }),
  from: day.optional(),
  to: day.optional().openapi({ description: '最后一天' }),
  after: z.string().max(40, '最多 40 个字符').optional().openapi({ description: '上一页的 next' }),
});
export const auditSchema = z
  .object({
    lines: z.array(
      z.object({
        seq: z.int(),
        at: time,
        actor: z.object({ id: z.string(), name: z.string() }),
        action: z.string(),
        actionName: z.string(),
        subject: z.string(),
        detail: z.string(),
        order: z.object({ id: z.string(), number: z.string() }).nullable(),
      }),
    ),
    next: z.string().nullable().openapi({ description: '下一页的键；最后一页为 null' }),
  })
  .openapi('AuditPage');
export const presentAudit = ({ lines, next }: AuditPage) => ({
  lines: mutable(lines).map((line) => ({ ...line, at: isoTime(line.at) })),
  next,
});

const seenSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    first: time,
    last: time,
    times: z.int(),
    how: z.array(z.string()),
  }),
);
export const knowersQuery = z.strictObject({ number: word(64), at: moment });
const seesCaller = z.boolean().openapi({ description: '能否看到来电人' });
export const knowersSchema = z
  .object({
    order: z.object({ id: z.string(), number: z.string() }),
    at: time,
    standing: z
      .object({
        state: z.enum(keysOf(STATE_NAMES)),
        units: z.array(named.extend({ as: z.enum(['lead', 'joint', 'called']) })),
      })
      .nullable(),
    couldRead: z.array(
      z.object({
        id: z.string(),
        username: z.string(),
        name: z.string(),
        role,
        unit: named.nullable(),
        seesCaller,
      }),
    ),
    keys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        unit: named.nullable(),
        seesCaller,
        means: z.array(z.string()).openapi({ description: '凭它能做的、会知道工单的事' }),
      }),
    ),
    didRead: seenSchema,
    mayHold: seenSchema,
    told: seenSchema.openapi({ description: '被推送过工单进展的系统：只有编号、状态和单位' }),
    unknown: z.array(z.string()),
  })
  .openapi('Knowers');
const presentSeen = (list: readonly SeenBy[]) =>
  list.map((one) => ({ ...one, first: isoTime(one.first), last: isoTime(one.last), how: [...one.how] }));
export const presentKnowers = ({ at, didRead, mayHold, told, ...rest }: Knowers) => ({
  ...mutable(rest),
  at: isoTime(at),
  didRead: presentSeen(didRead),
  mayHold: presentSeen(mayHold),
  told: presentSeen(told),
});

export const chainSchema = z
  .object({
    running: z.int().nullable().openapi({ description: '正在核验：已看过多少行' }),
    last: z
      .object({
        ok: z.boolean(),
        rows: z.int(),
        head: z.string().nullable(),
        brokenAt: z.int().nullable(),
        reason: z.enum(['gap', 'link', 'hash']).nullable(),
        at: time,
        by: z.string(),
        problem: z.string().nullable(),
      })
      .nullable(),
  })
  .openapi('AuditChain');
export const presentChain = ({ running, last }: ChainState) => ({
  running,
  last: last === null ? null : { ...last, at: isoTime(last.at) },
});

export const backupsSchema = z
  .object({
    folder: z.string().nullable(),
    databaseBytes: z.int().nullable(),
    free: z.int().nullable(),
    running: z.object({ since: time, by: z.string(), bytes: z.int() }).nullable(),
    problem: z.string().nullable(),
    list: z.array(
      z.object({
        name: z.string(),
        at: time,
        bytes: z.int(),
        sha256: z.string().nullable(),
        by: z.string().nullable(),
      }),
    ),
  })
  .openapi('Backups');
export const presentBackups = ({ running, list, ...rest }: BackupView) => ({
  ...rest,
  running: running === null ? null : { ...running, since: isoTime(running.since) },
  list: list.map((one) => ({ ...one, at: isoTime(one.at) })),
});

export const systemSchema = z
  .object({
    program: z.string(),
    versions: z.object({
      model: z.string(),
      taxonomy: z.string(),
      catalogue: z.string(),
      knowledge: z.string(),
    }),
    encoder: z.object({ good: z.boolean(), text: z.string() }),
    database: z.object({
      answers: z.boolean(),
      bytes: z.int().nullable(),
      logBytes: z.int().nullable(),
      free: z.int().nullable(),
      schema: z.string(),
    }),
    outbox: z.object({
      waiting: z.int(),
      dead: z.int(),
      oldest: time.nullable(),
      topics: z.array(z.object({ topic: z.string(), waiting: z.int(), dead: z.int() })),
      failed: z.array(
        z.object({
          id: z.int(),
          topic: z.string(),
          order: z.string().nullable(),
          attempts: z.int(),
          error: z.string(),
          deadAt: time,
        }),
      ),
    }),
    sweep: z
      .object({
        at: time,
        orders: z.int(),
        failed: z.int(),
        made: z.int(),
        unknownYears: z.array(z.int()),
      })
      .nullable(),
    background: z
      .object({ holder: z.string().nullable() })
      .nullable()
      .openapi({ description: '几个进程共用数据库时，后台任务由哪个承担；null：只有一个进程' }),
  })
  .openapi('SystemState');
export const presentSystem = (program: string, { outbox, sweep, ...rest }: SystemState) => ({
  program,
  ...mutable(rest),
  outbox: {
    ...outbox,
    topics: outbox.topics.map((one) => ({ ...one })),
    oldest: orNull(outbox.oldest),
    failed: outbox.failed.map((one) => ({ ...one, deadAt: isoTime(one.deadAt) })),
  },
  sweep: sweep === null ? null : { ...sweep, at: isoTime(sweep.at), unknownYears: [...sweep.unknownYears] },
});
export const retryInput = z
  .strictObject({ id: z.int('须为整数').optional().openapi({ description: '哪一项；不写为全部' }) })
  .openapi('RetryJobs');
