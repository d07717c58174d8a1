import { AppError } from '../kernel/errors.ts';
import type { Fault } from '../knowledge/entry-faults.ts';
import {
  closeOpenVersions,
  deleteItem,
  insertItem,
  itemVersions,
  setItemState,
} from '../store/knowledge-items.ts';
import type { EntryBody } from '../store/knowledge-items.ts';
import { insertNotices } from '../store/knowledge-notices.ts';
import { bumpKnowledgeRevision } from '../store/knowledge-state.ts';
import type { Context, LiveKnowledge } from './context.ts';
import { heldShelf } from './held-shelf.ts';
import { decidingVersion } from './knowledge-aging.ts';
import type { KnowledgeCare } from './knowledge-care-types.ts';
import { bodyOf, ownerOf, shippedBody } from './knowledge-views.ts';
import {
  audit,
  blank,
  ENTRY,
  isDeleted,
  mustBe,
  mustSay,
  noEntry,
  onVersion,
  refuseFaults,
  shippedVersion,
} from './knowledge-writes.ts';
import { scopeOf } from './rights.ts';

/** What keepers decide: approving, sending back, withdrawing, deleting. `check` finds what is wrong with a text. */
export function createDecisions(
  context: Context,
  knowledge: LiveKnowledge,
  get: KnowledgeCare['get'],
  check: (entry: EntryBody) => Fault[],
): Pick<KnowledgeCare, 'approve' | 'sendBack' | 'withdraw' | 'remove'> {
  const { store, clock, log } = context;
  const shelfNow = () => heldShelf(knowledge.holder.current().sources);

  /** Answers from the new knowledge as soon as it is indexed; the page tells when. */
  function refresh(): void {
    knowledge.updates.refresh().catch((error: unknown) => {
      log.error({ err: error }, 'knowledge could not be brought up to date');
    });
  }

  const approve: KnowledgeCare['approve'] = async (actor, id, version, note) => {
    scopeOf(actor, 'knowledge.decide');
    await onVersion(context, actor, id, version, async (db, row, all, at) => {
      mustBe(row, 'submitted', '核准');
      if (row.author === actor.id)
        throw new AppError('forbidden', { reason: '自己提交的条目须由另一人核准' });
      const body = bodyOf(row);
      refuseFaults(check(body));
      const before = decidingVersion(all);
      const old = before?.body == null ? shippedBody(shelfNow(), id) : bodyOf(before);
      await setItemState(db, row.id, {
        status: 'approved',
        decidedBy: actor.name,
        decidedAt: at,
        ...(blank(note) === null ? {} : { note: blank(note) }),
      });
      const closing = { decidedBy: actor.name, decidedAt: at, note: `第 ${version} 版已核准，本稿不再处理` };
      await closeOpenVersions(db, { kind: ENTRY, item: id }, version, closing);
      await insertNotices(db, {
        kind: ENTRY,
        item: id,
        version,
        at,
        what: `${old === null ? '新增' : '更新'}“${body.title}”`,
        types: [...new Set([...body.types, ...(old?.types ?? [])])].sort(),
      });
      await bumpKnowledgeRevision(db);
      await audit(db, actor, 'knowledge.approve', id, `第 ${version} 版`, at);
    });
    refresh();
    return get(actor, id);
  };

  const sendBack: KnowledgeCare['sendBack'] = async (actor, id, version, reason) => {
    scopeOf(actor, 'knowledge.decide');
    const why = mustSay(reason);
    await onVersion(context, actor, id, version, async (db, row, _, at) => {
      mustBe(row, 'submitted', '退回');
      await setItemState(db, row.id, {
        status: 'returned',
        decidedBy: actor.name,
        decidedAt: at,
        note: why,
      });
      await audit(db, actor, 'knowledge.return', id, `第 ${version} 版`, at);
    });
    return get(actor, id);
  };

  const withdraw: KnowledgeCare['withdraw'] = async (actor, id, reason) => {
    scopeOf(actor, 'knowledge.decide');
    const why = mustSay(reason);
    const at = clock.now();
    await store.write(async (db) => {
      const ref = { kind: ENTRY, item: id };
      const all = await itemVersions(db, ref);
      const shipped = shippedBody(shelfNow(), id);
      if (all.length === 0 ? shipped === null : isDeleted(all)) throw noEntry(id);
      const decided = decidingVersion(all);
      const body = decided === null ? shipped : decided.body === null ? null : bodyOf(decided);
      if (body === null) throw new AppError('conflict', { reason: '这一条没有在用的文本，无可撤下' });
      if (all.length === 0) await insertItem(db, shippedVersion(body, at));
      const { version } = await insertItem(db, {
        kind: ENTRY,
        item: id,
        status: 'withdrawn',
        unit: ownerOf(all),
        body: null,
        author: actor.id,
        authorName: actor.name,
        createdAt: at,
        submittedAt: null,
        decidedBy: actor.name,
        decidedAt: at,
        note: why,
        reviewBy: null,
        isPublic: false,
      });
      const closing = { decidedBy: actor.name, decidedAt: at, note: `条目已撤下：${why}` };
      await closeOpenVersions(db, ref, version, closing);
      await insertNotices(db, {
        kind: ENTRY,
        item: id,
        version,
        at,
        what: `撤下“${body.title}”`,
        types: body.types,
      });
      await bumpKnowledgeRevision(db);
      await audit(db, actor, 'knowledge.withdraw', id, `第 ${version} 版`, at);
    });
    refresh();
    return get(actor, id);
  };

  const remove: KnowledgeCare['remove'] = async (actor, id) => {
    scopeOf(actor, 'knowledge.decide');
    const at = clock.now();
    await store.write(async (db) => {
      const ref = { kind: ENTRY, item: id };
      const all = await itemVersions(db, ref);
      const shipped = shippedBody(shelfNow(), id);
      if (all.length === 0 ? shipped === null : isDeleted(all)) throw noEntry(id);
      const decided = decidingVersion(all);
      const inForce = decided === null ? shipped : decided.body === null ? null : bodyOf(decided);
      const gone = await deleteItem(db, ref, at);
      // What the notice says is no text of the entry.
      const news = { kind: ENTRY, item: id, version: 0, at, what: `条目 ${id} 已删除` };
      if (inForce !== null) await insertNotices(db, { ...news, types: inForce.types });
      await bumpKnowledgeRevision(db);
      await audit(db, actor, 'knowledge.delete', id, `${gone} 个版本`, at);
    });
    refresh();
  };

  return { approve, sendBack, withdraw, remove };
}
