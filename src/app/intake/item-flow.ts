import { AppError } from '../../kernel/errors.ts';
import type { Db } from '../../store/client.ts';
import {
  closeOpenVersions,
  deleteItem,
  insertComment,
  insertItem,
  itemIds,
  itemVersions,
  setItemState,
} from '../../store/knowledge-items.ts';
import type { ItemRef, StoredItem } from '../../store/knowledge-items.ts';
import type { ItemKind } from '../../store/schema/knowledge-items.ts';
import { insertNotices } from '../../store/knowledge-notices.ts';
import { bumpKnowledgeRevision } from '../../store/knowledge-state.ts';
import type { Context } from '../context.ts';
import { decidingVersion } from '../knowledge/knowledge-aging.ts';
import { ownerOf } from '../knowledge/knowledge-views.ts';
import {
  audit,
  blank,
  isDeleted,
  mustBe,
  mustSay,
  onVersion,
  refuseFaults,
  shippedVersion,
} from '../knowledge/knowledge-writes.ts';
import { scopeOf } from '../rights.ts';
import type { Action } from '../policy.ts';
import type { Actor } from '../types.ts';

const COMMENT_LIMIT = 1000;

/** What is particular to one kind of what is written and decided here. `B` is its text. */
export type ItemSpec<B extends { readonly id: string }> = {
  readonly kind: ItemKind;
  /** What people call one: 条目. */
  readonly noun: string;
  /** Actions in the audit begin so: `knowledge` gives knowledge.save. */
  readonly audit: string;
  /** Who may write one, and who may decide. */
  readonly rights: { readonly write: Action; readonly decide: Action };
  /** Ids of those written here begin so; null: a text brings its own. */
  readonly ids: string | null;
  /** Whether a text is a draft until its author hands it in; else saving hands it in. */
  readonly drafts: boolean;
  /** Whether what ships with the program can be deleted, not only withdrawn. */
  readonly deletesShipped: boolean;
  /** The error for one that is not there. */
  readonly missing: (id: string) => AppError;
  /** The text that ships with the program; null: none. */
  readonly shippedOf: (id: string) => B | null;
  /** Throws `bad_knowledge` for a text that is not to be handed in, and for one not to be approved. */
  readonly checkSubmitted: (body: B, db: Db) => Promise<void>;
  readonly checkApproved: (body: B, db: Db) => Promise<void>;
  readonly news: (body: B) => { readonly title: string; readonly types: readonly string[] };
  /** Called after a change of a text in force; null: answers do not rest on this kind. */
  readonly changed: (() => void) | null;
};

/** A text to be kept as the next version. */
export type ItemWrite<B> = {
  /** Without one a new item is made. */
  readonly id?: string | undefined;
  /** The version that was edited; 0 for a new one. */
  readonly base: number;
  readonly body: B;
  readonly owner: string | null;
  readonly note: string | null;
  readonly reviewBy: string | null;
  readonly isPublic: boolean;
};

/** The way of a text from draft to approval, the same for every kind. Rights are checked on every call. */
export type ItemFlow<B> = {
  /** Appends the next version and answers the id. Throws `conflict` where another was quicker. */
  readonly save: (actor: Actor, write: ItemWrite<B>) => Promise<string>;
  readonly submit: (actor: Actor, id: string, version: number) => Promise<void>;
  readonly comment: (actor: Actor, id: string, text: string) => Promise<void>;
  readonly approve: (actor: Actor, id: string, version: number, note: string | null) => Promise<void>;
  readonly sendBack: (actor: Actor, id: string, version: number, reason: string) => Promise<void>;
  readonly withdraw: (actor: Actor, id: string, reason: string) => Promise<void>;
  readonly remove: (actor: Actor, id: string) => Promise<void>;
};

export function createItemFlow<B extends { readonly id: string }>(
  context: Context,
  spec: ItemSpec<B>,
): ItemFlow<B> {
  const { store, clock } = context;
  const { kind, noun, rights, shippedOf } = spec;
  const refOf = (item: string): ItemRef => ({ kind, item });
  const textOf = (row: StoredItem): B => row.body as unknown as B;
  const stored = (body: B): Record<string, unknown> => body as unknown as Record<string, unknown>;
  const shippedRow = (body: B, at: number) => ({ ...shippedVersion(body, at), kind });
  const keep = (db: Db, actor: Actor, act: string, id: string, detail: string, at: number): Promise<void> =>
    audit(db, actor, `${spec.audit}.${act}`, id, detail, at);
  /** Whoever answers reads all knowledge anew: only for a change of a text in force. */
  const changes = async (db: Db): Promise<void> => {
    if (spec.changed !== null) await bumpKnowledgeRevision(db);
  };
  const mustBeThere = (id: string, all: readonly StoredItem[], shipped: B | null): void => {
    if (all.length === 0 ? shipped === null : isDeleted(all)) throw spec.missing(id);
  };

  const save: ItemFlow<B>['save'] = async (actor, { id, base, body, owner, note, reviewBy, isPublic }) => {
    scopeOf(actor, rights.write);
    const at = clock.now();
    return store.write(async (db) => {
      const item = id ?? (spec.ids === null ? body.id : await nextId(db, spec.ids));
      const all = await itemVersions(db, refOf(item));
      const shipped = shippedOf(item);
      if (id === undefined && (all.length > 0 || shipped !== null))
        throw new AppError('conflict', { reason: `编号 ${item.slice(0, 64)} 已用过` });
      const made = { ...body, id: item };
      if (id !== undefined) {
        mustBeThere(item, all, shipped);
        mustMayEdit(actor, all);
        const newest = all.at(-1)?.version ?? 0;
        if (newest !== base) {
          const other = all.at(-1)?.authorName ?? '';
          throw new AppError('conflict', {
            reason: `${other}已存为第 ${newest} 版，您改的是第 ${base} 版；请打开最新版本，把改动并进去再保存`,
          });
        }
      }
      if (!spec.drafts) await spec.checkSubmitted(made, db);
      if (all.length === 0 && shipped !== null) await insertItem(db, shippedRow(shipped, at));
      if (!spec.drafts) {
        const closing = { decidedBy: actor.name, decidedAt: at, note: '已由后一版接替' };
        await closeOpenVersions(db, refOf(item), base, closing);
      }
      const { version } = await insertItem(db, {
        ...refOf(item),
        status: spec.drafts ? 'draft' : 'submitted',
        unit: owner,
        body: stored(made),
        author: actor.id,
        authorName: actor.name,
        createdAt: at,
        submittedAt: spec.drafts ? null : at,
        decidedBy: null,
        decidedAt: null,
        note: blank(note),
        reviewBy,
        isPublic,
      });
      await keep(db, actor, spec.drafts ? 'save' : 'submit', item, `第 ${version} 版`, at);
      return item;
    });
  };

  async function nextId(db: Db, prefix: string): Promise<string> {
    const numbers = (await itemIds(db, kind, prefix)).map((one) => Number(one.slice(prefix.length)));
    const next = Math.max(0, ...numbers.filter(Number.isInteger)) + 1;
    return `${prefix}${String(next).padStart(4, '0')}`;
  }

  /** Throws `forbidden` where an item is in the care of another unit. */
  function mustMayEdit(actor: Actor, all: readonly StoredItem[]): void {
    const owner = ownerOf(all);
    if (actor.role !== 'handler' || owner === null || owner === actor.unit) return;
    throw new AppError('forbidden', { reason: `这${MEASURE[kind]}由其他单位维护，请在页面上提意见` });
  }

  const submit: ItemFlow<B>['submit'] = async (actor, id, version) => {
    scopeOf(actor, rights.write);
    await onVersion(context, actor, refOf(id), noun, version, async (db, row, _, at) => {
      mustBe(row, 'draft', '提交');
      if (row.author !== actor.id)
        throw new AppError('forbidden', { reason: `这一稿由${row.authorName}起草，由起草人提交` });
      await spec.checkSubmitted(textOf(row), db);
      await setItemState(db, row.id, { status: 'submitted', submittedAt: at });
      await keep(db, actor, 'submit', id, `第 ${version} 版`, at);
    });
  };

  const comment: ItemFlow<B>['comment'] = async (actor, id, text) => {
    scopeOf(actor, 'knowledge.comment');
    const said = text.trim();
    if (said === '' || said.length > COMMENT_LIMIT)
      refuseFaults([{ field: 'text', reason: said === '' ? '不能为空' : `最多 ${COMMENT_LIMIT} 个字符` }]);
    const at = clock.now();
    await store.write(async (db) => {
      if (isDeleted(await itemVersions(db, refOf(id)))) throw spec.missing(id);
      await insertComment(db, {
        ...refOf(id),
        author: actor.id,
        authorName: actor.name,
        unit: actor.unit,
        text: said,
        at,
      });
      await keep(db, actor, 'comment', id, '', at);
    });
  };

  const approve: ItemFlow<B>['approve'] = async (actor, id, version, note) => {
    scopeOf(actor, rights.decide);
    await onVersion(context, actor, refOf(id), noun, version, async (db, row, all, at) => {
      mustBe(row, 'submitted', '核准');
      if (row.author === actor.id)
        throw new AppError('forbidden', { reason: `自己提交的${noun}须由另一人核准` });
      const body = textOf(row);
      await spec.checkApproved(body, db);
      const before = decidingVersion(all);
      const old = before?.body == null ? shippedOf(id) : textOf(before);
      const said = blank(note);
      await setItemState(db, row.id, {
        status: 'approved',
        decidedBy: actor.name,
        decidedAt: at,
        ...(said === null ? {} : { note: said }),
      });
      const closing = { decidedBy: actor.name, decidedAt: at, note: `第 ${version} 版已核准，本稿不再处理` };
      await closeOpenVersions(db, refOf(id), version, closing);
      const { title, types } = spec.news(body);
      const oldTypes = old === null ? [] : spec.news(old).types;
      await insertNotices(db, {
        ...refOf(id),
        version,
        at,
        what: `${old === null ? '新增' : '更新'}${kind === 'entry' ? '' : noun}“${title}”`,
        types: [...new Set([...types, ...oldTypes])].sort(),
      });
      await changes(db);
      await keep(db, actor, 'approve', id, `第 ${version} 版`, at);
    });
    spec.changed?.();
  };

  const sendBack: ItemFlow<B>['sendBack'] = async (actor, id, version, reason) => {
    scopeOf(actor, rights.decide);
    const why = mustSay(reason);
    await onVersion(context, actor, refOf(id), noun, version, async (db, row, _, at) => {
      mustBe(row, 'submitted', '退回');
      await setItemState(db, row.id, {
        status: 'returned',
        decidedBy: actor.name,
        decidedAt: at,
        note: why,
      });
      await keep(db, actor, 'return', id, `第 ${version} 版`, at);
    });
  };

  /** The text in force; null: none. */
  const inForce = (all: readonly StoredItem[], shipped: B | null): B | null => {
    const decided = decidingVersion(all);
    return decided === null ? shipped : decided.body === null ? null : textOf(decided);
  };

  const withdraw: ItemFlow<B>['withdraw'] = async (actor, id, reason) => {
    scopeOf(actor, rights.decide);
    const why = mustSay(reason);
    const at = clock.now();
    await store.write(async (db) => {
      const all = await itemVersions(db, refOf(id));
      const shipped = shippedOf(id);
      mustBeThere(id, all, shipped);
      const body = inForce(all, shipped);
      if (body === null)
        throw new AppError('conflict', { reason: `这${MEASURE[kind]}没有在用的文本，无可撤下` });
      if (all.length === 0) await insertItem(db, shippedRow(body, at));
      const { version } = await insertItem(db, {
        ...refOf(id),
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
      const closing = { decidedBy: actor.name, decidedAt: at, note: `${noun}已撤下：${why}` };
      await closeOpenVersions(db, refOf(id), version, closing);
      const { title, types } = spec.news(body);
      await insertNotices(db, {
        ...refOf(id),
        version,
        at,
        what: `撤下${kind === 'entry' ? '' : noun}“${title}”`,
        types,
      });
      await changes(db);
      await keep(db, actor, 'withdraw', id, `第 ${version} 版`, at);
    });
    spec.changed?.();
  };

  const remove: ItemFlow<B>['remove'] = async (actor, id) => {
    scopeOf(actor, rights.decide);
    const at = clock.now();
    await store.write(async (db) => {
      const all = await itemVersions(db, refOf(id));
      const shipped = shippedOf(id);
      mustBeThere(id, all, shipped);
      if (shipped !== null && !spec.deletesShipped)
        throw new AppError('conflict', { reason: `随程序的${noun}只能撤下，不能删除` });
      const body = inForce(all, shipped);
      const gone = await deleteItem(db, refOf(id), at);
      // What the notice says is no text of the item.
      const news = { ...refOf(id), version: 0, at, what: `${noun} ${id} 已删除` };
      if (body !== null) {
        await insertNotices(db, { ...news, types: spec.news(body).types });
        await changes(db);
      }
      await keep(db, actor, 'delete', id, `${gone} 个版本`, at);
    });
    spec.changed?.();
  };

  return { save, submit, comment, approve, sendBack, withdraw, remove };
}

/** How one of a kind is counted. */
const MEASURE: Readonly<Record<ItemKind, string>> = { entry: '一条', card: '一张', rule: '一条' };
