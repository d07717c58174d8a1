import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { applyRevisions, EVER, versionOf } from '../../profile/apply-revisions.ts';
import { faultsOf } from '../../profile/check-revision.ts';
import { differenceOf } from '../../profile/revision-difference.ts';
import { MOST_CHANGES } from './revision-schema.ts';
import type { Profile } from '../../profile/types.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import {
  approvedRevisions,
  decideRevision,
  insertRevision,
  listRevisions,
  nextApplied,
  revisionById,
} from '../../store/profile-revisions.ts';
import type { RevisionRow } from '../../store/profile-revisions.ts';
import type { Context } from '../context.ts';
import type { RightsBook } from '../dispatch/rights-book.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { catalogueCsv, readCatalogueTable } from './catalogue-table.ts';
import { catalogueView, typesView } from './catalogue-view.ts';
import { previewRevision } from './revision-preview.ts';
import type {
  Catalogue,
  NewRevision,
  RevisionState,
  RevisionSubject,
  RevisionView,
} from './revision-types.ts';

/** The duty catalogue and the issue types, and how both are revised. Rights are checked on every call. */
export function createCatalogue(context: Context, book: Pick<RightsBook, 'ready'>): Catalogue {
  const { store, clock, profiles } = context;
  const today = (): string => beijingDay(clock.now());

  const entries: Catalogue['entries'] = async (actor, filter, asOf = today()) => {
    scopeOf(actor, 'catalogue.read');
    return catalogueView(approvedNow(), filter, asOf);
  };

  const types: Catalogue['types'] = async (actor) => {
    scopeOf(actor, 'catalogue.read');
    return typesView(context.profile, context.engine);
  };

  /** Every approved revision applied, those to come included, as the holder has them. */
  const approvedNow = (): Profile => applyRevisions(profiles.shipped, profiles.revisions(), EVER);

  /** The same as the database has them at this moment of the write lane. */
  const approvedIn = async (db: Db): Promise<Profile> =>
    applyRevisions(profiles.shipped, await approvedRevisions(db), EVER);

  const revisions: Catalogue['revisions'] = async (actor, subject) => {
    scopeOf(actor, 'catalogue.read');
    const { rows, approved } = await store.read(async (db) => ({
      rows: await listRevisions(db, subject),
      approved: await approvedIn(db),
    }));
    return rows.map((row) => viewOf(actor, row, approved));
  };

  const revision: Catalogue['revision'] = async (actor, id) => {
    scopeOf(actor, 'catalogue.read');
    return store.read(async (db) => viewOf(actor, await existingRevision(db, id), await approvedIn(db)));
  };

  function viewOf(actor: Actor, row: RevisionRow, approved: Profile): RevisionView {
    const waits = row.state === 'waiting';
    const { id, changes, basis, reason, version, decidedByName, decidedAt } = row;
    const own = row.draftedById === actor.id;
    return {
      id,
      subject: row.subject as RevisionSubject,
      state: row.state as RevisionState,
      changes,
      basis,
      reason,
      drafted: { by: row.draftedByName, at: row.draftedAt },
      decided:
        decidedByName === null || decidedAt === null
          ? null
          : { by: decidedByName, at: decidedAt, note: row.note ?? '' },
      version,
      difference: row.difference ?? differenceOf(approved, changes),
      faults: waits ? faultsOf(approved, changes, today()) : [],
      mayApprove: waits && !own && mayDo(actor, 'catalogue.approve'),
      mayWithdraw: waits && own,
    };
  }

  /** Throws `revision_refused` with every fault. */
  function mustHold(approved: Profile, { changes, basis, reason }: NewRevision): void {
    const fail = (field: string, why: string): never => {
      throw new AppError('bad_field', { where: '', field, reason: why });
    };
    if (basis.trim() === '') fail('basis', '须写明依据的文件');
    if (reason.trim() === '') fail('reason', '须写明理由');
    if (changes.length === 0) fail('changes', '没有改动');
    if (changes.length > MOST_CHANGES) fail('changes', `一次最多 ${MOST_CHANGES} 条`);
    refuse(faultsOf(approved, changes, today()));
  }

  const preview: Catalogue['preview'] = async (actor, made) => {
    scopeOf(actor, 'catalogue.draft');
    const approved = await store.read(approvedIn);
    mustHold(approved, made);
    return previewRevision(context, actor, approved, made.changes);
  };

  const previewOf: Catalogue['previewOf'] = async (actor, id) => {
    scopeOf(actor, 'catalogue.read');
    const { row, approved } = await store.read(async (db) => ({
      row: await existingRevision(db, id),
      approved: await approvedIn(db),
    }));
    refuse(faultsOf(approved, row.changes, today()));
    return previewRevision(context, actor, approved, row.changes);
  };

  const draft: Catalogue['draft'] = async (actor, made) => {
    scopeOf(actor, 'catalogue.draft');
    const at = clock.now();
    const id = await store.write(async (db) => {
      mustHold(await approvedIn(db), made);
      const given = await insertRevision(
        db,
        {
          subject: made.subject,
          changes: made.changes,
          basis: made.basis.trim(),
          reason: made.reason.trim(),
          draftedById: actor.id,
          draftedByName: actor.name,
          draftedAt: at,
        },
        today().slice(0, 4),
      );
      await audited(db, actor, 'draft', given, `${made.changes.length} 处改动，${made.basis.trim()}`, at);
      return given;
    });
    return revision(actor, id);
  };

  const approve: Catalogue['approve'] = async (actor, id, note) => {
    scopeOf(actor, 'catalogue.approve');
    const at = clock.now();
    await store.write(async (db) => {
      const row = await waiting(db, id);
      if (row.draftedById === actor.id) throw new AppError('self_approval');
      const approved = await approvedIn(db);
      refuse(faultsOf(approved, row.changes, today()));
      const applied = await nextApplied(db);
      const lines = differenceOf(approved, row.changes);
      const version = versionOf(profiles.shipped.versions[row.subject as RevisionSubject], applied);
      await decideRevision(db, id, {
        ...decision(actor, 'approved', note, at),
        applied,
        version,
        difference: lines,
      });
      await audited(db, actor, 'approve', id, `${version}，${lines.length} 处不同`, at);
    });
    await profiles.refresh(store);
    // The rights of cells whose duty is another by now go before the next order comes.
    await book.ready();
    return revision(actor, id);
  };

  const refuseIt: Catalogue['refuse'] = async (actor, id, note) => {
    scopeOf(actor, 'catalogue.approve');
    if (note.trim() === '')
      throw new AppError('bad_field', { where: '', field: 'note', reason: '须写明理由' });
    const at = clock.now();
    await store.write(async (db) => {
      const row = await waiting(db, id);
      if (row.draftedById === actor.id) throw new AppError('self_approval');
      await decideRevision(db, id, decision(actor, 'refused', note, at));
      await audited(db, actor, 'refuse', id, note.trim(), at);
    });
    return revision(actor, id);
  };

  const withdraw: Catalogue['withdraw'] = async (actor, id) => {
    scopeOf(actor, 'catalogue.draft');
    const at = clock.now();
    await store.write(async (db) => {
      const row = await waiting(db, id);
      if (row.draftedById !== actor.id) throw new AppError('forbidden', { reason: '只有起草人能撤回' });
      await decideRevision(db, id, decision(actor, 'withdrawn', '', at));
      await audited(db, actor, 'withdraw', id, '', at);
    });
    return revision(actor, id);
  };

  const read: Catalogue['read'] = async (actor, bytes, file, effectiveFrom) => {
    scopeOf(actor, 'catalogue.draft');
    return readCatalogueTable(bytes, file, await store.read(approvedIn), effectiveFrom);
  };

  const difference: Catalogue['difference'] = async (actor, changes) => {
    scopeOf(actor, 'catalogue.draft');
    const approved = await store.read(approvedIn);
    return { difference: differenceOf(approved, changes), faults: faultsOf(approved, changes, today()) };
  };

  const csv: Catalogue['csv'] = async (actor, asOf = today()) => {
    scopeOf(actor, 'catalogue.read');
    return catalogueCsv(approvedNow(), asOf);
  };

  async function waiting(db: Db, id: string): Promise<RevisionRow> {
    const row = await existingRevision(db, id);
    if (row.state !== 'waiting') throw new AppError('conflict', { reason: `修订 ${id} 已经处理过` });
    return row;
  }

  const decision = (actor: Actor, state: RevisionState, note: string, at: number) => ({
    state,
    decidedById: actor.id,
    decidedByName: actor.name,
    decidedAt: at,
    note: note.trim(),
  });

  function audited(db: Db, actor: Actor, act: string, id: string, detail: string, at: number): Promise<void> {
    const who = { actorId: actor.id, actorName: actor.name };
    return appendAudit(db, [{ at, ...who, action: `catalogue.${act}`, subject: id, detail }]);
  }

  return {
    entries,
    types,
    revisions,
    revision,
    preview,
    previewOf,
    draft,
    approve,
    refuse: refuseIt,
    withdraw,
    read,
    difference,
    csv,
  };
}

async function existingRevision(db: Db, id: string): Promise<RevisionRow> {
  const row = await revisionById(db, id);
  if (row === null) throw new AppError('not_found', { what: `修订 ${id.slice(0, 32)}` });
  return row;
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new AppError('revision_refused', { reason: faults.join('；') });
}
