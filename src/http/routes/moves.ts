import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { ASKED_MOVES, moveSchemas } from '../../app/life/move-input.ts';
import { AppError } from '../../kernel/errors.ts';
import { MOVE_NAMES } from '../../kernel/move-words.ts';
import { readJson } from '../body.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { presentDetail } from '../present.ts';
import { detailSchema, refusals } from '../schemas.ts';

const version = z.int().min(1).optional().openapi({
  description: '办理前看到的步数（工单的 version）；已被别人办过一步的，答 409 order_changed',
});

/** One shape a move, told apart by its name. */
const moveSchema = z
  .union(
    ASKED_MOVES.map((move) =>
      z
        .strictObject({ move: z.literal(move), data: moveSchemas[move], version })
        .openapi({ description: MOVE_NAMES[move] }),
    ) as never,
  )
  .openapi('Move');

const post = createRoute({
  method: 'post',
  path: '/orders/{id}/moves',
  summary: '办理工单：联系、答复、退单、延期、挂账、剔除、吹哨、督办等',
  description:
    '状态、角色和所需材料由服务器按状态表核对，不允许的答 409 illegal_move 并写明规则。' +
    '派单、更正、签收、并单另有接口。同一幂等键重发只办一次。',
  tags: ['办理'],
  security: [{ key: [] }, { session: [] }],
  request: {
    params: z.object({ id: z.string().min(1).max(128) }),
    headers: z.object({
      'idempotency-key': z
        .string()
        .optional()
        .openapi({ description: '1–200 个可见 ASCII 字符；同一键重发只办一次' }),
    }),
    body: { required: true, content: { 'application/json': { schema: moveSchema } } },
  },
  responses: {
    200: { description: '之后的工单', content: { 'application/json': { schema: detailSchema } } },
    ...refusals(400, 401, 403, 404, 409, 415, 422),
  },
});

/** Everything else that people do to an order. */
export function moveRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  // Documented like the others, read by hand: what is wrong is said of the one move that was meant.
  app.openAPIRegistry.registerPath(post);
  app.post('/orders/:id/moves', async (c) => {
    const actor = actorOf(c);
    const asked = envelopeOf(await readJson(c));
    const key = idempotencyKey(c.req.header('idempotency-key'));
    const order = await services.handling.move(actor, c.req.param('id'), { ...asked, ...key });
    return c.json(presentDetail(order), 200);
  });
  return app;
}

/** Throws `bad_field` for anything but a move, its data and the version seen. */
function envelopeOf(body: unknown): { move: string; data: unknown; version?: number } {
  const bad = (field: string, reason: string) => new AppError('bad_field', { where: '', field, reason });
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad('body', '须为对象');
  const { move, data, version: seen, ...rest } = body as Record<string, unknown>;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw bad(stranger, '没有这个字段');
  if (typeof move !== 'string') throw bad('move', '须写明做哪一步');
  if (seen === undefined) return { move, data };
  if (typeof seen !== 'number' || !Number.isInteger(seen) || seen < 1) throw bad('version', '须为正整数');
  return { move, data, version: seen };
}
