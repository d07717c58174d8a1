import type { FactSet } from './cue.ts';
import { CHANNEL_FACTS } from './procedure-channels.ts';
import { COMPLAINT_FACTS } from './procedure-complaint.ts';
import { HOTLINE_FACTS } from './procedure-hotline.ts';
import { REVIEW_FACTS } from './procedure-review.ts';
import { TELLING_FACTS } from './procedure-telling.ts';

const SETS: readonly FactSet[] = [COMPLAINT_FACTS, REVIEW_FACTS, HOTLINE_FACTS, CHANNEL_FACTS, TELLING_FACTS];

/** Facts of procedure: complaints and reports, review and litigation, disclosure, petition, hotline, penalties. */
export const PROCEDURE_FACTS: FactSet = {
  definitions: SETS.flatMap(({ definitions }) => definitions),
  cues: SETS.flatMap(({ cues }) => cues),
  implied: SETS.flatMap(({ implied }) => implied ?? []),
};
