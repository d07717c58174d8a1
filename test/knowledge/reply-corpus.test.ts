import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkReply, createReplyLaw } from '../../src/knowledge/reply-check.ts';
import type { ReplyFault } from '../../src/knowledge/reply-faults/fault.ts';
import type { ReplyCheckInput } from '../../src/knowledge/reply-faults/reading.ts';
import { files } from './shelf.ts';

const GOLD = join(import.meta.dirname, '../../data/gold');

/** A reply of the corpus; `faults`: codes of which at least one must be found, none for a good reply. */
type Sample = Omit<ReplyCheckInput, 'order' | 'audience'> & {
  readonly id: string;
  readonly faults: readonly string[];
  readonly caller?: string;
  readonly callerPhone?: string;
  readonly callerAddress?: string;
  readonly orderNumber?: string;
  readonly to?: 'citizen' | 'other_party';
};

function samples(name: string): Sample[] {
  const file = join(GOLD, name);
  if (!existsSync(file)) {
    console.log(`没有 data/gold/${name}，这一组不比对`);
    return [];
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Sample);
}

const law = createReplyLaw(files);

function faultsOf({ caller, callerPhone, callerAddress, orderNumber, to, ...rest }: Sample): ReplyFault[] {
  return checkReply(law, {
    ...rest,
    ...(to === undefined ? {} : { audience: to }),
    order: {
      ...(orderNumber === undefined ? {} : { number: orderNumber }),
      ...(caller === undefined ? {} : { callerName: caller }),
      ...(callerPhone === undefined ? {} : { callerPhone }),
      ...(callerAddress === undefined ? {} : { callerAddress }),
    },
  });
}

const bad = samples('replies-bad.jsonl');
const good = samples('replies-good.jsonl');

describe.runIf(bad.length > 0)('bad replies', () => {
  it('are all caught, each by a code that names its fault', () => {
    const missed = bad
      .map((sample) => ({ sample, codes: faultsOf(sample).map(({ code }) => code) }))
      .filter(({ sample, codes }) => !sample.faults.some((code) => codes.includes(code as (typeof codes)[0])))
      .map(({ sample, codes }) => `${sample.id}: ${sample.faults.join('/')} not in ${codes.join(',')}`);
    expect(missed).toEqual([]);
  });
});

describe.runIf(good.length > 0)('good replies', () => {
  it('are left alone, but for four in eighty', () => {
    const alarms = good.flatMap((sample) => {
      const faults = faultsOf(sample);
      return faults.length === 0
        ? []
        : [`${sample.id}: ${faults.map(({ code, message }) => `${code} ${message}`).join('；')}`];
    });
    if (alarms.length > 0) console.log(alarms.join('\n'));
    expect(alarms.length).toBeLessThanOrEqual(Math.floor(good.length / 20));
  });
});
