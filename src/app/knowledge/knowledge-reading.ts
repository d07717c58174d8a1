import { AppError } from '../../kernel/errors.ts';
import { entryLines } from '../../knowledge/entry-lines.ts';
import { commentsOf, itemVersions } from '../../store/knowledge-items.ts';
import { useCounts } from '../../store/knowledge-uses.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import type { ItemDetail, KnowledgeCare, StaleView } from './knowledge-care-types.ts';
import {
  allIds,
  bodyInForce,
  bodyOf,
  careState,
  citationViews,
  fits,
  historyOf,
  isLive,
  matchesText,
  ownerOf,
  pendingOf,
  summaryOf,
  wordsOf,
} from './knowledge-views.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

export const ITEMS_PAGE = 50;
export const ITEMS_PAGE_LIMIT = 200;

/** Lists, single entries and what needs a person, each as far as the person may see. */
export function createCareReading(
  context: Context,
  knowledge: LiveKnowledge,
): Pick<KnowledgeCare, 'list' | 'get' | 'stale'> {
  const { store, clock } = context;

  const list: KnowledgeCare['list'] = async (actor, filter, asked = {}) => {
    scopeOf(actor, 'knowledge.read');
    const page = Math.max(1, Math.floor(asked.page ?? 1));
    const pageSize = Math.min(ITEMS_PAGE_LIMIT, Math.max(1, Math.floor(asked.pageSize ?? ITEMS_PAGE)));
    const state = await store.read((db) => careState(db, knowledge.holder.current(), clock.now()));
    const words = wordsOf(filter.text);
    const rows = allIds(state).flatMap((id) => {
      const all = state.rows.get(id) ?? [];
      const item = summaryOf(state, actor, id, all);
      if (item === null || !fits(item, filter)) return [];
      if (words.length > 0) {
        const body =
          bodyInForce(state, id, all) ?? all.map((row) => row.body && bodyOf(row)).findLast(Boolean);
        if (!body || !matchesText(body, words)) return [];
      }
      return item;
    });
    // What was changed last comes first, then what is used most.
    rows.sort(
      (a, b) =>
        (b.changedAt ?? 0) - (a.changedAt ?? 0) ||
        (b.uses?.times ?? 0) - (a.uses?.times ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );
    return { rows: rows.slice((page - 1) * pageSize, page * pageSize), total: rows.length, page, pageSize };
  };

  const get: KnowledgeCare['get'] = async (actor, id) => {
    scopeOf(actor, 'knowledge.read');
    return store.read(async (db): Promise<ItemDetail> => {
      const state = await careState(db, knowledge.holder.current(), clock.now());
      const all = await itemVersions(db, { kind: 'entry', item: id });
      const gone = state.rows.has(id) && !allIds(state).includes(id);
      const summary = gone ? null : summaryOf(state, actor, id, all);
      if (summary === null) throw new AppError('not_found', { what: `知识条目 ${id.slice(0, 64)}` });
      const inForce = bodyInForce(state, id, all);
      const pending = pendingOf(actor, all, inForce, entryLines);
      const history = historyOf(actor, all, entryLines);
      const body = inForce ?? pending?.body ?? lastBody(actor, all);
      return {
        summary,
        body,
        citations: citationViews(state.shelf.shelf, body.citations, await useCounts(db, 'article')),
        pending,
        history,
        comments: (await commentsOf(db, { kind: 'entry', item: id })).map(
          ({ authorName, unit, text, at }) => ({ authorName, unit, text, at }),
        ),
        base: all.at(-1)?.version ?? 0,
        live: isLive(state),
        can: canOf(actor, all, pending, inForce !== null, '条目'),
      };
    });
  };

  const stale: KnowledgeCare['stale'] = async (actor) => {
    scopeOf(actor, 'knowledge.read');
    const state = await store.read((db) => careState(db, knowledge.holder.current(), clock.now()));
    const entries = [...state.stale].map(([id, reasons]): StaleView => {
      const title = bodyInForce(state, id, state.rows.get(id) ?? [])?.title ?? id;
      const uses = state.uses.get(id)?.times ?? 0;
      return { kind: 'entry', id, reasons, title, owner: ownerOf(state.rows.get(id) ?? []), uses };
    });
    const rules = [...state.staleRules].map(([id, reasons]): StaleView => {
      return {
        kind: 'rule',
        id,
        reasons,
        title: state.shelf.rules.get(id)?.name ?? id,
        owner: null,
        uses: 0,
      };
    });
    return [...rules, ...entries.sort((a, b) => b.uses - a.uses || (a.id < b.id ? -1 : 1))];
  };

  return { list, get, stale };
}

/** The last text of an entry that is not in force. */
function lastBody(actor: Actor, all: Parameters<typeof historyOf>[1]): ItemDetail['body'] {
  const row = all.findLast(({ body }) => body !== null);
  if (row === undefined) throw new Error(`Nothing is left of an entry that ${actor.id} may see.`);
  return bodyOf(row);
}

/** What a person may do about an item; `noun`: what people call one of the kind. */
export function canOf(
  actor: Actor,
  all: Parameters<typeof historyOf>[1],
  pending: Pick<NonNullable<ItemDetail['pending']>, 'version' | 'status'> | null,
  inForce: boolean,
  noun: string,
): ItemDetail['can'] {
  const owner = ownerOf(all);
  const drafts = mayDo(actor, 'knowledge.draft');
  const decides = mayDo(actor, 'knowledge.decide');
  const row = all.find(({ version }) => version === pending?.version);
  const waits = pending?.status === 'submitted';
  return {
    edit: drafts && (actor.role !== 'handler' || owner === null || owner === actor.unit),
    submit: drafts && pending?.status === 'draft' && row?.author === actor.id,
    decide: decides && waits && row?.author !== actor.id,
    decideRefusal: decides && waits && row?.author === actor.id ? `自己提交的${noun}须由另一人核准` : null,
    withdraw: decides && inForce,
    remove: decides,
    comment: mayDo(actor, 'knowledge.comment'),
  };
}
