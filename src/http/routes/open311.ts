import { OpenAPIHono } from '@hono/zod-openapi';
import type { Open311 } from '../../app/connections/open311-types.ts';
import type { Actor } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv, Ctx, Deps } from '../context.ts';
import { problemOf, retryAfter } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import {
  CONTENT_TYPES,
  isJurisdiction,
  open311Status,
  presentDefinition,
  presentDiscovery,
  presentProblem,
  presentRequests,
  presentServices,
  presentSubmitted,
  presentToken,
  written,
} from '../open311-answers.ts';
import type { Open311Answer, Open311Format } from '../open311-answers.ts';
import { bareFields, fieldsOf, formFields, requestSearch, sentRequest } from '../open311-input.ts';
import type { Fields } from '../open311-input.ts';
import { rateLimit } from '../rate-limit.ts';
import { open311Docs } from './open311-docs.ts';

/** Requests a minute from one address without a key. */
export const KEYLESS_PER_MINUTE = 120;

/** Paths whose answers, refusals too, are those of the specification. */
export const isOpen311 = (path: string): boolean => path.startsWith('/open311/');

const formatOf = (path: string): Open311Format => (path.endsWith('.json') ? 'json' : 'xml');

/** A refusal as the specification has it. */
export function open311Refusal(c: Ctx, error: unknown): Response {
  const problem: Problem = problemOf(error);
  const wait = retryAfter(problem);
  if (wait !== null) c.header('retry-after', wait);
  const format = formatOf(c.req.path);
  return c.body(written(presentProblem(problem), format), open311Status(problem) as 400, {
    'content-type': CONTENT_TYPES[format],
  });
}

/** Open311 GeoReport v2: https://wiki.open311.org/GeoReport_v2 */
export function open311Routes({ services, profile, config, clock, metrics }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  for (const path of open311Docs) app.openAPIRegistry.registerPath(path);

  const limited = rateLimit(clock, KEYLESS_PER_MINUTE, config.trustedProxies);
  app.use('/open311/*', (c, next) => {
    const keyed =
      c.req.method === 'POST' || c.req.header('authorization') !== undefined || queryOf(c).has('api_key');
    return keyed ? next() : limited(c, next);
  });

  /** What a path asks for, and in which format: `services.json`. */
  function resource(c: Ctx, file: string): { readonly name: string; readonly format: Open311Format } {
    const match = /^(.{1,128})\.(xml|json)$/.exec(file);
    if (match === null) throw new AppError('not_found', { what: `接口 ${c.req.method} ${c.req.path}` });
    return { name: match[1] as string, format: match[2] as Open311Format };
  }

  const queryOf = (c: Ctx): Fields => fieldsOf(new URL(c.req.url).search.slice(1));

  /** Throws `not_found` where the program runs without it, or for another jurisdiction. */
  function desk(fields: Fields): Open311 {
    const { open311 } = services;
    if (open311 === undefined) throw new AppError('not_found', { what: 'Open311 接口' });
    const jurisdiction = fields.get('jurisdiction_id')?.[0];
    if (!isJurisdiction(open311, jurisdiction))
      throw new AppError('not_found', { what: `jurisdiction_id ${jurisdiction}` });
    return open311;
  }

  /** Whose key it is; a cookie that comes along says nothing here. Throws `unauthenticated` for a wrong key. */
  async function holderOf(c: Ctx, fields: Fields): Promise<Actor | null> {
    const given = fields.get('api_key')?.[0];
    if (given !== undefined) {
      const actor = await services.accounts.actorOfKey(given);
      if (actor === null) throw new AppError('unauthenticated');
      return actor;
    }
    const identity = c.get('identity');
    if (identity?.by === 'key') return identity.actor;
    if (c.req.header('authorization') !== undefined) throw new AppError('unauthenticated');
    return null;
  }

  const answer = (c: Ctx, made: Open311Answer, format: Open311Format, status: 200 | 201 = 200): Response =>
    c.body(written(made, format), status, { 'content-type': CONTENT_TYPES[format] });

  const discovery = (c: Ctx, format: Open311Format): Response => {
    const { changedAt } = desk(new Map());
    const { origin, host } = new URL(c.req.url);
    const base = config.secureCookies === true ? `https://${host}` : origin;
    return answer(c, presentDiscovery(base, { name: profile.name, changedAt: changedAt() }), format);
  };

  app.get('/open311/:file{discovery\\.(?:xml|json)}', (c) => discovery(c, formatOf(c.req.path)));

  app.get('/open311/v2/:file', async (c) => {
    const { name, format } = resource(c, c.req.param('file'));
    const fields = queryOf(c);
    if (name === 'discovery') return discovery(c, format);
    if (name === 'services') {
      bareFields(fields);
      return answer(c, presentServices(desk(fields).services()), format);
    }
    if (name === 'requests') {
      const search = requestSearch(fields);
      return answer(c, presentRequests(await desk(fields).search(await holderOf(c, fields), search)), format);
    }
    throw new AppError('not_found', { what: `接口 ${c.req.method} ${c.req.path}` });
  });

  app.get('/open311/v2/:kind{services|requests|tokens}/:file', async (c) => {
    const { name, format } = resource(c, c.req.param('file'));
    const fields = queryOf(c);
    bareFields(fields);
    const open311 = desk(fields);
    switch (c.req.param('kind')) {
      case 'services':
        return answer(c, presentDefinition(name, open311.definition(name)), format);
      case 'tokens':
        return answer(c, presentToken(name, await open311.ofToken(name)), format);
      default:
        return answer(c, presentRequests([await open311.get(await holderOf(c, fields), name)]), format);
    }
  });

  app.post('/open311/v2/:file{requests\\.(?:xml|json)}', async (c) => {
    const fields = formFields(c.req.header('content-type'), await c.req.text());
    const open311 = desk(fields);
    const actor = await holderOf(c, fields);
    if (actor === null) throw new AppError('unauthenticated');
    const { idempotencyKey: key } = idempotencyKey(c.req.header('idempotency-key'));
    const made = await open311.submit(actor, sentRequest(fields), key);
    metrics.intake.inc({ status: made.status });
    return answer(c, presentSubmitted(made), formatOf(c.req.path), made.status === 'accepted' ? 201 : 200);
  });

  return app;
}
