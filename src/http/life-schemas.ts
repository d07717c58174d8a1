import { z } from '@hono/zod-openapi';
import { CLOCK_STATES, REASON_KEYS } from '../app/life/order-words.ts';
import { ATTITUDE, CALLBACK_RESULT, CALLBACK_WAY, SATISFIED, SOLVED } from '../kernel/callback-words.ts';
import { CONTACT_RESULT, CONTACT_WAY, OUTCOME, TELL_WAY } from '../kernel/contact-words.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../kernel/evidence-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { APPLICATION_NAMES, MOVE_NAMES, STATE_NAMES } from '../kernel/move-words.ts';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const named = z.object({ code: z.string(), name: z.string() });
const list = <T extends z.ZodType>(one: T) => z.array(one).readonly();
const words = list(z.string());
const milliseconds = z.number().openapi({ description: '毫秒' });
const reasonKind = z.enum(REASON_KEYS);
const outcome = z.enum(keysOf(OUTCOME));
const way = z.enum(keysOf(CONTACT_WAY));
const tellWay = z.enum(keysOf(TELL_WAY));

const clock = z
  .object({
    id: z.string(),
    name: z.string(),
    purpose: z.string(),
    state: z.enum(CLOCK_STATES),
    stateName: z.string(),
    limit: z.string(),
    startsWith: z.string(),
    disabled: z.boolean().openapi({ description: '没有施行，仅供对照' }),
    startedAt: time.nullable(),
    dueAt: time.nullable(),
    unknownYear: z.int().nullable().openapi({ description: '日历没有这一年，算不出时限' }),
    metAt: time.nullable(),
    left: milliseconds.nullable().openapi({ description: '离时限还有多少毫秒' }),
    over: milliseconds.nullable().openapi({ description: '超过时限多少毫秒' }),
    unsettled: z.boolean().openapi({ description: '放假通知发布前可能变动' }),
    basis: z.object({
      text: z.string(),
      law: z.string().nullable(),
      article: z.string().nullable(),
      quote: z.string().nullable(),
      unverified: z.boolean(),
    }),
  })
  .openapi('OrderClock');

const pending = z.object({
  kind: z.enum(keysOf(APPLICATION_NAMES)),
  name: z.string(),
  at: time,
  by: z.string(),
  byUnit: named.nullable(),
  reason: z.string(),
  clause: z.string().nullable(),
  code: z.string().nullable(),
  codeName: z.string().nullable(),
  owner: named.nullable(),
  issueType: named.nullable().openapi({ description: '退单的单位认为正确的分类' }),
  planDay: z.string().nullable(),
  until: time.nullable(),
  disputed: z.boolean().openapi({ description: '须提请裁定的退单' }),
  missing: words,
});

const life = z
  .object({
    part: z.enum(['lead', 'joint', 'called', 'none']),
    personId: z.string().nullable(),
    pending: pending.nullable(),
    contacts: list(z.object({ at: time, way, result: z.enum(keysOf(CONTACT_RESULT)), by: z.string() })),
    contactDone: z.boolean(),
    returns: list(
      z.object({
        at: time,
        unit: named,
        owner: named,
        verdict: z.enum(['waits', 'accepted', 'refused', 'ruled', 'withdrawn']),
        settledOn: named.nullable(),
      }),
    ),
    ruled: z.boolean(),
    owners: list(named),
    jointAnswer: z.object({ at: time, text: z.string() }).nullable(),
    whistles: list(
      z.object({
        at: time,
        units: list(named.extend({ reportedAt: time.nullable(), answer: z.string().nullable() })),
      }),
    ),
    meetings: list(
      z.object({
        at: time,
        place: z.string(),
        units: list(named),
        agreed: list(z.object({ unit: named, task: z.string(), due: z.string() })),
      }),
    ),
    supervision: z.object({
      level: z.int(),
      reason: z.string().nullable(),
      answeredAt: time.nullable(),
      answer: z.string().nullable(),
      earlier: list(
        z.object({ unit: named, level: z.int(), answeredAt: time.nullable() }).openapi({
          description: '改换承办单位或重办之前的督办',
        }),
      ),
    }),
    extensions: list(z.object({ at: time, until: time.nullable() })),
    planDay: z.string().nullable(),
    merchant: z.object({ name: z.string(), until: time }).nullable(),
    reply: z
      .object({
        at: time,
        by: z.string(),
        toldAt: time,
        way: tellWay.exactOptional().openapi({ description: '怎样告知；以前的答复没有记' }),
        basis: z.string().exactOptional().openapi({ description: '没有当面或者电话告知的依据' }),
        outcome,
        outcomeName: z.string(),
        demands: list(
          z.object({
            demand: z.int(),
            answer: z.string().exactOptional(),
            reason: z.string().exactOptional(),
          }),
        ),
        text: z.string(),
      })
      .nullable(),
    told: list(z.object({ at: time, by: z.string(), way: tellWay.nullable(), basis: z.string().nullable() })),
    ending: z.object({ name: z.string(), code: z.string().nullable() }).nullable(),
    before: z.enum(keysOf(STATE_NAMES)).nullable(),
    reopened: z.int(),
    callback: z
      .object({
        attempts: list(
          z.object({
            at: time,
            by: z.string(),
            way: z.enum(keysOf(CALLBACK_WAY)),
            result: z.enum(keysOf(CALLBACK_RESULT)),
            note: z.string().nullable(),
          }),
        ).openapi({ description: '各次回访；只有回访员、中心负责人和管理员看得到' }),
        verdict: z
          .object({
            solved: z.enum(keysOf(SOLVED)),
            satisfied: z.enum(keysOf(SATISFIED)),
            attitude: z.enum(keysOf(ATTITUDE)),
            at: time,
            way: z.enum(keysOf(CALLBACK_WAY)),
            note: z.string().nullable(),
          })
          .nullable()
          .openapi({ description: '来电人的评价；还没有的为 null' }),
      })
      .nullable()
      .openapi({ description: '回访；没有可看的为 null' }),
  })
  .openapi('OrderLife');

/** Fields of an order that its events make. */
export const lifeShape = {
  moves: list(
    z.object({
      move: z.enum(keysOf(MOVE_NAMES)),
      name: z.string(),
      open: z.boolean(),
      rule: z.string().nullable().openapi({ description: '现在不能办的，为什么' }),
      need: z.string().nullable(),
    }),
  ).openapi({ description: '当前角色能办的每一步，现在能不能办' }),
  clocks: list(clock),
  checklists: list(
    z.object({
      for: z.union([z.literal('reply'), reasonKind]),
      items: list(
        z.object({
          step: z.string(),
          name: z.string(),
          done: z.boolean(),
          waived: z.boolean().openapi({ description: '因来电人没有留下联系方式，或者身份保密而免' }),
          at: time.nullable(),
          by: z.string().nullable(),
          clause: z.string().nullable(),
        }),
      ),
    }),
  ),
  life,
  demands: list(z.object({ demand: z.int(), start: z.int(), end: z.int(), text: z.string() })).openapi({
    description: '诉求逐项；偏移为原文中的 UTF-16 码元，左闭右开',
  }),
  files: list(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(keysOf(EVIDENCE_KIND)),
      purpose: z.enum(keysOf(EVIDENCE_PURPOSE)),
      sha256: z.string(),
      addedAt: time,
      addedBy: z.string(),
    }),
  ),
  choices: z.object({
    reasons: list(
      z.object({
        kind: reasonKind,
        code: z.string(),
        name: z.string(),
        means: z.string(),
        laws: list(z.object({ law: z.string(), article: z.string(), quote: z.string() })),
        policy: z.string().nullable(),
        missing: words,
      }),
    ),
    outcomes: list(z.object({ kind: outcome, name: z.string(), means: z.string(), missing: words })),
    colleagues: list(z.object({ id: z.string(), name: z.string(), note: z.string() })),
    letIn: list(z.object({ id: z.string(), name: z.string(), unit: z.string() })).openapi({
      description: '可以逐个列入知悉范围的人',
    }),
    telling: list(
      z.object({
        way: tellWay,
        name: z.string(),
        means: z.string().nullable(),
        basis: z.string().nullable(),
        missing: words,
      }),
    ).openapi({ description: '怎样告知来电人，各缺什么；能用的在前' }),
    extensions: list(
      z.object({
        name: z.string(),
        dueAt: time.nullable(),
        latest: time.nullable().openapi({ description: '最晚延到何时；null 为没有写上限，或者日历算不出' }),
        atMost: z.string().nullable().openapi({ description: '最多再延多久；null 为没有写上限' }),
        timesLeft: z.int().nullable().openapi({ description: '还可以延几次；null 为没有写' }),
        approval: z.string(),
        clause: z.string(),
      }),
    ).openapi({ description: '可以延期的时限' }),
    planUntil: z.string().nullable(),
    merchantHours: z.number().nullable(),
  }),
};

const consumed = {
  natural: milliseconds,
  working: milliseconds.nullable().openapi({ description: '其中工作日的毫秒数；日历没有那一年的为 null' }),
};

export const traceSchema = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.enum(keysOf(STATE_NAMES)),
    leadUnit: named,
    receivedAt: time,
    asOf: time,
    clocks: list(
      z.object({
        id: z.string(),
        name: z.string(),
        disabled: z.boolean(),
        lines: words.openapi({ description: '可直接打印的计时过程' }),
        receipts: words.openapi({ description: '各单位收到时还剩多少' }),
      }),
    ),
    ledger: z
      .object({
        from: time,
        to: time,
        stretches: list(
          z.object({
            ...consumed,
            from: time,
            to: time,
            tier: z.string(),
            holder: z.string(),
            by: z.string(),
          }),
        ),
        byTier: list(z.object({ ...consumed, tier: z.string() })),
        total: z.object(consumed),
        clockMovedBack: z.boolean(),
      })
      .nullable(),
  })
  .openapi('OrderTrace');
