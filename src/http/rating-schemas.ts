import { z } from '@hono/zod-openapi';
import { questionText } from '../app/question-input.ts';
import type {
  Ratable,
  RatingDone,
  RatingInput,
  RatingReport,
  RatingTally,
  RatingTarget,
  RatingView,
} from '../app/knowledge/rating-types.ts';
import { NOTE_LIMIT } from '../app/knowledge/ratings.ts';
import { RATING, RATING_REASON, SUGGESTION_KIND } from '../kernel/rating-words.ts';
import type { RatingReason, RatingValue, SuggestionKind } from '../kernel/rating-words.ts';
import { isoTime } from '../web/format.ts';

/** Shapes of the API of ratings, and how the use cases' answers become them. */
const keys = <K extends string>(table: Readonly<Record<K, string>>) => Object.keys(table) as [K, ...K[]];
const listed = (table: Readonly<Record<string, string>>): string =>
  Object.entries(table)
    .map(([key, name]) => `${key} ${name}`)
    .join('、');
const kind = z
  .enum<[SuggestionKind, ...SuggestionKind[]]>(keys(SUGGESTION_KIND))
  .openapi({ description: listed(SUGGESTION_KIND) });
const rating = z.enum<[RatingValue, ...RatingValue[]]>(keys(RATING)).openapi({ description: listed(RATING) });
const reason = z
  .enum<[RatingReason, ...RatingReason[]]>(keys(RATING_REASON))
  .openapi({ description: listed(RATING_REASON) });
const verdict = z.enum(['applies', 'does_not_apply', 'unknown']).nullable();
const time = z.string().openapi({ format: 'date-time' });
const day = z.iso.date('须为日期，例如 2026-04-15');
const orderId = z.string().min(1).max(128);
const item = z
  .string()
  .regex(/^(?:entry|rule|article):[^\0]{1,300}$/u, '须为 entry:编号、rule:编号或 article:法名|条号')
  .openapi({ description: '建议所依据的条目、规则或条文' });
const version = z.string().min(1).max(100);
const whole = (max: number) => z.coerce.number('须为数字').int('须为整数').min(1).max(max);

/** A note is free text: half characters and NUL would spoil what is made of it. */
const note = z
  .string('须为字符串')
  .max(NOTE_LIMIT, `最多 ${NOTE_LIMIT} 个字符`)
  .refine((text) => !/\0|\p{Cs}/u.test(text), '含有空字符或不成对的代理字符');

const one = { order: orderId.optional(), question: questionText.optional(), date: day.optional() };
const isOne = (given: { order?: unknown; question?: unknown; date?: unknown }): boolean =>
  (given.order === undefined) !== (given.question === undefined) &&
  (given.order === undefined || given.date === undefined);
const ONE = '工单（order）与问题（question）写且只写一个；日期（date）只用于问题';

export const rateSchema = z
  .strictObject({
    suggestion: z.string().regex(/^s[0-9a-f]{24}$/, '不是建议的编号'),
    ...one,
    rating,
    reason: reason.optional(),
    note: note.optional().openapi({ description: `最多 ${NOTE_LIMIT} 个字符；个人信息会被隐去` }),
  })
  .refine(isOne, { message: ONE, path: ['order'] })
  .refine((given) => given.rating !== 'useful' || given.reason === undefined, {
    message: '评为有用的不写原因',
    path: ['reason'],
  })
  .openapi('NewRating');

export const suggestedQuery = z
  .strictObject({ order: orderId.optional(), q: questionText.optional(), date: day.optional() })
  .refine(({ q, ...given }) => isOne({ ...given, question: q }), { message: ONE, path: ['order'] });

const filterShape = {
  from: day.optional().openapi({ description: '评价日期不早于' }),
  to: day.optional().openapi({ description: '评价日期不晚于' }),
  kind: kind.optional(),
  knowledge: version.optional().openapi({ description: '建议作出时的知识版本' }),
};
export const ratingQuery = z.strictObject({
  ...filterShape,
  rating: rating.optional(),
  reason: reason.optional(),
  item: item.optional(),
  order: orderId.optional(),
  page: whole(1_000_000).optional(),
  pageSize: whole(200).optional(),
});
export const reportQuery = z.strictObject({
  ...filterShape,
  before: version.optional().openapi({ description: '对比：旧的知识版本' }),
  after: version.optional().openapi({ description: '对比：新的知识版本' }),
});
export const goldQuery = z.strictObject({ from: day.optional(), to: day.optional() });

/** Without what is absent. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** What the application takes of a checked request. */
export function ratingOf(given: z.infer<typeof rateSchema>): { target: RatingTarget; input: RatingInput } {
  const { order, question, date, suggestion, rating: value, reason: why, note: said } = given;
  return {
    target:
      order === undefined ? { question: question ?? '', ...(date === undefined ? {} : { date }) } : { order },
    input: {
      suggestion,
      rating: value,
      ...(why === undefined ? {} : { reason: why }),
      ...(said === undefined ? {} : { note: said }),
    },
  };
}

export function listFilter({ order, page, pageSize, ...rest }: z.infer<typeof ratingQuery>) {
  return {
    filter: present({ ...rest, ...(order === undefined ? {} : { orderId: order }) }),
    page: present({ page, pageSize }),
  };
}

const given = { rating, reason: reason.nullable(), note: z.string().nullable(), at: time };
export const doneSchema = z
  .object({
    suggestion: z.string(),
    ...given,
    masked: z.boolean().openapi({ description: '说明里的个人信息已隐去' }),
  })
  .openapi('Rating');
const shown = {
  kind,
  reference: z.string().openapi({ description: '条文、条目或规则编号、类似工单号、段号' }),
  about: z.array(z.string()).readonly().openapi({ description: '所依据的条目、规则、条文' }),
  citations: z
    .array(z.string())
    .readonly()
    .openapi({ description: '回答列出的条文，先引的在前；其他种类为空' }),
  verdict,
  rank: z.int().openapi({ description: '在同类建议里排第几' }),
  knowledge: z.string(),
  model: z.string().nullable(),
  day: z.string(),
  madeAt: time,
};
export const suggestedSchema = z
  .array(z.object({ id: z.string(), ...shown, label: z.string(), mine: z.object(given).nullable() }))
  .openapi('Suggestions');
export const ratingPageSchema = z
  .object({
    rows: z.array(
      z.object({
        id: z.int(),
        suggestion: z.string(),
        ...shown,
        ...given,
        orderId: z.string().nullable(),
        number: z.string().nullable(),
        question: z.string().nullable().openapi({ description: '已隐去个人信息' }),
        rater: z.string(),
        raterName: z.string(),
        unit: z.string().nullable(),
      }),
    ),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
  })
  .openapi('RatingPage');

const tally = {
  useful: z.object({
    hits: z.int(),
    n: z.int(),
    share: z.number(),
    low: z.number().openapi({ description: '95% 威尔逊区间' }),
    high: z.number(),
  }),
  wrong: z.int(),
  notRelevant: z.int(),
  reasons: z.array(z.object({ code: reason, n: z.int() })).readonly(),
  few: z.boolean().openapi({ description: '样本太少' }),
};
export const reportSchema = z
  .object({
    all: z.object(tally),
    raters: z.int(),
    byKind: z.array(z.object({ kind, ...tally })),
    items: z.array(
      z.object({
        item: z.string(),
        kind: z.enum(['entry', 'rule', 'article']),
        key: z.string(),
        title: z.string(),
        ...tally,
      }),
    ),
    byKnowledge: z.array(z.object({ knowledge: z.string(), since: time, ...tally })),
    byMonth: z.array(z.object({ month: z.string(), ...tally })),
    comparison: z
      .object({
        before: z.string(),
        after: z.string(),
        references: z.array(
          z.object({ kind, reference: z.string(), before: z.object(tally), after: z.object(tally) }),
        ),
        all: z.object({ before: z.object(tally), after: z.object(tally) }),
        difference: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable(),
      })
      .nullable(),
  })
  .openapi('RatingReport');

const givenOf = ({
  rating: value,
  reason: why,
  note: said,
  at,
}: Omit<RatingDone, 'suggestion' | 'masked'>) => ({
  rating: value,
  reason: why,
  note: said,
  at: isoTime(at),
});
export const presentDone = ({ suggestion, masked, ...rest }: RatingDone) => ({
  suggestion,
  ...givenOf(rest),
  masked,
});
export const presentRatable = ({ mine, madeAt, ...rest }: Ratable) => ({
  ...rest,
  madeAt: isoTime(madeAt),
  mine: mine === null ? null : givenOf(mine),
});
export const presentRating = ({ madeAt, at, ...rest }: RatingView) => ({
  ...rest,
  madeAt: isoTime(madeAt),
  at: isoTime(at),
});
const tallied = <T extends RatingTally>(one: T) => ({ ...one, useful: { ...one.useful } });
export const presentReport = (report: RatingReport) => ({
  ...report,
  all: tallied(report.all),
  byKind: report.byKind.map(tallied),
  items: report.items.map(tallied),
  byKnowledge: report.byKnowledge.map((row) => ({ ...tallied(row), since: isoTime(row.since) })),
  byMonth: report.byMonth.map(tallied),
  comparison: report.comparison && {
    ...report.comparison,
    references: report.comparison.references.map((row) => ({ ...row })),
  },
});
