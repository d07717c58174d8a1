import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { DRAFT_FAILURES, DROP_REASONS } from '../../app/replies/drafting.ts';
import type { Drafting } from '../../app/replies/drafting-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { refusals } from '../schemas.ts';
import { faultsSchema, rewrittenTextSchema } from './replies.ts';

const proposalSchema = z
  .object({
    status: z.literal('proposed'),
    id: z.string().openapi({ description: '采用时写这个编号；一小时内有效' }),
    model: z.string(),
    text: z.string().openapi({ description: '核对之后的改写稿全文' }),
    difference: z
      .array(z.object({ mark: z.enum(['same', 'out', 'in']), text: z.string() }))
      .readonly()
      .openapi({ description: '与底稿逐句对照：same 不变，out 底稿有，in 改写稿有' }),
    dropped: z
      .array(z.object({ text: z.string(), reason: z.enum(DROP_REASONS), why: z.string() }))
      .readonly()
      .openapi({ description: '没有通过核对、已去掉的句子和原因' }),
    lost: z
      .array(z.string())
      .readonly()
      .openapi({ description: '底稿有而改写稿没有的待填项、条文、数字、代号' }),
    mayAccept: z.boolean().openapi({ description: '没有缺少内容，也没有新的必须改正之处' }),
    checked: faultsSchema,
  })
  .openapi('RewriteProposal');
const unavailableSchema = z
  .object({
    status: z.literal('unavailable'),
    reason: z.enum(DRAFT_FAILURES),
    message: z.string().openapi({ description: '给承办人看的一句话；草稿不受影响' }),
  })
  .openapi('RewriteUnavailable');
const acceptedSchema = z
  .object({ model: z.string(), acceptedBy: z.string() })
  .openapi('RewriteAccepted', { description: '由哪个模型改写、谁采用，同样写进审计' });

const common = { tags: ['答复'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const params = z.object({ id: z.string().min(1).max(128) });

const rewrite = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/draft/rewrite',
  summary: '让本地模型改写答复',
  description:
    '把答复（缺省为现在起草的草稿）去掉个人信息后交给本地模型改写，逐句核对引文、数字和办理情况，通不过的句子去掉。只是提议，不替换草稿。没有启用本地模型时答 409 drafting_off；模型出故障时答 200 和 unavailable。',
  request: {
    params,
    body: { required: true, ...json(rewrittenTextSchema.partial().openapi('ReplyToRewrite')) },
  },
  responses: {
    200: {
      description: '改写稿，或者暂不可用',
      ...json(z.discriminatedUnion('status', [proposalSchema, unavailableSchema])),
    },
    ...refusals(400, 401, 403, 404, 409, 415),
  },
});
const accept = createRoute({
  ...common,
  method: 'post',
  path: '/orders/{id}/draft/rewrite/{proposal}/accept',
  summary: '采用改写稿',
  description: '记下由哪个模型改写、谁采用；文字由调用方放进答复。',
  request: { params: params.extend({ proposal: z.string().min(1).max(64) }) },
  responses: { 200: { description: '已记下', ...json(acceptedSchema) }, ...refusals(401, 403, 404, 409) },
});

/** Throws `drafting_off` where no local model is set up. */
function draftingOf({ drafting }: Services): Drafting {
  if (drafting === undefined) throw new AppError('drafting_off');
  return drafting;
}

/** Replies in a local model's words. */
export function draftingRoutes({ services, metrics }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(rewrite, async (c) => {
    const actor = actorOf(c);
    const found = await draftingOf(services).rewrite(
      actor,
      c.req.valid('param').id,
      c.req.valid('json').text,
    );
    metrics.drafts.inc({ outcome: found.status === 'proposed' ? 'proposed' : found.reason });
    return c.json(found, 200);
  });
  app.openapi(accept, async (c) => {
    const { id, proposal } = c.req.valid('param');
    const accepted = await draftingOf(services).accept(actorOf(c), id, proposal);
    metrics.drafts.inc({ outcome: 'accepted' });
    return c.json(accepted, 200);
  });
  return app;
}
