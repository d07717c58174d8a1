import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { AppError } from '../../kernel/errors.ts';
import { isPublicAddress } from '../../kernel/networks.ts';
import type { Networks } from '../../kernel/networks.ts';

/** Where messages may go besides https on the public internet. */
export type AllowedPlaces = { readonly hosts: ReadonlySet<string>; readonly networks: Networks };

const ADDRESS_LIMIT = 2048;

/** The host of an address without the brackets of version 6. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').toLowerCase();

/** Whether a host is named, or is the number of a network that is. */
const isNamed = (host: string, { hosts, networks }: AllowedPlaces): boolean =>
  hosts.has(host) || (isIP(host) !== 0 && networks.has(host));

/**
 * An address that messages may be sent to, as far as it can be seen before asking for its number: whoever enters one must
 * not make the server call its own neighbours. Throws `bad_field`.
 */
export function webhookAddress(text: string, allowed: AllowedPlaces): URL {
  const refuse = (reason: string): never => {
    throw new AppError('bad_field', { where: '', field: 'url', reason });
  };
  if (text.length > ADDRESS_LIMIT) refuse(`最多 ${ADDRESS_LIMIT} 个字符`);
  if (!URL.canParse(text)) refuse('不是网址');
  const url = new URL(text);
  const host = hostOf(url);
  if (url.username !== '' || url.password !== '') refuse('网址里不能写用户名和密码');
  if (url.hash !== '') refuse('网址里不能有 #');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('须以 https:// 开头');
  if (isNamed(host, allowed)) return url;
  if (url.protocol !== 'https:')
    refuse('须以 https:// 开头；内网的 http 地址先由运维写进 JIESU_WEBHOOK_ALLOW');
  if (isIP(host) !== 0 && !isPublicAddress(host))
    refuse('是本机、内网或保留的地址，确需发往的先由运维写进 JIESU_WEBHOOK_ALLOW');
  return url;
}

/** Why a message was not sent to an address. */
export class PlaceRefused extends Error {
  constructor(host: string) {
    super(`${host} 解析到本机、内网或保留的地址`);
    this.name = 'PlaceRefused';
  }
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Asks for the numbers of a host and hands on only those that may be called. It is what the connection itself goes by, so
 * that a name cannot mean one thing when it is checked and another when it is used.
 */
export function guardedLookup(url: URL, allowed: AllowedPlaces) {
  const host = hostOf(url);
  const anywhere = allowed.hosts.has(host);
  const may = (address: string): boolean =>
    anywhere || allowed.networks.has(address) || isPublicAddress(address);
  return (hostname: string, options: LookupOptions, answer: Answer): void =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return answer(error, []);
      const good = found.filter(({ address }) => may(address));
      const [first] = good;
      if (first === undefined) return answer(new PlaceRefused(host), []);
      if (options.all === true) return answer(null, good);
      answer(null, first.address, first.family);
    });
}
