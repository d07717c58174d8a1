import type { Context } from 'hono';
import type { Metrics } from './metrics.ts';
import type { Actor, Services, Session } from '../app/types.ts';
import type { TourStep } from '../app/demo/demo-door.ts';
import type { Networks } from '../kernel/networks.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { HandbookChapter } from '../web/handbook.ts';
import type { ProfileView } from '../web/view.ts';
import type { Assets } from './assets.ts';

/** What a logger must do; pino's does. */
export type Logger = {
  readonly info: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
};

export type HttpConfig = {
  /** Mark cookies `Secure` and ask browsers for https only; on behind TLS. */
  readonly secureCookies?: boolean;
  readonly version: string;
  /** Proxies whose word is taken for who called them; absent: none. */
  readonly trustedProxies?: Networks;
};

/** What routes are built from. */
export type Deps = {
  readonly services: Services;
  readonly profile: ProfileView;
  readonly config: HttpConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly assets: Assets;
  readonly handbook: readonly HandbookChapter[];
  readonly metrics: Metrics;
};

/** How the caller proved who it is. A cookie is sent by browsers unasked and needs a CSRF token for changes. */
export type Identity =
  | { readonly by: 'key'; readonly actor: Actor }
  | { readonly by: 'cookie'; readonly actor: Actor; readonly session: Session; readonly token: string };

export type AppEnv = {
  Variables: {
    requestId: string;
    identity?: Identity;
    /** Unread notices of the person's unit, on pages. */
    notices?: number;
    /** Reminders that the person has not seen, on pages; absent where none can be had. */
    reminders?: number;
    /** Receivers of events that were given up, on pages. */
    stoppedWebhooks?: number;
    /** That the person should rest, on pages. */
    rest?: string;
    /** Steps to try in a demonstration, on the page where the person begins. */
    tour?: readonly TourStep[];
  };
};
export type Ctx = Context<AppEnv>;

/** Who acts. Throws `unauthenticated`. */
export function actorOf(c: Ctx): Actor {
  const identity = c.get('identity');
  if (!identity) throw new AppError('unauthenticated');
  return identity.actor;
}

/** The signed-in session of a page; null for others. */
export function sessionOf(c: Ctx): Session | null {
  const identity = c.get('identity');
  return identity?.by === 'cookie' ? identity.session : null;
}
