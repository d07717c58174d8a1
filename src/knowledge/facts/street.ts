import type { FactSet } from './cue.ts';
import { STREET_CIVIL_FACTS } from './street-civil.ts';
import { STREET_PUBLIC_FACTS } from './street-public.ts';
import { STREET_RIDES_FACTS } from './street-rides.ts';
import { STREET_SCHOOL_FACTS } from './street-school.ts';
import { STREET_TRAFFIC_FACTS } from './street-traffic.ts';

const PARTS: readonly FactSet[] = [
  STREET_TRAFFIC_FACTS,
  STREET_RIDES_FACTS,
  STREET_PUBLIC_FACTS,
  STREET_SCHOOL_FACTS,
  STREET_CIVIL_FACTS,
];

/** Facts of the street and of public services. */
export const STREET_FACTS: FactSet = {
  definitions: PARTS.flatMap(({ definitions }) => definitions),
  cues: PARTS.flatMap(({ cues }) => cues),
};
