import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { searchHandbook } from '../../web/handbook.ts';
import { blockText } from '../../web/markdown.ts';
import type { AppEnv, Deps } from '../context.ts';
import { refusals } from '../schemas.ts';

const schema = z
  .array(
    z.object({
      id: z.string().openapi({ description: '页面 /handbook 上的锚点' }),
      chapter: z.string(),
      title: z.string(),
      text: z.string(),
    }),
  )
  .openapi('HandbookSections');

const list = createRoute({
  method: 'get',
  path: '/handbook',
  tags: ['手册'],
  summary: '手册的各节；写 q 只要找到的',
  security: [{ key: [] }, { session: [] }],
  request: { query: z.strictObject({ q: z.string().max(200).optional() }) },
  responses: {
    200: { description: '各节', content: { 'application/json': { schema } } },
    ...refusals(400, 401),
  },
});

/** The handbook for programs. */
export function handbookRoutes({ handbook }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(list, (c) => {
    const q = c.req.valid('query').q?.trim() ?? '';
    const hits =
      q === ''
        ? handbook.flatMap((chapter) => chapter.sections.map((section) => ({ chapter, section })))
        : searchHandbook(handbook, q);
    return c.json(
      hits.map(({ chapter, section: { id, title, blocks } }) => ({
        id,
        chapter: chapter.title,
        title,
        text: blocks.map(blockText).join('\n'),
      })),
      200,
    );
  });
  return app;
}
