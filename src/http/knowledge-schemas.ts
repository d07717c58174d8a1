import { z } from '@hono/zod-openapi';
import type {
  ItemDetail,
  ItemDraft,
  ItemSummary,
  ItemVersion,
  NoticeView,
} from '../app/knowledge/knowledge-care-types.ts';
import type { LawUpload } from '../app/law/law-care-types.ts';
import { isoTime } from '../web/format.ts';

/** Shapes of the API of knowledge, and how the use cases' answers become them. */
const time = z.string().openapi({ format: 'date-time' });
const kind = z.enum([
  'rule',
  'misconception',
  'procedure',
  'duty',
  'contact-path',
  'permit',
  'faq',
  'normative',
]);
const status = z.enum(['draft', 'submitted', 'approved', 'returned', 'withdrawn']);
const verdict = z.enum(['applies', 'does_not_apply', 'unknown']);
const words = z.string().max(4000, '最多 4000 个字符');
const lines = z.array(words).max(200, '最多 200 项');
const mark = z.object({ mark: z.enum(['same', 'out', 'in']), text: z.string() });
const uses = z.object({ times: z.int(), last: z.string() }).nullable();
const stale = z.object({
  code: z.enum(['review_due', 'article_gone', 'article_changed', 'superseded', 'poorly_rated', 'unused']),
  text: z.string(),
});
const count = z.int().min(1).max(1_000_000);

export const itemId = z.object({ id: z.string().min(1).max(64) });

const bodyShape = {
  kind,
  types: z.array(z.string().max(4)).max(60),
  title: words,
  questions: lines,
  citations: z
    .array(
      z.strictObject({
        law: words.openapi({ description: '法律、规章的全称' }),
        article: words.openapi({ description: '如 第二十五条' }),
        clause: words.nullable(),
        quote: words.openapi({ description: '与条文一字不差' }),
      }),
    )
    .max(50),
  rule: words,
  applies: lines,
  notApplies: lines,
  ask: words.nullable(),
  unit: z.string().max(32).nullable(),
  path: words.nullable(),
  keyPoints: lines,
  reply: words,
  validFrom: words,
  validTo: words.nullable(),
  supersededBy: z.string().max(64).nullable(),
  asked: z
    .array(z.strictObject({ text: words, verdict, first: z.int().min(0) }))
    .max(500)
    .exactOptional()
    .openapi({ description: '已知结论的问法' }),
};

export const bodySchema = z.strictObject(bodyShape).openapi('KnowledgeBody');

const draftShape = {
  body: bodySchema,
  owner: z
    .string()
    .max(32)
    .nullable()
    .default(null)
    .openapi({ description: '维护单位；承办人员一律为本单位' }),
  reviewBy: words.nullable().default(null).openapi({ description: '复核日期' }),
  isPublic: z.boolean().default(false).openapi({ description: '核准后可在公开页查到' }),
  note: words.nullable().default(null),
};
export const newItemSchema = z.strictObject(draftShape).openapi('NewKnowledge');
export const editItemSchema = z
  .strictObject({
    ...draftShape,
    base: z.int().min(0).openapi({ description: '所改版本的版号（条目的 base），已有更新的版本时答 409' }),
  })
  .openapi('KnowledgeEdit');
export const versionSchema = z.strictObject({ version: count });
export const approveSchema = z.strictObject({
  version: count,
  note: z.string().max(500).nullable().default(null),
});
export const reasonSchema = z.strictObject({ reason: z.string().max(500) });
export const returnSchema = z.strictObject({ version: count, reason: z.string().max(500) });
export const commentSchema = z.strictObject({ text: z.string().max(2000) });
export const readSchema = z.strictObject({
  ids: z.array(z.int().min(1)).max(500).exactOptional().openapi({ description: '不写为全部' }),
});

const flag = z.enum(['true', 'false']);
export const itemQuery = z.strictObject({
  kind: kind.optional(),
  type: z
    .string()
    .regex(/^\d{2}(\d{2})?$/, '须为两位或四位分类代码')
    .optional(),
  unit: z.string().max(32).optional(),
  status: status.optional(),
  stale: flag.optional(),
  public: flag.optional(),
  q: z.string().max(200).optional(),
  page: z.coerce.number('须为数字').int().min(1).max(1_000_000).optional(),
  pageSize: z.coerce.number('须为数字').int().min(1).max(200).optional(),
});

/** The filter a checked query asks for. */
export function itemFilter(query: z.infer<typeof itemQuery>) {
  const { q, stale: isStale, public: isPublic, page, pageSize, ...rest } = query;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    filter: {
      ...given,
      ...(q === undefined ? {} : { text: q }),
      ...(isStale === undefined ? {} : { stale: isStale === 'true' }),
      ...(isPublic === undefined ? {} : { isPublic: isPublic === 'true' }),
    },
    page: { ...(page === undefined ? {} : { page }), ...(pageSize === undefined ? {} : { pageSize }) },
  };
}

const summaryShape = {
  id: z.string(),
  title: z.string(),
  kind,
  types: z.array(z.string()).readonly(),
  unit: z.string().nullable(),
  owner: z.string().nullable(),
  status,
  version: z.int().openapi({ description: '0 为随程序的文本' }),
  inForce: z.boolean(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  reviewBy: z.string().nullable(),
  isPublic: z.boolean(),
  uses,
  stale: z.array(stale).readonly(),
  authorName: z.string(),
  changedAt: time.nullable(),
};
export const itemSummarySchema = z.object(summaryShape).openapi('KnowledgeSummary');
export const itemPageSchema = z
  .object({ rows: z.array(itemSummarySchema), total: z.int(), page: z.int(), pageSize: z.int() })
  .openapi('KnowledgePage');
const storedBody = z.object({ ...bodyShape, id: z.string() });
export const itemDetailSchema = z
  .object({
    ...summaryShape,
    body: storedBody,
    citations: z.array(
      z.object({
        law: z.string(),
        article: z.string(),
        clause: z.string().nullable(),
        quote: z.string(),
        effectiveFrom: z.string().nullable(),
        effectiveTo: z.string().nullable(),
        uses: z.int(),
      }),
    ),
    pending: z
      .object({
        version: z.int(),
        status,
        body: storedBody,
        authorName: z.string(),
        difference: z.array(mark).readonly(),
      })
      .nullable(),
    history: z.array(
      z.object({
        version: z.int(),
        status,
        authorName: z.string(),
        createdAt: time,
        submittedAt: time.nullable(),
        decidedBy: z.string().nullable(),
        decidedAt: time.nullable(),
        note: z.string().nullable(),
        reviewBy: z.string().nullable(),
        isPublic: z.boolean(),
        owner: z.string().nullable(),
        shipped: z.boolean(),
        difference: z.array(mark).readonly(),
      }),
    ),
    comments: z.array(
      z.object({ authorName: z.string(), unit: z.string().nullable(), text: z.string(), at: time }),
    ),
    base: z.int(),
    live: z.boolean().openapi({ description: '最近的核准是否已用于解答' }),
    can: z.object({
      edit: z.boolean(),
      submit: z.boolean(),
      decide: z.boolean(),
      decideRefusal: z.string().nullable(),
      withdraw: z.boolean(),
      remove: z.boolean(),
      comment: z.boolean(),
    }),
  })
  .openapi('KnowledgeItem');
export const staleSchema = z
  .array(
    z.object({
      kind: z.enum(['entry', 'rule']),
      id: z.string(),
      title: z.string(),
      owner: z.string().nullable(),
      uses: z.int(),
      reasons: z.array(stale).readonly(),
    }),
  )
  .openapi('StaleKnowledge');
const named = z.object({ code: z.string(), name: z.string() });
export const noticesSchema = z
  .array(
    z.object({
      id: z.int(),
      kind: z.enum(['entry', 'rule', 'card', 'law']),
      item: z.string(),
      version: z.int(),
      what: z.string(),
      at: time,
      readBy: z.string().nullable(),
      readAt: time.nullable(),
      unit: named,
      types: z.array(named).readonly(),
      orders: z
        .array(z.object({ id: z.string(), number: z.string(), excerpt: z.string(), receivedAt: time }))
        .readonly(),
    }),
  )
  .openapi('KnowledgeNotices');

export const presentItem = (item: ItemSummary) => ({
  ...item,
  changedAt: item.changedAt === null ? null : isoTime(item.changedAt),
});

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

const presentVersion = (version: ItemVersion) => ({
  ...version,
  createdAt: isoTime(version.createdAt),
  submittedAt: timeOrNull(version.submittedAt),
  decidedAt: timeOrNull(version.decidedAt),
});

const plainBody = (body: ItemDetail['body']) => ({
  ...body,
  types: [...body.types],
  questions: [...body.questions],
  citations: body.citations.map((cited) => ({ ...cited })),
  applies: [...body.applies],
  notApplies: [...body.notApplies],
  keyPoints: [...body.keyPoints],
  asked: (body.asked ?? []).map((question) => ({ ...question })),
});

export const presentItemDetail = (detail: ItemDetail) => {
  const { summary, body, pending, history, comments, citations, ...rest } = detail;
  return {
    ...rest,
    ...presentItem(summary),
    body: plainBody(body),
    citations: citations.map((cited) => ({ ...cited })),
    pending: pending === null ? null : { ...pending, body: plainBody(pending.body) },
    history: history.map(presentVersion),
    comments: comments.map((comment) => ({ ...comment, at: isoTime(comment.at) })),
  };
};

export const presentNotice = (notice: NoticeView) => ({
  ...notice,
  at: isoTime(notice.at),
  readAt: timeOrNull(notice.readAt),
  orders: notice.orders.map((order) => ({ ...order, receivedAt: isoTime(order.receivedAt) })),
});

/** A checked body as the use case takes it. */
export function draftOf(made: z.infer<typeof newItemSchema>, edit?: { id: string; base: number }): ItemDraft {
  const { body, owner, reviewBy, isPublic, note } = made;
  return { ...(edit ?? { base: 0 }), body, owner, reviewBy, isPublic, note };
}

export const uploadSchema = z
  .object({
    id: z.string(),
    file: z.string(),
    startedBy: z.string(),
    startedAt: time,
    state: z.enum(['running', 'done', 'failed']),
    progress: z.number().min(0).max(1),
    reason: z.string().nullable(),
    report: z
      .object({
        versions: z.object({ added: z.int(), replaced: z.int(), unchanged: z.int() }),
        articles: z.object({ written: z.int(), unchanged: z.int(), doubled: z.int() }),
        aliases: z.int(),
        successors: z.int(),
        refused: z
          .array(z.object({ file: z.string(), line: z.int(), reason: z.string() }))
          .readonly()
          .openapi({ description: '前 200 处' }),
        notes: z.array(z.object({ file: z.string(), line: z.int(), text: z.string() })).readonly(),
      })
      .nullable(),
  })
  .openapi('LawImport');

/** Places of a report that are told at most; a bad file has as many as lines. */
const PLACES = 200;

export const presentUpload = ({ report, startedAt, ...upload }: LawUpload) => ({
  ...upload,
  startedAt: isoTime(startedAt),
  report:
    report === null
      ? null
      : { ...report, refused: report.refused.slice(0, PLACES), notes: report.notes.slice(0, PLACES) },
});

export const publicPageSchema = z
  .object({
    rows: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        rule: z.string(),
        path: z.string().nullable(),
        validFrom: z.string(),
        validTo: z.string().nullable(),
        citations: z
          .array(
            z.object({
              law: z.string(),
              article: z.string(),
              quote: z.string(),
              effectiveFrom: z.string().nullable(),
              effectiveTo: z.string().nullable(),
            }),
          )
          .readonly(),
      }),
    ),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
  })
  .openapi('PublicKnowledge');
export const publicQuery = z.strictObject({
  q: z.string().max(200).optional(),
  page: z.coerce.number('须为数字').int().min(1).max(10_000).optional(),
});
