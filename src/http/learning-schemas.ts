import { z } from '@hono/zod-openapi';

const probability = z.number().min(0).max(1);
const time = z.int().openapi({ description: 'UTC 毫秒' });
const named = z.object({ code: z.string(), name: z.string() });

const typeCode = z.string('须为字符串').regex(/^\d{4}$/, '须为四位分类编码');

/** What a person says of a text. */
export const annotationSchema = z
  .strictObject({
    issueType: typeCode,
    demandKind: z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬']),
    urgency: z.enum(['safety', 'livelihood', 'normal']).exactOptional(),
    saleChannel: z.enum(['offline', 'online', 'pickup', 'none', 'unknown']).exactOptional(),
    others: z.array(typeCode).max(10).exactOptional().openapi({ description: '同一诉求中的其他分类' }),
    note: z.string().max(500).exactOptional(),
  })
  .openapi('Annotation');

export const taskSchema = z
  .object({
    id: z.string(),
    seq: z.int().openapi({ description: '跳过它时作为 after' }),
    orderId: z.string().nullable(),
    text: z.string(),
    form: z.enum(['transcript', 'summary', 'message']).nullable(),
    channel: z.string().nullable(),
    receivedAt: time.nullable(),
    why: z.enum(['uncertain', 'diverse', 'suspect', 'hand']),
    candidates: z.array(named).readonly().openapi({ description: '可能的分类，按编码排列' }),
  })
  .openapi('AnnotationTask');

export const nextSchema = z
  .object({ task: z.union([taskSchema, z.null()]), waiting: z.int() })
  .openapi('NextTask');

export const newTaskSchema = z
  .union([
    z.strictObject({ orderId: z.string().min(1).max(128) }),
    z.strictObject({
      text: z.string().min(1).max(20_000),
      receivedAt: z.iso.datetime({ offset: true }).exactOptional(),
    }),
  ])
  .openapi('NewAnnotationTask');

export const fillSchema = z
  .strictObject({
    how: z
      .enum(['uncertain', 'suspect'])
      .openapi({ description: '最拿不准且互不相同的；或模型怀疑其更正的' }),
    size: z.int().min(1).max(200),
  })
  .openapi('FillQueue');
export const filledSchema = z.object({ looked: z.int(), added: z.int() }).openapi('QueueFilled');

const givenSchema = z.object({
  annotator: z.string(),
  issueType: named,
  demandKind: z.string(),
  urgency: z.string().nullable(),
  saleChannel: z.string().nullable(),
  note: z.string(),
  at: time,
});
export const disagreementsSchema = z
  .array(z.object({ task: taskSchema, given: z.array(givenSchema).readonly() }))
  .readonly()
  .openapi('Disagreements');

const agreementSchema = z.object({
  alpha: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  units: z.int(),
  observed: z.number().nullable(),
});
export const statisticsSchema = z
  .object({
    tasks: z.int(),
    open: z.int(),
    agreed: z.int(),
    disagreed: z.int(),
    adjudicated: z.int(),
    issueType: agreementSchema,
    demandKind: agreementSchema,
    byAnnotator: z.array(z.object({ name: z.string(), given: z.int() })).readonly(),
    labels: z.object({ corrected: z.int(), agreed: z.int(), adjudicated: z.int() }),
    contradictions: z
      .array(z.object({ id: z.string(), types: z.array(z.string()).readonly(), why: z.string() }))
      .readonly(),
    unitOnly: z.int(),
  })
  .openapi('LabelStatistics');

export const runSchema = z
  .object({
    id: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'refused', 'interrupted']),
    progress: probability,
    seed: z.int(),
    labels: z.int().openapi({ description: '用到的库内标注条数' }),
    version: z.string().nullable(),
    startedBy: z.string(),
    startedAt: time,
    endedAt: time.nullable(),
    message: z.string(),
  })
  .openapi('TrainingRun');
export const trainSchema = z.strictObject({ seed: z.int().min(0).optional() }).openapi('StartTraining');

const share = z.object({
  hits: z.int(),
  n: z.int(),
  share: probability,
  low: probability,
  high: probability,
});
export const comparisonSchema = z
  .object({
    version: z.string(),
    against: z.string(),
    figures: z
      .array(
        z.object({
          name: z.enum(['typeTop1', 'typeTop3', 'lead', 'safetyRecall', 'dispatchedRight']),
          set: z.enum(['held', 'gold']),
          old: share,
          new: share,
          difference: z.number(),
          low: z.number(),
          high: z.number(),
          p: z.number().nullable(),
          verdict: z.enum(['better', 'same', 'worse']),
        }),
      )
      .readonly(),
    notes: z.array(z.string()).readonly(),
    reasons: z.array(z.string()).readonly().openapi({ description: '不能启用的理由；空即可以' }),
  })
  .openapi('Comparison');

export const modelsSchema = z
  .object({
    running: z.string(),
    current: z.string(),
    canRollBack: z.string().nullable(),
    models: z
      .array(
        z.object({
          version: z.string(),
          current: z.boolean(),
          rows: z.int(),
          metrics: z.record(z.string(), z.unknown()),
          few: z.array(z.string()).readonly(),
          unfit: z.string().nullable(),
          comparison: comparisonSchema.nullable(),
        }),
      )
      .readonly(),
    runs: z.array(runSchema).readonly(),
    live: z
      .array(
        z.object({
          model: z.string(),
          orders: z.int(),
          corrected: z.int(),
          dispatched: z.int(),
          confidence: probability,
        }),
      )
      .readonly(),
    opinion: z
      .object({
        state: z.enum(['none', 'ready', 'without']),
        encoder: z.string().optional(),
        trouble: z.enum(['off', 'starting', 'bad', 'other', 'late', 'failed']).optional(),
        text: z.string().optional(),
      })
      .optional()
      .openapi({ description: '在用模型的第二意见：没有、在用，或眼下只按字词定分类及原因' }),
    drift: z
      .object({
        model: z.string(),
        n: z.int(),
        stability: z.number().openapi({ description: '分类分布的稳定指数（PSI）' }),
        chance: z.number().openapi({ description: '没有漂移时，100 次里 95 次低于此值' }),
        confidence: z.object({ before: z.number(), now: z.number(), z: z.number() }),
        moved: z.array(z.object({ label: z.string(), before: probability, now: probability })).readonly(),
        verdict: z.enum(['too_few', 'steady', 'shifted', 'drifted']),
      })
      .nullable()
      .openapi({ description: '在用模型没有漂移参照时为 null' }),
    promotions: z
      .array(
        z.object({
          at: time,
          how: z.string(),
          from: z.string(),
          to: z.string(),
          by: z.string(),
          reason: z.string(),
          tookMs: z.int(),
        }),
      )
      .readonly(),
  })
  .openapi('Models');

export const promoteSchema = z
  .strictObject({
    force: z
      .string()
      .min(1)
      .max(500)
      .exactOptional()
      .openapi({ description: '对比不通过仍要启用的理由（仅管理员）' }),
  })
  .openapi('Promote');
export const replacedSchema = z.object({ version: z.string(), tookMs: z.int() }).openapi('ModelReplaced');
export const suspectsSchema = z
  .array(
    z.object({
      source: z.string(),
      id: z.string(),
      given: z.string(),
      suggested: z.string(),
      confidence: z.number(),
      excerpt: z.string(),
    }),
  )
  .readonly()
  .openapi('LabelSuspects');
