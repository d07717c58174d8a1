import { AppError } from '../../kernel/errors.ts';

/** Loopback, and the networks of RFC 1918 and RFC 4193. Link-local is left out: clouds answer there. */
function isPrivateV4([a, b]: readonly number[]): boolean {
  return a === 127 || a === 10 || (a === 172 && (b ?? 0) >= 16 && (b ?? 0) <= 31) || (a === 192 && b === 168);
}

/** Of a host as `URL` writes it: IPv4 in four decimal numbers, IPv6 compressed in brackets. */
function isPrivateHost(host: string): boolean {
  if (host === 'localhost') return true;
  if (/^\d+(?:\.\d+){3}$/.test(host)) return isPrivateV4(host.split('.').map(Number));
  if (!host.startsWith('[')) return false;
  const address = host.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped) {
    const high = Number.parseInt(mapped[1] as string, 16);
    return isPrivateV4([high >> 8, high & 255]);
  }
  return address === '::1' || /^f[cd][0-9a-f]{2}:/.test(address);
}

/**
 * The base address of a server of models, without a slash at its end. Texts of orders are personal data: only a host
 * on this machine or on a private network is accepted, by its number or as localhost, and others only where they are
 * named. @throws AppError `bad_setting`.
 */
export function draftAddress(url: string, allowedHosts: readonly string[]): string {
  const refuse = (reason: string): never => {
    throw new AppError('bad_setting', { name: 'JIESU_DRAFT_URL', reason });
  };
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return refuse('不是网址');
  }
  const { protocol, hostname, username, password, search, hash } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:') refuse('须以 http:// 或 https:// 开头');
  if (username !== '' || password !== '') refuse('网址里不能写用户名和密码，密钥请用 JIESU_DRAFT_KEY');
  if (search !== '' || hash !== '') refuse('网址里不能有 ? 或 #');
  if (!isPrivateHost(hostname) && !allowedHosts.includes(hostname))
    refuse(
      `${hostname} 不是本机或内网地址；工单含个人信息，确需发往该主机的，把主机名写进 JIESU_DRAFT_ALLOW_HOST`,
    );
  return parsed.href.replace(/\/+$/, '');
}
