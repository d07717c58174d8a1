import { z } from '@hono/zod-openapi';
import type { CatalogueView, NewRevision, RevisionView, TypesView } from '../app/catalogue/revision-types.ts';
import {
  catalogueChangeSchema,
  MOST_CHANGES,
  taxonomyChangeSchema,
} from '../app/catalogue/revision-schema.ts';
import { isoTime } from '../web/format.ts';
import { mutable } from './mutable.ts';

const count = z.number().int();
const named = z.object({ code: z.string(), name: z.string() });
const day = z.iso.date('须为日期，如 2026-07-01');
const text = (what: string, most: number) =>
  z.string('须为字符串').trim().min(1, `${what}不能为空`).max(most, `${what}不能超过 ${most} 字`);
const why = { basis: text('依据', 300), reason: text('理由', 500) };

/** The body of a draft: changes of one subject with the paper that orders them. */
export const newRevisionSchema = z
  .discriminatedUnion('subject', [
    z.strictObject({
      subject: z.literal('catalogue'),
      changes: z.array(catalogueChangeSchema).min(1, '没有改动').max(MOST_CHANGES),
      ...why,
    }),
    z.strictObject({
      subject: z.literal('taxonomy'),
      changes: z.array(taxonomyChangeSchema).min(1, '没有改动').max(MOST_CHANGES),
      ...why,
    }),
  ])
  .openapi('NewRevision');

export const catalogueQuery = z.strictObject({
  asOf: day.optional().openapi({ description: '哪一天的目录；缺省为今天' }),
  issueType: z
    .string()
    .regex(/^\d{2}(\d{2})?$/, '须为两位大类或四位分类')
    .optional(),
  unit: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,32}$/, '须为承办单位编码')
    .optional(),
  words: z.string().max(50, '最多 50 字').optional(),
});
export const noteSchema = z.strictObject({ note: z.string().max(500, '最多 500 字').default('') });

const row = z.object({
  issueType: named,
  owner: named,
  level: z.enum(['dept', 'station', 'street', 'enterprise']),
  joint: named.nullable(),
  condition: z
    .object({ onlyIf: z.array(z.string()).optional(), notIf: z.array(z.string()).optional() })
    .nullable(),
  clause: z.string(),
  basis: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
});
export const catalogueSchema = z
  .object({
    asOf: z.string(),
    title: z.string(),
    version: z.string(),
    rows: z.array(row),
    total: count,
    coming: z.array(row),
  })
  .openapi('DutyCatalogue');

export const typesSchema = z
  .object({
    version: z.string(),
    rows: z.array(
      named.extend({
        parent: z.string(),
        urgency: z.enum(['safety', 'livelihood', 'normal']),
        definition: z.string(),
        keywords: z.array(z.string()),
        effectiveFrom: z.string().nullable(),
        retired: z.object({ from: z.string(), successors: z.array(named) }).nullable(),
        formerNames: z.array(z.object({ name: z.string(), until: z.string() })),
        learned: z.enum(['many', 'few', 'none']),
      }),
    ),
  })
  .openapi('IssueTypes');

export const revisionSchema = z
  .object({
    id: z.string(),
    subject: z.enum(['catalogue', 'taxonomy']),
    state: z.enum(['waiting', 'approved', 'refused', 'withdrawn']),
    changes: z.array(z.union([catalogueChangeSchema, taxonomyChangeSchema])),
    basis: z.string(),
    reason: z.string(),
    drafted: z.object({ by: z.string(), at: z.string() }),
    decided: z.object({ by: z.string(), at: z.string(), note: z.string() }).nullable(),
    version: z.string().nullable(),
    difference: z.array(
      z.object({
        code: z.string(),
        what: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
        effectiveFrom: z.string(),
      }),
    ),
    faults: z.array(z.string()),
  })
  .openapi('ProfileRevision');
export const revisionsSchema = z.array(revisionSchema);

export const revisionPreviewSchema = z
  .object({
    days: count,
    orders: count,
    limited: z.boolean(),
    elsewhere: count,
    otherJoint: count,
    retired: count,
    newType: count,
    examples: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        excerpt: z.string(),
        from: z.string(),
        to: z.string(),
      }),
    ),
  })
  .openapi('RevisionPreview');

export const revisionOf = (made: z.infer<typeof newRevisionSchema>): NewRevision => made;

/** What only pages need is left out. */
export function presentRevision(seen: RevisionView) {
  const { mayApprove: _, mayWithdraw: __, ...view } = seen;
  return mutable({
    ...view,
    drafted: { ...view.drafted, at: isoTime(view.drafted.at) },
    decided: view.decided === null ? null : { ...view.decided, at: isoTime(view.decided.at) },
  }) as z.infer<typeof revisionSchema>;
}

export const presentCatalogue = (view: CatalogueView) => mutable(view) as z.infer<typeof catalogueSchema>;
export const presentTypes = (view: TypesView) => mutable(view);
