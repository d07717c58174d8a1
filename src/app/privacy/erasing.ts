import { ERASED_BECAUSE, ERASED_NAMES } from '../../kernel/erasure-words.ts';
import type { Erased, ErasedBecause } from '../../kernel/erasure-words.ts';
import type { Entity } from '../../text/types.ts';
import { appendAudit, eraseAuditWords } from '../../store/audit.ts';
import type { AuditRow } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import { boundOrders, erasuresOf, insertErasure, whileErasing } from '../../store/erasures.ts';
import { noteErasures } from '../../store/erasure-journal.ts';
import type { Noted } from '../../store/erasure-journal.ts';
import {
  auditRowsOf,
  auditRowsWith,
  changeWritings,
  dropEvidence,
  rewriteOrder,
  writingsToChange,
} from '../../store/order-erasing.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Context } from '../context.ts';
import type { EvidenceDesk } from '../life/evidence-desk.ts';
import type { Actor, OrderInput } from '../types.ts';
import { marksOf, starredBy, starredElsewhere } from './person-marks.ts';
import type { PersonMarks } from './person-marks.ts';
import { rewritingsFor } from './rewriting.ts';

/** How an erasure went. */
export type ErasureReport = {
  /** Numbers of the orders that were erased. */
  readonly erased: readonly string[];
  readonly spared: readonly { readonly number: string; readonly why: readonly string[] }[];
  /** Evidence files taken away, rows of the audit whose words went, and writings elsewhere that were changed. */
  readonly files: number;
  readonly auditRows: number;
  readonly writings: number;
};

export type ErasureAsked = {
  readonly what: Erased;
  readonly because: ErasedBecause;
  readonly reason: string;
  /** Also what holds orders back is passed over: they were erased before, in a database that was lost. */
  readonly again?: boolean;
};

/** Erases orders, one person's or those of one age. Rights are the caller's business; one erasure at a time. */
export type Erasing = (
  actor: Pick<Actor, 'id' | 'name'>,
  orders: readonly StoredOrder[],
  asked: ErasureAsked,
) => Promise<ErasureReport>;

export function createErasing(
  context: Pick<Context, 'store' | 'clock' | 'duplicates' | 'insight' | 'rulings' | 'log'>,
  evidence: Pick<EvidenceDesk, 'drop'> | null,
): Erasing {
  const { store, clock } = context;

  return async (actor, orders, asked) => {
    const { what, because } = asked;
    const open = await unerased(orders, what);
    const spared: { number: string; why: readonly string[] }[] = [];
    const bound = asked.again === true ? new Map<string, string[]>() : await boundNow(open);
    const due = open.filter(({ id, number }) => {
      const why = bound.get(id);
      if (why !== undefined) spared.push({ number, why });
      return why === undefined;
    });
    const report = { erased: [] as string[], spared, files: 0, auditRows: 0, writings: 0 };
    if (due.length === 0) return report;
    const marks = await marksFor(due);
    const who = { actorId: actor.id, actorName: actor.name };
    const rewritings = rewritingsFor(marks);
    if (what !== 'evidence') await elsewhere();
    const noted: Noted[] = [];
    for (const { id, number } of due) {
      const at = clock.now();
      const done = await store.write(async (db) => {
        const [order] = await ordersByIds(db, [id]);
        const why = asked.again === true ? undefined : (await boundOrders(db, [id])).get(id);
        if (order === undefined) return null;
        // It may have been reopened, or a hold been laid on it, since it was looked at.
        if (why !== undefined) return { why };
        return whileErasing(db, async () => {
          if (what !== 'evidence') await rewriteOrder(db, order, rewritings[what]);
          const filed = what === 'caller' ? { files: 0, unneeded: [] } : await dropEvidence(db, id);
          const rows = what === 'evidence' ? [] : await auditRowsOf(db, id);
          const told = rows.filter((row) => holdsWords(row, what, marks));
          const auditRows = await eraseAuditWords(db, told, { at, ...who, subject: id });
          const row = { byId: actor.id, byName: actor.name, because, reason: asked.reason, cleanedAt: null };
          await insertErasure(db, { orderId: id, what, at, ...row });
          const detail = `${number} ${ERASED_NAMES[what]}，${ERASED_BECAUSE[because]}：${asked.reason}；证据 ${filed.files} 件，审计详情 ${auditRows} 行`;
          await appendAudit(db, [{ at, ...who, action: 'order.erase', subject: id, detail }]);
          return { ...filed, auditRows };
        });
      });
      if (done === null) continue;
      if ('why' in done) {
        spared.push({ number, why: done.why });
        continue;
      }
      noted.push({ orderId: id, what, at, because });
      report.erased.push(number);
      report.files += done.files;
      report.auditRows += done.auditRows;
      if (done.unneeded.length > 0) await evidence?.drop(done.unneeded);
    }
    await noteErasures(store.url, noted);
    if (report.erased.length > 0 && what !== 'evidence') {
      context.duplicates.reset();
      context.insight.reset();
      context.rulings.forget();
    }
    return report;

    /** What people wrote of the person outside of the orders; before the orders, which say what to look for. */
    async function elsewhere(): Promise<void> {
      const ids = due.map(({ id }) => id);
      const numbers = due.flatMap(({ number, externalId, id }) => [
        number,
        id,
        ...(externalId === null ? [] : [externalId]),
      ]);
      const own = (words: string): string => starredBy(marks.own, words);
      const any = (words: string): string => starredElsewhere(marks, numbers, words);
      const quoted = what === 'evidence' ? own : rewritings[what].words;
      const changes = await writingsToChange(store.read, ids, { quoted, own, any });
      // A log of years is read for whoever asks to be erased; what ends by age is looked for beside its orders alone.
      const rows =
        because === 'request' ? await auditRowsWith(store.read, (words) => any(words) !== words) : [];
      if (changes.length + rows.length === 0) return;
      const at = clock.now();
      report.writings += changes.length;
      report.auditRows += await store.write((db) =>
        whileErasing(db, async () => {
          await changeWritings(db, changes);
          return eraseAuditWords(db, rows, { at, ...who, subject: due[0]?.id ?? '-' });
        }),
      );
    }
  };

  /** Orders of which this was not erased before. */
  async function unerased(orders: readonly StoredOrder[], what: Erased): Promise<StoredOrder[]> {
    const gone = new Set(
      (
        await store.read((db) =>
          erasuresOf(
            db,
            orders.map(({ id }) => id),
          ),
        )
      )
        .filter((row) => row.what === what || row.what === 'all')
        .map(({ orderId }) => orderId),
    );
    return orders.filter(({ id }) => !gone.has(id));
  }

  function boundNow(orders: readonly StoredOrder[]): Promise<ReadonlyMap<string, string[]>> {
    const ids = orders.map(({ id }) => id);
    return store.read((db) => boundOrders(db, ids));
  }

  function marksFor(orders: readonly StoredOrder[]): Promise<PersonMarks> {
    return store.read(async (db) => marksOf(await readingsOf(db, orders)));
  }
}

async function readingsOf(db: Db, orders: readonly StoredOrder[]) {
  const results = await decisionsOf(
    db,
    orders.map(({ id }) => id),
  );
  return orders.map(({ id, input }) => ({
    input: input as unknown as OrderInput,
    entities: ((results.get(id)?.['entities'] ?? []) as readonly Entity[]).filter(
      ({ kind }) => kind === 'caller',
    ),
  }));
}

/** Names of files, and reasons written when one was taken away, are words of the order as well. */
function holdsWords({ action, detail }: AuditRow, what: Erased, { own }: PersonMarks): boolean {
  if (starredBy(own, detail) !== detail) return true;
  return what === 'all' && ['evidence.add', 'evidence.read', 'evidence.remove'].includes(action);
}
