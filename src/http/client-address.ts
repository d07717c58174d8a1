import { isIPv6 } from 'node:net';
import { plainAddress } from '../kernel/networks.ts';
import type { Networks } from '../kernel/networks.ts';

/**
 * The address a request came from. Each proxy adds to the end of X-Forwarded-For who called it, so the chain is read
 * from the end for as long as whoever vouches for an entry is a proxy that is trusted; what stands before that anybody
 * may have written.
 */
export function clientAddress(
  remote: string | undefined,
  forwardedFor: string | undefined,
  trusted: Networks,
): string {
  let client = plainAddress(remote ?? '') ?? '-';
  const chain = (forwardedFor ?? '').split(',');
  while (trusted.has(client)) {
    const before = plainAddress(chain.pop() ?? '');
    if (before === null) break;
    client = before;
  }
  return client;
}

/** Who is counted as one: an address, of version 6 the network that one subscriber gets (/64). */
export function subscriberOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  return `${[...first, ...gap, ...last]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')}::/64`;
}
