import { z } from '@hono/zod-openapi';
import type { CardDetail, CardDraft, CardSummary } from '../app/knowledge/teaching-card-types.ts';
import { isoTime } from '../web/format.ts';

/** Shapes of the API of teaching cards, and how the use cases' answers become them. */
const time = z.string().openapi({ format: 'date-time' });
const status = z.enum(['draft', 'submitted', 'approved', 'returned', 'withdrawn']);
const words = z.string().max(4000, '最多 4000 个字符');
const cited = {
  law: words.openapi({ description: '法律、规章的全称' }),
  article: words.openapi({ description: '如 第二十五条' }),
  clause: words.nullable(),
  quote: words.openapi({ description: '与条文一字不差' }),
};

const bodyShape = {
  title: words,
  issueType: z.string().max(4).openapi({ description: '四位问题分类' }),
  tags: z.array(z.string().max(64)).max(30),
  day: z.string().max(10).openapi({ description: '收到诉求的日期；引用的法律按这一天' }),
  situation: words,
  request: words.openapi({ description: '诉求' }),
  outcome: words.openapi({ description: '结果' }),
  right: words.openapi({ description: '做对了什么' }),
  wrong: words.openapi({ description: '做错了什么' }),
  citations: z.array(z.strictObject(cited)).max(50),
  lesson: words.openapi({ description: '一句话的教训' }),
  source: z.string().max(128).nullable().openapi({ description: '由哪件工单做成' }),
};
export const cardBodySchema = z.strictObject(bodyShape).openapi('TeachingCardBody');

const draftShape = {
  body: cardBodySchema,
  owner: z.string().max(32).nullable().default(null).openapi({ description: '维护单位；承办人为本单位' }),
  note: z.string().max(500).nullable().default(null),
};
export const newCardSchema = z.strictObject(draftShape).openapi('NewTeachingCard');
export const editCardSchema = z
  .strictObject({
    ...draftShape,
    base: z.int().min(0).openapi({ description: '所改版本的版号，已有更新的版本时答 409' }),
  })
  .openapi('TeachingCardEdit');

const count = z.coerce.number('须为数字').int().min(1).max(10_000).optional();
export const cardQuery = z.strictObject({
  q: z.string().max(200).optional(),
  issueType: z
    .string()
    .regex(/^\d{2}(\d{2})?$/, '须为四位分类或两位大类')
    .optional(),
  status: status.optional(),
  page: count,
  pageSize: count,
});

/** The filter a checked query asks for. */
export function cardFilter({ q, issueType, status: state, page, pageSize }: z.infer<typeof cardQuery>) {
  return {
    filter: {
      ...(q === undefined ? {} : { text: q }),
      ...(issueType === undefined ? {} : { issueType }),
      ...(state === undefined ? {} : { status: state }),
    },
    page: { ...(page === undefined ? {} : { page }), ...(pageSize === undefined ? {} : { pageSize }) },
  };
}

const named = z.object({ code: z.string(), name: z.string() });
const summaryShape = {
  id: z.string(),
  title: z.string(),
  issueType: named,
  tags: z.array(z.string()).readonly(),
  lesson: z.string(),
  day: z.string(),
  owner: z.string().nullable(),
  status,
  version: z.int(),
  inForce: z.boolean(),
  authorName: z.string(),
  changedAt: time,
};
export const cardSummarySchema = z.object(summaryShape).openapi('TeachingCardSummary');
export const cardPageSchema = z
  .object({ rows: z.array(cardSummarySchema), total: z.int(), page: z.int(), pageSize: z.int() })
  .openapi('TeachingCardPage');

const storedBody = z.object({ ...bodyShape, citations: z.array(z.object(cited)) }).omit({ source: true });
const difference = z.array(z.object({ mark: z.enum(['same', 'out', 'in']), text: z.string() })).readonly();
export const cardDetailSchema = z
  .object({
    ...summaryShape,
    body: storedBody,
    citations: z.array(
      z.object({
        ...cited,
        effectiveFrom: z.string().nullable(),
        effectiveTo: z.string().nullable(),
        uses: z.int(),
      }),
    ),
    pending: z
      .object({ version: z.int(), status, body: storedBody, authorName: z.string(), difference })
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
        owner: z.string().nullable(),
        difference,
      }),
    ),
    comments: z.array(
      z.object({ authorName: z.string(), unit: z.string().nullable(), text: z.string(), at: time }),
    ),
    source: z
      .object({ id: z.string(), number: z.string() })
      .nullable()
      .openapi({ description: '由哪件工单做成；看不到那件工单的人为 null' }),
    base: z.int(),
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
  .openapi('TeachingCard');
export const cardHintsSchema = z
  .array(z.object({ id: z.string(), title: z.string(), lesson: z.string(), day: z.string() }))
  .openapi('TeachingCardHints');

export const presentCard = (card: CardSummary) => ({ ...card, changedAt: isoTime(card.changedAt) });

/** The order a card was made from is told only where the person may read it. */
const plainBody = (body: CardDetail['body']) => {
  const { source: _, id: __, ...text } = body;
  return {
    ...text,
    tags: [...body.tags],
    citations: body.citations.map((one) => ({ ...one })),
  };
};
const orNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

export const presentCardDetail = (detail: CardDetail) => {
  const { summary, body, pending, history, comments, citations, ...rest } = detail;
  return {
    ...rest,
    ...presentCard(summary),
    body: plainBody(body),
    citations: citations.map((one) => ({ ...one })),
    pending: pending === null ? null : { ...pending, body: plainBody(pending.body) },
    history: history.map((one) => {
      const { isPublic: _, reviewBy: __, shipped: ___, ...version } = one;
      return {
        ...version,
        createdAt: isoTime(version.createdAt),
        submittedAt: orNull(version.submittedAt),
        decidedAt: orNull(version.decidedAt),
      };
    }),
    comments: comments.map((comment) => ({ ...comment, at: isoTime(comment.at) })),
  };
};

/** A checked body as the use case takes it. */
export function cardDraftOf(
  { body, owner, note }: z.infer<typeof newCardSchema>,
  edit?: { readonly id: string; readonly base: number },
): CardDraft {
  return { ...(edit ?? { base: 0 }), body, owner, note };
}
