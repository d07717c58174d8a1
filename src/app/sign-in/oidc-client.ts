import * as oidc from 'openid-client';
import { AppError } from '../../kernel/errors.ts';
import type { Attempt } from './attempt-seal.ts';
import { exchangeFault, metadataFault } from './oidc-faults.ts';
import type { Identified } from './sign-in-types.ts';

export type OidcOptions = {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** Where the provider sends browsers back to. */
  readonly redirectUri: string;
  /** Where it sends them once its own session is over. */
  readonly afterLogout: string;
  readonly clockSkewS: number;
  /** Seconds the provider may take for an answer. */
  readonly timeoutS: number;
};

export type OidcClient = {
  readonly begin: () => Promise<
    { readonly location: string } & Pick<Attempt, 'state' | 'nonce' | 'verifier'>
  >;
  /** `wanted`: claims that are asked for once more where the ID token leaves them out. */
  readonly exchange: (query: string, attempt: Attempt, wanted: readonly string[]) => Promise<Identified>;
  /** Null where the provider offers none. */
  readonly endOf: (idToken: string) => Promise<string | null>;
};

/** What the provider publishes of itself is asked for anew after this long. */
const METADATA_MS = 3_600_000;
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
const ENDPOINTS = [...NEEDED, 'userinfo_endpoint', 'end_session_endpoint'] as const;

/**
 * Speaks OpenID Connect with one provider: the code flow with PKCE, state and nonce, signatures of ID tokens checked even
 * though they come from the provider itself. Nothing is asked before the first log-in, so that a start does not wait for it.
 */
export function createOidcClient(options: OidcOptions, now: () => number): OidcClient {
  const { issuer, clientId, clientSecret, scope, redirectUri, afterLogout } = options;
  let held: { readonly config: Promise<oidc.Configuration>; readonly until: number } | null = null;

  const authenticate: oidc.ClientAuth = (server, ...rest) => {
    const posts = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
    const method = posts === true ? oidc.ClientSecretPost : oidc.ClientSecretBasic;
    method(clientSecret)(server, ...rest);
  };

  async function discover(): Promise<oidc.Configuration> {
    const metadata = { client_secret: clientSecret, [oidc.clockTolerance]: options.clockSkewS };
    const execute = [oidc.enableNonRepudiationChecks];
    // Settings allow plain http on this machine alone.
    if (issuer.protocol === 'http:') execute.push(oidc.allowInsecureRequests);
    const config = await oidc
      .discovery(issuer, clientId, metadata, authenticate, { execute, timeout: options.timeoutS })
      .catch((error: unknown) => {
        throw metadataFault(error);
      });
    const published = config.serverMetadata();
    const missing = NEEDED.find((name) => published[name] === undefined);
    if (missing !== undefined) throw new AppError('oidc_unreachable', { reason: `它没有公布 ${missing}` });
    const elsewhere = ENDPOINTS.find((name) => {
      const address = published[name];
      return address !== undefined && (!URL.canParse(address) || new URL(address).origin !== issuer.origin);
    });
    // Whoever could write one address there must not make the server call its own neighbours.
    if (elsewhere !== undefined)
      throw new AppError('oidc_unreachable', { reason: `它公布的 ${elsewhere} 不在 ${issuer.origin}` });
    return config;
  }

  /** Asked for once for all who wait; a failure is not kept. */
  function configuration(): Promise<oidc.Configuration> {
    if (held !== null && held.until > now()) return held.config;
    const config = discover();
    const mine = { config, until: now() + METADATA_MS };
    held = mine;
    config.catch(() => {
      if (held === mine) held = null;
    });
    return config;
  }

  const begin: OidcClient['begin'] = async () => {
    const config = await configuration();
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const location = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { location: location.href, state, nonce, verifier };
  };

  const exchange: OidcClient['exchange'] = async (query, { state, nonce, verifier }, wanted) => {
    const config = await configuration();
    // Behind a proxy the server does not see by what address it was called.
    const back = new URL(`${redirectUri}${query}`);
    if (back.searchParams.get('state') !== state) throw new AppError('oidc_attempt');
    try {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      const tokens = await oidc.authorizationCodeGrant(config, back, checks);
      const claims = tokens.claims();
      if (claims === undefined || tokens.id_token === undefined)
        throw new AppError('oidc_token', { reason: '没有身份凭证' });
      const missing = wanted.some((name) => claims[name] === undefined);
      const more =
        missing && config.serverMetadata().userinfo_endpoint !== undefined
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
          : {};
      return { subject: claims.sub, claims: { ...more, ...claims }, idToken: tokens.id_token };
    } catch (error) {
      const fault = exchangeFault(error);
      // Keys or addresses of before may be what was wrong: the next log-in asks anew.
      if (fault.code === 'oidc_token' || fault.code === 'oidc_unreachable') held = null;
      throw fault;
    }
  };

  const endOf: OidcClient['endOf'] = async (idToken) => {
    const config = await configuration();
    if (config.serverMetadata().end_session_endpoint === undefined) return null;
    const parameters = { id_token_hint: idToken, post_logout_redirect_uri: afterLogout };
    return oidc.buildEndSessionUrl(config, parameters).href;
  };

  return { begin, exchange, endOf };
}
