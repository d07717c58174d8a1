import { createHash, randomBytes } from 'node:crypto';
import { asc, desc, eq, gt } from 'drizzle-orm';
import { ERASED } from '../kernel/erasure-words.ts';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { prepared } from './prepared.ts';
import { audit } from './schema/journal.ts';

export type AuditEntry = {
  /** UTC milliseconds. */
  readonly at: number;
  readonly actorId: string;
  readonly actorName: string;
  /** What was done: `order.read`, `order.correct`, … */
  readonly action: string;
  /** What it was done to: an order id, a user name, or `-`. */
  readonly subject: string;
  readonly detail: string;
};

export type AuditRow = AuditEntry & {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Empty in rows of old programs and in those whose words were erased. */
  readonly salt: string;
};

export type AuditCheck =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly head: string;
      /** Rows whose words were erased, each vouched for by a later row. */
      readonly erased: number;
    }
  | {
      readonly ok: false;
      readonly rows: number;
      readonly brokenAt: number;
      readonly reason: 'gap' | 'link' | 'hash';
    };

/** `prev` of the first row. */
export const AUDIT_START = '0'.repeat(64);

/** sha256 over the row's number, its content, the hash of the row before and the salt, as a JSON array in UTF-8. */
export function auditHash({ salt, ...row }: Omit<AuditRow, 'hash'>): string {
  const parts = [row.seq, row.at, row.actorId, row.actorName, row.action, row.subject, row.detail, row.prev];
  return sha256Of(salt === '' ? parts : [...parts, salt]);
}

/** What is left of a row whose words were erased, as a later row of the chain vouches for it. */
function remainsHash(row: AuditRow): string {
  return sha256Of([row.seq, row.at, row.actorId, row.actorName, row.action, row.subject, row.prev, row.hash]);
}

function sha256Of(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Appends to the chain. Inside the write lane only: the lane is what keeps the chain single-file. */
export async function appendAudit(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const [last] = await lastRow(db, {});
  let seq = last?.seq ?? 0;
  let prev = last?.hash ?? AUDIT_START;
  const rows = entries.map((entry) => {
    const row = { ...entry, seq: ++seq, prev, salt: randomBytes(16).toString('hex') };
    prev = auditHash(row);
    return { ...row, hash: prev };
  });
  await insertRows(db, audit, rows);
}

const lastRow = prepared<Record<string, never>, { seq: number; hash: string }[]>((db) =>
  db.select({ seq: audit.seq, hash: audit.hash }).from(audit).orderBy(desc(audit.seq)).limit(1),
);

/** The action of a row that vouches for erased ones. */
const ERASE = 'audit.erase';
/** Erased rows that one row vouches for. */
const VOUCHED = 40;

/**
 * Takes the words of these rows away, with their salts; links and hashes stay, and rows at the end of the chain vouch for
 * what is left of them. How many rows it was. Inside the write lane only, while an erasure is under way.
 */
export async function eraseAuditWords(
  db: Db,
  rows: readonly AuditRow[],
  who: Pick<AuditEntry, 'at' | 'actorId' | 'actorName' | 'subject'>,
): Promise<number> {
  const open = rows.filter(({ action, detail }) => action !== ERASE && detail !== ERASED);
  for (const { seq } of open)
    await db.update(audit).set({ detail: ERASED, salt: '' }).where(eq(audit.seq, seq));
  const entries: AuditEntry[] = [];
  for (let i = 0; i < open.length; i += VOUCHED) {
    const told = open.slice(i, i + VOUCHED).map((row) => `第 ${row.seq} 行 ${remainsHash(row)}`);
    entries.push({ ...who, action: ERASE, detail: told.join('；') });
  }
  await appendAudit(db, entries);
  return open.length;
}

/** By number of an erased row: what a later row says is left of it. */
async function vouchedRows(
  read: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
): Promise<ReadonlyMap<number, { readonly by: number; readonly remains: string }>> {
  const told = await read((db) =>
    db.select({ seq: audit.seq, detail: audit.detail }).from(audit).where(eq(audit.action, ERASE)),
  );
  return new Map(
    told.flatMap(({ seq: by, detail }) =>
      [...detail.matchAll(/第 (\d+) 行 ([0-9a-f]{64})/g)].map(
        ([, seq, remains = '']) => [Number(seq), { by, remains }] as const,
      ),
    ),
  );
}

/**
 * Walks the whole chain, a thousand rows at a time. A changed, inserted or removed row breaks it at that
 * row; a cut tail does not, so compare `head` with one noted elsewhere. A row whose words were erased holds by its links
 * and by the later row that vouches for the rest of it.
 */
export async function verifyAudit(
  read: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
): Promise<AuditCheck> {
  const vouched = await vouchedRows(read);
  let seq = 0;
  let prev = AUDIT_START;
  let erased = 0;
  const isErased = (row: AuditRow): boolean => {
    const word = vouched.get(row.seq);
    return (
      row.detail === ERASED &&
      row.salt === '' &&
      word !== undefined &&
      word.by > row.seq &&
      word.remains === remainsHash(row)
    );
  };
  for (;;) {
    const rows = await read((db) =>
      db.select().from(audit).where(gt(audit.seq, seq)).orderBy(asc(audit.seq)).limit(1000),
    );
    if (rows.length === 0) return { ok: true, rows: seq, head: prev, erased };
    for (const row of rows) {
      if (row.seq !== seq + 1) return { ok: false, rows: seq, brokenAt: seq + 1, reason: 'gap' };
      if (row.prev !== prev) return { ok: false, rows: seq, brokenAt: row.seq, reason: 'link' };
      if (auditHash(row) !== row.hash) {
        if (!isErased(row)) return { ok: false, rows: seq, brokenAt: row.seq, reason: 'hash' };
        erased++;
      }
      seq = row.seq;
      prev = row.hash;
    }
  }
}
