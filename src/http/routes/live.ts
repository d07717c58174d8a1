import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { holderOf } from '../../app/life/live-changes.ts';
import type { Live, LiveEvent } from '../../app/life/live-changes.ts';
import type { Actor, Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv, Ctx, Deps, Identity } from '../context.ts';
import { refusals } from '../schemas.ts';

/** Milliseconds between signs of life, and between looks at whether the session still holds. */
const HEARTBEAT_MS = 15_000;
/** Milliseconds at least between two counts of one connection. */
const COUNTS_MS = 1_000;
/** Milliseconds after which a browser comes back. */
const RETRY_MS = 3_000;
/** Changes that wait for a slow reader; beyond, it is told to read everything again. */
const WAITING = 500;

/** What a line begins with, and one change. */
const EXAMPLE =
  `retry: ${RETRY_MS}\nid: 1202\n\n` +
  'event: changed\nid: 1203\ndata: {"id":"019d8a3c-5b00-7000-8000-000000000001","state":"acknowledged","version":4}\n\n';

const get = createRoute({
  method: 'get',
  path: '/live',
  tags: ['工单'],
  summary: '工单变动的实时推送（server-sent events）',
  description:
    '事件 changed：看得到的工单变了，{id, state, version}；gone：工单不再归本人查看，{id}；counts：各状态件数；' +
    'reminders：本人未看的提醒条数，{unseen}；' +
    'resync：错过的太多，请重新读取。断线后带 Last-Event-ID 重连（或查询参数 last），补发其间的变动。' +
    '每 15 秒一行注释保持连接。同一登录或密钥最多 4 条；退出登录、服务停止时由服务器关闭。',
  security: [{ key: [] }, { session: [] }],
  request: {
    query: z.strictObject({
      last: z.string().max(64).optional().openapi({ description: '收到的最后一个事件的 id' }),
    }),
    headers: z.object({ 'last-event-id': z.string().max(64).optional() }),
  },
  responses: {
    200: {
      description: '事件流',
      content: { 'text/event-stream': { schema: z.string(), example: EXAMPLE } },
    },
    ...refusals(400, 401, 403, 429),
  },
});

/** Changes as they happen, for pages and programs. */
export function liveRoutes({ services }: Deps, pace = { heartbeat: HEARTBEAT_MS, counts: COUNTS_MS }) {
  const app = new OpenAPIHono<AppEnv>();
  app.openAPIRegistry.registerPath(get);
  app.get('/live', (c) => {
    const { live } = services;
    if (live === undefined) throw new AppError('not_found', { what: '实时推送' });
    const identity = c.get('identity');
    if (identity === undefined) throw new AppError('unauthenticated');
    const lastId = lastIdOf(c);
    const line = createLine();
    // Joined before the answer begins: a refusal is an ordinary one.
    const connection = live.open(identity.actor, holder(identity), line, lastId);
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      stream.onAbort(line.end);
      // What was opened is closed whatever becomes of the answer.
      try {
        const { from } = connection;
        await stream.write(`retry: ${RETRY_MS}\n${from === null ? '' : `id: ${from}\n`}\n`);
        await talk({
          live,
          services,
          identity,
          authorization: c.req.header('authorization'),
          line,
          stream,
          pace,
        });
      } finally {
        connection.close();
      }
    });
  });
  return app;
}

const holder = (identity: Identity): string =>
  identity.by === 'cookie' ? holderOf(identity.token) : `key:${identity.actor.id}`;

function lastIdOf(c: Ctx): string | undefined {
  const given = c.req.header('last-event-id') ?? c.req.query('last');
  if (given !== undefined && given.length > 64) {
    throw new AppError('bad_field', { where: '', field: 'last', reason: '最长 64 个字符' });
  }
  return given === undefined || given === '' ? undefined : given;
}

/** What waits to be told to one reader: of each order only the newest. */
function createLine() {
  const waiting = new Map<string, LiveEvent>();
  let ended = false;
  let ring: (() => void) | null = null;
  const wake = (): void => {
    ring?.();
    ring = null;
  };
  return {
    send: (event: LiveEvent): void => {
      const key = 'id' in event.data ? `${event.data.id}` : '';
      waiting.delete(key);
      waiting.set(key, event);
      if (waiting.size > WAITING) {
        waiting.clear();
        waiting.set('', { event: 'resync', id: event.id, data: {} });
      }
      wake();
    },
    end: (): void => {
      ended = true;
      wake();
    },
    ended: () => ended,
    take: (): LiveEvent[] => {
      const events = [...waiting.values()];
      waiting.clear();
      return events;
    },
    /** Until something waits, the line ends, or so many milliseconds are over. */
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        if (ended || waiting.size > 0) return resolve();
        const timer = setTimeout(() => wake(), Math.max(0, ms));
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}

type Talk = {
  readonly live: Live;
  readonly services: Services;
  readonly identity: Identity;
  readonly authorization: string | undefined;
  readonly line: ReturnType<typeof createLine>;
  readonly stream: {
    readonly write: (text: string) => Promise<unknown>;
    readonly writeSSE: (message: { event: string; id?: string; data: string }) => Promise<void>;
  };
  readonly pace: { readonly heartbeat: number; readonly counts: number };
};

async function talk({ live, services, identity, authorization, line, stream, pace }: Talk): Promise<void> {
  const { actor } = identity;
  let counted = await tellCounts(live, actor, stream, null);
  let reminded = line.ended() ? null : await tellReminders(services, actor, stream, null);
  let countedAt = performance.now();
  let stale = false;
  let beatAt = performance.now();
  while (!line.ended()) {
    const now = performance.now();
    const beat = beatAt + pace.heartbeat - now;
    await line.wait(stale ? Math.min(beat, countedAt + pace.counts - now) : beat);
    if (line.ended()) return;
    for (const { event, id, data } of line.take()) {
      await stream.writeSSE({ event, id, data: JSON.stringify(data) });
      stale = true;
    }
    if (stale && performance.now() - countedAt >= pace.counts) {
      counted = await tellCounts(live, actor, stream, counted);
      if (line.ended()) return;
      reminded = await tellReminders(services, actor, stream, reminded);
      countedAt = performance.now();
      stale = false;
    }
    if (performance.now() - beatAt >= pace.heartbeat) {
      beatAt = performance.now();
      if (!(await holds(services, identity, authorization))) return;
      await stream.write(':\n\n');
    }
  }
}

/** Tells the counts where they are others than those told last. */
async function tellCounts(
  live: Live,
  actor: Actor,
  stream: Talk['stream'],
  last: string | null,
): Promise<string> {
  const data = JSON.stringify(await live.counts(actor));
  if (data !== last) await stream.writeSSE({ event: 'counts', data });
  return data;
}

/** The same of the reminders that the person has not seen. */
async function tellReminders(
  { reminders }: Pick<Services, 'reminders'>,
  actor: Actor,
  stream: Talk['stream'],
  last: number | null,
): Promise<number | null> {
  if (reminders === undefined || !reminders.may(actor)) return null;
  const unseen = await reminders.unseen(actor);
  if (unseen !== last) await stream.writeSSE({ event: 'reminders', data: JSON.stringify({ unseen }) });
  return unseen;
}

/** Whether who is connected is still who they were: signed in, with the same role and unit. */
async function holds(
  { accounts }: Services,
  identity: Identity,
  authorization: string | undefined,
): Promise<boolean> {
  const actor =
    identity.by === 'cookie'
      ? ((await accounts.session(identity.token, 'looked'))?.actor ?? null)
      : await accounts.actorOfKey((authorization ?? '').replace(/^Bearer /, ''));
  const { id, role, unit } = identity.actor;
  return actor !== null && actor.id === id && actor.role === role && actor.unit === unit;
}
