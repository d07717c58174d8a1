import { createHash } from 'node:crypto';
import { eq, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { nextTurn } from '../kernel/next-turn.ts';
import type { Db } from './client.ts';
import { audit } from './schema/journal.ts';
import { decisions, events, orders, suggestions } from './schema/orders.ts';
import { orderLinks, orderPlaces, orderSignatures } from './schema/links.ts';
import { topicMembers } from './schema/topics.ts';
import { annotationTasks } from './schema/annotations.ts';
import { abuseFlags } from './schema/abuse-flags.ts';
import { callbackLinks } from './schema/callbacks.ts';
import { deleteFile, filesOf } from './files.ts';
import type { StoredOrder } from './orders.ts';
import { searchTokens } from './search-tokens.ts';
import type { AuditRow } from './audit.ts';

/** What takes the place of what is kept of an order. Each is given what stands there and says what shall. */
export type OrderRewriting = {
  readonly input: (input: Record<string, unknown>) => Record<string, unknown>;
  /** Words that people or the caller said. */
  readonly words: (words: string) => string;
  readonly result: (result: Record<string, unknown>) => Record<string, unknown>;
  readonly event: (
    kind: string,
    data: Record<string, unknown>,
    detail: string,
  ) => { readonly data: Record<string, unknown>; readonly detail: string };
  /** Stands for the caller where callers are told apart; null where there was none. */
  readonly caller: string;
  /** Whether a name of a place or subject may stay. */
  readonly keepsName: (name: string) => boolean;
  /** The text that can be found by its words from now on; null: by none. */
  readonly found: (text: string) => string | null;
};

const idOnly = (id: string): string => createHash('sha256').update(`erased ${id}`).digest('hex');

/** Rewrites an order and all that hangs on it alone. Inside the write lane only, while an erasure is under way. */
export async function rewriteOrder(db: Db, order: StoredOrder, to: OrderRewriting): Promise<void> {
  const { id, seq } = order;
  const text = String(order.input['text'] ?? '');
  const found = to.found(text);
  await db
    .update(orders)
    .set({
      input: to.input(order.input),
      excerpt: to.words(order.excerpt),
      phoneReversed: null,
      // Tells a repeated delivery from a reused number; of few words it would tell the words.
      textHash: idOnly(id),
    })
    .where(eq(orders.seq, seq));
  await db.run(sql`DELETE FROM orders_fts WHERE rowid = ${seq}`);
  if (found !== null)
    await db.run(
      sql`INSERT INTO orders_fts (rowid, tokens) VALUES (${seq}, ${searchTokens(found).join(' ')})`,
    );

  for (const row of await db.select().from(decisions).where(eq(decisions.orderId, id)))
    await db
      .update(decisions)
      .set({ result: to.result(row.result) })
      .where(eq(decisions.id, row.id));
  for (const row of await db.select().from(events).where(eq(events.orderId, id)))
    await db
      .update(events)
      .set(to.event(row.event, row.data, row.detail))
      .where(eq(events.id, row.id));
  for (const row of await db
    .select()
    .from(orderLinks)
    .where(or(eq(orderLinks.firstId, id), eq(orderLinks.secondId, id)))) {
    const reasons = row.reasons.map((reason) => ({ ...reason, text: to.words(reason.text) }));
    await db.update(orderLinks).set({ reasons }).where(eq(orderLinks.id, row.id));
  }

  await db.delete(suggestions).where(eq(suggestions.orderId, id));
  await db.delete(callbackLinks).where(eq(callbackLinks.orderId, id));
  await db.update(abuseFlags).set({ caller: null }).where(eq(abuseFlags.orderId, id));
  await db.delete(orderPlaces).where(eq(orderPlaces.orderSeq, seq));
  // Without its row nothing is like it any more; an empty one is made anew from what is left of the text.
  if (found === null) await db.delete(orderSignatures).where(eq(orderSignatures.orderSeq, seq));
  else
    await db
      .update(orderSignatures)
      .set({ signature: Buffer.alloc(0) })
      .where(eq(orderSignatures.orderSeq, seq));
  await db
    .update(annotationTasks)
    .set({ textHash: idOnly(id) })
    .where(eq(annotationTasks.orderId, id));
  await rewriteTopic(db, seq, to);
  await forgetAnswers(db, id);
}

/** What topics go by of an order: its caller under another name, nothing of its words, its names as far as they may stay. */
async function rewriteTopic(db: Db, seq: number, to: OrderRewriting): Promise<void> {
  const [member] = await db.select().from(topicMembers).where(eq(topicMembers.orderSeq, seq));
  if (member === undefined) return;
  const subjects = member.subjects.filter(to.keepsName);
  await db
    .update(topicMembers)
    .set({
      caller: member.caller === null ? null : to.caller,
      places: [],
      subjects,
      words: [],
      evidence: member.evidence.map((one) => ({ ...one, value: to.words(one.value) })),
    })
    .where(eq(topicMembers.orderSeq, seq));
  const names = (await db.all(sql`SELECT kind, name FROM topic_names WHERE order_seq = ${seq}`)) as {
    readonly kind: string;
    readonly name: string;
  }[];
  for (const { kind, name } of names)
    if (kind === 'place' || !to.keepsName(name))
      await db.run(
        sql`DELETE FROM topic_names WHERE kind = ${kind} AND name = ${name} AND order_seq = ${seq}`,
      );
  // A topic that this order alone speaks for is called by nothing it said.
  await db.run(sql`
    UPDATE topics SET title = ${to.words('热点')}, place = NULL
    WHERE id = ${member.topic} AND members = 1`);
  const [topic] = (await db.all(
    sql`SELECT title, place, subject FROM topics WHERE id = ${member.topic}`,
  )) as {
    readonly title: string;
    readonly place: string | null;
    readonly subject: string | null;
  }[];
  if (topic === undefined) return;
  const named = [topic.title, topic.place, topic.subject].filter((name) => name !== null);
  if (!named.every(to.keepsName))
    await db.run(
      sql`UPDATE topics SET title = ${to.words('热点')}, place = NULL, subject = NULL WHERE id = ${member.topic}`,
    );
}

/** Answers kept for keys under which the order came or was moved: the hash of such a request is one of the data. */
async function forgetAnswers(db: Db, id: string): Promise<void> {
  await db.run(sql`
    DELETE FROM idempotency WHERE EXISTS (
      SELECT 1 FROM json_each(idempotency.answer) a WHERE a.value ->> 'id' = ${id})`);
}

/** Takes the evidence of an order away; contents that no other order needs, for the folder. Inside the write lane only. */
export async function dropEvidence(db: Db, orderId: string): Promise<{ files: number; unneeded: string[] }> {
  const files = await filesOf(db, orderId);
  const unneeded: string[] = [];
  for (const file of files) if ((await deleteFile(db, file)).unneeded) unneeded.push(file.sha256);
  return { files: files.length, unneeded };
}

/** Rows of the audit about an order. */
export async function auditRowsOf(db: Db, orderId: string): Promise<AuditRow[]> {
  return db.select().from(audit).where(eq(audit.subject, orderId));
}

/** Words that people wrote elsewhere, table by table; `own` picks the rows that belong to an order. */
type Writing = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly own?: (id: string) => SQL;
  /** Says nothing but what the order says: goes with its words. */
  readonly quotes?: true;
};

const ofOrder = (id: string): SQL => sql`order_id = ${id}`;
const ofTask = (id: string): SQL => sql`task_id IN (SELECT id FROM annotation_tasks WHERE order_id = ${id})`;

const WRITINGS: readonly Writing[] = [
  { table: 'evidence_files', columns: ['name'], own: ofOrder, quotes: true },
  { table: 'annotation_tasks', columns: ['text'] },
  { table: 'annotations', columns: ['note'], own: ofTask, quotes: true },
  { table: 'adjudications', columns: ['note'], own: ofTask, quotes: true },
  { table: 'ratings', columns: ['note', 'question'], own: ofOrder, quotes: true },
  { table: 'misreading_causes', columns: ['note'], own: ofOrder, quotes: true },
  { table: 'rulings', columns: ['reason', 'end_reason'], own: (id) => sql`origin_order = ${id}` },
  { table: 'knowledge_items', columns: ['body', 'note'] },
  { table: 'knowledge_comments', columns: ['text'] },
  { table: 'score_records', columns: ['words', 'reason'], own: ofOrder },
  {
    table: 'score_appeals',
    columns: ['words', 'reason', 'decision'],
    own: (id) =>
      sql`line_key = ${`verdict:${id}`} OR line_key IN (SELECT 'record:' || id FROM score_records WHERE order_id = ${id})`,
  },
  { table: 'subject_acts', columns: ['note'] },
  { table: 'proactive_tasks', columns: ['what', 'note', 'result'] },
  {
    table: 'warnings',
    columns: ['title', 'watched_name', 'reason'],
    own: (id) =>
      sql`id IN (SELECT warning_id FROM warning_orders w JOIN orders o ON o.seq = w.order_seq WHERE o.id = ${id})`,
  },
  { table: 'abuse_flags', columns: ['reason', 'verdict_note'], own: ofOrder, quotes: true },
  { table: 'legal_holds', columns: ['reason', 'end_reason'], own: ofOrder },
  { table: 'outbox', columns: ['last_error'], own: (id) => sql`payload ->> 'orderId' = ${id}` },
];

/** Rows of other writings that are read in one go. */
const STEP = 2000;

export type Found = {
  readonly table: string;
  readonly rowid: number;
  readonly words: Readonly<Record<string, string>>;
};

/**
 * Writings elsewhere whose words are to be others, with what they are to be; `quoted` and `own` are asked about rows of the
 * orders, `any` about the rest. Reads in steps: requests have their turn in between.
 */
export async function writingsToChange(
  read: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
  orderIds: readonly string[],
  rewrite: Readonly<Record<'quoted' | 'own' | 'any', (words: string) => string>>,
): Promise<Found[]> {
  const changes: Found[] = [];
  for (const { table, columns, own, quotes } of WRITINGS) {
    const isOwn =
      own === undefined
        ? sql`0`
        : sql.join(
            orderIds.map((id) => sql`(${own(id)})`),
            sql` OR `,
          );
    const picked = sql.raw(columns.join(', '));
    for (let after = -1; ;) {
      const rows = (await read((db) =>
        db.all(sql`SELECT rowid AS at_row, (${isOwn}) AS own_row, ${picked} FROM ${sql.identifier(table)}
          WHERE rowid > ${after} ORDER BY rowid LIMIT ${STEP}`),
      )) as (Record<string, string | null> & { readonly at_row: number; readonly own_row: number })[];
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const row of rows) {
        const change = row.own_row !== 1 ? rewrite.any : quotes ? rewrite.quoted : rewrite.own;
        const words = Object.fromEntries(
          columns.flatMap((column) => {
            const was = row[column];
            if (typeof was !== 'string') return [];
            const now = change(was);
            return now === was ? [] : [[column, now]];
          }),
        );
        if (Object.keys(words).length > 0) changes.push({ table, rowid: row.at_row, words });
      }
      after = last.at_row;
      await nextTurn();
    }
  }
  return changes;
}

/** Writes what `writingsToChange` found. Inside the write lane only, while an erasure is under way. */
export async function changeWritings(db: Db, changes: readonly Found[]): Promise<void> {
  for (const { table, rowid, words } of changes) {
    const set = Object.entries(words).map(([column, value]) => sql`${sql.identifier(column)} = ${value}`);
    await db.run(sql`UPDATE ${sql.identifier(table)} SET ${sql.join(set, sql`, `)} WHERE rowid = ${rowid}`);
  }
}

/** Rows of the audit whose words hold something; all of them are read, in steps. */
export async function auditRowsWith(
  read: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
  holds: (words: string) => boolean,
): Promise<AuditRow[]> {
  const found: AuditRow[] = [];
  for (let after = 0; ;) {
    const rows = await read((db) =>
      db
        .select()
        .from(audit)
        .where(sql`${audit.seq} > ${after}`)
        .orderBy(audit.seq)
        .limit(STEP),
    );
    const last = rows.at(-1);
    if (last === undefined) return found;
    found.push(...rows.filter(({ detail }) => holds(detail)));
    after = last.seq;
    await nextTurn();
  }
}
