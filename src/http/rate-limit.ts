import { createMiddleware } from 'hono/factory';
import { AppError } from '../kernel/errors.ts';
import type { Clock } from '../kernel/clock.ts';
import { NO_NETWORKS } from '../kernel/networks.ts';
import type { Networks } from '../kernel/networks.ts';
import { clientAddress, subscriberOf } from './client-address.ts';
import type { AppEnv, Ctx } from './context.ts';

const MINUTE_MS = 60_000;
/** Addresses that are remembered; beyond, the oldest is forgotten. */
const MOST = 10_000;

/** The address of the caller, seen through the proxies that are trusted; requests in tests have none. */
export function addressOf(c: Ctx, trusted: Networks = NO_NETWORKS): string {
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming;
  const remote = incoming?.socket?.remoteAddress;
  return subscriberOf(clientAddress(remote, c.req.header('x-forwarded-for'), trusted));
}

/** So many requests a minute from one address; more are refused with `rate_limited` and the seconds to wait. */
export function rateLimit(clock: Clock, perMinute: number, trusted: Networks = NO_NETWORKS) {
  const seen = new Map<string, { from: number; count: number }>();
  return createMiddleware<AppEnv>(async (c, next) => {
    const address = addressOf(c, trusted);
    const now = clock.now();
    const held = seen.get(address);
    if (held === undefined || now - held.from >= MINUTE_MS) {
      seen.delete(address);
      seen.set(address, { from: now, count: 1 });
      const oldest = seen.size > MOST ? seen.keys().next().value : undefined;
      if (oldest !== undefined) seen.delete(oldest);
    } else if (++held.count > perMinute)
      throw new AppError('rate_limited', { seconds: Math.ceil((held.from + MINUTE_MS - now) / 1000) });
    await next();
  });
}
