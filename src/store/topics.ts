import { and, asc, desc, eq, gt, gte, sql } from 'drizzle-orm';
import type { Permitted } from '../kernel/reach.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { Db } from './client.ts';
import { reachedBy } from './order-conditions.ts';
import { orders } from './schema/orders.ts';
import { topicMembers, topicNames, topics, warningOrders } from './schema/topics.ts';
import { insertRows, insertValues } from './insert-rows.ts';
import type { Insertion } from './insert-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { dayAt, monthOf, startOfMonth } from './case-facts.ts';

export type StoredTopic = typeof topics.$inferSelect;
export type StoredMember = typeof topicMembers.$inferSelect;
export type TopicChange = Omit<StoredTopic, 'members' | 'callers' | 'firstAt' | 'lastAt'>;

/** Puts an order into its topic and keeps how the topic stands; a second time changes nothing. Inside the lane only. */
export async function saveMember(db: Db, member: StoredMember, topic: TopicChange): Promise<boolean> {
  if ((await placed(db, { orderSeq: member.orderSeq })).length > 0) return false;
  await saveMembers(db, [member], [topic]);
  return true;
}

const placed = prepared<{ orderSeq: number }, { orderSeq: number }[]>((db) =>
  db
    .select({ orderSeq: topicMembers.orderSeq })
    .from(topicMembers)
    .where(eq(topicMembers.orderSeq, sql.placeholder('orderSeq'))),
);

async function saveNames(db: Db, members: readonly StoredMember[]): Promise<void> {
  const names = members.flatMap(({ places, subjects, orderSeq, at, issueType }) => [
    ...places
      .filter(({ exact }) => exact)
      .map(({ key }) => ['place', key, orderSeq, at, issueType, orderSeq]),
    ...subjects.map((name) => ['subject', name, orderSeq, at, issueType, orderSeq]),
  ]);
  await insertValues(db, NAMES, names);
}

const NAMES: Insertion = {
  into: 'OR IGNORE INTO topic_names (kind, name, order_seq, at, issue_type, demand_kind)',
  row: "(?, ?, ?, ?, ?, coalesce((SELECT demand_kind FROM orders WHERE seq = ?), ''))",
};

/**
 * The same for many orders that are in no topic yet, in a few statements; `standings` are those of the topics they
 * joined. Inside the lane only.
 */
export async function saveMembers(
  db: Db,
  members: readonly StoredMember[],
  standings: readonly TopicChange[],
): Promise<void> {
  if (members.length === 0) return;
  await insertRows(db, topicMembers, members);
  await saveNames(db, members);
  const counted = await countedTopics(db, { topics: listOf(standings.map(({ id }) => id)) });
  const counts = new Map(counted.map(({ id, ...rest }) => [id, rest]));
  const rows = standings.map((topic) => {
    const found = counts.get(topic.id);
    if (found === undefined) throw new Error('A topic has no members.');
    return { ...topic, ...found };
  });
  await insertRows(db, topics, rows, 'replace');
}

const COUNTED = {
  members: sql<number>`count(*)`,
  callers: sql<number>`count(DISTINCT coalesce(${topicMembers.caller}, '?' || ${topicMembers.orderSeq}))`,
  firstAt: sql<number>`min(${topicMembers.at})`,
  lastAt: sql<number>`max(${topicMembers.at})`,
};

const countedTopics = prepared<
  { topics: string },
  { id: number; members: number; callers: number; firstAt: number; lastAt: number }[]
>((db) =>
  db
    .select({ id: topicMembers.topic, ...COUNTED })
    .from(topicMembers)
    .where(amongNamed(topicMembers.topic, 'topics'))
    .groupBy(topicMembers.topic),
);

/** Members by number of the order, `limit` at most, beginning after `after`. */
export async function membersAfter(
  db: Db,
  after: number,
  from: number,
  limit: number,
): Promise<StoredMember[]> {
  return db
    .select()
    .from(topicMembers)
    .where(and(gt(topicMembers.orderSeq, after), gte(topicMembers.at, from)))
    .orderBy(asc(topicMembers.orderSeq))
    .limit(limit);
}

export async function newestMemberAt(db: Db): Promise<number | null> {
  const [row] = await db.select({ at: sql<number | null>`max(${topicMembers.at})` }).from(topicMembers);
  return row?.at ?? null;
}

export type TopicQuery = {
  /** Topics somebody called about at or after this. */
  readonly from: number;
  readonly street?: string;
  readonly issueType?: string;
  readonly q?: string;
  /** Members at least. */
  readonly least: number;
};

/** The hottest topics first. */
export async function listTopics(
  db: Db,
  reach: Permitted<'topic.read' | 'report.read'>,
  query: TopicQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: StoredTopic[]; readonly total: number }> {
  const own = reachedBy(reach);
  const like = (query.q ?? '')
    .trim()
    .slice(0, 50)
    .replace(/[%_\\]/g, '\\$&');
  const where = and(
    gte(topics.lastAt, query.from),
    gte(topics.members, query.least),
    query.issueType === undefined ? undefined : eq(topics.issueType, query.issueType),
    query.street === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM json_each(${topics.streets}) WHERE value = ${query.street})`,
    like === '' ? undefined : sql`${topics.title} LIKE ${`%${like}%`} ESCAPE '\\'`,
    own === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM topic_members m JOIN orders ON orders.seq = m.order_seq WHERE m.topic = ${topics.id} AND ${own})`,
  );
  const rows = await db
    .select()
    .from(topics)
    .where(where)
    .orderBy(desc(topics.rank), desc(topics.id))
    .limit(page.limit)
    .offset(page.offset);
  const [count] = await db
    .select({ total: sql<number>`count(*)` })
    .from(topics)
    .where(where);
  return { rows, total: count?.total ?? 0 };
}

/** A topic, some of whose orders may be out of reach: see `membersOf`. */
export async function topicById(
  db: Db,
  _right: Permitted<'topic.read'>,
  id: number,
): Promise<StoredTopic | null> {
  return (await db.select().from(topics).where(eq(topics.id, id)).limit(1))[0] ?? null;
}

export type MemberRow = {
  readonly member: Pick<StoredMember, 'orderSeq' | 'orderId' | 'at' | 'evidence' | 'caller'>;
  readonly order: {
    readonly number: string;
    readonly excerpt: string;
    /** Name of who called, as it was given. */
    readonly callerName: string | null;
    readonly issueType: string;
    readonly street: string | null;
    readonly state: string;
    readonly leadUnit: string;
    readonly confidentiality: Confidentiality;
  };
};

const MEMBER_COLUMNS = {
  member: {
    orderSeq: topicMembers.orderSeq,
    orderId: topicMembers.orderId,
    at: topicMembers.at,
    evidence: topicMembers.evidence,
    caller: topicMembers.caller,
  },
  order: {
    number: orders.number,
    excerpt: orders.excerpt,
    callerName: sql<string | null>`${orders.input} ->> '$.caller.name'`,
    issueType: orders.issueType,
    street: orders.street,
    state: orders.state,
    leadUnit: orders.leadUnit,
    confidentiality: orders.confidentiality,
  },
};

/** Members of a topic that are reached, latest first, with how many there are. */
export async function membersOf(
  db: Db,
  reach: Permitted<'topic.read'>,
  topic: number,
  limit: number,
): Promise<{ readonly rows: MemberRow[]; readonly total: number }> {
  const where = and(eq(topicMembers.topic, topic), reachedBy(reach));
  const rows = await db
    .select(MEMBER_COLUMNS)
    .from(topicMembers)
    .innerJoin(orders, eq(orders.seq, topicMembers.orderSeq))
    .where(where)
    .orderBy(desc(topicMembers.at), desc(topicMembers.orderSeq))
    .limit(limit);
  const [count] = await db
    .select({ total: sql<number>`count(*)` })
    .from(topicMembers)
    .innerJoin(orders, eq(orders.seq, topicMembers.orderSeq))
    .where(where);
  return { rows, total: count?.total ?? 0 };
}

export type ChronicRow = {
  readonly place: string;
  readonly issueType: string;
  readonly orders: number;
  readonly months: number;
  readonly rebounds: number;
  readonly firstAt: number;
  readonly lastAt: number;
};

/** The same type at the same place again and again; the most orders first. UTC milliseconds `from` on; the last month is that of `until`. */
export async function chronicPlaces(
  db: Db,
  reach: Permitted<'topic.read' | 'report.read'>,
  asked: {
    readonly from: number;
    readonly until: number;
    readonly orders: number;
    readonly months: number;
    readonly limit: number;
  },
): Promise<ChronicRow[]> {
  const own = reachedBy(reach);
  const source =
    own === undefined
      ? sql`topic_names n INDEXED BY topic_names_counted WHERE true`
      : sql`topic_names n JOIN orders ON orders.seq = n.order_seq WHERE ${own}`;
  const [first, last] = [monthOf(dayAt(asked.from)), monthOf(dayAt(asked.until))];
  const starts = Array.from({ length: Math.max(1, last - first + 1) }, (_, i) => startOfMonth(first + i));
  // Compared rather than formatted: a million names take a tenth of the time.
  const months = starts.map((start, i) => {
    const end = starts[i + 1];
    return end === undefined ? sql`max(n.at >= ${start})` : sql`max(n.at >= ${start} AND n.at < ${end})`;
  });
  const rows = await db.all(sql`
    WITH chronic AS MATERIALIZED (
      SELECT n.name AS name, n.issue_type AS issue_type, count(*) AS orders, ${sql.join(months, sql` + `)} AS months,
        min(n.at) AS first, max(n.at) AS last
      FROM ${source} AND n.kind = 'place' AND n.at >= ${asked.from}
      GROUP BY n.name, n.issue_type HAVING count(*) >= ${asked.orders} AND months >= ${asked.months}
      ORDER BY orders DESC, last DESC, n.name LIMIT ${asked.limit})
    SELECT c.name AS place, c.issue_type AS issueType, c.orders, c.months, c.first AS firstAt, c.last AS lastAt, (
      SELECT count(*) FROM topic_names t JOIN orders ON orders.seq = t.order_seq
      WHERE t.kind = 'place' AND t.name = c.name AND t.issue_type = c.issue_type AND t.at >= ${asked.from}
        ${own === undefined ? sql`` : sql`AND ${own}`}
        AND EXISTS (SELECT 1 FROM order_links l WHERE l.second_id = orders.id AND l.kind = 'rebound'
          AND l.status IN ('proposed', 'linked', 'merged') AND l.id = (
            SELECT max(k.id) FROM order_links k WHERE k.first_id = l.first_id AND k.second_id = l.second_id))
      ) AS rebounds
    FROM chronic c ORDER BY c.orders DESC, c.last DESC, c.name`);
  return rows as ChronicRow[];
}

/** Takes an order out of its topic, and out of the warnings it was told of in; its topic, or null. Inside the lane only. */
export async function removeMember(db: Db, orderSeq: number): Promise<number | null> {
  const [member] = await db.delete(topicMembers).where(eq(topicMembers.orderSeq, orderSeq)).returning();
  await db.delete(topicNames).where(eq(topicNames.orderSeq, orderSeq));
  await db.delete(warningOrders).where(eq(warningOrders.orderSeq, orderSeq));
  return member?.topic ?? null;
}

/** Members of one topic, the latest first. */
export async function latestMembers(db: Db, topic: number, limit: number): Promise<StoredMember[]> {
  return db
    .select()
    .from(topicMembers)
    .where(eq(topicMembers.topic, topic))
    .orderBy(desc(topicMembers.at), desc(topicMembers.orderSeq))
    .limit(limit);
}

/** Keeps how a topic stands without an order that left it; `null`: nobody is left in it. Inside the lane only. */
export async function keepStanding(db: Db, id: number, topic: TopicChange | null): Promise<void> {
  const [counted] =
    topic === null ? [] : await db.select(COUNTED).from(topicMembers).where(eq(topicMembers.topic, id));
  if (topic === null || counted === undefined) await db.delete(topics).where(eq(topics.id, id));
  else
    await db
      .update(topics)
      .set({ ...topic, ...counted })
      .where(eq(topics.id, id));
}

/** Takes all topics away and asks for them anew, in the order the orders were received in. Warnings stay. */
export async function restartTopics(db: Db, job: string, now: number): Promise<number> {
  await db.delete(topicMembers);
  await db.delete(topicNames);
  await db.delete(topics);
  await db.run(sql`DELETE FROM outbox WHERE topic = ${job}`);
  const result = await db.run(sql`
    INSERT INTO outbox (topic, payload, created_at, due_at, attempts)
    SELECT ${job}, json_object('orderId', id), ${now}, ${now}, 0 FROM orders ORDER BY received_at, seq`);
  return result.rowsAffected;
}
