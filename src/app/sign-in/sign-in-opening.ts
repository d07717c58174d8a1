import { readFileSync } from 'node:fs';
import { AppError } from '../../kernel/errors.ts';
import type { LocalLogin } from '../accounts.ts';
import type { Context } from '../context.ts';
import { createSeal } from './attempt-seal.ts';
import { readClaimRoles } from './claim-roles.ts';
import { createOidcClient } from './oidc-client.ts';
import { createSignIn } from './sign-in.ts';
import type { SignInOptions } from './sign-in.ts';
import type { SignIn } from './sign-in-types.ts';

/** The settings of log-in, as `Config` holds them. */
export type SignInSettings = {
  readonly publicUrl: string;
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  readonly oidcClientSecret: string;
  readonly oidcClientSecretFile: string;
  readonly oidcScope: string;
  readonly oidcAccounts: SignInOptions['accounts'];
  readonly oidcClaim: string;
  readonly oidcRoles: string;
  readonly oidcClockSkewS: number;
  readonly localLogin: LocalLogin;
  readonly sessionHours: number;
};

/** Seconds the provider may take for an answer: a person waits for it. */
const TIMEOUT_S = 8;

const bad = (name: string, reason: string, cause?: unknown): AppError =>
  new AppError('bad_setting', { name, reason }, { cause });

/**
 * Log-in at the provider set up, null where none is. Asks the provider nothing. Throws `bad_setting`, and `bad_file` for
 * rules of roles that are wrong.
 */
export function openSignIn(
  settings: SignInSettings,
  context: Pick<Context, 'store' | 'clock' | 'profile' | 'log'>,
): SignIn | null {
  const { oidcIssuer, oidcClientId: clientId, publicUrl, oidcAccounts, oidcRoles, localLogin } = settings;
  if (oidcIssuer === '') {
    if (localLogin !== 'on')
      throw bad('JIESU_LOCAL_LOGIN', '没有启用统一身份认证，关了密码登录就没有人能进来');
    return null;
  }
  if (clientId === '') throw bad('JIESU_OIDC_CLIENT_ID', '启用统一身份认证时不能为空');
  if (publicUrl === '') throw bad('JIESU_PUBLIC_URL', '启用统一身份认证时不能为空');
  if (oidcAccounts === 'create' && oidcRoles === '')
    throw bad('JIESU_OIDC_ROLES', 'JIESU_OIDC_ACCOUNTS=create 时不能为空');
  const clientSecret = secretOf(settings);
  const issuer = new URL(oidcIssuer);
  const client = createOidcClient(
    {
      issuer,
      clientId,
      clientSecret,
      scope: settings.oidcScope,
      redirectUri: `${publicUrl}/login/oidc/callback`,
      afterLogout: `${publicUrl}/login`,
      clockSkewS: settings.oidcClockSkewS,
      timeoutS: TIMEOUT_S,
    },
    context.clock.now,
  );
  return createSignIn(context, {
    issuer,
    client,
    seal: createSeal(clientSecret, clientId),
    sessionHours: settings.sessionHours,
    localLogin,
    accounts: oidcAccounts,
    nameClaim: settings.oidcClaim,
    roles: oidcRoles === '' ? null : readClaimRoles(oidcRoles, context.profile),
  });
}

function secretOf({ oidcClientSecret, oidcClientSecretFile: file }: SignInSettings): string {
  const name = 'JIESU_OIDC_CLIENT_SECRET';
  if (oidcClientSecret !== '' && file !== '') throw bad(`${name}_FILE`, `与 ${name} 只能写一个`);
  if (file === '') {
    if (oidcClientSecret === '') throw bad(name, '启用统一身份认证时不能为空');
    return oidcClientSecret;
  }
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text !== '') return text;
  } catch (cause) {
    throw bad(`${name}_FILE`, '读不到这个文件', cause);
  }
  throw bad(`${name}_FILE`, '文件是空的');
}
