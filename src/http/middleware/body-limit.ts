import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv } from '../context.ts';

/**
 * Refuses bodies of more than `limit` bytes. Where the length is told the server reads no more than that, so looking at it
 * is enough: touching the body itself makes a web stream of it, which costs more than reading an order. What comes
 * without a length is counted as it comes.
 */
export function limitBody(limit: number) {
  const counted = bodyLimit({
    maxSize: limit,
    onError: () => {
      throw new AppError('body_too_large', { limit });
    },
  });
  return createMiddleware<AppEnv>(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const told = c.req.header('content-length');
    const isTold = told !== undefined && c.req.header('transfer-encoding') === undefined;
    return isTold && Number(told) <= limit ? next() : counted(c, next);
  });
}
