import type { Clock } from '../../kernel/clock.ts';
import { CONTACT_RESULT, CONTACT_WAY } from '../../kernel/contact-words.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EvidencePurpose } from '../../kernel/evidence-words.ts';
import { newId } from '../../kernel/ids.ts';
import type { ContactResult, ContactWay, LifeEvent } from '../../orders/life-events.ts';
import { userById } from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOf } from '../../store/events.ts';
import { filesOf, insertFile } from '../../store/files.ts';
import type { EvidenceFile } from '../../store/files.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Context } from '../context.ts';
import { createEvidenceFiles } from './evidence-files.ts';
import type { ContentFinding, EvidenceBytes, EvidenceReference, EvidenceUpload } from './evidence-files.ts';
import { proofPack, proofPackName } from './proof-pack.ts';
import type { ContactRecord } from './proof-pack.ts';
import { existing, triageOf } from '../intake/reading.ts';
import { hiddenFor } from '../intake/without-caller.ts';
import { authorize, isAllowed, seesCaller } from '../rights.ts';
import type { Actor, OrderInput } from '../types.ts';

/** A piece of evidence as somebody may see it. */
export type EvidenceView = EvidenceFile & {
  /** Why this person may not take it away; null where they may. */
  readonly kept: string | null;
};

/** What is sent in of a file; the limit is the desk's. */
export type EvidenceSent = Omit<EvidenceUpload, 'limit'>;

/** Evidence 证据 for people: every right is checked here, and every reading is written down. */
export type EvidenceDesk = {
  /** Bytes of one file at most. */
  readonly limit: number;
  /** Throws `forbidden`, `not_found`: to be asked before anything is received. */
  readonly mayAdd: (actor: Actor, orderId: string) => Promise<void>;
  /** Throws `forbidden` and what `EvidenceFiles.add` throws. */
  readonly add: (actor: Actor, orderId: string, sent: EvidenceSent) => Promise<EvidenceView>;
  readonly refer: (actor: Actor, orderId: string, reference: EvidenceReference) => Promise<EvidenceView>;
  /** Oldest first. Throws `forbidden`. */
  readonly list: (actor: Actor, orderId: string) => Promise<EvidenceView[]>;
  /** Null for whoever may not see the evidence of the order: what a page shows beside other things. */
  readonly beside: (
    actor: Actor,
    orderId: string,
  ) => Promise<{ readonly files: readonly EvidenceView[]; readonly mayAdd: boolean } | null>;
  /** Throws `not_found` for a file of another order, `forbidden`, `file_damaged`. */
  readonly read: (actor: Actor, orderId: string, id: string) => Promise<EvidenceBytes>;
  /** Throws `conflict` where a reply or a decision may rest on it, `forbidden` for what another unit's people added. */
  readonly remove: (actor: Actor, orderId: string, id: string, reason: string) => Promise<void>;
  /** Takes contents away that no row needs any more. Whoever erased the rows answers for it. */
  readonly drop: (hashes: readonly string[]) => Promise<number>;
  /** The proof-of-contact pack 联系凭证包, with a name for it. */
  readonly pack: (
    actor: Actor,
    orderId: string,
  ) => Promise<{ readonly name: string; readonly bytes: AsyncGenerator<Uint8Array> }>;
  /** Computes the hashes of an order's files again, one file after the other. For what is printed or decided on. */
  readonly verify: (orderId: string) => Promise<readonly ContentFinding[]>;
  /** Takes away what a killed process left half received, and says how many. Once, at the start. */
  readonly sweep: (idleMs?: number) => Promise<number>;
};

export type EvidenceOptions = { readonly folder: string; readonly limit: number };

const CENTRE = new Set<Actor['role']>(['dispatcher', 'leader', 'admin']);

/** Moves with which a reply was given or an ending decided: what was there then stays. */
const SETTLING = new Set<LifeEvent['kind']>([
  'reply',
  'grantExclusion',
  'grantMediationEnd',
  'grantTermination',
]);

/** Moves that ask for an ending, and those after which the application waits no longer. */
const ASKING = new Set<LifeEvent['kind']>(['proposeExclusion', 'proposeMediationEnd', 'proposeTermination']);
const SETTLED = new Set<LifeEvent['kind']>(['refuse', 'withdraw', 'reopen']);

export function createEvidenceDesk(
  { store, clock }: Pick<Context, 'store'> & { readonly clock: Clock },
  { folder, limit }: EvidenceOptions,
): EvidenceDesk {
  const files = createEvidenceFiles({ store, clock, folder });

  const orderFor = (actor: Actor, action: 'evidence.add' | 'evidence.read', id: string) =>
    store.read(async (db) => authorize(actor, action, await existing(db, id)));

  const record = (actor: Actor, action: string, subject: string, detail: string): Promise<void> =>
    store.write((db) =>
      appendAudit(db, [
        { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail },
      ]),
    );

  const viewed = (actor: Actor, events: readonly LifeEvent[], file: EvidenceFile): EvidenceView => ({
    ...file,
    kept: keptBecause(actor, file, events),
  });
  const fresh = async (actor: Actor, file: EvidenceFile): Promise<EvidenceView> =>
    viewed(actor, await store.read((db) => lifeEventsOf(db, file.orderId)), file);

  const viewsOf = (actor: Actor, order: StoredOrder) =>
    store.read(async (db) => {
      const events = await lifeEventsOf(db, order.id);
      const open = await openFiles(db, actor, order, await filesOf(db, order.id));
      return open.map((file) => viewed(actor, events, file));
    });

  /**
   * Files that somebody may see: of an order whose caller is kept from them, those of their own unit. A recording tells
   * who called, and so may whatever the hotline or another unit was handed.
   */
  async function openFiles(
    db: Db,
    actor: Actor,
    order: StoredOrder,
    kept: readonly EvidenceFile[],
  ): Promise<readonly EvidenceFile[]> {
    if (seesCaller(actor, order)) return kept;
    const open: EvidenceFile[] = [];
    for (const file of kept) {
      const unit =
        file.addedBy === actor.id ? actor.unit : ((await userById(db, file.addedBy))?.unit ?? null);
      if (unit !== null && unit === actor.unit) open.push(file);
    }
    return open;
  }

  const fileOf = async (orderId: string, id: string): Promise<EvidenceFile> => {
    const file = await files.get(id);
    if (file === null || file.orderId !== orderId)
      throw new AppError('not_found', { what: `证据文件 ${id.slice(0, 64)}` });
    return file;
  };

  const list: EvidenceDesk['list'] = async (actor, orderId) => {
    const order = await orderFor(actor, 'evidence.read', orderId);
    const found = await viewsOf(actor, order);
    await record(actor, 'evidence.list', orderId, `${order.number} ${found.length} 件`);
    return found;
  };

  return {
    limit,
    mayAdd: async (actor, orderId) => void (await orderFor(actor, 'evidence.add', orderId)),
    add: async (actor, orderId, sent) => {
      await orderFor(actor, 'evidence.add', orderId);
      return fresh(actor, await files.add(actor, orderId, { ...sent, limit }));
    },
    refer: async (actor, orderId, reference) => {
      await orderFor(actor, 'evidence.add', orderId);
      return fresh(actor, await files.refer(actor, orderId, reference));
    },
    list,
    beside: async (actor, orderId) => {
      const order = await store.read((db) => existing(db, orderId));
      if (!isAllowed(actor, 'evidence.read', order)) return null;
      const found = await viewsOf(actor, order);
      if (found.length > 0)
        await record(actor, 'evidence.list', orderId, `${order.number} ${found.length} 件`);
      return { files: found, mayAdd: isAllowed(actor, 'evidence.add', order) };
    },
    read: async (actor, orderId, id) => {
      const order = await orderFor(actor, 'evidence.read', orderId);
      const { number } = order;
      const file = await fileOf(orderId, id);
      const { name, sha256 } = file;
      if ((await store.read((db) => openFiles(db, actor, order, [file]))).length === 0)
        throw new AppError('not_found', { what: `证据文件 ${id.slice(0, 64)}` });
      const content = await files.read(id);
      try {
        await record(actor, 'evidence.read', orderId, `${number} “${name}”，sha256 ${sha256}`);
      } catch (error) {
        await content.stream.cancel();
        throw error;
      }
      return content;
    },
    remove: async (actor, orderId, id, reason) => {
      await orderFor(actor, 'evidence.add', orderId);
      await fileOf(orderId, id);
      const words = reason.trim();
      if (words === '' || words.length > 500)
        throw new AppError('bad_field', { where: '', field: 'reason', reason: '须写明理由，不超过 500 字' });
      // Asked where it is taken away: a reply may come in between.
      await files.remove(actor, id, words, async (db, file) => {
        authorize(actor, 'evidence.add', await existing(db, orderId));
        const kept = keptBecause(actor, file, await lifeEventsOf(db, orderId));
        if (kept === null) return;
        throw kept === NOT_YOURS
          ? new AppError('forbidden', { reason: kept })
          : new AppError('conflict', { reason: kept });
      });
    },
    pack: async (actor, orderId) => {
      const order = await orderFor(actor, 'evidence.read', orderId);
      const { events, rows, entities } = await store.read(async (db) => ({
        events: await lifeEventsOf(db, orderId),
        rows: await openFiles(db, actor, order, await filesOf(db, orderId)),
        entities: (await triageOf(db, orderId)).entities,
      }));
      const input = order.input as unknown as OrderInput;
      await record(actor, 'evidence.pack', orderId, `${order.number} 联系凭证包，${rows.length} 件`);
      const bytes = await proofPack(
        {
          orderNumber: order.number,
          madeAt: clock.now(),
          madeBy: actor.name,
          contacts: hiddenFor(actor, order, input, entities, contactRecords(events)),
          files: rows,
          events,
        },
        files.folder,
      );
      return { name: proofPackName(order.number), bytes };
    },
    drop: files.drop,
    verify: files.verify,
    sweep: files.sweep,
  };
}

const NOT_YOURS = '只能移除自己加的材料，其他的由热线中心移除';

/** Why a person may not take a file away; null where they may. The right to the order is asked elsewhere. */
export function keptBecause(
  actor: Pick<Actor, 'id' | 'role'>,
  file: Pick<EvidenceFile, 'addedAt' | 'addedBy'>,
  events: readonly LifeEvent[],
): string | null {
  if (file.addedBy !== actor.id && !CENTRE.has(actor.role)) return NOT_YOURS;
  const settled = events.some(({ kind, at }) => SETTLING.has(kind) && at >= file.addedAt);
  if (settled) return '答复或审定之前留存的材料不能移除';
  const asked = events.findLast(({ kind }) => ASKING.has(kind) || SETTLED.has(kind));
  // Whoever decides must have before them what was filed.
  return asked !== undefined && ASKING.has(asked.kind) && asked.at >= file.addedAt
    ? '申请等待审定，申请时留存的材料不能移除；要移除的先撤回申请'
    : null;
}

/** The contacts of an order as they are told in the pack. */
export function contactRecords(events: readonly LifeEvent[]): ContactRecord[] {
  return events.flatMap((event) => {
    if (event.kind !== 'contact' && event.kind !== 'tryContact') return [];
    const { way, note = '', files = [] } = event.data;
    return [
      {
        at: event.at,
        way: CONTACT_WAY[way],
        result: CONTACT_RESULT[event.kind === 'contact' ? event.data.result : 'noAnswer'],
        person: event.actor.name,
        note,
        files,
      },
    ];
  });
}

/** What the files of a contact show: a refusal, a visit, or a call. An attempt that found nobody proves no meeting. */
export function contactPurpose(way: ContactWay, result: ContactResult): EvidencePurpose {
  if (result === 'meetingRefused') return 'refusal';
  if (result === 'noAnswer') return 'contact';
  return way === 'visit' || way === 'meeting' || result === 'met' ? 'visit' : 'contact';
}

/**
 * The files that a contact names are kept as proof of it: in a row of their own, for a row is never changed. Inside the
 * write lane only.
 */
export async function markContactFiles(
  db: Db,
  orderId: string,
  hashes: readonly string[],
  purpose: EvidencePurpose,
  made: { readonly actor: Actor; readonly at: number },
): Promise<void> {
  if (hashes.length === 0) return;
  const kept = await filesOf(db, orderId);
  for (const hash of new Set(hashes)) {
    const rows = kept.filter(({ sha256 }) => sha256 === hash);
    const [first] = rows;
    if (first === undefined || rows.some((row) => row.purpose === purpose)) continue;
    await insertFile(db, {
      ...first,
      id: newId(),
      purpose,
      addedAt: made.at,
      addedBy: made.actor.id,
      addedByName: made.actor.name,
    });
  }
}
