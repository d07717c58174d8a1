import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { buildBm25 } from '../../knowledge/bm25.ts';
import type { Fault } from '../../knowledge/entry-faults.ts';
import { cardFaults, cardLines, draftCardFaults, personalFaults } from '../../knowledge/teaching-card.ts';
import type { CardChecks, TeachingCard } from '../../knowledge/teaching-card.ts';
import { characterTokens } from '../../knowledge/tokens.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { commentsOf, itemVersions, listItems, submittedItems } from '../../store/knowledge-items.ts';
import type { StoredItem } from '../../store/knowledge-items.ts';
import { useCounts } from '../../store/knowledge-uses.ts';
import { orderById } from '../../store/orders.ts';
import { isRated } from '../../store/rated-orders.ts';
import { buildNames } from '../../text/names.ts';
import { knownOf, prefilled } from '../learning/card-prefill.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { heldShelf } from './held-shelf.ts';
import { createItemFlow } from '../intake/item-flow.ts';
import { decidingVersion } from './knowledge-aging.ts';
import { canOf, ITEMS_PAGE, ITEMS_PAGE_LIMIT } from './knowledge-reading.ts';
import { who } from './knowledge-notices.ts';
import { citationViews, historyOf, ownerOf, pendingOf, seesVersion, wordsOf } from './knowledge-views.ts';
import { NOTE_LIMIT, refuseFaults } from './knowledge-writes.ts';
import { detailOf, existing, triageOf } from '../intake/reading.ts';
import { mustNotNameCallers } from '../replies/shield.ts';
import { authorize, isAllowed, mayDo, scopeOf } from '../rights.ts';
import type { CardDetail, CardFilter, CardHint, CardSummary, TeachingCards } from './teaching-card-types.ts';
import type { Actor, OrderDetail, OrderInput } from '../types.ts';

const KIND = 'card' as const;
const NOUN = '案例卡';
/** Cards beside an order. */
const BESIDE = 2;

const noCard = (id: string): AppError => new AppError('not_found', { what: `案例卡 ${id.slice(0, 64)}` });

const textOf = (row: StoredItem): TeachingCard => row.body as unknown as TeachingCard;

/** Handled orders turned into something to learn from. */
export function createTeachingCards(context: Context, knowledge: LiveKnowledge): TeachingCards {
  const { store, clock, profile, names } = context;
  const places = buildNames(profile.gazetteer);
  const shelfNow = () => heldShelf(knowledge.holder.current().sources).shelf;
  const checks = (): CardChecks => ({
    shelf: shelfNow(),
    isType: (code) => profile.issueTypes.some((type) => type.code === code),
    today: beijingDay(clock.now()),
  });

  /** Everything that keeps a card from being handed in: what it says of whom among it. */
  async function readyFaults(card: TeachingCard, db: Db): Promise<Fault[]> {
    const order = card.source === null ? null : await orderById(db, card.source);
    const known =
      order === null
        ? []
        : knownOf(order.input as unknown as OrderInput, (await triageOf(db, order.id)).entities);
    return [...cardFaults(card, checks()), ...personalFaults(card, places, known)];
  }

  const mustBeReady = async (card: TeachingCard, db: Db): Promise<void> =>
    refuseFaults(await readyFaults(card, db));

  const flow = createItemFlow<TeachingCard>(context, {
    kind: KIND,
    noun: NOUN,
    audit: 'card',
    rights: { write: 'knowledge.draft', decide: 'knowledge.decide' },
    ids: 'c-',
    drafts: true,
    deletesShipped: true,
    missing: noCard,
    shippedOf: () => null,
    checkSubmitted: mustBeReady,
    checkApproved: mustBeReady,
    news: ({ title, issueType }) => ({ title, types: [issueType] }),
    changed: null,
  });

  function summaryOf(actor: Actor, id: string, all: readonly StoredItem[]): CardSummary | null {
    const seen = all.filter((row) => seesVersion(actor, row));
    const newest = seen.at(-1);
    const decided = decidingVersion(all);
    const row = decided?.body == null ? seen.findLast(({ body }) => body !== null) : decided;
    if (newest === undefined || row === undefined) return null;
    const { title, issueType, tags, lesson, day } = textOf(row);
    return {
      id,
      title,
      issueType: { code: issueType, name: names.issueType(issueType) },
      tags,
      lesson,
      day,
      owner: ownerOf(all),
      status: newest.status,
      version: newest.version,
      inForce: decided !== null && decided.body !== null,
      authorName: newest.authorName,
      changedAt: newest.decidedAt ?? newest.submittedAt ?? newest.createdAt,
    };
  }

  const list: TeachingCards['list'] = async (actor, filter, asked = {}) => {
    scopeOf(actor, 'knowledge.read');
    const page = Math.max(1, Math.floor(asked.page ?? 1));
    const pageSize = Math.min(ITEMS_PAGE_LIMIT, Math.max(1, Math.floor(asked.pageSize ?? ITEMS_PAGE)));
    const rows = [...byItem(await store.read((db) => listItems(db, KIND)))].flatMap(([id, all]) => {
      const summary = summaryOf(actor, id, all);
      return summary !== null && fits(summary, filter) && matches(actor, all, filter.text) ? summary : [];
    });
    rows.sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1));
    return { rows: rows.slice((page - 1) * pageSize, page * pageSize), total: rows.length, page, pageSize };
  };

  const get: TeachingCards['get'] = async (actor, id) => {
    scopeOf(actor, 'knowledge.read');
    return store.read(async (db): Promise<CardDetail> => {
      const ref = { kind: KIND, item: id };
      const all = await itemVersions(db, ref);
      const summary = summaryOf(actor, id, all);
      if (summary === null) throw noCard(id);
      const decided = decidingVersion(all);
      const inForce = decided?.body == null ? null : textOf(decided);
      const pending = pendingOf(actor, all, inForce, cardLines);
      const last = all.findLast((row) => row.body !== null && seesVersion(actor, row));
      const body = inForce ?? pending?.body ?? (last === undefined ? null : textOf(last));
      if (body === null) throw noCard(id);
      const order = body.source === null ? null : await orderById(db, body.source);
      return {
        summary,
        body,
        citations: citationViews(shelfNow(), body.citations, await useCounts(db, 'article')),
        pending,
        history: historyOf(actor, all, cardLines),
        comments: (await commentsOf(db, ref)).map(({ authorName, unit, text, at }) => ({
          authorName,
          unit,
          text,
          at,
        })),
        source:
          order !== null && isAllowed(actor, 'order.read', order)
            ? { id: order.id, number: order.number }
            : null,
        base: all.at(-1)?.version ?? 0,
        can: canOf(actor, all, pending, inForce !== null, NOUN),
      };
    });
  };

  async function refusalOf(db: Db, actor: Actor, order: OrderDetail): Promise<string | null> {
    if (!mayDo(actor, 'knowledge.draft')) return '当前角色不能起草案例卡';
    if (order.confidentiality === 'restricted') return '整单保密的工单不做案例卡';
    const { because } = order.triage.decision;
    if (order.state === 'acknowledged' || because.some(({ code }) => code === 'ruling')) return null;
    return (await isRated(db, order.id)) ? null : '已签收办理的、有裁定的或者有评价的工单才做案例卡';
  }

  const refusal: TeachingCards['refusal'] = (actor, order) => store.read((db) => refusalOf(db, actor, order));

  const prefill: TeachingCards['prefill'] = async (actor, orderId) => {
    scopeOf(actor, 'knowledge.draft');
    const order = await store.read(async (db) => {
      const stored = authorize(actor, 'order.read', await existing(db, orderId));
      const detail = await detailOf(context, db, actor, stored);
      const why = await refusalOf(db, actor, detail);
      if (why !== null) throw new AppError('conflict', { reason: why });
      return detail;
    });
    const at = clock.now();
    await store.write((db) =>
      appendAudit(db, [
        { at, ...who(actor), action: 'card.prefill', subject: order.id, detail: order.number },
      ]),
    );
    return prefilled(order, places);
  };

  /** The order a card was made from stays what it was, also where the editor may not read it. */
  const sourceOf = (id: string): Promise<string | null> =>
    store.read(async (db) => {
      const all = await itemVersions(db, { kind: KIND, item: id });
      const row = all.findLast(({ body }) => body !== null);
      return row === undefined ? null : textOf(row).source;
    });

  /** What stands beside a card is read by whoever reads the card. */
  const mustTellNobody = (source: string | null, text: string): Promise<void> =>
    source === null ? Promise.resolve() : store.read((db) => mustNotNameCallers(db, [source], 'card', text));

  const save: TeachingCards['save'] = async (actor, draft) => {
    scopeOf(actor, 'knowledge.draft');
    const owner = actor.role === 'handler' ? actor.unit : draft.owner;
    const { source } = draft.body;
    const from =
      draft.id === undefined
        ? source === null
          ? null
          : // Nobody names an order that they may not read.
            await store.read(async (db) => authorize(actor, 'order.read', await existing(db, source)).id)
        : await sourceOf(draft.id);
    const body: TeachingCard = { ...trimmed(draft.body), id: draft.id ?? '', source: from };
    const faults = draftCardFaults(body, checks());
    if (owner !== null && !profile.units.some(({ code }) => code === owner))
      faults.push({ field: 'owner', reason: `没有单位 ${owner.slice(0, 32)}` });
    if (draft.note !== null && draft.note.length > NOTE_LIMIT)
      faults.push({ field: 'note', reason: `最多 ${NOTE_LIMIT} 个字符` });
    refuseFaults(faults);
    const { id, base, note } = draft;
    await mustTellNobody(from, note ?? '');
    return get(
      actor,
      await flow.save(actor, { id, base, body, owner, note, reviewBy: null, isPublic: false }),
    );
  };

  const then =
    <A extends readonly unknown[]>(work: (actor: Actor, id: string, ...args: A) => Promise<void>) =>
    async (actor: Actor, id: string, ...args: A): Promise<CardDetail> => {
      await work(actor, id, ...args);
      return get(actor, id);
    };

  const comment: TeachingCards['comment'] = async (actor, id, text) => {
    await get(actor, id);
    await mustTellNobody(await sourceOf(id), text);
    return then(flow.comment)(actor, id, text);
  };

  const submissions: TeachingCards['submissions'] = async (actor) => {
    scopeOf(actor, 'knowledge.decide');
    const rows = await store.read((db) => submittedItems(db, KIND));
    return Promise.all([...new Set(rows.map(({ item }) => item))].map((id) => get(actor, id)));
  };

  const beside: TeachingCards['beside'] = async (actor, order) => {
    scopeOf(actor, 'knowledge.read');
    const rows = byItem(await store.read((db) => listItems(db, KIND)));
    const cards = [...rows.values()].flatMap((all) => {
      const decided = decidingVersion(all);
      return decided?.body == null ? [] : textOf(decided);
    });
    return nearest(
      cards.filter(({ issueType }) => issueType === order.issueType.code),
      order.input.text,
    );
  };

  return {
    list,
    get,
    refusal,
    prefill,
    save,
    submit: then(flow.submit),
    approve: then(flow.approve),
    sendBack: then(flow.sendBack),
    withdraw: then(flow.withdraw),
    remove: flow.remove,
    comment,
    submissions,
    beside,
  };
}

function byItem(rows: readonly StoredItem[]): Map<string, StoredItem[]> {
  const lists = new Map<string, StoredItem[]>();
  for (const row of rows) lists.set(row.item, [...(lists.get(row.item) ?? []), row]);
  return lists;
}

/** The cards whose words are nearest to a text; those without a word in common come last. */
function nearest(cards: readonly TeachingCard[], text: string): CardHint[] {
  const index = buildBm25(
    cards.map(({ title, situation, request }) => characterTokens(`${title}\n${situation}\n${request}`)),
  );
  const hits = index.search(characterTokens(text), { limit: BESIDE }).map(({ doc }) => doc);
  const rest = cards.map((_, i) => i).filter((i) => !hits.includes(i));
  return [...hits, ...rest].slice(0, BESIDE).flatMap((i) => {
    const card = cards[i];
    if (card === undefined) return [];
    const { id, title, lesson, day } = card;
    return { id, title, lesson, day };
  });
}

const fits = ({ issueType, status }: CardSummary, filter: CardFilter): boolean =>
  (filter.issueType === undefined || issueType.code.startsWith(filter.issueType)) &&
  (filter.status === undefined || status === filter.status);

function matches(actor: Actor, all: readonly StoredItem[], text: string | undefined): boolean {
  const words = wordsOf(text);
  if (words.length === 0) return true;
  const decided = decidingVersion(all);
  const row =
    decided?.body == null ? all.findLast((one) => one.body !== null && seesVersion(actor, one)) : decided;
  if (row === undefined) return false;
  const said = [row.item, ...cardLines(textOf(row))].join('\n').toLowerCase();
  return words.every((word) => said.includes(word));
}

/** Without white space at the ends; quotes are kept to the letter. */
function trimmed(body: Omit<TeachingCard, 'id'>): Omit<TeachingCard, 'id'> {
  const line = (text: string): string => text.trim();
  return {
    ...body,
    title: line(body.title),
    situation: line(body.situation),
    request: line(body.request),
    outcome: line(body.outcome),
    right: line(body.right),
    wrong: line(body.wrong),
    lesson: line(body.lesson),
    tags: [...new Set(body.tags.map(line).filter((tag) => tag !== ''))],
    citations: body.citations.map((cited) => ({
      law: line(cited.law),
      article: line(cited.article),
      clause: cited.clause === null || line(cited.clause) === '' ? null : line(cited.clause),
      quote: cited.quote.trim(),
    })),
  };
}
