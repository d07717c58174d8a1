import type { ChartSpec } from './chart-types.ts';
import type { CaseFault, ReportKind } from './report-words.ts';

/** A cell of a table; `href` leads to what it is made of. */
export type ReportCell = string | { readonly text: string; readonly href: string };

export type ReportTable = {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly num?: true }[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** Stands below. */
  readonly note?: string;
};

export type ReportSection = {
  readonly heading: string;
  readonly sentences: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly chart?: ChartSpec;
  readonly links: readonly { readonly text: string; readonly href: string }[];
};

/** Two ways of counting the same, which agree in every report that is printed. */
export type Identity = { readonly name: string; readonly left: number; readonly right: number };

/** A figure that a report stands for; what changes of it later is told beside the report. */
export type KeyFigure = { readonly key: string; readonly name: string; readonly value: number };

/** A report 报表, the same for paper, page, file and program. Names nobody who called. */
export type Report = {
  readonly kind: ReportKind;
  readonly title: string;
  /** ISO days `[from, to)`, and how people say it. */
  readonly period: { readonly from: string; readonly to: string; readonly words: string };
  /** What was asked for, for asking again. */
  readonly asked: { readonly date: string; readonly unit: string | null };
  /** Null: the whole place. */
  readonly unit: { readonly code: string; readonly name: string } | null;
  readonly place: string;
  /** UTC milliseconds. */
  readonly madeAt: number;
  readonly versions: {
    readonly rates: string;
    readonly taxonomy: string;
    readonly scores: readonly string[];
  };
  readonly sections: readonly ReportSection[];
  readonly figures: readonly KeyFigure[];
  readonly reconciliation: {
    /** Cases that were counted one by one. */
    readonly cases: number;
    readonly identities: readonly Identity[];
  };
};

/** An order that keeps a report from being printed. */
export type OrphanOrder = {
  readonly id: string;
  /** Empty where there is no such order. */
  readonly number: string;
  readonly fault: CaseFault;
  readonly detail: string;
};

/** A sum that does not agree with the cases it is made of. */
export type SumFault = {
  readonly what: string;
  readonly kept: number;
  readonly counted: number;
  /** Orders of that part, some of them: one of these moved the sum or should have. */
  readonly orders: readonly { readonly id: string; readonly number: string }[];
};

/** Why a report is not printed. */
export type Refusal = {
  readonly orphans: readonly OrphanOrder[];
  /** How many there are; `orphans` lists the first of them. */
  readonly orphanCount: number;
  readonly sums: readonly SumFault[];
};

/** Who was given a report, and when; names it in the audit. */
export type ReportMark = { readonly id: string; readonly who: string; readonly at: number };
