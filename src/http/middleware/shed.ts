import { createMiddleware } from 'hono/factory';
import type { Health } from '../../app/health.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv } from '../context.ts';
import type { Metrics } from '../metrics.ts';
import type { Traffic } from '../traffic.ts';

export type Limits = {
  /** Requests in hand at one time. */
  readonly inHand: number;
  /** Writes that wait for their turn. */
  readonly writes: number;
};

/**
 * At two cores and about 15 ms of work a request, this many in hand are answered within four seconds; whoever comes on
 * top of them is better off asking again than waiting behind them.
 */
export const LIMITS: Limits = { inHand: 256, writes: 1024 };

/** Seconds after which to ask again. */
const AFTER = 2;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Cheap, or waiting for news, or asked for by whoever has to know how the server fares. */
const ALWAYS = /^\/(healthz|readyz|metrics|assets\/|api\/v1\/(?:session|events)$)/;

/**
 * Under more than can be answered, the surplus is sent away at once with `overloaded` and nothing done, rather than
 * everybody kept waiting. A stream counts until it begins. `traffic` counts for this process alone, which is what it guards.
 */
export function shed(
  health: Pick<Health, 'writesWaiting'>,
  metrics: Metrics,
  traffic: Traffic,
  limits: Limits = LIMITS,
) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (ALWAYS.test(c.req.path)) return next();
    const reason =
      traffic.inHand() >= limits.inHand
        ? 'requests'
        : !SAFE.has(c.req.method) && health.writesWaiting() >= limits.writes
          ? 'writes'
          : null;
    if (reason !== null) {
      metrics.shed.inc({ reason });
      throw new AppError('overloaded', { seconds: AFTER });
    }
    traffic.enter();
    try {
      await next();
    } finally {
      traffic.leave();
    }
  });
}
