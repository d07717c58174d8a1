import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { questionText } from '../../app/question-input.ts';
import { scopeOf } from '../../app/rights.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { answerSchema, refusals } from '../schemas.ts';

export const askSchema = z.strictObject({
  q: questionText,
  date: z.iso
    .date('须为日期，例如 2026-11-22')
    .optional()
    .openapi({ description: '事情发生的日期；按当日有效的法律回答，缺省为今天' }),
});

const ask = createRoute({
  method: 'get',
  path: '/ask',
  tags: ['知识'],
  summary: '政策法规问答',
  security: [{ key: [] }, { session: [] }],
  request: { query: askSchema },
  responses: {
    200: { description: '答案', content: { 'application/json': { schema: answerSchema } } },
    ...refusals(400, 401, 403),
  },
});

/** Questions to the knowledge base. */
export function askRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(ask, (c) => {
    scopeOf(actorOf(c), 'knowledge.read');
    const { q, date } = c.req.valid('query');
    const answer = services.engine.ask({ query: q, ...(date === undefined ? {} : { eventDate: date }) });
    services.knowledgeCare?.used(answer);
    return c.json(answer, 200);
  });
  return app;
}
