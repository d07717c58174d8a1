import { BlockList, isIP } from 'node:net';

/** Addresses and networks of the internet protocol, both versions. */
export type Networks = { readonly has: (address: string) => boolean };

export const NO_NETWORKS: Networks = { has: () => false };

/**
 * Reads a list like `127.0.0.1, 10.0.0.0/8, fd00::/8`; an empty one holds nothing. Answers the item that is neither an
 * address nor a network where there is one.
 */
export function readNetworks(text: string): Networks | { readonly wrong: string } {
  const list = new BlockList();
  const items = text.split(',').map((item) => item.trim());
  for (const item of items.filter((one) => one !== '')) {
    const [given = '', length, ...more] = item.split('/');
    const address = plainAddress(given);
    const family = isIP(given) === 4 ? 'ipv4' : 'ipv6';
    const longest = family === 'ipv4' ? 32 : 128;
    if (address === null || isIP(given) === 0 || more.length > 0) return { wrong: item };
    if (length === undefined) list.addAddress(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
    else if (/^\d{1,3}$/.test(length) && Number(length) <= longest)
      list.addSubnet(given, Number(length), family);
    else return { wrong: item };
  }
  return {
    has: (address) => {
      const plain = plainAddress(address);
      return plain !== null && list.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

/** Networks that are not part of the public internet: this machine, private, local to a link, reserved, or a way around. */
const NOT_PUBLIC = [
  '0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24',
  '192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,224.0.0.0/3',
  '::/96,64:ff9b::/96,64:ff9b:1::/48,100::/64,2001::/23,2001:db8::/32,2002::/16',
  'fc00::/7,fe80::/10,fec0::/10,ff00::/8',
].join();

let notPublic: Networks | undefined;

/** Whether an address is one of the public internet; an address that is none is not. */
export function isPublicAddress(address: string): boolean {
  const read = (notPublic ??= readNetworks(NOT_PUBLIC) as Networks);
  return plainAddress(address) !== null && !read.has(address);
}

/** An address without brackets, port and zone, that of version 4 not written as one of version 6; null: it is none. */
export function plainAddress(text: string): string | null {
  const given = text.trim();
  const bare =
    /^\[([^\]]+)\](?::\d{1,5})?$/.exec(given)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(given)?.[1] ?? given;
  const plain = bare.replace(/%.*$/, '');
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1] ?? plain;
  return isIP(mapped) === 0 ? null : mapped.toLowerCase();
}
