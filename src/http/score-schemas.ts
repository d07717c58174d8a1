import { z } from '@hono/zod-openapi';
import { SATISFIED } from '../kernel/callback-words.ts';
import { LEFT_OUT_NAMES } from '../kernel/case-words.ts';
import { keysOf } from '../kernel/keys.ts';
import { APPEAL_STATE, NOT_COUNTED, RECORD_KIND, RECORD_STATE, SCORE_KIND } from '../kernel/score-words.ts';

const code = z.string().min(1).max(32);
const day = z.iso.date('须为日期，例如 2026-11-22');
const words = z.string().min(1).max(500);
const named = z.object({ code: z.string(), name: z.string() });
const order = z.object({ id: z.string(), number: z.string() }).nullable();
const tenths = z.int().openapi({ description: '十分之一分' });
const fen = z.int().openapi({ description: '分（人民币）' });
const sum = z.object({ tenths, fen });

export const scoreYear = z.coerce.number().int().min(2000).max(2100);
export const yearQuery = z.strictObject({ year: scoreYear });
export const ledgerQuery = z.strictObject({
  unit: code,
  year: scoreYear,
  page: z.coerce.number().int().min(1).default(1),
});
export const appealsQuery = z.strictObject({ state: z.enum(keysOf(APPEAL_STATE)).optional() });

export const recordInput = z.strictObject({
  kind: z.enum(keysOf(RECORD_KIND)),
  order: z.string().min(1).max(40).exactOptional().openapi({ description: '工单编号；材料缺失必填' }),
  unit: code.exactOptional().openapi({ description: '舆情事件必填；材料缺失只记主办单位，可以不填' }),
  day,
  words: words.openapi({ description: '事由；不写人名，电话、证件号自动隐去' }),
});
export const approvalInput = z.strictObject({
  approve: z.boolean(),
  reason: words.exactOptional().openapi({ description: '不批准时必填' }),
});
export const appealInput = z.strictObject({
  key: z.string().min(1).max(160),
  year: z.int().min(2000).max(2100),
  reason: words,
});
export const appealDecision = z.strictObject({ grant: z.boolean(), reason: words });
export const settleInput = z.strictObject({ year: z.int().min(2000).max(2100) });
export const replayInput = z.strictObject({
  from: day,
  to: day.openapi({ description: '不含当日' }),
  draft: z.string().min(1).max(200_000).openapi({ description: '草案：配置包 scores.json 的全文' }),
});

const rules = z.object({
  version: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
  note: z.string(),
  tenths: z.record(z.enum(keysOf(SCORE_KIND)), tenths),
  satisfiedAnswers: z.array(z.enum(keysOf(SATISFIED))),
  fenPerTenth: z.int().openapi({ description: '十分之一分折合多少分钱' }),
  notScored: z.array(z.enum(keysOf(LEFT_OUT_NAMES))),
});
const unitRow = z.object({
  unit: z.string(),
  name: z.string(),
  ...sum.shape,
  lines: z.int(),
  loses: z.boolean().openapi({ description: '全年为负，取消评优资格' }),
  hash: z.string().nullable().openapi({ description: '结算时各条记分的 sha256；没有结算为 null' }),
});
const line = z.object({
  key: z.string(),
  unit: z.string(),
  kind: z.enum(keysOf(SCORE_KIND)).nullable().openapi({ description: 'null：不加分也不扣分的评价' }),
  order,
  at: z.string().openapi({ format: 'date-time' }),
  year: z.int(),
  fromYear: z.int().nullable().openapi({ description: '发生在已结算的哪一年；计在当年的为 null' }),
  ...sum.shape,
  version: z.string().nullable(),
  notCounted: z.enum(keysOf(NOT_COUNTED)).nullable(),
  appeal: z.enum(keysOf(APPEAL_STATE)).nullable(),
  words: z.string(),
});
export const scoreYearSchema = z
  .object({
    year: z.int(),
    settledAt: z.string().nullable(),
    unsettleable: z.string().nullable().openapi({ description: '现在不能结算的原因' }),
    units: z.array(unitRow),
    rules: z.array(rules),
    settledYears: z.array(z.int()),
  })
  .openapi('ScoreYear');
export const ledgerSchema = z
  .object({
    year: z.int(),
    unit: unitRow,
    settledAt: z.string().nullable(),
    intact: z.boolean().openapi({ description: '已结算的：各条与结算时的 sha256 相符' }),
    lines: z.array(line.extend({ appealable: z.boolean(), opens: z.boolean() })),
    page: z.int(),
    pageSize: z.int(),
  })
  .openapi('ScoreLedger');
export const recordSchema = z
  .object({
    id: z.string(),
    kind: z.enum(keysOf(RECORD_KIND)),
    unit: named,
    order,
    day: z.string(),
    words: z.string(),
    state: z.enum(keysOf(RECORD_STATE)),
    recordedAt: z.string(),
    reason: z.string().nullable(),
    decides: z.boolean(),
  })
  .openapi('ScoreRecord');
export const appealSchema = z
  .object({
    id: z.string(),
    key: z.string(),
    unit: named,
    year: z.int(),
    line: z.string().openapi({ description: '申诉时这一条怎样写' }),
    reason: z.string(),
    at: z.string(),
    state: z.enum(keysOf(APPEAL_STATE)),
    decision: z.string().nullable(),
    decidedAt: z.string().nullable(),
    decides: z.boolean(),
  })
  .openapi('ScoreAppeal');
export const replaySchema = z
  .object({
    from: z.string(),
    to: z.string(),
    lines: z.int().openapi({ description: '重算的条数' }),
    rules: z.array(rules),
    draft: z.array(rules),
    units: z.array(
      z.object({
        unit: z.string(),
        name: z.string(),
        before: sum,
        after: sum,
        losesBefore: z.boolean(),
        losesAfter: z.boolean(),
        changedLines: z.int(),
        reasons: z
          .array(z.object({ why: z.string(), n: z.int() }))
          .openapi({ description: '变动的原因和条数，多的在前' }),
        changed: z
          .array(z.object({ before: line, after: line, why: z.string() }))
          .openapi({ description: '前 200 条；变动的单位多时各列得少些' }),
      }),
    ),
  })
  .openapi('ScoreReplay');
