import { beijingDay } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { isDay } from '../knowledge/law-dates.ts';
import { entryFaults } from '../knowledge/entry-faults.ts';
import type { Fault } from '../knowledge/entry-faults.ts';
import type { Db } from '../store/client.ts';
import {
  insertComment,
  insertItem,
  itemIds,
  itemVersions,
  setItemState,
  submittedItems,
} from '../store/knowledge-items.ts';
import type { EntryBody, StoredItem } from '../store/knowledge-items.ts';
import type { Context, LiveKnowledge } from './context.ts';
import { heldShelf } from './held-shelf.ts';
import type { ItemDraft, KnowledgeCare } from './knowledge-care-types.ts';
import { createDecisions } from './knowledge-decisions.ts';
import { createNotices } from './knowledge-notices.ts';
import { createCareReading } from './knowledge-reading.ts';
import { usesOf } from './knowledge-uses.ts';
import { ownerOf, shippedBody } from './knowledge-views.ts';
import {
  audit,
  blank,
  ENTRY,
  isDeleted,
  mustBe,
  noEntry,
  NOTE_LIMIT,
  onVersion,
  refuseFaults,
  shippedVersion,
} from './knowledge-writes.ts';
import { mayDo, scopeOf } from './rights.ts';
import type { Actor } from './types.ts';

/** Ids of entries that were written here. */
const OWN_IDS = 'e-';
const COMMENT_LIMIT = 1000;

/** Care of entries: drafts, submissions, comments, and what keepers decide. Rights are checked on every call. */
export function createKnowledgeCare(context: Context, knowledge: LiveKnowledge): KnowledgeCare {
  const { store, clock, profile } = context;
  const reading = createCareReading(context, knowledge);
  const { get } = reading;
  const shelfNow = () => heldShelf(knowledge.holder.current().sources);

  function check(entry: EntryBody): Fault[] {
    const shelf = shelfNow();
    return entryFaults(entry, {
      shelf: shelf.shelf,
      isType: (code) => profile.issueTypes.some((type) => type.code === code),
      isUnit: (code) => profile.units.some((unit) => unit.code === code),
      isEntry: (id) => shelf.entries.has(id),
      today: beijingDay(clock.now()),
    });
  }

  function draftFaults({ owner, reviewBy, note }: ItemDraft): Fault[] {
    const faults: Fault[] = [];
    if (reviewBy !== null && !isDay(reviewBy))
      faults.push({ field: 'reviewBy', reason: '须为日期，如 2027-01-31' });
    else if (reviewBy !== null && reviewBy <= beijingDay(clock.now()))
      faults.push({ field: 'reviewBy', reason: '须晚于今天' });
    if (owner !== null && !profile.units.some(({ code }) => code === owner))
      faults.push({ field: 'owner', reason: `没有单位 ${owner.slice(0, 32)}` });
    if (note !== null && note.length > NOTE_LIMIT)
      faults.push({ field: 'note', reason: `最多 ${NOTE_LIMIT} 个字符` });
    return faults;
  }

  const save: KnowledgeCare['save'] = async (actor, draft) => {
    scopeOf(actor, 'knowledge.draft');
    // Handlers write for their own unit and no other.
    const owner = actor.role === 'handler' ? actor.unit : draft.owner;
    const body: EntryBody = { ...trimmed(draft.body), id: draft.id ?? '' };
    refuseFaults([...check(body), ...draftFaults({ ...draft, owner })]);
    const at = clock.now();
    const id = await store.write(async (db) => {
      const item = draft.id ?? (await nextId(db));
      const ref = { kind: ENTRY, item };
      const all = await itemVersions(db, ref);
      if (draft.id !== undefined) {
        const shipped = shippedBody(shelfNow(), item);
        if (all.length === 0 ? shipped === null : isDeleted(all)) throw noEntry(item);
        mustMayEdit(actor, all);
        const newest = all.at(-1)?.version ?? 0;
        if (newest !== draft.base) {
          const other = all.at(-1)?.authorName ?? '';
          throw new AppError('conflict', {
            reason: `${other}已存为第 ${newest} 版，您改的是第 ${draft.base} 版；请打开最新版本，把改动并进去再保存`,
          });
        }
        if (all.length === 0 && shipped !== null) await insertItem(db, shippedVersion(shipped, at));
      }
      const { version } = await insertItem(db, {
        kind: ENTRY,
        item,
        status: 'draft',
        unit: owner,
        body: {
          ...body,
          id: item,
        } as unknown as Record<string, unknown>,
        author: actor.id,
        authorName: actor.name,
        createdAt: at,
        submittedAt: null,
        decidedBy: null,
        decidedAt: null,
        note: blank(draft.note),
        reviewBy: draft.reviewBy,
        isPublic: draft.isPublic,
      });
      await audit(db, actor, 'knowledge.save', item, `第 ${version} 版`, at);
      return item;
    });
    return get(actor, id);
  };

  const submit: KnowledgeCare['submit'] = async (actor, id, version) => {
    scopeOf(actor, 'knowledge.draft');
    await onVersion(context, actor, id, version, async (db, row, _, at) => {
      mustBe(row, 'draft', '提交');
      if (row.author !== actor.id)
        throw new AppError('forbidden', { reason: `这一稿由${row.authorName}起草，由起草人提交` });
      await setItemState(db, row.id, { status: 'submitted', submittedAt: at });
      await audit(db, actor, 'knowledge.submit', id, `第 ${version} 版`, at);
    });
    return get(actor, id);
  };

  const comment: KnowledgeCare['comment'] = async (actor, id, text) => {
    scopeOf(actor, 'knowledge.comment');
    const said = text.trim();
    if (said === '' || said.length > COMMENT_LIMIT)
      refuseFaults([{ field: 'text', reason: said === '' ? '不能为空' : `最多 ${COMMENT_LIMIT} 个字符` }]);
    await get(actor, id);
    const at = clock.now();
    await store.write(async (db) => {
      const ref = { kind: ENTRY, item: id };
      if (isDeleted(await itemVersions(db, ref))) throw noEntry(id);
      await insertComment(db, {
        ...ref,
        author: actor.id,
        authorName: actor.name,
        unit: actor.unit,
        text: said,
        at,
      });
      await audit(db, actor, 'knowledge.comment', id, '', at);
    });
    return get(actor, id);
  };

  const submissions: KnowledgeCare['submissions'] = async (actor) => {
    scopeOf(actor, 'knowledge.decide');
    const rows = await store.read((db) => submittedItems(db, ENTRY));
    const ids = [...new Set(rows.map(({ item }) => item))];
    return Promise.all(ids.map((id) => get(actor, id)));
  };

  const notices = createNotices(context);
  return {
    ...reading,
    ...notices,
    ...createDecisions(context, knowledge, get, check),
    save,
    submit,
    comment,
    submissions,
    used: ({ citations, keyPoints, reply }) =>
      context.uses.add(
        usesOf(knowledge.holder.current().sources, { text: reply, keyPoints, cited: citations }),
      ),
    counts: async (actor) => ({
      submitted: mayDo(actor, 'knowledge.decide')
        ? (await store.read((db) => submittedItems(db, ENTRY))).length
        : 0,
      unread: await notices.unread(actor),
    }),
  };
}

/** Throws `forbidden` where an entry is in the care of another unit. */
function mustMayEdit(actor: Actor, all: readonly StoredItem[]): void {
  const owner = ownerOf(all);
  if (actor.role !== 'handler' || owner === null || owner === actor.unit) return;
  throw new AppError('forbidden', { reason: '这一条由其他单位维护，请在页面上提意见' });
}

async function nextId(db: Db): Promise<string> {
  const numbers = (await itemIds(db, ENTRY, OWN_IDS)).map((id) => Number(id.slice(OWN_IDS.length)));
  const next = Math.max(0, ...numbers.filter(Number.isInteger)) + 1;
  return `${OWN_IDS}${String(next).padStart(4, '0')}`;
}

/** Without white space at the ends of what is not quoted; quotes are kept to the letter. */
function trimmed(body: ItemDraft['body']): ItemDraft['body'] {
  const line = (text: string): string => text.trim();
  const orNull = (text: string | null): string | null => blank(text);
  return {
    ...body,
    title: line(body.title),
    rule: line(body.rule),
    reply: line(body.reply),
    questions: body.questions.map(line),
    applies: body.applies.map(line),
    notApplies: body.notApplies.map(line),
    keyPoints: body.keyPoints.map(line),
    ask: orNull(body.ask),
    path: orNull(body.path),
    citations: body.citations.map((cited) => ({
      law: line(cited.law),
      article: line(cited.article),
      clause: orNull(cited.clause),
      quote: cited.quote.trim(),
    })),
  };
}
