import { ABOUT, CAUSES, isCause, type About, type Cause } from '../../kernel/misreading-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { shareOf } from '../../kernel/share.ts';
import * as tasks from '../../store/annotations.ts';
import type { Annotation } from '../../store/annotations.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import { causesOf, insertCause, spokenOnIn, tasksOfOrders } from '../../store/misreadings.ts';
import type { CauseRow } from '../../store/misreadings.ts';
import type { Ruling } from '../../triage/rulings.ts';
import { ordersByIds, type StoredOrder } from '../../store/orders.ts';
import type { Context } from '../context.ts';
import { textFor } from '../intake/without-caller.ts';
import { periodOf } from '../life/ending-cases.ts';
import { textVectors } from '../relations/text-vectors.ts';
import { scopeOf } from '../rights.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';
import { likelyCause } from './likely-cause.ts';
import { nearestFirst } from './nearest-texts.ts';
import {
  causeCounts,
  confusionPairs,
  fitsCode,
  groupMatrix,
  isWrong,
  judgedOrders,
} from './misreading-tally.ts';
import type {
  Judged,
  MisreadingBrowser,
  MisreadingScope,
  MisreadOrder,
  PairAsked,
} from './misreading-types.ts';

const PAGE_SIZE = 10;
/** Unlabelled orders looked at for like ones. */
const LOOKED_AT = 600;
/** Orders of a pair that others are compared with, the newest. */
const COMPARED = 50;
export const MOST_TO_LABELLING = 100;
const NOTE_LIMIT = 500;
const DAY_MS = 86_400_000;
/** Types offered by number key where labels are asked for. */
const OFFERED = 5;

/** Where triage was wrong. Rights are checked on every call. */
export function createMisreadingBrowser(context: Context): MisreadingBrowser {
  const { store, clock, profile, names } = context;
  const nameOf = { type: names.issueType, unit: names.unit } as const;

  const overview: MisreadingBrowser['overview'] = async (actor, about, scope) => {
    scopeOf(actor, 'error.read');
    const { judged, causes } = await store.read(async (db) => {
      const found = await judgedIn(db, about, scope);
      const wrong = found.filter(isWrong);
      return { judged: found, causes: await causesNow(db, about, wrong) };
    });
    const wrong = judged.filter(isWrong);
    return {
      scope,
      about,
      wrong: shareOf(wrong.length, judged.length),
      pairs: confusionPairs(judged, causes, nameOf[about]),
      causes: causeCounts(wrong, causes),
      open: wrong.filter(({ orderId }) => !causes.has(orderId)).length,
      matrix: about === 'type' ? groupMatrix(judged, profile.groups) : null,
    };
  };

  async function judgedIn(db: Db, about: About, { from, to }: MisreadingScope): Promise<Judged[]> {
    const [start, end] = periodOf(from, to);
    const rows = await spokenOnIn(db, start, end);
    const given = new Map<string, Annotation[]>();
    const settled = new Map<string, tasks.Adjudication>();
    if (about === 'type') {
      const taskOf = await tasksOfOrders(db);
      const orderOf = new Map([...taskOf].map(([order, task]) => [task, order]));
      for (const one of await tasks.currentAnnotations(db)) {
        const order = orderOf.get(one.taskId);
        if (order !== undefined) given.set(order, [...(given.get(order) ?? []), one]);
      }
      for (const [task, one] of await tasks.currentAdjudications(db)) {
        const order = orderOf.get(task);
        if (order !== undefined) settled.set(order, one);
      }
    }
    return judgedOrders(rows, { given, settled }, about);
  }

  /** A cause recorded for another pair than the order is in now says nothing of it. */
  async function causesNow(
    db: Db,
    about: About,
    wrong: readonly Judged[],
  ): Promise<ReadonlyMap<string, Cause>> {
    const rows = await causesOf(
      db,
      about,
      wrong.map(({ orderId }) => orderId),
    );
    return new Map(
      wrong.flatMap(({ orderId, said, truth }): [string, Cause][] => {
        const row = rows.get(orderId);
        return row !== undefined && row.said === said && row.truth === truth && isCause(row.cause)
          ? [[orderId, row.cause]]
          : [];
      }),
    );
  }

  /** Wrong orders asked for: those about safety first, then the newest. */
  async function askedFor(db: Db, asked: PairAsked): Promise<Judged[]> {
    const wrong = (await judgedIn(db, asked.about, asked)).filter(
      (one) => isWrong(one) && fitsCode(one.said, asked.said) && fitsCode(one.truth, asked.truth),
    );
    const causes = asked.cause === undefined ? null : await causesNow(db, asked.about, wrong);
    const fits = ({ orderId }: Judged): boolean =>
      causes === null ||
      (asked.cause === 'open' ? !causes.has(orderId) : causes.get(orderId) === asked.cause);
    const rank = ({ urgency }: Judged): number => (urgency === 'safety' ? 0 : 1);
    return wrong.filter(fits).sort((a, b) => rank(a) - rank(b) || b.receivedAt - a.receivedAt);
  }

  const orders: MisreadingBrowser['orders'] = async (actor, asked) => {
    scopeOf(actor, 'error.read');
    const found = await store.read(async (db) => {
      const all = await askedFor(db, asked);
      const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
      const page = Math.min(Math.max(1, asked.page ?? 1), pages);
      const shown = all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
      const ids = shown.map(({ orderId }) => orderId);
      return {
        total: all.length,
        page,
        shown,
        stored: new Map((await ordersByIds(db, ids)).map((order) => [order.id, order])),
        decisions: await decisionsOf(db, ids),
        causes: await causesOf(db, asked.about, ids),
      };
    });
    const rulings = await context.rulings.all();
    const rows: MisreadOrder[] = [];
    for (const one of found.shown) {
      const order = found.stored.get(one.orderId);
      const decision = found.decisions.get(one.orderId) as unknown as TriageResult | undefined;
      // Gone between two readings.
      if (order === undefined || decision === undefined) continue;
      rows.push(viewOf(actor, asked.about, one, order, decision, rulings, found.causes.get(one.orderId)));
      await nextTurn();
    }
    // Recorded before it is shown: nobody has seen an order of whom the audit does not say so.
    if (rows.length > 0)
      await store.write((db) =>
        appendAudit(
          db,
          rows.map(({ orderId, number }) => ({
            ...byActor(actor),
            action: 'order.read',
            subject: orderId,
            detail: number,
          })),
        ),
      );
    return {
      asked,
      total: found.total,
      page: found.page,
      pageSize: PAGE_SIZE,
      mended: rows.filter(({ now }) => now?.mended === true).length,
      rows,
    };
  };

  function viewOf(
    actor: Actor,
    about: About,
    one: Judged,
    order: StoredOrder,
    decision: TriageResult,
    rulings: readonly Ruling[],
    recorded: CauseRow | undefined,
  ): MisreadOrder {
    const input = order.input as unknown as OrderInput;
    const named = (code: string) => ({ code, name: nameOf[about](code) });
    const partOf = ({ issueType, unit }: TriageResult) =>
      about === 'type'
        ? { code: issueType.code, confidence: issueType.confidence }
        : { code: unit.lead, confidence: unit.confidence };
    const then = partOf(decision);
    const read = readNow(input, rulings);
    const now = read === null ? null : partOf(read);
    const mended = now?.code === one.truth;
    const current =
      recorded !== undefined && recorded.said === one.said && recorded.truth === one.truth ? recorded : null;
    return {
      ...one,
      text: textFor(actor, order, input, input.text),
      said: { ...named(one.said), confidence: then.confidence },
      truth: named(one.truth),
      evidence: decision.decision.because
        .flatMap(({ evidence }) => evidence)
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
      now: now === null ? null : { ...named(now.code), confidence: now.confidence, mended },
      likely: likelyCause({
        about,
        word: one.word,
        typeRight: decision.issueType.code === order.issueType,
        truth: one.truth,
        few: context.engine.few ?? [],
        now: now === null ? null : { confidence: now.code === one.said ? now.confidence : 0, mended },
      }),
      recorded:
        current === null || !isCause(current.cause)
          ? null
          : { cause: current.cause, note: current.note, by: current.byName, at: current.at },
    };
  }

  function readNow(input: OrderInput, rulings: readonly Ruling[]) {
    try {
      return context.engine.triage(input, { rulings });
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  const record: MisreadingBrowser['record'] = async (actor, orderId, { about, cause, note }) => {
    scopeOf(actor, 'error.judge');
    if (note.length > NOTE_LIMIT)
      throw new AppError('bad_field', { where: '', field: 'note', reason: `最多 ${NOTE_LIMIT} 字` });
    await store.write(async (db) => {
      const [order] = await ordersByIds(db, [orderId]);
      if (order === undefined) throw new AppError('not_found', { what: `工单 ${orderId.slice(0, 128)}` });
      const scope = { from: beijingDay(order.receivedAt), to: beijingDay(order.receivedAt + DAY_MS) };
      const one = (await judgedIn(db, about, scope)).find((found) => found.orderId === orderId);
      if (one === undefined || !isWrong(one))
        throw new AppError('conflict', {
          reason: `${ABOUT[about]}现在没有判错的结论，不必登记原因；请刷新页面`,
        });
      await insertCause(db, {
        orderId,
        about,
        said: one.said,
        truth: one.truth,
        cause,
        note: note.trim(),
        byId: actor.id,
        byName: actor.name,
        at: clock.now(),
      });
      const detail = `${ABOUT[about]} ${one.said}→${one.truth}：${CAUSES[cause]}`;
      await appendAudit(db, [{ ...byActor(actor), action: 'error.cause', subject: orderId, detail }]);
    });
  };

  const toLabelling: MisreadingBrowser['toLabelling'] = async (actor, asked, size) => {
    scopeOf(actor, 'label.manage');
    if (!Number.isInteger(size) || size < 1 || size > MOST_TO_LABELLING)
      throw new AppError('bad_field', {
        where: '',
        field: 'size',
        reason: `须为 1 到 ${MOST_TO_LABELLING} 的整数`,
      });
    const { models, candidates } = await store.read(async (db) => {
      const wrong = (await askedFor(db, asked)).slice(0, COMPARED);
      return {
        models: await ordersByIds(
          db,
          wrong.map(({ orderId }) => orderId),
        ),
        candidates: await tasks.unlabelledOrders(db, LOOKED_AT),
      };
    });
    if (models.length === 0) throw new AppError('conflict', { reason: '这一对没有判错的工单，无从比照' });
    const textOf = ({ input }: StoredOrder): string => (input as unknown as OrderInput).text;
    const vectors = textVectors([...models.map(textOf), ...candidates.map(({ order }) => textOf(order))]);
    const near = nearestFirst(vectors.slice(0, models.length), vectors.slice(models.length)).slice(0, size);
    const codes = asked.about === 'type' ? [asked.said, asked.truth] : [];
    const pair = codes.filter((code): code is string => code !== undefined && code.length > 2);
    const rows = near.map(({ index, likeness }): tasks.NewTask => {
      const { order, result } = candidates[index] as (typeof candidates)[number];
      const { issueType } = result as unknown as TriageResult;
      const offered = [...new Set([...pair, ...issueType.candidates.map(({ code }) => code)])];
      return {
        id: newId(),
        orderId: order.id,
        textHash: order.textHash,
        text: '',
        form: null,
        channel: null,
        receivedAt: null,
        why: 'hand',
        score: likeness,
        candidates: offered.slice(0, OFFERED).sort(),
        createdAt: clock.now(),
        createdBy: actor.name,
      };
    });
    const added = await store.write(async (db) => {
      const n = (await tasks.insertTasks(db, rows)).length;
      const detail = `errors ${asked.said ?? '*'}→${asked.truth ?? '*'} ${n}`;
      await appendAudit(db, [{ ...byActor(actor), action: 'label.queue', subject: '-', detail }]);
      return n;
    });
    return { looked: candidates.length, added };
  };

  const byActor = (actor: Actor) => ({ at: clock.now(), actorId: actor.id, actorName: actor.name });

  return { overview, orders, record, toLabelling };
}
