import { z } from '@hono/zod-openapi';
import type { RuleDetail, RuleDraft, RuleSummary, RuleTable } from '../app/knowledge/rule-care-types.ts';
import { isoTime } from '../web/format.ts';

/** Shapes of the API of rules, and how the use cases' answers become them. */
const time = z.string().openapi({ format: 'date-time' });
const words = z.string().max(1000, '最多 1000 个字符');
const name = z.string().min(1).max(64);
const verdict = z.enum(['applies', 'does_not_apply', 'unknown']);
const status = z.enum(['draft', 'submitted', 'approved', 'returned', 'withdrawn']);
const basis = z.strictObject({
  law: words.openapi({ description: '法律、规章的全称' }),
  article: z.string().max(64).openapi({ description: '如 第二十五条' }),
});
const when = z
  .record(name, z.string().max(200))
  .openapi({ description: '事实名 → 格，如 {"saleChannel": "线上", "daysSinceReceipt": "≤7"}' });
const value = z.union([z.boolean(), z.number(), z.string().max(200)]);
const entries = z.array(z.string().max(64)).max(60);

export const ruleTableSchema = z
  .strictObject({
    id: name.openapi({ description: '小写字母、数字和短横' }),
    name: z.string().max(200),
    types: z.array(z.string().max(4)).max(60).openapi({ description: '问题分类或其前两位；空为全部' }),
    subject: z.array(basis).max(30),
    named: z.array(z.string().max(400)).max(60).openapi({ description: '群众怎么叫它，正则表达式' }),
    questions: z.array(words).max(100),
    concerns: z.array(z.strictObject({ when, unless: when.exactOptional(), weight: z.number() })).max(40),
    inputs: z
      .array(
        z.strictObject({
          fact: name,
          presume: z.string().max(200).exactOptional().openapi({ description: '未说明时按；不写则必须知道' }),
          confirm: z.boolean().exactOptional().openapi({ description: '仍要问' }),
          ask: words.exactOptional(),
          turns: words.exactOptional(),
        }),
      )
      .max(40),
    rows: z
      .array(
        z.strictObject({
          when,
          verdict,
          why: words,
          ask: words.exactOptional(),
          basis: z.array(basis).max(30),
          entries: entries.exactOptional(),
        }),
      )
      .max(100),
    cases: z
      .array(z.strictObject({ text: words, facts: z.record(name, value).exactOptional(), verdict }))
      .max(200),
    validFrom: z.string().max(10),
    validTo: z.string().max(10).nullable(),
    decisive: z.boolean().exactOptional().openapi({ description: '已说明的事实上的结论先于问法的字面' }),
    bothSides: entries.exactOptional(),
    onlyWhereItApplies: entries.exactOptional(),
  })
  .openapi('RuleTable');

const draftShape = {
  table: ruleTableSchema,
  reviewBy: z.string().max(10).nullable().default(null).openapi({ description: '复核日期' }),
  note: z.string().max(500).nullable().default(null),
};
export const newRuleSchema = z.strictObject(draftShape).openapi('NewRule');
export const editRuleSchema = z
  .strictObject({
    ...draftShape,
    base: z.int().min(0).openapi({ description: '所改版本的版号（规则的 base），已有更新的版本时答 409' }),
  })
  .openapi('RuleEdit');
export const checkRuleSchema = z.strictObject({ table: ruleTableSchema });
export const trySchema = z.strictObject({ text: z.string().max(4000) });
export const ruleQuery = z.strictObject({ q: z.string().max(200).optional() });
export const ruleId = z.object({ id: z.string().min(1).max(64) });

const fault = z.object({
  rule: z.string(),
  row: z.int().nullable().openapi({ description: '第几行；null 为整张表' }),
  reason: z.string(),
});
export const faultsSchema = z.object({ faults: z.array(fault) }).openapi('RuleFaults');

export const ruleSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    types: z.array(z.string()).readonly(),
    source: z.enum(['shipped', 'changed', 'own']).openapi({ description: '随程序、在此改过、在此新写' }),
    inForce: z.boolean(),
    version: z.int().openapi({ description: '在用的版号，0 为随程序的表' }),
    validFrom: z.string(),
    validTo: z.string().nullable(),
    rows: z.int(),
    cases: z.int(),
    pending: z.object({ version: z.int(), authorName: z.string() }).nullable(),
    changedAt: time.nullable(),
  })
  .openapi('RuleSummary');

const mark = z.object({ mark: z.enum(['same', 'out', 'in']), text: z.string() });
const difference = z.array(mark).readonly();
export const ruleDetailSchema = z
  .object({
    summary: ruleSummarySchema,
    table: ruleTableSchema,
    facts: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        kind: z.enum(['flag', 'number', 'choice', 'day']),
        values: z.record(z.string(), z.string()).exactOptional(),
        unit: z.string().exactOptional(),
        ask: z.string(),
      }),
    ),
    pending: z
      .object({
        version: z.int(),
        status,
        table: ruleTableSchema,
        authorName: z.string(),
        note: z.string().nullable(),
        difference,
        faults: z.array(fault).readonly().nullable(),
      })
      .nullable(),
    history: z.array(
      z.object({
        version: z.int(),
        status,
        authorName: z.string(),
        createdAt: time,
        decidedBy: z.string().nullable(),
        decidedAt: time.nullable(),
        note: z.string().nullable(),
        reviewBy: z.string().nullable(),
        shipped: z.boolean(),
        difference,
      }),
    ),
    reviewBy: z.string().nullable(),
    base: z.int(),
    live: z.boolean().openapi({ description: '最近的改动是否已用于解答' }),
    can: z.object({
      edit: z.boolean(),
      decide: z.boolean(),
      decideRefusal: z.string().nullable(),
      withdraw: z.boolean(),
      remove: z.boolean().openapi({ description: '能否删除；随程序的规则只能撤下' }),
    }),
  })
  .openapi('Rule');

const saidSchema = z
  .object({
    version: z.int(),
    verdict,
    why: z.string(),
    ask: z.string().nullable(),
    restsOn: z.array(z.string()).readonly(),
    basis: z.array(basis).readonly(),
  })
  .nullable();
export const trialSchema = z
  .object({
    facts: z
      .array(
        z.object({
          name: z.string(),
          label: z.string(),
          value,
          words: z.string(),
          isColumn: z.boolean().openapi({ description: '是否为这条规则的列' }),
          spans: z.array(z.object({ start: z.int(), end: z.int(), text: z.string() })).readonly(),
        }),
      )
      .readonly(),
    inForce: saidSchema,
    pending: saidSchema,
  })
  .openapi('RuleTrial');

type TableBody = z.infer<typeof ruleTableSchema>;

/** A table as plain arrays: the use case holds read-only ones. */
const plainTable = (table: RuleTable): TableBody => table as unknown as TableBody;

export const presentRule = (rule: RuleSummary) => ({
  ...rule,
  changedAt: rule.changedAt === null ? null : isoTime(rule.changedAt),
});

export const presentRuleDetail = (detail: RuleDetail) => ({
  ...detail,
  summary: presentRule(detail.summary),
  table: plainTable(detail.table),
  facts: detail.facts.map((fact) => ({ ...fact })),
  pending: detail.pending === null ? null : { ...detail.pending, table: plainTable(detail.pending.table) },
  history: detail.history.map((one) => ({
    ...one,
    createdAt: isoTime(one.createdAt),
    decidedAt: one.decidedAt === null ? null : isoTime(one.decidedAt),
  })),
});

/** A checked body as the use case takes it. */
export function ruleDraftOf(
  { table, reviewBy, note }: z.infer<typeof newRuleSchema>,
  edit?: { readonly id: string; readonly base: number },
): RuleDraft {
  return { ...(edit ?? { base: 0 }), table, reviewBy, note };
}
