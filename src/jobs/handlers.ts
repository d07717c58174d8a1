import { SUGGEST_TOPIC } from '../app/context.ts';
import type { Context } from '../app/context.ts';
import { makeSuggestion } from '../app/suggesting.ts';
import type { Handler } from './runner.ts';

/** What the outbox does, by topic. */
export function jobHandlers(context: Context): Readonly<Record<string, Handler>> {
  return {
    [SUGGEST_TOPIC]: (payload) => makeSuggestion(context, String(payload['orderId'])),
  };
}
