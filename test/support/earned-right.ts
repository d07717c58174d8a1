import type { Engine } from '../../src/app/types.ts';
import type { RightRule } from '../../src/triage/earned-right.ts';
import { deskEngine } from './desk-engine.ts';
import { smallProfile } from './small-profile.ts';

/** The small profile with the rule of the earned right in force; `spotCheck` says who is drawn for a check. */
export function profileWithRight(spotCheck: RightRule['spotCheck']) {
  return {
    ...smallProfile,
    routing: {
      ...smallProfile.routing,
      earnedRight: {
        target: 0.9,
        confidence: 0.95,
        halfLifeDays: 60,
        priorWeight: 100,
        shrinkage: 100,
        changeDiscount: 0.1,
        minimumFresh: 20,
        budget: 4,
        brokenRate: 0.5,
        spotCheck,
      },
    },
  };
}

/** The desk's engine with held-back figures: a dial of 300 orders and 96 % of them right. */
export const measuredEngine: Engine = {
  ...deskEngine,
  dispatchEvidence: { all: { right: 960, total: 1000 }, byType: {} },
  dial: Array.from({ length: 300 }, (_, i) => ({
    confidence: 0.99 - i / 600,
    right: i % 30 !== 29,
    issueType: i % 3 === 0 ? '0501' : '0101',
    kept: false,
  })),
};
