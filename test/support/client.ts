import { createApp } from '../../src/http/app.tsx';
import type { Logger } from '../../src/http/context.ts';
import { fakeProfile } from './fake-profile.ts';
import { API_KEY, createFakeServices, DISPATCHER, FAKE_NOW, HANDLER } from './fake-services.ts';

export const ORDER_ID = '0197f000-0000-7000-8000-000000000001';
export const FIRE_ID = '0197f000-0000-7000-8000-000000000002';
/** Dispatched to the handler's unit. */
export const OWN_ID = '0197f000-0000-7000-8000-000000000005';

export const ORDER = {
  channel: 'web',
  receivedAt: '2026-11-22T10:00:00+08:00',
  text: '市民反映小区门口路灯不亮，要求维修。',
};

export type LogLine = { readonly fields: object; readonly message: string };

/** The application over fresh fakes, with what a program and a person need to call it. */
export function createClient(options: { secureCookies?: boolean } = {}) {
  const services = createFakeServices();
  const log: LogLine[] = [];
  const write: Logger['info'] = (fields, message) => void log.push({ fields, message });
  const app = createApp({
    services,
    profile: fakeProfile,
    config: { version: 'test', ...options },
    logger: { info: write, error: write },
    clock: { now: () => FAKE_NOW },
  });
  const key = { authorization: `Bearer ${API_KEY}` };
  const json = { 'content-type': 'application/json' };

  /** A call with the API key. */
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { ...key, ...headers } });
  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: 'POST',
      headers: { ...key, ...(body === undefined ? {} : json), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) });

  /** Signs a person in; `cookie` and `csrf` as the browser and the page would hold them. */
  async function signIn(who: { username: string; password: string }) {
    const answer = await form('/login', who);
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const session = await app.request('/api/v1/session', { headers: { cookie } });
    const { csrf } = (await session.json()) as { csrf: string };
    return { cookie, csrf };
  }

  return {
    app,
    services,
    log,
    get,
    post,
    form,
    signIn,
    asDispatcher: () => signIn(DISPATCHER),
    asHandler: () => signIn(HANDLER),
  };
}

export type ErrorAnswer = { error: { code: string; message: string; details: object; requestId: string } };

/** Status and code of a refusal. */
export async function refused(answer: Response | Promise<Response>): Promise<[number, string]> {
  const got = await answer;
  const body = (await got.json()) as ErrorAnswer;
  return [got.status, body.error.code];
}
