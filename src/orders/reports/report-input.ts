import type { Counts, LeftOut } from '../../kernel/case-words.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import type { ReportSection } from '../../kernel/report-types.ts';
import type { Rate } from '../rates.ts';

/** Figures of a part of the cases, as figures are counted everywhere. */
export type PartFigures = {
  readonly key: string;
  readonly name: string;
  readonly counts: Counts;
  readonly late: { readonly uncontacted: number; readonly unreplied: number };
  readonly rates: readonly Rate[];
  readonly leftOut: readonly { readonly reason: Exclude<LeftOut, ''>; readonly n: number }[];
};

/** Cases received on ISO days `[from, to)`; `unit` with all below it, null for all. */
export type PeriodScope = { readonly from: string; readonly to: string; readonly unit: string | null };

/** An order as reports list it: no text of the caller's, no names. */
export type ListedOrder = {
  readonly id: string;
  readonly number: string;
  readonly issueType: string;
  readonly street: string | null;
  readonly unit: string;
  readonly state: OrderState;
  /** UTC milliseconds; null where no clock says so. */
  readonly dueAt: number | null;
  readonly receivedAt: number;
};

/** Names by code. */
export type ReportNames = {
  readonly unit: (code: string) => string;
  readonly issueType: (code: string) => string;
};

/** What a report is made of, beside its frame. */
export type ReportBody = {
  readonly sections: readonly ReportSection[];
  /** Lists in the report, each with the figure it must be as long as. */
  readonly lists: readonly { readonly name: string; readonly figure: number; readonly listed: number }[];
};
