import { CONSUMER_FACTS } from './consumer.ts';
import type { FactSet } from './cue.ts';
import { factDictionary } from './dictionary.ts';
import { GOODS_FACTS } from './goods.ts';
import { HOME_FACTS } from './home.ts';
import { LABOUR_FACTS } from './labour.ts';
import { PROCEDURE_FACTS } from './procedure.ts';
import { SERVICE_FACTS } from './services.ts';
import { STREET_FACTS } from './street.ts';

const SETS: readonly FactSet[] = [
  CONSUMER_FACTS,
  GOODS_FACTS,
  SERVICE_FACTS,
  PROCEDURE_FACTS,
  HOME_FACTS,
  LABOUR_FACTS,
  STREET_FACTS,
];

/** Every fact rules may turn on, and every wording that states one. */
export const ALL_FACTS: Required<FactSet> = {
  definitions: SETS.flatMap(({ definitions }) => definitions),
  cues: SETS.flatMap(({ cues }) => cues),
  implied: SETS.flatMap(({ implied = [] }) => implied),
};

export const FACTS = factDictionary(ALL_FACTS.definitions);
