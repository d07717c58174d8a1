import { and, asc, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { RuleTable } from '../knowledge/applicability/table.ts';
import type { AskedQuestion, KnowledgeEntry } from '../knowledge/types.ts';
import type { Db } from './client.ts';
import { eraseOnDelete } from './knowledge-laws.ts';
import { knowledgeComments, knowledgeItems, knowledgeNotices } from './schema/knowledge-items.ts';
import type { ItemKind } from './schema/knowledge-items.ts';

/** One version of an entry, rule or card. */
export type StoredItem = typeof knowledgeItems.$inferSelect;
export type ItemComment = typeof knowledgeComments.$inferSelect;
export type ItemRef = { readonly kind: ItemKind; readonly item: string };

/** What an entry holds beside the entry itself: questions whose answer is known. */
export type EntryBody = KnowledgeEntry & { readonly asked?: readonly Omit<AskedQuestion, 'entry'>[] };

/** Author of the text that ships with the program, kept as the version before the first edit. It decides nothing. */
export const SHIPPED_AUTHOR = 'shipped';

/** Author of the mark that is left of a deleted item. */
export const DELETED_AUTHOR = 'deleted';

const of = ({ kind, item }: ItemRef) => and(eq(knowledgeItems.kind, kind), eq(knowledgeItems.item, item));

/** Appends a version of an item; its number is the next. Inside the write lane only. */
export async function insertItem(
  db: Db,
  made: Omit<StoredItem, 'id' | 'version'>,
): Promise<{ readonly version: number }> {
  const version = (await newestVersion(db, made)) + 1;
  await db.insert(knowledgeItems).values({ ...made, version });
  return { version };
}

/** The number of the newest version, 0 where there is none. */
export async function newestVersion(db: Db, ref: ItemRef): Promise<number> {
  const rows = await db
    .select({ version: sql<number | null>`max(${knowledgeItems.version})` })
    .from(knowledgeItems)
    .where(of(ref));
  return rows[0]?.version ?? 0;
}

/** Every version of an item, oldest first. */
export async function itemVersions(db: Db, ref: ItemRef): Promise<StoredItem[]> {
  return db.select().from(knowledgeItems).where(of(ref)).orderBy(asc(knowledgeItems.version));
}

/**
 * Of every item of a kind the newest version, the newest version that has a text, and the one that decides; of a deleted
 * item its mark. Oldest first within an item.
 */
export async function listItems(db: Db, kind: ItemKind): Promise<StoredItem[]> {
  const newest = sql`${knowledgeItems.id} IN (
    SELECT i.id FROM knowledge_items i
    JOIN (
      SELECT item, max(version) AS last,
        max(CASE WHEN body IS NOT NULL THEN version END) AS text,
        max(CASE WHEN status IN ('approved', 'withdrawn') THEN version END) AS decided
      FROM knowledge_items WHERE kind = ${kind} GROUP BY item
    ) m ON m.item = i.item AND i.version IN (m.last, m.text, m.decided)
    WHERE i.kind = ${kind})`;
  return db
    .select()
    .from(knowledgeItems)
    .where(newest)
    .orderBy(asc(knowledgeItems.item), asc(knowledgeItems.version));
}

/** Versions that wait for a decision, oldest first. */
export async function submittedItems(db: Db, kind?: ItemKind): Promise<StoredItem[]> {
  const among = kind === undefined ? undefined : eq(knowledgeItems.kind, kind);
  return db
    .select()
    .from(knowledgeItems)
    .where(and(eq(knowledgeItems.status, 'submitted'), among))
    .orderBy(asc(knowledgeItems.submittedAt), asc(knowledgeItems.id));
}

/** Moves one version on. Inside the write lane only. */
export async function setItemState(
  db: Db,
  id: number,
  state: Partial<
    Pick<StoredItem, 'status' | 'submittedAt' | 'decidedBy' | 'decidedAt' | 'note' | 'reviewBy' | 'isPublic'>
  >,
): Promise<void> {
  await db.update(knowledgeItems).set(state).where(eq(knowledgeItems.id, id));
}

/** Sends back what is still open of an item up to a version, with a note why. Inside the write lane only. */
export async function closeOpenVersions(
  db: Db,
  ref: ItemRef,
  upTo: number,
  closing: { readonly decidedBy: string; readonly decidedAt: number; readonly note: string },
): Promise<void> {
  const open = inArray(knowledgeItems.status, ['draft', 'submitted']);
  await db
    .update(knowledgeItems)
    .set({ status: 'returned', ...closing })
    .where(and(of(ref), open, sql`${knowledgeItems.version} <= ${upTo}`));
}

/**
 * Takes all versions, comments and notices of an item away and leaves a mark without text, so that what ships under the
 * same id is not used either and no number is given twice. Answers how many versions went. The caller bumps the
 * revision and writes the audit. Inside the write lane only.
 */
export async function deleteItem(db: Db, ref: ItemRef, at: number): Promise<number> {
  await eraseOnDelete(db);
  const { kind, item } = ref;
  const last = await newestVersion(db, ref);
  const gone = await db.delete(knowledgeItems).where(of(ref));
  await db
    .delete(knowledgeComments)
    .where(and(eq(knowledgeComments.kind, kind), eq(knowledgeComments.item, item)));
  await db
    .delete(knowledgeNotices)
    .where(and(eq(knowledgeNotices.kind, kind), eq(knowledgeNotices.item, item)));
  await db.insert(knowledgeItems).values({
    kind,
    item,
    version: last + 1,
    body: null,
    status: 'withdrawn',
    unit: null,
    author: DELETED_AUTHOR,
    authorName: '',
    createdAt: at,
    submittedAt: null,
    decidedBy: null,
    decidedAt: at,
    note: null,
    reviewBy: null,
    isPublic: false,
  });
  return gone.rowsAffected;
}

export type DecidedVersion = Pick<StoredItem, 'version' | 'decidedBy' | 'note'> & {
  readonly status: 'approved' | 'withdrawn';
  readonly decidedAt: number;
};

/** The approved and withdrawn versions of a kind's items, without their texts, the newest first. */
export async function decidedVersions(
  db: Db,
  kind: ItemKind,
): Promise<ReadonlyMap<string, readonly DecidedVersion[]>> {
  const { item, version, status, decidedBy, decidedAt, note } = knowledgeItems;
  const rows = await db
    .select({ item, version, status, decidedBy, decidedAt, note })
    .from(knowledgeItems)
    .where(
      and(eq(knowledgeItems.kind, kind), inArray(status, ['approved', 'withdrawn']), isNotNull(decidedAt)),
    )
    .orderBy(asc(item), desc(version));
  const byItem = new Map<string, DecidedVersion[]>();
  for (const { item: id, decidedAt: at, status: state, ...row } of rows) {
    const held = byItem.get(id);
    const one = { ...row, status: state === 'approved' ? state : 'withdrawn', decidedAt: at ?? 0 } as const;
    if (held) held.push(one);
    else byItem.set(id, [one]);
  }
  return byItem;
}

/** Ids of a kind that begin so, deleted ones included: for giving out the next. */
export async function itemIds(db: Db, kind: ItemKind, prefix: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ item: knowledgeItems.item })
    .from(knowledgeItems)
    .where(and(eq(knowledgeItems.kind, kind), sql`${knowledgeItems.item} LIKE ${`${prefix}%`}`));
  return rows.map(({ item }) => item);
}

export type ApprovedItems = {
  readonly entries: readonly KnowledgeEntry[];
  readonly asked: readonly AskedQuestion[];
  readonly rules: readonly RuleTable[];
  /** Ids of entries and rules that were withdrawn or deleted. */
  readonly withdrawn: readonly string[];
};

/** What the newest decisions leave in force, by item: to be laid over what ships. */
export async function approvedItems(db: Db): Promise<ApprovedItems> {
  const deciding = sql`${knowledgeItems.version} = (
    SELECT max(n.version) FROM knowledge_items n
    WHERE n.kind = ${knowledgeItems.kind} AND n.item = ${knowledgeItems.item}
      AND n.status IN ('approved', 'withdrawn') AND n.author <> ${SHIPPED_AUTHOR})`;
  const rows = await db
    .select({ kind: knowledgeItems.kind, item: knowledgeItems.item, body: knowledgeItems.body })
    .from(knowledgeItems)
    .where(deciding)
    .orderBy(asc(knowledgeItems.kind), asc(knowledgeItems.item));
  const entries: KnowledgeEntry[] = [];
  const asked: AskedQuestion[] = [];
  const rules: RuleTable[] = [];
  const withdrawn: string[] = [];
  for (const { kind, item, body } of rows) {
    if (kind === 'card') continue;
    if (body === null) withdrawn.push(item);
    else if (kind === 'rule') rules.push(body as unknown as RuleTable);
    else {
      const { asked: known = [], ...entry } = body as unknown as EntryBody;
      entries.push(entry);
      asked.push(...known.map((question) => ({ ...question, entry: item })));
    }
  }
  return { entries, asked, rules, withdrawn };
}

/** Entries marked public among those in force as they were approved, newest decision first. */
export async function publicEntries(db: Db): Promise<KnowledgeEntry[]> {
  const deciding = sql`${knowledgeItems.version} = (
    SELECT max(n.version) FROM knowledge_items n
    WHERE n.kind = 'entry' AND n.item = ${knowledgeItems.item} AND n.status IN ('approved', 'withdrawn'))`;
  const rows = await db
    .select({ body: knowledgeItems.body })
    .from(knowledgeItems)
    .where(
      and(
        eq(knowledgeItems.kind, 'entry'),
        eq(knowledgeItems.isPublic, true),
        isNotNull(knowledgeItems.body),
        eq(knowledgeItems.status, 'approved'),
        deciding,
      ),
    )
    .orderBy(desc(knowledgeItems.decidedAt), asc(knowledgeItems.item));
  return rows.map(({ body }) => body as unknown as KnowledgeEntry);
}

/** Keeps what somebody said of an item. Inside the write lane only. */
export async function insertComment(db: Db, comment: Omit<ItemComment, 'id'>): Promise<void> {
  await db.insert(knowledgeComments).values(comment);
}

/** What was said of an item, oldest first. */
export async function commentsOf(db: Db, { kind, item }: ItemRef): Promise<ItemComment[]> {
  return db
    .select()
    .from(knowledgeComments)
    .where(and(eq(knowledgeComments.kind, kind), eq(knowledgeComments.item, item)))
    .orderBy(asc(knowledgeComments.id));
}
