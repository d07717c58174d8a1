import { z } from '@hono/zod-openapi';
import type { Relations } from '../app/relations/duplicate-types.ts';
import { RELATION_ACTIONS } from '../app/relations/duplicate-types.ts';
import { isoTime } from '../web/format.ts';
import { presentSummary } from './present.ts';
import { summarySchema } from './schemas.ts';

const name = z.object({ id: z.string(), number: z.string() });

export const relationsSchema = z
  .object({
    survivor: name.nullable().openapi({ description: '本单并入的工单；未并入时为 null' }),
    merged: z.array(name).readonly().openapi({ description: '并入本单的工单' }),
    related: z
      .array(
        z.object({
          order: summarySchema,
          side: z.enum(['earlier', 'later']).openapi({ description: '对方工单先于还是晚于本单' }),
          kind: z
            .enum(['repeat', 'same_matter', 'rebound'])
            .openapi({ description: '重复来电、同一事项、反弹' }),
          status: z
            .enum(['proposed', 'linked', 'merged', 'rejected', 'undone'])
            .openapi({ description: '待确认、已链接、已并单、已判为不同事项、已撤销' }),
          score: z.number().min(0).max(1),
          reasons: z.array(z.object({ code: z.string(), text: z.string() })).readonly(),
          by: z.string(),
          at: z.string().openapi({ format: 'date-time' }),
          can: z.object({
            merge: z.boolean(),
            link: z.boolean(),
            reject: z.boolean(),
            undo: z.boolean(),
          }),
        }),
      )
      .readonly(),
  })
  .openapi('Relations');

export const relationActionSchema = z
  .strictObject({
    action: z
      .enum(RELATION_ACTIONS, '须为 merge、link、reject 或 undo')
      .openapi({ description: '并单、链接、判为不同事项、撤销' }),
  })
  .openapi('RelationAction');

/** Relations as the API shows them: times in ISO 8601 with offset. */
export function presentRelations(relations: Relations) {
  return {
    ...relations,
    related: relations.related.map((related) => ({
      ...related,
      order: presentSummary(related.order),
      at: isoTime(related.at),
    })),
  };
}
