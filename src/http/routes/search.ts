import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';
import { foundFor } from '../search-query.ts';

const place = z.string().openapi({ description: '页面地址' });
const schema = z
  .object({
    q: z.string(),
    exact: z
      .object({ id: z.string(), number: z.string() })
      .nullable()
      .openapi({ description: '编号正是所查内容的工单' }),
    sections: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        count: z.string(),
        more: place.nullable(),
        rows: z.array(
          z.object({
            path: place,
            title: z.string(),
            about: z.string(),
            text: z.string(),
            also: z.object({ path: place, name: z.string() }).exactOptional(),
          }),
        ),
      }),
    ),
  })
  .openapi('SearchResult');

const route = createRoute({
  method: 'get',
  path: '/search',
  tags: ['搜索'],
  summary: '一次查找工单、知识、法规条文、分类、单位、主体、裁定和手册',
  description:
    '每类最多 8 项，只查有权查看的。内容相符的工单看最近登记的 200 件，按受理时间从新到旧。' +
    '电话尾号至少四位，只供可以看到来电人信息的角色；按号码查找记入审计。',
  security: [{ key: [] }, { session: [] }],
  request: {
    query: z.strictObject({
      q: z.string().min(1).max(100).openapi({ description: '单号、电话尾号、词语或编码' }),
    }),
  },
  responses: {
    200: { description: '查到的', content: { 'application/json': { schema } } },
    ...refusals(400, 401, 403),
  },
});

/** One question to everything. */
export function searchRoutes(deps: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(route, async (c) => {
    const { found, sections } = await foundFor(c, deps, c.req.valid('query').q);
    return c.json(mutable({ q: found.q, exact: found.exact, sections }), 200);
  });
  return app;
}
