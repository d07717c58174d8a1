import { INSIGHT_TOPIC, RELATE_TOPIC, SUGGEST_TOPIC } from '../app/context.ts';
import type { Context } from '../app/context.ts';
import { placeOrder } from '../app/insight/placing.ts';
import { findRelations } from '../app/relations/finding-relations.ts';
import { makeSuggestion } from '../app/knowledge/suggesting.ts';
import type { Handler } from './runner.ts';

/** What the outbox does, by topic. */
export function jobHandlers(context: Context): Readonly<Record<string, Handler>> {
  return {
    [RELATE_TOPIC]: (payload) => findRelations(context, String(payload['orderId'])),
    [INSIGHT_TOPIC]: (payload) => placeOrder(context, String(payload['orderId'])),
    [SUGGEST_TOPIC]: (payload) => makeSuggestion(context, String(payload['orderId'])),
  };
}
