import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { RECORD_KIND, RECORD_STATE } from '../../kernel/score-words.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { orderByNumber } from '../../store/order-pages.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { decideScoreRecord, insertScoreRecord, scoreRecordById, scoreRecordsOf } from '../../store/scores.ts';
import type { RecordRow, StoredRecord } from '../../store/scores.ts';
import { redactText } from '../../text/redact.ts';
import type { Context } from '../context.ts';
import { textIn } from '../insight/settling.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { badScore, scoreDay } from './score-book.ts';
import type { RecordInput, RecordView, Scoring } from './score-types.ts';

/** Characters of a matter or a reason at most. */
export const SCORE_TEXT = 500;

/** Matters against units: recorded by one person, and where they weigh most approved by another. */
export function createScoreMatters({
  store,
  clock,
  names,
  profile,
}: Context): Pick<Scoring, 'record' | 'pending' | 'approve'> {
  function viewOf(actor: Actor, { record, order }: RecordRow): RecordView {
    const { id, kind, unit, day, words, state, recordedAt, recordedBy, reason } = record;
    return {
      id,
      kind,
      unit: { code: unit, name: names.unit(unit) },
      order: order === null ? null : { id: order.orderId, number: order.number },
      day,
      words,
      state,
      recordedAt,
      reason,
      decides: state === 'pending' && mayDo(actor, 'score.approve') && recordedBy !== actor.id,
    };
  }

  async function orderOf(db: Db, number: string | undefined): Promise<StoredOrder | null> {
    if (number === undefined) return null;
    const order = await orderByNumber(db, number.trim());
    if (order === null) throw new AppError('not_found', { what: `工单 ${number.trim()}` });
    return order;
  }

  /** Whom a matter is recorded against. Missing material is that of whoever leads the order. */
  function unitOf({ kind, unit }: RecordInput, order: StoredOrder | null): string {
    if (kind === 'publicIncident') {
      if (unit === undefined) throw new AppError('missing_field', { where: '记分：', field: 'unit' });
      if (!profile.units.some(({ code }) => code === unit)) throw badScore('unit', '没有这个单位');
      return unit;
    }
    if (order === null) throw new AppError('missing_field', { where: '记分：', field: 'order' });
    if (order.state === 'received') throw badScore('order', '这张工单还没有派出');
    if (unit !== undefined && unit !== order.leadUnit)
      throw badScore('unit', `这张工单由${names.unit(order.leadUnit)}主办；材料缺失只记主办单位`);
    return order.leadUnit;
  }

  return {
    record: async (actor, input) => {
      scopeOf(actor, 'score.record');
      const words = redactText(textIn('words', input.words, SCORE_TEXT, true));
      const at = clock.now();
      const day = scoreDay('day', input.day);
      if (day > beijingDay(at)) throw badScore('day', '不能晚于今天');
      const id = newId();
      return store.write(async (db) => {
        const order = await orderOf(db, input.order);
        const unit = unitOf(input, order);
        if (order !== null && day < beijingDay(order.receivedAt))
          throw badScore('day', `不能早于来电那天（${beijingDay(order.receivedAt)}）`);
        const record: StoredRecord = {
          id,
          kind: input.kind,
          orderId: order?.id ?? null,
          unit,
          day,
          words,
          state: input.kind === 'publicIncident' ? 'pending' : 'counted',
          recordedBy: actor.id,
          recordedAt: at,
          decidedBy: null,
          decidedAt: null,
          reason: null,
        };
        await insertScoreRecord(db, record);
        const detail = `${RECORD_KIND[input.kind]}，${names.unit(unit)}，${day}${order === null ? '' : `，工单 ${order.number}`}：${words}`;
        await audited(db, actor, at, 'score.record', id, detail);
        const about =
          order === null
            ? null
            : { orderId: order.id, number: order.number, unit: order.leadUnit, leftOut: '' as const };
        return viewOf(actor, { record, order: about });
      });
    },
    pending: async (actor) => {
      const right = scopeOf(actor, 'score.approve');
      const rows = await store.read((db) => scoreRecordsOf(db, right, 'pending'));
      return rows.map((row) => viewOf(actor, row));
    },
    approve: async (actor, id, { approve, reason = '' }) => {
      scopeOf(actor, 'score.approve');
      const text = redactText(textIn('reason', reason, SCORE_TEXT, !approve));
      const at = clock.now();
      return store.write(async (db) => {
        const record = await scoreRecordById(db, id);
        if (record === null) throw new AppError('not_found', { what: '这项登记' });
        if (record.recordedBy === actor.id)
          throw new AppError('forbidden', { reason: '须由登记人以外的人批准' });
        const state = approve ? 'approved' : 'refused';
        const set = {
          state,
          decidedBy: actor.id,
          decidedAt: at,
          reason: text === '' ? null : text,
        } as const;
        if (!(await decideScoreRecord(db, id, set)))
          throw new AppError('conflict', { reason: `这项登记${RECORD_STATE[record.state]}，不再等待批准` });
        const detail = `${RECORD_STATE[state]}：${names.unit(record.unit)}，${record.day}${text === '' ? '' : `（${text}）`}`;
        await audited(db, actor, at, 'score.approve', id, detail);
        return viewOf(actor, { record: { ...record, ...set }, order: null });
      });
    },
  };
}

/** One row of the audit about a matter, an appeal or a settlement. Inside the lane only. */
export async function audited(
  db: Db,
  actor: Actor,
  at: number,
  action: string,
  id: string,
  detail: string,
): Promise<void> {
  await appendAudit(db, [
    { at, actorId: actor.id, actorName: actor.name, action, subject: `score-${id}`, detail },
  ]);
}
