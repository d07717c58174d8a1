import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Catalogue, CatalogueFilter } from '../../app/catalogue/revision-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import {
  catalogueQuery,
  catalogueSchema,
  newRevisionSchema,
  noteSchema,
  presentCatalogue,
  presentRevision,
  presentTypes,
  revisionOf,
  revisionPreviewSchema,
  revisionSchema,
  revisionsSchema,
  typesSchema,
} from '../catalogue-schemas.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';

const common = { tags: ['目录与分类'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const params = z.object({ id: z.string().min(1).max(32) });
const one = { 200: { description: '修订', ...json(revisionSchema) } };

const entries = createRoute({
  ...common,
  method: 'get',
  path: '/catalogue',
  summary: '某一天的派单目录，和此后开始的条目',
  request: { query: catalogueQuery },
  responses: { 200: { description: '派单目录', ...json(catalogueSchema) }, ...refusals(400, 401, 403) },
});
const types = createRoute({
  ...common,
  method: 'get',
  path: '/taxonomy',
  summary: '问题分类：名称、定义、词语、停用与接替',
  responses: { 200: { description: '问题分类', ...json(typesSchema) }, ...refusals(401, 403) },
});
const revisions = createRoute({
  ...common,
  method: 'get',
  path: '/profile-revisions',
  summary: '派单目录和问题分类的修订，新的在前',
  request: { query: z.strictObject({ subject: z.enum(['catalogue', 'taxonomy']).optional() }) },
  responses: { 200: { description: '修订', ...json(revisionsSchema) }, ...refusals(400, 401, 403) },
});
const draft = createRoute({
  ...common,
  method: 'post',
  path: '/profile-revisions',
  summary: '起草修订，由另一人批准后自下一件工单起生效',
  description:
    '条目不改，只自某日起由新条目接替。同一分类同一时间两条、没有承办单位、把不得派给街道的事项派给街道等，答 409 revision_refused 并逐条写明。',
  request: { body: body(newRevisionSchema) },
  responses: {
    201: { description: '修订', ...json(revisionSchema) },
    ...refusals(400, 401, 403, 409, 415),
  },
});
const preview = createRoute({
  ...common,
  method: 'post',
  path: '/profile-revisions/preview',
  summary: '预演修订：近 90 天的工单有多少会去别处；不保存',
  request: { body: body(newRevisionSchema) },
  responses: {
    200: { description: '预演', ...json(revisionPreviewSchema) },
    ...refusals(400, 401, 403, 409, 415),
  },
});
const decide = (act: 'approve' | 'refuse', summary: string) =>
  createRoute({
    ...common,
    method: 'post',
    path: `/profile-revisions/{id}/${act}`,
    summary,
    request: { params, body: body(noteSchema) },
    responses: { ...one, ...refusals(400, 401, 403, 404, 409, 415) },
  });
const approve = decide('approve', '批准修订；起草人不能批准自己的');
const refuse = decide('refuse', '退回修订，须写明理由');
const withdraw = createRoute({
  ...common,
  method: 'post',
  path: '/profile-revisions/{id}/withdraw',
  summary: '撤回自己起草、尚未处理的修订',
  request: { params },
  responses: { ...one, ...refusals(401, 403, 404, 409) },
});

/** Throws `not_found` where the program runs without them. */
export function catalogueServices({ catalogue }: Services): Catalogue {
  if (catalogue === undefined) throw new AppError('not_found', { what: '派单目录的管理' });
  return catalogue;
}

export function filterOf(asked: {
  readonly [K in keyof CatalogueFilter]?: CatalogueFilter[K] | undefined;
}): CatalogueFilter {
  const { issueType, unit, words } = asked;
  return {
    ...(issueType === undefined ? {} : { issueType }),
    ...(unit === undefined ? {} : { unit }),
    ...(words === undefined ? {} : { words }),
  };
}

/** The duty catalogue, the issue types, and their revisions. */
export function catalogueRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  const desk = (): Catalogue => catalogueServices(services);
  app.openapi(entries, async (c) => {
    const { asOf, ...filter } = c.req.valid('query');
    return c.json(presentCatalogue(await desk().entries(actorOf(c), filterOf(filter), asOf)), 200);
  });
  app.openapi(types, async (c) => c.json(presentTypes(await desk().types(actorOf(c))), 200));
  app.openapi(revisions, async (c) => {
    const found = await desk().revisions(actorOf(c), c.req.valid('query').subject);
    return c.json(found.map(presentRevision), 200);
  });
  app.openapi(preview, async (c) => {
    const made = revisionOf(c.req.valid('json'));
    return c.json(mutable(await desk().preview(actorOf(c), made)), 200);
  });
  app.openapi(draft, async (c) => {
    const made = revisionOf(c.req.valid('json'));
    return c.json(presentRevision(await desk().draft(actorOf(c), made)), 201);
  });
  app.openapi(approve, async (c) => {
    const { note } = c.req.valid('json');
    return c.json(presentRevision(await desk().approve(actorOf(c), c.req.valid('param').id, note)), 200);
  });
  app.openapi(refuse, async (c) => {
    const { note } = c.req.valid('json');
    return c.json(presentRevision(await desk().refuse(actorOf(c), c.req.valid('param').id, note)), 200);
  });
  app.openapi(withdraw, async (c) =>
    c.json(presentRevision(await desk().withdraw(actorOf(c), c.req.valid('param').id)), 200),
  );
  return app;
}
