import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the next tokens are wrong in; null: in nothing. */
export type TokenFault =
  'nonce' | 'audience' | 'issuer' | 'expired' | 'unsigned' | 'forged' | 'absent' | 'secret' | null;

type Grant = {
  readonly redirectUri: string;
  readonly nonce: string;
  readonly challenge: string;
};

export const CLIENT = { id: 'jiesu', secret: 'a secret with / and ? and 中' } as const;

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A small OpenID provider: discovery, authorization with one person who always agrees, tokens, keys, user info, end of its
 * session. As strict as a real one in what it is sent; wrong in what a test asks it to be wrong in.
 */
export async function startProvider(closeLater: (close: () => unknown) => void) {
  const grants = new Map<string, Grant>();
  let key = newKey();
  const asked: string[] = [];
  const state = {
    /** Who agrees. */
    claims: { sub: 'u-100', preferred_username: 'wang', name: '王芳' } as Record<string, unknown>,
    /** Told only by the user info endpoint. */
    more: null as Record<string, unknown> | null,
    fault: null as TokenFault,
    /** What authorization answers instead of a code. */
    denial: null as string | null,
    /** What the token endpoint answers instead of tokens. */
    refusal: null as string | null,
    /** Changes to what is published. */
    metadata: {} as Record<string, unknown>,
    /** Paths that are not answered at all. */
    silent: null as string | null,
    /** Requests that came, as `METHOD /path`. */
    asked,
    /** What the last log-out was asked with. */
    ended: null as URLSearchParams | null,
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  closeLater(stop);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    asked.push(`${request.method} ${url.pathname}`);
    if (state.silent === url.pathname) return;
    const json = (value: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          userinfo_endpoint: `${issuer}/userinfo`,
          end_session_endpoint: `${issuer}/logout`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          ...state.metadata,
        });
      case 'GET /authorize':
        return authorize(url.searchParams, response);
      case 'POST /token':
        return json(
          ...token(request.headers.authorization ?? '', new URLSearchParams(await bodyOf(request))),
        );
      case 'GET /jwks':
        return json({ keys: [key.jwk] });
      case 'GET /userinfo':
        return request.headers.authorization === 'Bearer access'
          ? json({ sub: state.claims['sub'], ...state.more })
          : json({ error: 'invalid_token' }, 401);
      case 'GET /logout': {
        state.ended = url.searchParams;
        const location = url.searchParams.get('post_logout_redirect_uri') ?? `${issuer}/`;
        response.writeHead(302, { location }).end();
        return;
      }
      default:
        return json({ error: 'not_found' }, 404);
    }
  }

  function authorize(given: URLSearchParams, response: ServerResponse): void {
    const of = (name: string): string => given.get(name) ?? '';
    const isFit =
      of('client_id') === CLIENT.id &&
      of('response_type') === 'code' &&
      of('scope').split(' ').includes('openid') &&
      of('code_challenge_method') === 'S256' &&
      [of('state'), of('nonce'), of('code_challenge')].every((one) => one.length >= 43);
    if (!isFit) {
      response.writeHead(400).end('unfit');
      return;
    }
    const back = new URL(of('redirect_uri'));
    back.searchParams.set('state', of('state'));
    if (state.denial === null) {
      const code = randomUUID();
      const [redirectUri, nonce, challenge] = [of('redirect_uri'), of('nonce'), of('code_challenge')];
      grants.set(code, { redirectUri, nonce, challenge });
      back.searchParams.set('code', code);
    } else back.searchParams.set('error', state.denial);
    response.writeHead(302, { location: back.href }).end();
  }

  function token(authorization: string, given: URLSearchParams): [unknown, number] {
    const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    const [id = '', secret = ''] = basic
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    if (id !== CLIENT.id || secret !== CLIENT.secret || state.fault === 'secret')
      return [{ error: 'invalid_client' }, 401];
    if (state.refusal !== null) return [{ error: state.refusal }, 400];
    const code = given.get('code') ?? '';
    const grant = grants.get(code);
    // A code is good for once.
    grants.delete(code);
    const verifier = given.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (grant?.redirectUri !== given.get('redirect_uri') || grant?.challenge !== challenge)
      return [{ error: 'invalid_grant' }, 400];
    const tokens = { access_token: 'access', token_type: 'Bearer', expires_in: 60 };
    return [state.fault === 'absent' ? tokens : { ...tokens, id_token: idToken(grant) }, 200];
  }

  function idToken({ nonce }: Grant): string {
    const { fault } = state;
    const at = Math.floor(Date.now() / 1000);
    const body = {
      iss: fault === 'issuer' ? 'https://elsewhere.example' : issuer,
      aud: fault === 'audience' ? 'another' : CLIENT.id,
      nonce: fault === 'nonce' ? 'another' : nonce,
      iat: fault === 'expired' ? at - 7200 : at,
      exp: fault === 'expired' ? at - 3600 : at + 300,
      ...state.claims,
    };
    if (fault === 'unsigned') return `${base64({ alg: 'none' })}.${base64(body)}.`;
    const signed = `${base64({ alg: 'RS256', kid: key.jwk.kid })}.${base64(body)}`;
    const by = fault === 'forged' ? newKey().secret : key.secret;
    return `${signed}.${sign('sha256', Buffer.from(signed), by).toString('base64url')}`;
  }

  return {
    issuer,
    state,
    stop,
    /** New keys, the old ones gone. */
    rotate: () => {
      key = newKey();
    },
    /** What a browser is answered that is sent to the provider. */
    follow: async (location: string): Promise<string> => {
      const answered = await fetch(location, { redirect: 'manual' });
      return answered.headers.get('location') ?? `${answered.status} ${await answered.text()}`;
    },
  };
}

export type Provider = Awaited<ReturnType<typeof startProvider>>;

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
  return { jwk, secret: privateKey };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
