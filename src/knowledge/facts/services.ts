import type { FactSet } from './cue.ts';
import { CARD_FACTS } from './service-cards.ts';
import { CARRIAGE_FACTS } from './service-carriage.ts';
import { CLAIM_FACTS } from './service-claims.ts';
import { JOURNEY_FACTS } from './service-journeys.ts';
import { PERSONAL_SERVICE_FACTS } from './service-people.ts';
import { TERM_FACTS } from './service-terms.ts';

const SETS: readonly FactSet[] = [
  CARD_FACTS,
  TERM_FACTS,
  JOURNEY_FACTS,
  CARRIAGE_FACTS,
  PERSONAL_SERVICE_FACTS,
  CLAIM_FACTS,
];

/** Facts of services: what is paid ahead, carried, shown, travelled, done to a person. */
export const SERVICE_FACTS: FactSet = {
  definitions: SETS.flatMap(({ definitions }) => definitions),
  cues: SETS.flatMap(({ cues }) => cues),
  implied: [
    { fact: 'holderDied', value: true, implies: 'ownHealth', is: true },
    { fact: 'tourNotFormed', value: true, implies: 'tourCancelledBy', is: 'agency' },
    { fact: 'temporaryStop', value: true, implies: 'shopMoved', is: false },
  ],
};
