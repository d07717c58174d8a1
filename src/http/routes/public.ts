import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { PublicKnowledge } from '../../app/knowledge/knowledge-care-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv, Deps } from '../context.ts';
import { publicPageSchema, publicQuery } from '../knowledge-schemas.ts';
import { rateLimit } from '../rate-limit.ts';
import { refusals } from '../schemas.ts';

/** Requests a minute from one address without an account. */
export const PUBLIC_PER_MINUTE = 60;

const search = createRoute({
  method: 'get',
  path: '/public/knowledge',
  tags: ['公开'],
  summary: '公开的知识条目，不须登录',
  description: '只有标为公开的条目：标题、规则、途径、依据。每个地址每分钟 60 次。',
  security: [],
  request: { query: publicQuery },
  responses: {
    200: { description: '一页条目', content: { 'application/json': { schema: publicPageSchema } } },
    ...refusals(400),
  },
});

/** Throws `not_found` where nothing is answered from. */
export function publicServices({ publicKnowledge }: Services): PublicKnowledge {
  if (publicKnowledge === undefined) throw new AppError('not_found', { what: '公开知识' });
  return publicKnowledge;
}

/** What anybody may read. */
export function publicRoutes({ services, clock, config }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.use('/public/*', rateLimit(clock, PUBLIC_PER_MINUTE, config.trustedProxies));
  app.openapi(search, async (c) => {
    const { q = '', page = 1 } = c.req.valid('query');
    c.header('x-robots-tag', 'noindex');
    const found = await publicServices(services).search(q, page);
    return c.json({ ...found, rows: found.rows.map((row) => ({ ...row })) }, 200);
  });
  return app;
}
