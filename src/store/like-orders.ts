import { inArray, ne, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { orders } from './schema/orders.ts';
import { searchTokens } from './search-tokens.ts';

/** Terms of the text that a search uses at most: the rarest tell most, and each costs a posting list. */
const TERMS = 32;
/** Tokens whose frequency is looked up; a longer text is judged by its beginning. */
const LOOKED_UP = 600;

export type LikeOrder = {
  readonly id: string;
  /** Of its text, as it came in. */
  readonly text: string;
  readonly score: number;
};

/**
 * The stored orders whose text is most like `text`, by BM25 (FTS5's, with its k1 = 1.2, b = 0.75) over the
 * rarest character pairs and words, without those that are confidential as a whole. Best first; scores are positive and comparable within one answer only.
 */
export async function likeOrders(
  db: Db,
  text: string,
  options: { readonly excluding: string; readonly limit: number },
): Promise<LikeOrder[]> {
  const tokens = [...new Set(searchTokens(text))].slice(0, LOOKED_UP);
  if (tokens.length === 0) return [];
  const known = (await db.all(sql`SELECT term, doc FROM orders_terms WHERE term IN ${tokens}`)) as {
    term: string;
    doc: number;
  }[];
  // A term of one order only is this order's own: it finds nothing else.
  const terms = known
    .filter((t) => t.doc > 1)
    .sort((a, b) => a.doc - b.doc || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS);
  if (terms.length === 0) return [];
  const match = terms.map((t) => `"${t.term}"`).join(' OR ');
  const found = (await db.all(
    sql`SELECT rowid AS seq, bm25(orders_fts) AS rank FROM orders_fts
        WHERE orders_fts MATCH ${match} ORDER BY rank LIMIT ${options.limit + 1}`,
  )) as { seq: number; rank: number }[];
  if (found.length === 0) return [];
  const rows = await db
    .select({ seq: orders.seq, id: orders.id, input: orders.input })
    .from(orders)
    .where(
      sql`${inArray(
        orders.seq,
        found.map((f) => f.seq),
      )} AND ${ne(orders.id, options.excluding)} AND ${orders.confidentiality} <> 'restricted'`,
    );
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return found
    .flatMap(({ seq, rank }) => {
      const row = bySeq.get(seq);
      return row === undefined ? [] : [{ id: row.id, text: String(row.input['text']), score: -rank }];
    })
    .slice(0, options.limit);
}
