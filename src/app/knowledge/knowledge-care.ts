import { beijingDay } from '../../kernel/clock.ts';
import { isDay } from '../../knowledge/law-dates.ts';
import { entryFaults } from '../../knowledge/entry-faults.ts';
import type { Fault } from '../../knowledge/entry-faults.ts';
import { submittedItems } from '../../store/knowledge-items.ts';
import type { EntryBody } from '../../store/knowledge-items.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { heldShelf } from './held-shelf.ts';
import { createItemFlow } from '../intake/item-flow.ts';
import type { ItemDetail, ItemDraft, KnowledgeCare } from './knowledge-care-types.ts';
import { createNotices } from './knowledge-notices.ts';
import { createCareReading } from './knowledge-reading.ts';
import { usesOf } from './knowledge-uses.ts';
import { shippedBody } from './knowledge-views.ts';
import { blank, ENTRY, noEntry, NOTE_LIMIT, refuseFaults } from './knowledge-writes.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

/** Care of entries: drafts, submissions, comments, and what keepers decide. Rights are checked on every call. */
export function createKnowledgeCare(context: Context, knowledge: LiveKnowledge): KnowledgeCare {
  const { store, clock, profile, log } = context;
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

  const flow = createItemFlow<EntryBody>(context, {
    kind: ENTRY,
    noun: '条目',
    audit: 'knowledge',
    rights: { write: 'knowledge.draft', decide: 'knowledge.decide' },
    ids: 'e-',
    drafts: true,
    deletesShipped: true,
    missing: noEntry,
    shippedOf: (id) => shippedBody(shelfNow(), id),
    // What is saved was checked; the law may change until it is approved.
    checkSubmitted: async () => {},
    checkApproved: async (body) => refuseFaults(check(body)),
    news: ({ title, types }) => ({ title, types }),
    /** Answers from the new knowledge as soon as it is indexed; the page tells when. */
    changed: () => {
      knowledge.updates.refresh().catch((error: unknown) => {
        log.error({ err: error }, 'knowledge could not be brought up to date');
      });
    },
  });

  const save: KnowledgeCare['save'] = async (actor, draft) => {
    scopeOf(actor, 'knowledge.draft');
    // Handlers write for their own unit and no other.
    const owner = actor.role === 'handler' ? actor.unit : draft.owner;
    const body: EntryBody = { ...trimmed(draft.body), id: draft.id ?? '' };
    refuseFaults([...check(body), ...draftFaults({ ...draft, owner })]);
    const { id, base, note, reviewBy, isPublic } = draft;
    return get(actor, await flow.save(actor, { id, base, body, owner, note, reviewBy, isPublic }));
  };

  const then =
    <A extends readonly unknown[]>(work: (actor: Actor, id: string, ...args: A) => Promise<void>) =>
    async (actor: Actor, id: string, ...args: A): Promise<ItemDetail> => {
      await work(actor, id, ...args);
      return get(actor, id);
    };

  const comment: KnowledgeCare['comment'] = async (actor, id, text) => {
    // What the person may not see they cannot speak of.
    await get(actor, id);
    return then(flow.comment)(actor, id, text);
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
    save,
    submit: then(flow.submit),
    comment,
    approve: then(flow.approve),
    sendBack: then(flow.sendBack),
    withdraw: then(flow.withdraw),
    remove: flow.remove,
    submissions,
    used: ({ citations, keyPoints, reply }) =>
      context.uses.add(
        usesOf(knowledge.holder.current().sources, { text: reply, keyPoints, cited: citations }),
      ),
    counts: async (actor) => ({
      submitted: mayDo(actor, 'knowledge.decide')
        ? new Set((await store.read((db) => submittedItems(db))).map(({ kind, item }) => `${kind} ${item}`))
            .size
        : 0,
      unread: await notices.unread(actor),
    }),
  };
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
