import { AppError } from '../../kernel/errors.ts';
import type { CallbackData } from '../../orders/life-events.ts';
import type { CallbackRecord } from './callback-types.ts';

/** The attempt that a record tells of; the way is known elsewhere. */
export const attemptOf = ({ result, verdict, note }: CallbackRecord): Omit<CallbackData, 'way'> => ({
  result,
  verdict: verdict ?? null,
  ...(note === undefined || note === '' ? {} : { note }),
});

/** Who was spoken to has said something; who was not has not. Throws `bad_field`. */
export function mustBeWhole(record: CallbackRecord): void {
  const { result, verdict, next, reason } = record;
  if (next === undefined) mustSay(record);
  if (result !== 'answered' && verdict !== undefined) throw bad('verdict', '没有接通的不能记录评价');
  if (next === 'reopen' && (reason ?? '').trim() === '') throw bad('reason', '重办须写明理由');
}

/** Whoever was spoken to and has not judged yet has a verdict now: a bad answer is not left out. Throws `bad_field`. */
export function mustSay({ result, verdict }: CallbackRecord): void {
  if (result === 'answered' && verdict === undefined)
    throw bad('verdict', '接通了的须记录是否解决、是否满意和态度');
}

const bad = (field: string, words: string): AppError =>
  new AppError('bad_field', { where: '回访：', field, reason: words });
