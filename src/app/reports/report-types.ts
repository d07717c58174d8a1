import type { ReportKind } from '../../kernel/report-words.ts';
import type { Refusal, Report, ReportMark } from '../../kernel/report-types.ts';
import type { Actor, Page } from '../types.ts';

export type { Refusal, Report, ReportMark };

/** Which report: a day, a month or a year, as its kind asks for; `unit` left out: all, or one's own. */
export type ReportAsked = {
  readonly kind: ReportKind;
  readonly date: string;
  readonly unit?: string;
};

/** A report, or why it is not printed: what does not reconcile is not shown. */
export type Made =
  | { readonly ok: true; readonly report: Report; readonly mark: ReportMark }
  | { readonly ok: false; readonly title: string; readonly refusal: Refusal };

/** A report as it was finished. */
export type FinalSummary = {
  readonly id: string;
  readonly kind: ReportKind;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** Null: the whole place. */
  readonly unit: { readonly code: string; readonly name: string } | null;
  readonly sha256: string;
  readonly by: string;
  /** UTC milliseconds. */
  readonly at: number;
};

/** A figure that is another one now, and the orders that moved it. */
export type FigureChange = {
  readonly key: string;
  readonly name: string;
  readonly was: number;
  readonly is: number;
  readonly orders: readonly {
    readonly id: string;
    readonly number: string;
    readonly was: number;
    readonly is: number;
  }[];
  /** How many orders moved it; `orders` lists the first of them. */
  readonly moved: number;
};

export type FinalView = FinalSummary & {
  readonly report: Report;
  readonly mark: ReportMark;
  /** Whether what is kept still has the sha256 it was finished with. */
  readonly intact: boolean;
  readonly changes: readonly FigureChange[];
};

export type Finished =
  | { readonly ok: true; readonly final: FinalSummary }
  | { readonly ok: false; readonly title: string; readonly refusal: Refusal };

/** Reports 报表. Throw `forbidden`, `bad_field`, `not_found`; what does not reconcile is a value. */
export type Reports = {
  /** Makes it now. `how`: the format it is taken in, for the audit. */
  readonly make: (actor: Actor, asked: ReportAsked, how: string) => Promise<Made>;
  /** 定稿: keeps it as it is now. */
  readonly finish: (actor: Actor, asked: ReportAsked) => Promise<Finished>;
  /** Latest first; a unit sees its own. */
  readonly finals: (actor: Actor, page?: number) => Promise<Page<FinalSummary>>;
  /** As it was finished, and what is another figure now. */
  readonly final: (actor: Actor, id: string, how: string) => Promise<FinalView>;
};
