import { describe, expect, it } from 'vitest';
import { plainAddress, readNetworks } from '../../src/kernel/networks.ts';
import type { Networks } from '../../src/kernel/networks.ts';

const has = (list: string, address: string): boolean => (readNetworks(list) as Networks).has(address);

describe('networks', () => {
  it('hold addresses and nets of both versions', () => {
    const list = '127.0.0.1, 10.0.0.0/8,fd00::/8,,2001:db8::5';
    for (const address of [
      '127.0.0.1',
      '10.2.3.4',
      '::ffff:10.2.3.4',
      'fd12::1',
      '2001:DB8::5',
      '[fd12::1]:443',
    ])
      expect(has(list, address), address).toBe(true);
    for (const address of ['127.0.0.2', '11.0.0.1', 'fe80::1', '2001:db8::6', '', 'proxy.local'])
      expect(has(list, address), address).toBe(false);
    expect(has('', '127.0.0.1')).toBe(false);
  });

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '::1/129', '1.2.3.4/8/8', '1.2.3.4:80'])(
    'are not read out of %s',
    (item) => {
      expect(readNetworks(`127.0.0.1,${item}`)).toEqual({ wrong: item });
    },
  );

  it('know an address by any way of writing it', () => {
    expect(
      [
        '1.2.3.4',
        ' 1.2.3.4:567 ',
        '[::1]:80',
        '::FFFF:1.2.3.4',
        'fe80::1%eth0',
        'unknown',
        '_hidden',
        '1.2.3.400',
      ].map(plainAddress),
    ).toEqual(['1.2.3.4', '1.2.3.4', '::1', '1.2.3.4', 'fe80::1', null, null, null]);
  });
});
