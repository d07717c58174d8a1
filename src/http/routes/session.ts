import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { isoTime } from '../../web/format.ts';
import { actorOf, sessionOf, type AppEnv } from '../context.ts';
import { refusals, sessionSchema } from '../schemas.ts';

const me = createRoute({
  method: 'get',
  path: '/session',
  tags: ['账号'],
  summary: '当前身份',
  security: [{ key: [] }, { session: [] }],
  responses: {
    200: { description: '当前身份', content: { 'application/json': { schema: sessionSchema } } },
    ...refusals(401),
  },
});

/** Who the caller is, with the token a cookie session needs for changes. */
export function sessionRoutes() {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(me, (c) => {
    const session = sessionOf(c);
    return c.json(
      {
        actor: actorOf(c),
        csrf: session?.csrf ?? null,
        expiresAt: session ? isoTime(session.expiresAt) : null,
      },
      200,
    );
  });
  return app;
}
