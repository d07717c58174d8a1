import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { reportCsv } from '../../app/knowledge/rating-report.ts';
import type { Ratings } from '../../app/knowledge/rating-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import {
  doneSchema,
  goldQuery,
  listFilter,
  present,
  presentDone,
  presentRatable,
  presentRating,
  presentReport,
  rateSchema,
  ratingOf,
  ratingPageSchema,
  ratingQuery,
  reportQuery,
  reportSchema,
  suggestedQuery,
  suggestedSchema,
} from '../rating-schemas.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['评价'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });

const suggested = createRoute({
  ...common,
  method: 'get',
  path: '/ratings/suggestions',
  summary: '工单旁或回答里可以评价的建议，及本人的评价',
  description: '写 order，或写 q（问题）和可选的 date。编号由内容和知识版本算出，同一建议的编号不变。',
  request: { query: suggestedQuery },
  responses: {
    200: { description: '建议', ...json(suggestedSchema) },
    ...refusals(400, 401, 403, 404),
  },
});
const rate = createRoute({
  ...common,
  method: 'post',
  path: '/ratings',
  summary: '评价一条建议',
  description:
    '同一人对同一建议以最后一次为准，先前的仍留存。只能评价看得到的工单上的建议；知识或工单已更新、建议不再显示的，答 409。',
  request: { body: { required: true, ...json(rateSchema) } },
  responses: {
    200: { description: '记下的评价', ...json(doneSchema) },
    ...refusals(400, 401, 403, 404, 409, 415),
  },
});
const list = createRoute({
  ...common,
  method: 'get',
  path: '/ratings',
  summary: '评价，新的在前；被后来的评价取代的不列',
  request: { query: ratingQuery },
  responses: { 200: { description: '一页评价', ...json(ratingPageSchema) }, ...refusals(400, 401, 403) },
});
const report = createRoute({
  ...common,
  method: 'get',
  path: '/ratings/report',
  summary: '评价的统计：按建议种类、条目、规则、条文、知识版本和月份，及两个知识版本的对比',
  request: { query: reportQuery },
  responses: { 200: { description: '统计', ...json(reportSchema) }, ...refusals(400, 401, 403) },
});
const csv = createRoute({
  ...common,
  method: 'get',
  path: '/ratings/report.csv',
  summary: '评价的统计，CSV',
  request: { query: reportQuery },
  responses: {
    200: { description: '一行一项', content: { 'text/csv': { schema: z.string() } } },
    ...refusals(400, 401, 403),
  },
});
const gold = createRoute({
  ...common,
  method: 'get',
  path: '/ratings/gold.jsonl',
  summary: '评过的问题，写成知识问答评测的金标',
  description: '每行一问，`bench/knowledge-questions.ts --gold` 可读；问题已隐去个人信息，意见不一的不列。',
  request: { query: goldQuery },
  responses: {
    200: { description: '每行一问', content: { 'application/x-ndjson': { schema: z.string() } } },
    ...refusals(400, 401, 403),
  },
});

/** Throws `not_found` where the program runs without ratings. */
export function ratingServices({ ratings }: Services): Ratings {
  if (ratings === undefined) throw new AppError('not_found', { what: '建议的评价' });
  return ratings;
}

const fileNamed = (name: string, type: string) => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
});

/** Ratings of suggestions: give, list, evaluate, take out. */
export function ratingRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const ratings = () => ratingServices(services);
  app.openapi(suggested, async (c) => {
    const { order, q, date } = c.req.valid('query');
    const found =
      order === undefined
        ? await ratings().ofQuestion(actorOf(c), {
            question: q ?? '',
            ...(date === undefined ? {} : { date }),
          })
        : await ratings().ofOrder(actorOf(c), order);
    return c.json(found.map(presentRatable), 200);
  });
  app.openapi(rate, async (c) => {
    const { target, input } = ratingOf(c.req.valid('json'));
    return c.json(presentDone(await ratings().rate(actorOf(c), target, input)), 200);
  });
  app.openapi(list, async (c) => {
    const { filter, page } = listFilter(c.req.valid('query'));
    const { rows, ...rest } = await ratings().list(actorOf(c), filter, page);
    return c.json({ rows: rows.map(presentRating), ...rest }, 200);
  });
  app.openapi(report, async (c) =>
    c.json(presentReport(await ratings().report(actorOf(c), present(c.req.valid('query')))), 200),
  );
  app.openapi(csv, async (c) => {
    const found = await ratings().report(actorOf(c), present(c.req.valid('query')));
    return c.body(reportCsv(found), 200, fileNamed('ratings.csv', 'text/csv; charset=utf-8'));
  });
  app.openapi(gold, async (c) => {
    const lines = await ratings().gold(actorOf(c), present(c.req.valid('query')));
    return c.body(
      lines,
      200,
      fileNamed('rated-questions.jsonl', 'application/x-ndjson; charset=utf-8'),
    ) as never;
  });
  return app;
}
