import type { CallbackRecord } from '../app/callback/callback-types.ts';
import { AppError } from '../kernel/errors.ts';
import type { CallbackForm } from '../web/components/verdict-questions.tsx';
import { recordSchema, verdictSchema } from './callback-schemas.ts';
import { one } from './entry-form.ts';
import type { FormBody } from './entry-form.ts';
import { filled } from './routes/rota.ts';
import { validationError } from './validation.ts';

/** What was chosen and typed. */
export const typedCallback = (body: FormBody): CallbackForm => ({
  solved: one(body, 'solved'),
  satisfied: one(body, 'satisfied'),
  attitude: one(body, 'attitude'),
  note: one(body, 'note'),
  reason: one(body, 'reason'),
});

/** The buttons of the form. */
export const CALLBACK_ACTS = ['close', 'none', 'reopen', 'noAnswer', 'refused', 'wrongNumber'] as const;
export type CallbackAct = (typeof CALLBACK_ACTS)[number];

/** The button that was pressed. Throws `bad_field` for none of them. */
export function actOf(body: FormBody): CallbackAct {
  const act = CALLBACK_ACTS.find((known) => known === one(body, 'act'));
  if (act === undefined) throw new AppError('bad_field', { where: '', field: 'act', reason: '须选一个结果' });
  return act;
}

/**
 * What a form records. `isJudged`: there is a verdict already, and only what follows is decided. Throws `bad_field`
 * with what is missing.
 */
export function recordOf(act: CallbackAct, form: CallbackForm, isJudged: boolean): CallbackRecord {
  const text = { note: form.note.trim(), reason: form.reason.trim() };
  const data =
    act === 'noAnswer' || act === 'refused' || act === 'wrongNumber'
      ? { result: act, note: text.note }
      : {
          result: 'answered',
          next: act,
          ...text,
          ...(isJudged ? {} : { verdict: verdictOf(form) }),
        };
  const parsed = recordSchema.safeParse(data);
  if (!parsed.success) throw validationError(parsed.error.issues, data, 'form');
  return filled(parsed.data);
}

/** The three answers. Throws `bad_field` that names the first one missing. */
export function verdictOf({ solved, satisfied, attitude }: CallbackForm) {
  const given = { solved, satisfied, attitude };
  const parsed = verdictSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('bad_field', { where: '', field: '评价', reason: issue?.message ?? '' });
}
