import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { fuzzSite } from '../support/fuzz-site.ts';
import { fuzzTargets } from '../support/fuzz-targets.ts';
import type { FuzzTarget } from '../support/fuzz-targets.ts';

/** Tries of one run of the tests; `bench/fuzz.ts` does a million. */
const TRIES = 6000;
const SEED = 20261129;

async function trying({ share, run }: FuzzTarget): Promise<void> {
  for (let n = 0; n < Math.max(50, share * TRIES); n++) {
    try {
      await run(seededRandom(SEED + n));
    } catch (error) {
      throw new Error(`seed ${SEED + n}`, { cause: error });
    }
  }
}

describe('what reads things from outside', () => {
  const targets = fuzzTargets();

  it('is tried in all its parts', () => {
    expect(targets.reduce((sum, { share }) => sum + share, 0.05)).toBeCloseTo(1, 5);
  });

  it.each(targets)('$name takes rubbish as rubbish', trying);

  it('every route answers rubbish with a refusal', async () => {
    const { target, close } = await fuzzSite();
    try {
      await trying(target);
    } finally {
      await close();
    }
  });
});
