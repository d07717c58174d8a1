import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Frame } from '../web/view.ts';
import { assetUrl } from './assets.ts';
import { sessionOf, type AppEnv, type Deps } from './context.ts';
import { TEXT_SIZE_COOKIE } from './cookies.ts';

/** What every page shows around its content, from the request. */
export function frameOf(c: Context<AppEnv>, deps: Deps): Frame {
  const session = sessionOf(c);
  const { pathname, search } = new URL(c.req.url);
  return {
    profileName: deps.profile.name,
    actor: session?.actor ?? null,
    csrf: session?.csrf ?? '',
    largeText: getCookie(c, TEXT_SIZE_COOKIE) === 'large',
    here: pathname + search,
    asset: (name) => assetUrl(deps.assets, name),
    now: deps.clock.now(),
    notices: c.get('notices') ?? 0,
    ...(deps.services.simulation?.isThere() === true ? { simulated: true } : {}),
    ...(c.get('rest') === undefined ? {} : { rest: c.get('rest') ?? '' }),
    ...(c.get('tour') === undefined ? {} : { tour: c.get('tour') ?? [] }),
    ...(c.get('stoppedWebhooks') === undefined ? {} : { stoppedWebhooks: c.get('stoppedWebhooks') ?? 0 }),
    ...(c.get('reminders') === undefined ? {} : { reminders: c.get('reminders') ?? 0 }),
  };
}

/** A whole page. */
export function renderPage(
  c: Context<AppEnv>,
  page: JSX.Element | Promise<JSX.Element>,
  status: ContentfulStatusCode = 200,
) {
  return c.html(html`<!DOCTYPE html>${page}`, status);
}
