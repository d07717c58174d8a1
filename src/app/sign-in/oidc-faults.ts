import * as oidc from 'openid-client';
import { AppError } from '../../kernel/errors.ts';

/** What the library and the provider say went wrong, in the words of this system. */

/** Codes of `oauth4webapi`, which `openid-client` hands on without naming them. */
const CODE = {
  timeout: 'OAUTH_TIMEOUT',
  status: 'OAUTH_RESPONSE_IS_NOT_CONFORM',
  notJson: 'OAUTH_RESPONSE_IS_NOT_JSON',
  attribute: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  expired: 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  claim: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  key: 'OAUTH_KEY_SELECTION_FAILED',
} as const;

const CLAIMS: Readonly<Record<string, string>> = {
  nonce: '不是为这次登录签发的（nonce 不符）',
  iss: '签发者不符（iss）',
  aud: '不是发给本系统的（aud 不符）',
  azp: '不是发给本系统的（azp 不符）',
};

const DENIALS: Readonly<Record<string, string>> = {
  access_denied: '本人取消或者没有获准使用本系统',
  login_required: '需要先在统一身份认证登录',
  interaction_required: '需要先在统一身份认证办完手续',
  consent_required: '需要先在统一身份认证同意',
  temporarily_unavailable: '它正忙',
  server_error: '它出错了',
};

/** A word of the provider's, as far as it is one: what stands in an address may be anybody's. */
const wordOf = (text: string): string => (/^[\w.-]{1,64}$/.test(text) ? text : '原因不明');

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Why it did not answer as it should; null where it did. */
function silence(error: unknown): string | null {
  const code = codeOf(error);
  if (code === CODE.timeout) return '没有及时应答';
  if (code === CODE.status) return '应答的状态不对';
  if (code === CODE.notJson) return '应答的不是 JSON';
  // What `fetch` throws for an address that cannot be reached.
  return error instanceof TypeError ? '连不上' : null;
}

export function metadataFault(error: unknown): AppError {
  const reason =
    silence(error) ??
    (codeOf(error) === CODE.attribute ? '它公布的签发者与 JIESU_OIDC_ISSUER 不同' : '它公布的内容读不懂');
  return new AppError('oidc_unreachable', { reason }, { cause: error });
}

export function exchangeFault(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const fault = (code: AppError['code'], reason = ''): AppError =>
    new AppError(code, reason === '' ? {} : { reason }, { cause: error });
  if (error instanceof oidc.AuthorizationResponseError)
    return fault('oidc_denied', DENIALS[error.error] ?? wordOf(error.error));
  if (error instanceof oidc.ResponseBodyError) {
    // A code that was used, ran out, or was another attempt's.
    if (error.error === 'invalid_grant') return fault('oidc_attempt');
    const isClient = error.error === 'invalid_client' || error.error === 'unauthorized_client';
    if (isClient) return fault('oidc_unreachable', '它不认本系统的客户端标识或密钥');
    const isAway = error.error === 'temporarily_unavailable' || error.error === 'server_error';
    // Anything else may be for what came with the browser: a try like others, which is counted.
    return fault(isAway ? 'oidc_unreachable' : 'oidc_denied', DENIALS[error.error] ?? wordOf(error.error));
  }
  const silent = silence(error);
  if (silent !== null) return fault('oidc_unreachable', silent);
  switch (codeOf(error)) {
    case CODE.expired:
      return fault('oidc_expired');
    case CODE.claim:
      return fault('oidc_token', CLAIMS[claimOf(error)] ?? '内容不符');
    case CODE.key:
      return fault('oidc_token', '签名的密钥不在它公布的密钥之中');
    default:
      return fault('oidc_token', '签名或者格式不对');
  }
}

/** The claim that did not fit: two causes down, where the library left it. */
function claimOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause.cause : undefined;
  return typeof inner === 'object' && inner !== null && 'claim' in inner ? String(inner.claim) : '';
}
