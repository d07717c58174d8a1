import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RatingReason, RatingValue, SuggestionKind } from '../../kernel/rating-words.ts';
import type { Verdict } from '../../knowledge/types.ts';

/**
 * One row a rating 评价; append-only (triggers refuse changes). Of one person and suggestion the row with the largest
 * `id` counts. Exactly one of `order_id` and `question` is set. Times are UTC milliseconds.
 */
export const ratings = sqliteTable(
  'ratings',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** Derived id of the suggestion, see `app/suggested.ts`. */
    suggestion: text('suggestion').notNull(),
    kind: text('kind').notNull().$type<SuggestionKind>(),
    /** Article `law|article`, entry or rule id, id of the like order, number of the paragraph. */
    reference: text('reference').notNull(),
    /** What it rests on: `entry:ID`, `rule:ID`, `article:LAW|ARTICLE`. */
    about: text('about', { mode: 'json' }).$type<readonly string[]>().notNull(),
    /** Articles shown with an answer, best first; none elsewhere. */
    citations: text('citations', { mode: 'json' }).$type<readonly string[]>().notNull(),
    /** Verdict that was shown; null where none is. */
    verdict: text('verdict').$type<Verdict>(),
    /** Place among those of its kind, from 1. */
    rank: integer('rank').notNull(),
    /** Versions it was made with. */
    knowledge: text('knowledge').notNull(),
    model: text('model'),
    orderId: text('order_id'),
    /** Without personal data. */
    question: text('question'),
    /** ISO day whose law is shown: of the event asked about, or of receipt. */
    day: text('day').notNull(),
    /** When the suggestion was made. */
    madeAt: integer('made_at').notNull(),
    rating: text('rating').notNull().$type<RatingValue>(),
    reason: text('reason').$type<RatingReason>(),
    /** Without personal data. */
    note: text('note'),
    rater: text('rater').notNull(),
    raterName: text('rater_name').notNull(),
    unit: text('unit'),
    at: integer('at').notNull(),
  },
  (t) => [
    index('ratings_newest').on(t.suggestion, t.rater, t.id),
    index('ratings_order').on(t.orderId),
    index('ratings_at').on(t.at),
  ],
);
