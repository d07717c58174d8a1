import { z } from '@hono/zod-openapi';
import { reportKind } from './report-query.ts';

const cell = z.union([z.string(), z.object({ text: z.string(), href: z.string() })]);
const named = z.object({ code: z.string(), name: z.string() });

const table = z.object({
  caption: z.string(),
  columns: z.array(z.object({ name: z.string(), num: z.literal(true).optional() })),
  rows: z.array(z.array(cell)),
  note: z.string().optional(),
});

const section = z.object({
  heading: z.string(),
  sentences: z.array(z.string()),
  tables: z.array(table),
  chart: z.any().optional().openapi({
    type: 'object',
    description: '图的数据（kind、title 和各点），没有图的不写；docx 里是同样数字的表',
  }),
  links: z.array(z.object({ text: z.string(), href: z.string() })),
});

export const reportSchema = z.object({
  kind: reportKind,
  title: z.string(),
  period: z.object({ from: z.string(), to: z.string(), words: z.string() }),
  asked: z.object({ date: z.string(), unit: z.string().nullable() }),
  unit: named.nullable().openapi({ description: 'null 为全区' }),
  place: z.string(),
  madeAt: z.string(),
  versions: z.object({ rates: z.string(), taxonomy: z.string(), scores: z.array(z.string()) }),
  sections: z.array(section),
  figures: z.array(z.object({ key: z.string(), name: z.string(), value: z.number() })),
  reconciliation: z.object({
    cases: z.int(),
    identities: z.array(z.object({ name: z.string(), left: z.number(), right: z.number() })),
  }),
  mark: z.object({ id: z.string(), who: z.string(), at: z.string() }),
});

export const finalSchema = z.object({
  id: z.string(),
  kind: reportKind,
  title: z.string(),
  from: z.string(),
  to: z.string(),
  unit: named.nullable(),
  sha256: z.string(),
  by: z.string(),
  at: z.string(),
});

export const changeSchema = z.object({
  key: z.string(),
  name: z.string(),
  was: z.number(),
  is: z.number(),
  orders: z.array(z.object({ id: z.string(), number: z.string(), was: z.number(), is: z.number() })),
  moved: z.int().openapi({ description: '引起变化的件数；orders 列出前面的' }),
});
