import { createHash } from 'node:crypto';
import { asc, desc, gt } from 'drizzle-orm';
import type { Db } from './client.ts';
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

export type AuditRow = AuditEntry & { readonly seq: number; readonly prev: string; readonly hash: string };

export type AuditCheck =
  | { readonly ok: true; readonly rows: number; readonly head: string }
  | {
      readonly ok: false;
      readonly rows: number;
      readonly brokenAt: number;
      readonly reason: 'gap' | 'link' | 'hash';
    };

/** `prev` of the first row. */
export const AUDIT_START = '0'.repeat(64);

/** sha256 over the row's number, its content and the hash of the row before, as a JSON array in UTF-8. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const parts = [row.seq, row.at, row.actorId, row.actorName, row.action, row.subject, row.detail, row.prev];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Appends to the chain. Inside the write lane only: the lane is what keeps the chain single-file. */
export async function appendAudit(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const last = (
    await db.select({ seq: audit.seq, hash: audit.hash }).from(audit).orderBy(desc(audit.seq)).limit(1)
  )[0];
  let seq = last?.seq ?? 0;
  let prev = last?.hash ?? AUDIT_START;
  const rows = entries.map((entry) => {
    const row = { ...entry, seq: ++seq, prev };
    prev = auditHash(row);
    return { ...row, hash: prev };
  });
  await db.insert(audit).values(rows);
}

/**
 * Walks the whole chain, a thousand rows at a time. A changed, inserted or removed row breaks it at that
 * row; a cut tail does not, so compare `head` with one noted elsewhere.
 */
export async function verifyAudit(
  read: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
): Promise<AuditCheck> {
  let seq = 0;
  let prev = AUDIT_START;
  for (;;) {
    const rows = await read((db) =>
      db.select().from(audit).where(gt(audit.seq, seq)).orderBy(asc(audit.seq)).limit(1000),
    );
    if (rows.length === 0) return { ok: true, rows: seq, head: prev };
    for (const row of rows) {
      if (row.seq !== seq + 1) return { ok: false, rows: seq, brokenAt: seq + 1, reason: 'gap' };
      if (row.prev !== prev) return { ok: false, rows: seq, brokenAt: row.seq, reason: 'link' };
      if (auditHash(row) !== row.hash) return { ok: false, rows: seq, brokenAt: row.seq, reason: 'hash' };
      seq = row.seq;
      prev = row.hash;
    }
  }
}
