import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { SimulationDesk, SimulationView } from '../../app/demo/simulation-desk.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';

const viewSchema = z
  .object({
    state: z.enum(['none', 'running', 'removing', 'cut', 'done']).openapi({
      description: 'none 没有；running 写入中；removing 移除中；cut 中断，可接着写；done 已写完',
    }),
    run: z
      .object({
        seed: z.int(),
        orders: z.int(),
        done: z.int().openapi({ description: '已写入多少件' }),
        fromDay: z.string(),
        toDay: z.string(),
        startedAt: z.string().openapi({ format: 'date-time' }),
        startedByName: z.string(),
      })
      .nullable(),
    problem: z.string().nullable(),
  })
  .openapi('Simulation');

export const simulationInput = z.strictObject({
  orders: z.int('须为整数').default(20_000),
  seed: z.int('须为整数').default(1),
  year: z.int('须为整数').optional().openapi({ description: '哪一年；不写则为截至现在的 365 天' }),
});

const common = { tags: ['模拟数据'], security: [{ key: [] }, { session: [] }] };
const body = { 'application/json': { schema: viewSchema } };
const show = createRoute({
  ...common,
  method: 'get',
  path: '/simulation',
  summary: '查看模拟数据写到哪里',
  responses: { 200: { description: '模拟数据', content: body }, ...refusals(401, 403) },
});
const begin = createRoute({
  ...common,
  method: 'post',
  path: '/simulation',
  summary: '在后台写入一年模拟工单，中断的接着写',
  request: { body: { required: true, content: { 'application/json': { schema: simulationInput } } } },
  responses: { 202: { description: '已开始', content: body }, ...refusals(400, 401, 403, 409, 415) },
});
const drop = createRoute({
  ...common,
  method: 'delete',
  path: '/simulation',
  summary: '在后台移除全部模拟工单',
  responses: { 202: { description: '已开始', content: body }, ...refusals(401, 403, 409) },
});

/** Throws `not_found` where this service has none. */
export function simulationOf(services: Services): SimulationDesk {
  if (services.simulation === undefined) throw new AppError('not_found', { what: '模拟数据' });
  return services.simulation;
}

export function simulationRoutes(deps: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(show, async (c) => c.json(shown(await simulationOf(deps.services).view(actorOf(c))), 200));
  app.openapi(begin, async (c) => {
    const { orders, seed, year } = c.req.valid('json');
    const asked = { orders, seed, ...(year === undefined ? {} : { year }) };
    return c.json(shown(await simulationOf(deps.services).start(actorOf(c), asked)), 202);
  });
  app.openapi(drop, async (c) => c.json(shown(await simulationOf(deps.services).remove(actorOf(c))), 202));
  return app;
}

const shown = ({ state, run, problem }: SimulationView) => ({
  state,
  problem,
  run:
    run === null
      ? null
      : {
          seed: run.seed,
          orders: run.orders,
          done: run.done,
          fromDay: run.fromDay,
          toDay: run.toDay,
          startedAt: isoTime(run.startedAt),
          startedByName: run.startedByName,
        },
});
