import type { Profile } from '../../profile/types.ts';
import { buildNames, type Names } from '../../text/names.ts';
import { prepareText } from '../../text/prepare.ts';
import { loadSegmenter } from '../../text/segment.ts';
import type { Form, PreparedText, Segmenter } from '../../text/types.ts';
import { datedDuties, type Duties } from '../../triage/duties.ts';
import { NEWEST } from '../../triage/duties.ts';
import type { GazetteerEntry } from '../../triage/types.ts';

/** What reading any text needs, made once from a profile; training and serving share it. */
export type ReadingKit = {
  readonly profile: Profile;
  /** The newest duties. */
  readonly duties: Duties;
  /** Those of an ISO day in Beijing. */
  readonly dutiesOn: (day: string) => Duties;
  readonly names: Names<GazetteerEntry>;
  readonly segmenter: Segmenter;
  /** `receivedAt` in UTC milliseconds. */
  readonly prepare: (text: string, receivedAt: number, form?: Form) => PreparedText;
};

/** Loads the word dictionary (about 0.2 s) and indexes the profile's places. */
export function createReadingKit(profile: Profile): ReadingKit {
  const segmenter = loadSegmenter(profile.terms);
  const names = buildNames(profile.gazetteer);
  const dutiesOn = datedDuties(profile);
  return {
    profile,
    // Asked each time: the catalogue may be revised while the server runs.
    get duties() {
      return dutiesOn(NEWEST);
    },
    dutiesOn,
    names,
    segmenter,
    prepare: (text, receivedAt, form) => prepareText(text, { form, receivedAt, segmenter, names }),
  };
}
