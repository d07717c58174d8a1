import type { FactSet } from './cue.ts';
import { LABOUR_CONTRACT_FACTS } from './labour-contract.ts';
import { LABOUR_INJURY_FACTS } from './labour-injury.ts';
import { LABOUR_LEAVING_FACTS } from './labour-leaving.ts';
import { LABOUR_PAY_FACTS } from './labour-pay.ts';

const PARTS: readonly FactSet[] = [
  LABOUR_CONTRACT_FACTS,
  LABOUR_LEAVING_FACTS,
  LABOUR_INJURY_FACTS,
  LABOUR_PAY_FACTS,
];

/** Facts of work: contract, pay, dismissal, social insurance, injury at work. */
export const LABOUR_FACTS: FactSet = {
  definitions: PARTS.flatMap(({ definitions }) => definitions),
  cues: PARTS.flatMap(({ cues }) => cues),
};
