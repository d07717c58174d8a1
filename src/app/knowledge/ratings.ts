import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { redactText } from '../../text/redact.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { ordersByIds } from '../../store/orders.ts';
import {
  insertRating,
  itemCounts,
  listRatings,
  newestRating,
  newestRatings,
  ratedQuestions,
  raterCount,
  ratingCounts,
} from '../../store/ratings.ts';
import type { StoredRating } from '../../store/ratings.ts';
import { suggestionOf } from '../../store/suggestions.ts';
import type { Context } from '../context.ts';
import { heldShelf } from './held-shelf.ts';
import { goldLines } from './rating-gold.ts';
import { reportOf } from './rating-report.ts';
import type {
  GivenRating,
  Ratable,
  RatingInput,
  Ratings,
  RatingTarget,
  RatingView,
  Suggested,
} from './rating-types.ts';
import { detailOf, existing } from '../intake/reading.ts';
import { authorize, isLetIn, mayDo, scopeOf } from '../rights.ts';
import { createRuleCards } from './rule-cards.ts';
import type { OrderRuleCard } from './rule-card-types.ts';
import { suggestedForOrder, suggestedForQuestion } from './suggested.ts';
import type { Actor, Answer } from '../types.ts';

export const NOTE_LIMIT = 500;
const PAGE = 50;
const PAGE_LIMIT = 200;

/** Ratings of suggestions. What is rated is made anew on the server: a caller names an id and nothing else. */
export function createRatings(context: Context): Ratings {
  const { store, clock, engine } = context;
  const sourcesNow = () => context.knowledge?.holder.current().sources ?? null;

  const ruleCards = context.knowledge === null ? null : createRuleCards(context, context.knowledge);

  async function beside(
    actor: Actor,
    orderId: string,
    cards?: readonly OrderRuleCard[],
  ): Promise<Suggested[]> {
    const { detail, draft, storedAt } = await store.read(async (db) => {
      const order = authorize(actor, 'order.read', await existing(db, orderId));
      authorize(actor, 'suggestion.rate', order);
      return {
        detail: await detailOf(context, db, actor, order),
        draft: await suggestionOf(db, orderId),
        storedAt: order.storedAt,
      };
    });
    const shown = cards ?? (await ruleCards?.beside(actor, detail)) ?? [];
    return suggestedForOrder(detail, {
      triagedAt: detail.events.findLast(({ event }) => event === 'triaged')?.at ?? storedAt,
      day: beijingDay(detail.receivedAt),
      draft: draft && { knowledge: draft.knowledge, at: draft.at },
      rules: {
        cards: shown.filter(({ isCalledUp }) => isCalledUp),
        knowledge: engine.versions.knowledge,
        at: clock.now(),
      },
      sources: sourcesNow(),
    });
  }

  /** The question without personal data is what is kept, and what the ids are made from. */
  function answered(asked: { question: string; date?: string }, answer?: Answer) {
    const { question, date } = asked;
    const found =
      answer ?? engine.ask({ query: question, ...(date === undefined ? {} : { eventDate: date }) });
    const now = clock.now();
    const masked = redactText(question);
    const made = {
      knowledge: engine.versions.knowledge,
      model: engine.versions.model,
      day: date ?? beijingDay(now),
      madeAt: now,
      sources: sourcesNow(),
    };
    return {
      question: masked,
      suggested: suggestedForQuestion({ question: masked, date: date ?? '' }, found, made),
    };
  }

  async function withMine(db: Db, actor: Actor, suggested: readonly Suggested[]): Promise<Ratable[]> {
    const mine = await newestRatings(
      db,
      suggested.map(({ id }) => id),
      actor.id,
    );
    return suggested.map((one) => {
      const row = mine.get(one.id);
      return { ...one, mine: row === undefined ? null : given(row) };
    });
  }

  const ofOrder: Ratings['ofOrder'] = async (actor, orderId, cards) => {
    const suggested = await beside(actor, orderId, cards);
    return store.read((db) => withMine(db, actor, suggested));
  };

  const ofQuestion: Ratings['ofQuestion'] = async (actor, asked, answer) => {
    mustRate(actor);
    const { suggested } = answered(asked, answer);
    return store.read((db) => withMine(db, actor, suggested));
  };

  async function target(
    actor: Actor,
    asked: RatingTarget,
  ): Promise<{ suggested: readonly Suggested[]; orderId: string | null; question: string | null }> {
    if ('order' in asked)
      return {
        suggested: await beside(actor, asked.order),
        orderId: asked.order,
        question: null,
      };
    mustRate(actor);
    return { ...answered(asked), orderId: null };
  }

  const rate: Ratings['rate'] = async (actor, asked, input) => {
    const { suggested, orderId, question } = await target(actor, asked);
    const note = noteOf(input);
    const one = suggested.find(({ id }) => id === input.suggestion);
    if (one === undefined)
      throw new AppError('conflict', { reason: '这条建议已不在页面上（知识或工单有更新），请刷新后再评' });
    const at = clock.now();
    const { id, label: _, ...shown } = one;
    const row = await store.write(async (db) => {
      const last = await newestRating(db, id, actor.id);
      const said = { rating: input.rating, reason: input.reason ?? null, note: note.text };
      // The same said twice (a double click, a page sent again) is said once.
      if (
        last !== null &&
        last.rating === said.rating &&
        last.reason === said.reason &&
        last.note === said.note
      )
        return last;
      const stored = await insertRating(db, {
        ...shown,
        suggestion: id,
        orderId,
        question,
        ...said,
        rater: actor.id,
        raterName: actor.name,
        unit: actor.unit,
        at,
      });
      const detail = `${id} ${one.kind} ${said.rating}${said.reason === null ? '' : ` ${said.reason}`}`;
      const who = { actorId: actor.id, actorName: actor.name };
      await appendAudit(db, [{ at, ...who, action: 'suggestion.rate', subject: orderId ?? '-', detail }]);
      return stored;
    });
    return { suggestion: id, ...given(row), masked: note.masked };
  };

  const list: Ratings['list'] = async (actor, filter, asked = {}) => {
    scopeOf(actor, 'rating.read');
    const page = Math.max(1, Math.floor(asked.page ?? 1));
    const pageSize = Math.min(PAGE_LIMIT, Math.max(1, Math.floor(asked.pageSize ?? PAGE)));
    return store.read(async (db) => {
      const { rows, total } = await listRatings(db, filter, {
        limit: pageSize,
        offset: (page - 1) * pageSize,
      });
      const ids = [...new Set(rows.flatMap(({ orderId }) => orderId ?? []))];
      const numbers = new Map(
        (await ordersByIds(db, ids)).flatMap((order) =>
          isLetIn(actor, order) ? [[order.id, order.number]] : [],
        ),
      );
      const shown = rows.map((row): RatingView => ({
        ...row,
        orderId: row.orderId !== null && numbers.has(row.orderId) ? row.orderId : null,
        number: row.orderId === null ? null : (numbers.get(row.orderId) ?? null),
      }));
      return { rows: shown, total, page, pageSize };
    });
  };

  const report: Ratings['report'] = async (actor, { before, after, ...filter }) => {
    scopeOf(actor, 'rating.read');
    const { knowledge: _, ...anyVersion } = filter;
    const parts = await store.read(async (db) => ({
      counts: await ratingCounts(db, filter),
      items: await itemCounts(db, filter),
      raters: await raterCount(db, filter),
      compared: await ratingCounts(db, anyVersion),
    }));
    const sources = sourcesNow();
    const shelf = sources === null ? null : heldShelf(sources);
    return reportOf({
      ...parts,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      titleOf: (kind, key) => {
        if (kind === 'entry') return shelf?.entries.get(key)?.title ?? key;
        if (kind === 'rule') return shelf?.rules.get(key)?.name ?? key;
        return `《${key.replace('|', '》')}`;
      },
    });
  };

  const gold: Ratings['gold'] = async (actor, filter) => {
    scopeOf(actor, 'rating.read');
    const lines = goldLines(await store.read((db) => ratedQuestions(db, filter)));
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  };

  return { ofOrder, ofQuestion, rate, list, report, gold };
}

const given = ({ rating, reason, note, at }: StoredRating): GivenRating => ({ rating, reason, note, at });

/** Answers to questions belong to no unit: whoever may rate at all may rate them. */
function mustRate(actor: Actor): void {
  if (!mayDo(actor, 'suggestion.rate')) scopeOf(actor, 'suggestion.rate');
}

/** The note without personal data. Throws `bad_field`. */
function noteOf({ rating, reason, note }: RatingInput): { text: string | null; masked: boolean } {
  if (rating === 'useful' && reason !== undefined)
    throw new AppError('bad_field', { where: '', field: 'reason', reason: '评为有用的不写原因' });
  const text = (note ?? '').trim();
  if (text.length > NOTE_LIMIT)
    throw new AppError('bad_field', { where: '', field: 'note', reason: `最多 ${NOTE_LIMIT} 个字符` });
  if (text === '') return { text: null, masked: false };
  const masked = redactText(text);
  return { text: masked, masked: masked !== text };
}
