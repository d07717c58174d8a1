import type { FactSet } from './cue.ts';
import { BUILDING_FACTS } from './home-building.ts';
import { ESTATE_FACTS } from './home-estate.ts';
import { LEASE_FACTS } from './home-lease.ts';
import { LETTING_FACTS } from './home-letting.ts';
import { NEIGHBOUR_FACTS } from './home-neighbours.ts';
import { NOISE_FACTS } from './home-noise.ts';
import { OWNERS_FACTS } from './home-owners.ts';
import { PURCHASE_FACTS } from './home-purchase.ts';

const SETS: readonly FactSet[] = [
  LEASE_FACTS,
  LETTING_FACTS,
  PURCHASE_FACTS,
  ESTATE_FACTS,
  OWNERS_FACTS,
  NEIGHBOUR_FACTS,
  NOISE_FACTS,
  BUILDING_FACTS,
];

/** Facts of the home: renting, buying, the estate, the neighbours, noise. */
export const HOME_FACTS: FactSet = {
  definitions: SETS.flatMap(({ definitions }) => definitions),
  cues: SETS.flatMap(({ cues }) => cues),
  implied: SETS.flatMap(({ implied = [] }) => implied),
};
