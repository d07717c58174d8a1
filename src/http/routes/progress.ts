import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { ProgressAsking } from '../../app/caller/progress-asking.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import type { AppEnv, Deps } from '../context.ts';
import { rateLimit } from '../rate-limit.ts';
import { refusals } from '../schemas.ts';

/** Questions a minute from one address: a person looks up one matter or two. */
export const PROGRESS_PER_MINUTE = 10;

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601，带时区' });
const question = z
  .strictObject({
    number: z
      .string()
      .trim()
      .min(1, '请填编号')
      .max(40, '编号不超过 40 字')
      .openapi({ description: '工单编号' }),
    tail: z
      .string()
      .trim()
      .regex(/^\d{4}$/, '请填来电号码的后四位数字')
      .openapi({ description: '来电号码的后四位' }),
  })
  .openapi('ProgressQuestion');

const ask = createRoute({
  method: 'post',
  path: '/public/progress',
  tags: ['公开'],
  summary: '来电人查询办理进度，不须登录',
  description:
    '凭工单编号和来电号码后四位。答复没有诉求内容、姓名和号码。不相符的一律答 404；同一编号一小时内错五次，或者一个地址一分钟超过十次，答 429。',
  security: [],
  request: { body: { required: true, content: { 'application/json': { schema: question } } } },
  responses: {
    200: {
      description: '办到哪一步',
      content: {
        'application/json': {
          schema: z
            .object({
              number: z.string(),
              receivedAt: time,
              unit: z.string().nullable().openapi({ description: '承办单位；还没有确定的为 null' }),
              stands: z.string().openapi({ description: '一句话说明现状' }),
              ended: z.boolean(),
              dueAt: time.nullable().openapi({ description: '办理时限；已答复或没有时限的为 null' }),
              steps: z
                .array(z.object({ name: z.string(), at: time.nullable() }))
                .readonly()
                .openapi({ description: '本轮各步，还没有到的为 null' }),
            })
            .openapi('Progress'),
        },
      },
    },
    ...refusals(400, 404, 415, 429),
  },
});

/** Throws `not_found` where nobody asks. */
export function progressServices({ progress }: Services): ProgressAsking {
  if (progress === undefined) throw new AppError('not_found', { what: '进度查询' });
  return progress;
}

/** What callers may know without an account. */
export function progressRoutes({ services, clock, config }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.use('/public/progress', rateLimit(clock, PROGRESS_PER_MINUTE, config.trustedProxies));
  app.openapi(ask, async (c) => {
    const { number, tail } = c.req.valid('json');
    c.header('x-robots-tag', 'noindex');
    const { receivedAt, dueAt, steps, ...found } = await progressServices(services).ask(number, tail);
    return c.json(
      {
        ...found,
        receivedAt: isoTime(receivedAt),
        dueAt: dueAt === null ? null : isoTime(dueAt),
        steps: steps.map(({ name, at }) => ({ name, at: at === null ? null : isoTime(at) })),
      },
      200,
    );
  });
  return app;
}
