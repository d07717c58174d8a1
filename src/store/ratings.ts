import { and, desc, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { RatingReason, RatingValue, SuggestionKind } from '../kernel/rating-words.ts';
import type { Db } from './client.ts';
import { ratings } from './schema/ratings.ts';

export type StoredRating = typeof ratings.$inferSelect;

/** Days are ISO days in Beijing, `to` included. `at` bounds when it was rated. */
export type RatingFilter = {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: SuggestionKind;
  readonly rating?: RatingValue;
  readonly reason?: RatingReason;
  /** One of `about`: `entry:ID`, `rule:ID`, `article:LAW|ARTICLE`. */
  readonly item?: string;
  readonly knowledge?: string;
  readonly orderId?: string;
};

const DAY_MS = 86_400_000;
const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** Keeps a rating. Inside the write lane only. */
export async function insertRating(db: Db, rating: Omit<StoredRating, 'id'>): Promise<StoredRating> {
  const rows = await db.insert(ratings).values(rating).returning();
  if (rows[0] === undefined) throw new Error('A rating was not kept.');
  return rows[0];
}

/** What a person says of a suggestion now; null where nothing was said. */
export async function newestRating(db: Db, suggestion: string, rater: string): Promise<StoredRating | null> {
  const rows = await db
    .select()
    .from(ratings)
    .where(and(eq(ratings.suggestion, suggestion), eq(ratings.rater, rater)))
    .orderBy(desc(ratings.id))
    .limit(1);
  return rows[0] ?? null;
}

/** What a person says of each of these suggestions now. */
export async function newestRatings(
  db: Db,
  suggestions: readonly string[],
  rater: string,
): Promise<Map<string, StoredRating>> {
  if (suggestions.length === 0) return new Map();
  const rows = await db
    .select()
    .from(ratings)
    .where(and(sql`${ratings.suggestion} IN ${[...suggestions]}`, eq(ratings.rater, rater)))
    .orderBy(ratings.id);
  return new Map(rows.map((row) => [row.suggestion, row]));
}

/** The rows that count: no later one of the same person says otherwise. */
const counts = sql`NOT EXISTS (SELECT 1 FROM ratings AS later WHERE later.suggestion = ratings.suggestion
  AND later.rater = ratings.rater AND later.id > ratings.id)`;

function wanted(filter: RatingFilter): SQL {
  const { from, to, kind, rating, reason, item, knowledge, orderId } = filter;
  const parts: SQL[] = [counts];
  if (from !== undefined) parts.push(sql`${ratings.at} >= ${startOf(from)}`);
  if (to !== undefined) parts.push(sql`${ratings.at} < ${startOf(to) + DAY_MS}`);
  if (kind !== undefined) parts.push(sql`${ratings.kind} = ${kind}`);
  if (rating !== undefined) parts.push(sql`${ratings.rating} = ${rating}`);
  if (reason !== undefined) parts.push(sql`${ratings.reason} = ${reason}`);
  if (knowledge !== undefined) parts.push(sql`${ratings.knowledge} = ${knowledge}`);
  if (orderId !== undefined) parts.push(sql`${ratings.orderId} = ${orderId}`);
  if (item !== undefined)
    parts.push(sql`EXISTS (SELECT 1 FROM json_each(${ratings.about}) AS one WHERE one.value = ${item})`);
  return sql.join(parts, sql` AND `);
}

/** Ratings that count, newest first. */
export async function listRatings(
  db: Db,
  filter: RatingFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: StoredRating[]; readonly total: number }> {
  const where = wanted(filter);
  const rows = await db
    .select()
    .from(ratings)
    .where(where)
    .orderBy(desc(ratings.id))
    .limit(page.limit)
    .offset(page.offset);
  const all = await db
    .select({ n: sql<number>`count(*)` })
    .from(ratings)
    .where(where);
  return { rows, total: all[0]?.n ?? 0 };
}

/** Ratings of answers to questions that count, oldest first. */
export async function ratedQuestions(db: Db, filter: RatingFilter): Promise<StoredRating[]> {
  return db
    .select()
    .from(ratings)
    .where(sql`${wanted(filter)} AND ${ratings.question} IS NOT NULL`)
    .orderBy(ratings.id);
}

/** How many ratings that count are alike in all of this. */
export type RatingCount = {
  readonly kind: SuggestionKind;
  readonly reference: string;
  readonly knowledge: string;
  /** `YYYY-MM` of the rating in Beijing. */
  readonly month: string;
  readonly rating: RatingValue;
  readonly reason: RatingReason | null;
  readonly n: number;
  /** When the first of them was rated. */
  readonly since: number;
};

export async function ratingCounts(db: Db, filter: RatingFilter): Promise<RatingCount[]> {
  return (await db.all(sql`SELECT ${ratings.kind} AS kind, ${ratings.reference} AS reference,
      ${ratings.knowledge} AS knowledge,
      strftime('%Y-%m', ${ratings.at} / 1000 + 28800, 'unixepoch') AS month,
      ${ratings.rating} AS rating, ${ratings.reason} AS reason, count(*) AS n, min(${ratings.at}) AS since
    FROM ${ratings} WHERE ${wanted(filter)} GROUP BY 1, 2, 3, 4, 5, 6`)) as RatingCount[];
}

/** Ratings by what the suggestions rest on. */
export type ItemCount = {
  readonly item: string;
  readonly knowledge: string;
  readonly rating: RatingValue;
  readonly reason: RatingReason | null;
  readonly n: number;
  /** When the first of the suggestions was made. */
  readonly madeFrom: number;
};

/**
 * Counts by what the suggestions rest on. An entry speaks in several suggestions beside one order: of one person and
 * order (or question) it counts once, as the worst that was said, so that the counted are independent.
 */
export async function itemCounts(db: Db, filter: RatingFilter): Promise<ItemCount[]> {
  return (await db.all(sql`SELECT item, knowledge, rating, reason, count(*) AS n, min(made_at) AS madeFrom
    FROM (SELECT one.value AS item, ${ratings.knowledge} AS knowledge, ${ratings.rating} AS rating,
        ${ratings.reason} AS reason, ${ratings.madeAt} AS made_at,
        row_number() OVER (
          PARTITION BY one.value, ${ratings.knowledge}, ${ratings.rater}, ${ratings.orderId},
            ${ratings.question}, ${ratings.day}
          ORDER BY CASE ${ratings.rating} WHEN 'wrong' THEN 0 WHEN 'not_relevant' THEN 1 ELSE 2 END,
            ${ratings.reason} IS NULL, ${ratings.id} DESC) AS place
      FROM ${ratings}, json_each(${ratings.about}) AS one WHERE ${wanted(filter)})
    WHERE place = 1 GROUP BY 1, 2, 3, 4`)) as ItemCount[];
}

/** People whose ratings count. */
export async function raterCount(db: Db, filter: RatingFilter): Promise<number> {
  const rows = await db
    .select({ n: sql<number>`count(DISTINCT ${ratings.rater})` })
    .from(ratings)
    .where(wanted(filter));
  return rows[0]?.n ?? 0;
}

type Held = { readonly last: number; readonly counts: readonly ItemCount[]; readonly until: number };
const held = new WeakMap<Db, Held>();

/** Milliseconds from which a count is long: then it is not repeated within a hundred times its length. */
const LONG = 50;
/** Ratings up to which a count is repeated however long it took: so few take long only on a machine with no time. */
const FEW = 2000;

/** `itemCounts` of everything, read anew only after another rating, and not too often where there are very many. */
export async function allItemCounts(db: Db): Promise<readonly ItemCount[]> {
  const known = held.get(db);
  const from = performance.now();
  if (known !== undefined && from < known.until) return known.counts;
  const rows = await db.select({ last: sql<number>`coalesce(max(${ratings.id}), 0)` }).from(ratings);
  const last = rows[0]?.last ?? 0;
  if (known?.last === last) return known.counts;
  const counts = await itemCounts(db, {});
  const to = performance.now();
  held.set(db, { last, counts, until: last < FEW || to - from < LONG ? 0 : to + 100 * (to - from) });
  return counts;
}
