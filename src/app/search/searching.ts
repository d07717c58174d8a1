import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { ordersByPhoneTail, ordersNumbered, ordersSaying, subjectsNamed } from '../../store/found-orders.ts';
import type { FoundOrders, FoundScope } from '../../store/found-orders.ts';
import { orderByNumber } from '../../store/order-pages.ts';
import { askedFor } from '../intake/known-caller.ts';
import type { Context } from '../context.ts';
import type { RulingView } from '../dispatch/ruling-types.ts';
import { seenBy, summaryOf } from '../intake/reading.ts';
import { isAllowed, mayDo, scopeOf } from '../rights.ts';
import type { Actor, OrderSummary, Services } from '../types.ts';
import { findArticles, lawsNamed } from './law-finding.ts';
import { SHOWN } from '../../kernel/search-words.ts';
import type { Found, Hits, Searching } from './search-types.ts';

const MOST = 100;
const NOTHING = { rows: [], total: 0, isMore: false } as const;

/** What is looked through beside the orders. */
type Parts = Pick<Services, 'knowledgeCare' | 'laws' | 'rulings'>;

/** One question to everything a person may see: orders, knowledge, law, names of the place. */
export function createSearching(context: Context, parts: Parts): Searching {
  const { store, clock, profile, knowledge } = context;

  const find: Searching['find'] = async (actor, asked) => {
    const q = asked.normalize('NFKC').trim();
    if ([...q].length > MOST)
      throw new AppError('bad_field', { where: '搜索：', field: 'q', reason: `最多 ${MOST} 个字` });
    const scope: FoundScope = { reach: scopeOf(actor, 'order.list'), ...seenBy(actor) };
    const words = q.split(/[\s，,、;；。？?《》]+/u).filter((word) => word !== '');
    if (words.length === 0) return { ...nothing, q };
    const tail = phoneTail(actor, q);
    const found = await store.read(async (db) => ({
      exact: await exactIn(db, actor, q),
      numbered: await ordersNumbered(db, q, scope, SHOWN),
      phoned: tail === null ? null : await ordersByPhoneTail(db, tail, scope, SHOWN),
      // Callers say their own numbers: whoever may not see who called does not find texts by numbers.
      said: hidesNumbers(actor, q) ? NOTHING : await ordersSaying(db, q, scope, SHOWN),
      subjects: mayDo(actor, 'subject.read') ? await subjectsNamed(db, words, scope, SHOWN + 1) : null,
    }));
    // As the list of orders does: a run of digits asks about a person.
    if (/\d{4}/.test(q)) await record(actor, q, found.phoned ?? found.said);
    const shown = ({ rows, ...rest }: FoundOrders): Hits<OrderSummary> => ({
      rows: rows.map((row) => summaryOf(context, row, actor)),
      ...rest,
    });
    const { subjects } = found;
    return {
      q,
      exact: found.exact,
      numbered: shown(found.numbered),
      phoned: found.phoned === null ? null : shown(found.phoned),
      said: shown(found.said),
      entries: await entriesFor(actor, words),
      laws: await lawsFor(actor, q, words),
      articles:
        knowledge === null || !mayDo(actor, 'knowledge.read')
          ? null
          : findArticles(knowledge.holder.current(), q, words, beijingDay(clock.now()), SHOWN),
      types: coded(
        [
          ...profile.groups.map(({ code, name }) => ({ code, name, isGroup: true })),
          ...profile.issueTypes.map(({ code, name }) => ({ code, name, isGroup: false })),
        ],
        words,
      ),
      units: coded(
        profile.units.map(({ code, name }) => ({ code, name })),
        words,
      ),
      subjects:
        subjects === null
          ? null
          : {
              rows: subjects.slice(0, SHOWN),
              total: Math.min(subjects.length, SHOWN),
              isMore: subjects.length > SHOWN,
            },
      rulings: await rulingsFor(actor, words),
    };
  };

  /** The order with this number, our own one; nobody learns of one they may not read. */
  async function exactIn(db: Db, actor: Actor, q: string): Promise<Found['exact']> {
    if (!/^\d{8}-\d{6}$/.test(q)) return null;
    const order = await orderByNumber(db, q);
    return order === null || !isAllowed(actor, 'order.read', order)
      ? null
      : { id: order.id, number: order.number };
  }

  async function entriesFor(actor: Actor, words: readonly string[]): Promise<Found['entries']> {
    const care = parts.knowledgeCare;
    if (care === undefined || !mayDo(actor, 'knowledge.read')) return null;
    const { rows, total } = await care.list(actor, { text: words.join(' ') }, { pageSize: SHOWN });
    return { rows, total, isMore: false };
  }

  async function lawsFor(actor: Actor, q: string, words: readonly string[]): Promise<Found['laws']> {
    const { laws } = parts;
    if (laws === undefined || knowledge === null || !mayDo(actor, 'knowledge.read')) return null;
    const listed = await laws.list(actor, words.join(' '), 1);
    const missing = lawsNamed(knowledge.holder.current(), q)
      .filter((title) => !listed.rows.some((row) => row.title === title))
      .slice(0, SHOWN);
    const pages = await Promise.all(missing.map((title) => laws.list(actor, title, 1)));
    const named = pages.flatMap((page, i) => page.rows.filter(({ title }) => title === missing[i]));
    return {
      rows: [...named, ...listed.rows].slice(0, SHOWN),
      total: named.length + listed.total,
      isMore: false,
    };
  }

  async function rulingsFor(actor: Actor, words: readonly string[]): Promise<Found['rulings']> {
    const { rulings } = parts;
    if (rulings === undefined || !mayDo(actor, 'ruling.read')) return null;
    const fit = (await rulings.list(actor)).filter((ruling) => hasAll(wordsOf(ruling), words));
    return { rows: fit.slice(0, SHOWN), total: fit.length, isMore: false };
  }

  function record(actor: Actor, q: string, { total, isMore }: FoundOrders): Promise<void> {
    const detail = `q=${askedFor('q', q)} ${total}${isMore ? '+' : ''}`;
    const who = { at: clock.now(), actorId: actor.id, actorName: actor.name };
    return store.write((db) => appendAudit(db, [{ ...who, action: 'order.search', subject: '-', detail }]));
  }

  return { find };
}

const nothing: Omit<Found, 'q'> = {
  exact: null,
  numbered: NOTHING,
  phoned: null,
  said: NOTHING,
  entries: null,
  laws: null,
  articles: null,
  types: NOTHING,
  units: NOTHING,
  subjects: null,
  rulings: null,
};

/** The tail of a telephone number where one is asked for by somebody who may see who called. */
function phoneTail(actor: Actor, q: string): string | null {
  return /^\+?[\d ]{4,20}$/.test(q) && mayDo(actor, 'order.personal') ? q : null;
}

const hidesNumbers = (actor: Actor, q: string): boolean => /\d{4}/.test(q) && !mayDo(actor, 'order.personal');

const hasAll = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.toLowerCase().includes(word.toLowerCase()));

/** By the whole code or its beginning, or by words of the name. */
function coded<T extends { readonly code: string; readonly name: string }>(
  all: readonly T[],
  words: readonly string[],
): Hits<T> {
  const [first = ''] = words;
  const byCode = words.length === 1 && /^[A-Za-z0-9-]+$/.test(first);
  const fit = all.filter(({ code, name }) =>
    byCode && first.length >= 2 && code.toUpperCase().startsWith(first.toUpperCase())
      ? true
      : hasAll(name, words),
  );
  return { rows: fit.slice(0, SHOWN), total: fit.length, isMore: false };
}

const wordsOf = ({
  id,
  issueType,
  issueTypeName,
  unitName,
  condition,
  reason,
  decidedBy,
}: RulingView): string =>
  [id, issueType, issueTypeName, unitName, ...conditionText(condition), reason, decidedBy].join('\n');

const conditionText = (condition: RulingView['condition']): string[] =>
  Object.values(condition).flatMap((value) =>
    Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [],
  );
