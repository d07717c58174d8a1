import type { Counter, Counts, LeftOut, RateCode } from '../../kernel/case-words.ts';
import type { Rate } from '../../orders/rates.ts';
import type { GroupBy } from '../../store/rollups.ts';
import type { Actor, OrderSummary } from '../types.ts';

/** Which cases figures are about: received on ISO days `[from, to)` in Beijing. */
export type FigureScope = {
  readonly from: string;
  readonly to: string;
  /** A unit with all below it. */
  readonly unit?: string;
  /** A type, or a group of types by its two digits. */
  readonly issueType?: string;
  readonly street?: string;
};

export type FigureGroup = {
  /** Code of a unit or type, name of a street, ISO day or month. */
  readonly key: string;
  readonly name: string;
  /** Counts of all cases but those that go on in another one. */
  readonly counts: Counts;
  readonly late: { readonly uncontacted: number; readonly unreplied: number };
  readonly rates: readonly Rate[];
  /** Cases left out of adjusted figures, by reason. */
  readonly leftOut: readonly { readonly reason: Exclude<LeftOut, ''>; readonly n: number }[];
};

export type Figures = {
  readonly scope: FigureScope;
  readonly by: GroupBy;
  readonly definitions: {
    readonly version: string;
    readonly rates: readonly {
      readonly code: RateCode;
      readonly name: string;
      readonly numerator: string;
      readonly denominator: string;
      readonly without: string;
    }[];
  };
  /** UTC milliseconds at which late cases were counted. */
  readonly at: number;
  readonly total: FigureGroup;
  readonly groups: readonly FigureGroup[];
};

/** Part of a rate, or a counter: what a figure on the page is made of. */
export type FigurePart =
  | { readonly rate: RateCode; readonly part: 'hit' | 'miss' | 'all'; readonly leftOut?: LeftOut | 'any' }
  | { readonly counter: Counter };

export type FigureServices = {
  readonly figures: (actor: Actor, scope: FigureScope, by: GroupBy) => Promise<Figures>;
  /** The orders a figure is made of, in order of receipt; `next` for the page after, null at the end. Texts of those alone that the actor may read. */
  readonly cases: (
    actor: Actor,
    scope: FigureScope,
    part: FigurePart,
    page: { readonly after?: string; readonly limit: number },
  ) => Promise<{ readonly rows: readonly OrderSummary[]; readonly next: string | null }>;
};
