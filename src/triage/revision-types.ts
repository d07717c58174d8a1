import type { JointWords } from './duties.ts';
import type { IssueType, Urgency } from './types.ts';

/** Who leads and who assists, under which clause. `owner` and `joint`: unit codes, or `STREET`. */
export type Duty = {
  readonly owner: string;
  readonly level: IssueType['level'];
  readonly joint: string | null;
  readonly clause: string;
  /** Law that gives the duty. */
  readonly basis: string;
  /** Words that tell whether the assisting unit has a say. */
  readonly condition?: JointWords;
  /** The paper that hands a duty down to street offices which the catalogue reserved from them. */
  readonly delegation?: string;
};

/** One change of the catalogue or of the issue types from a day on (ISO day in Beijing). Nothing is changed in place. */
export type ProfileChange =
  | ({ readonly kind: 'entry'; readonly issueType: string; readonly effectiveFrom: string } & Duty)
  /** The entry ends before this day; or, where it begins on this very day, never comes into force. */
  | { readonly kind: 'endEntry'; readonly issueType: string; readonly effectiveFrom: string }
  | ({
      readonly kind: 'addType';
      readonly code: string;
      readonly name: string;
      readonly parent: string;
      readonly urgency: Urgency;
      readonly definition: string;
      readonly keywords: readonly string[];
      readonly effectiveFrom: string;
    } & Duty)
  | {
      readonly kind: 'changeType';
      readonly code: string;
      readonly name?: string;
      readonly definition?: string;
      readonly keywords?: readonly string[];
      readonly effectiveFrom: string;
    }
  | {
      readonly kind: 'retireType';
      readonly code: string;
      readonly successors: readonly string[];
      readonly effectiveFrom: string;
    };

/** A revision that was approved: `applied` is 1, 2, 3 … in the order of approval. */
export type AppliedRevision = {
  readonly applied: number;
  readonly changes: readonly ProfileChange[];
};

/** One thing that is another than before, in words; null: it was not there, or is no more. */
export type DifferenceLine = {
  readonly code: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly effectiveFrom: string;
};
