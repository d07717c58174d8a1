import type { Ruling } from '../../triage/rulings.ts';
import type { Actor } from '../types.ts';

/** A ruling as people see it, with names for codes. */
export type RulingView = Ruling & {
  readonly issueTypeName: string;
  readonly unitName: string;
  /** Name of the assisting unit; null for none or where the catalogue's stays. */
  readonly jointName: string | null;
  /** Today: in force, not yet, or over. */
  readonly state: 'in_force' | 'future' | 'over';
  readonly enteredBy: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly endedBy: string | null;
  readonly endedAt: number | null;
  readonly endReason: string | null;
};

export type NewRuling = Omit<Ruling, 'id'>;

/** What a ruling would have done to the stored orders of its type. */
export type RulingPreview = {
  readonly days: number;
  /** Orders of the type looked at, newest first; `limited` where there were more. */
  readonly orders: number;
  readonly limited: boolean;
  /** Those the ruling speaks to. */
  readonly matched: number;
  /** Those of them that would go to another unit than they went to. */
  readonly elsewhere: number;
  /** The newest of these. */
  readonly examples: readonly {
    readonly id: string;
    readonly number: string;
    readonly excerpt: string;
    readonly from: string;
    readonly to: string;
  }[];
};

/** Dated decisions on grey areas. They dispatch like orders from the next one on. */
export type Rulings = {
  readonly list: (actor: Actor) => Promise<readonly RulingView[]>;
  /** Writes nothing. Refuses what `add` would refuse. */
  readonly preview: (actor: Actor, ruling: NewRuling) => Promise<RulingPreview>;
  /** `ruling_conflict` where another ruling speaks to the same matters otherwise; `bad_field` for unknown codes. */
  readonly add: (actor: Actor, ruling: NewRuling) => Promise<RulingView>;
  /** The ruling holds until `effectiveTo` (exclusive), which can only come nearer and not lie in the past. */
  readonly end: (
    actor: Actor,
    id: string,
    end: { readonly effectiveTo: string; readonly reason: string },
  ) => Promise<RulingView>;
  /** All rulings, for a triage that stores nothing. */
  readonly forTriage: () => Promise<readonly Ruling[]>;
};
