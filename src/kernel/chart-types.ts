/**
 * What a chart shows, as plain data: made by figures and reports, drawn by web/charts, told in words by its table twin.
 * Labels are Chinese, for people. `null` values are gaps: nothing there to count or to divide by, never zero.
 */
export type ChartSpec = BarsSpec | ParetoSpec | TrendSpec | ControlSpec | HeatSpec;

/** How numbers are written: `count` 12, `share` 0.123 as 12.3%, `decimal` 1.23. */
export type NumberStyle = 'count' | 'share' | 'decimal';

type Common = {
  readonly title: string;
  /** What is seen, in a sentence, for those who do not see it. */
  readonly desc?: string;
  readonly numbers: NumberStyle;
  /** Unit of the numbers, 件 for example; empty for shares. */
  readonly unit: string;
  /** Name of what the rows, points or periods are: 问题分类, 月份. */
  readonly of: string;
  /** Stands below the chart: definitions, what is left out, sources. */
  readonly note?: string;
};

/** A value that may have an interval and may rest on few cases. */
export type ChartPoint = {
  readonly label: string;
  readonly value: number | null;
  /** Interval, 95 % unless the note says otherwise; both or none. */
  readonly low?: number;
  readonly high?: number;
  /** Too few cases to compare by. */
  readonly few?: boolean;
  /** What a share is made of, for the table: 12／40. */
  readonly parts?: string;
  /** The orders behind it. */
  readonly href?: string;
};

/** Horizontal bars in the order given. */
export type BarsSpec = Common & {
  readonly kind: 'bars';
  readonly bars: readonly ChartPoint[];
  /** A line across all bars: 全区. */
  readonly reference?: { readonly label: string; readonly value: number };
};

/** Bars from the largest, with the cumulative share of `total`. What is not shown by itself stands in `rest`. */
export type ParetoSpec = Common & {
  readonly kind: 'pareto';
  readonly bars: readonly { readonly label: string; readonly value: number; readonly href?: string }[];
  readonly rest: number;
  /** At which cumulative share the mark stands, 0.8. */
  readonly mark: number;
};

export type TrendLine = {
  readonly name: string;
  /** One point a period, in order; the labels are the same in all lines. */
  readonly points: readonly ChartPoint[];
};

/** What is aimed at, over the periods `[from, to)` by their index. */
export type TargetLine = {
  readonly label: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
};

/** Lines over time, four at most (told apart by dash and mark as well as by colour). */
export type TrendSpec = Common & {
  readonly kind: 'trend';
  readonly lines: readonly TrendLine[];
  readonly targets: readonly TargetLine[];
  /** Highest value the axis must hold; shares end at 1 anyway. */
  readonly atMost?: number;
  readonly zero: boolean;
};

/** Why a point of a control chart stands out: beyond a limit, or in a run of eight on one side of the centre. */
export type ControlSignal = 'above' | 'below' | 'run';

export type ControlSpec = Common & {
  readonly kind: 'control';
  /** `p` shares, `u` and `xmr` counts. */
  readonly method: 'p' | 'u' | 'xmr';
  readonly points: readonly (ChartPoint & {
    /** Limits of this point; null where there is nothing. */
    readonly lower: number | null;
    readonly upper: number | null;
    readonly signals: readonly ControlSignal[];
  })[];
  readonly centre: number | null;
};

/** Numbers in cells of rows and columns, darker for more. */
export type HeatSpec = Common & {
  readonly kind: 'heat';
  /** Name of what the columns are. */
  readonly across: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    /** One cell a column. */
    readonly cells: readonly {
      readonly value: number | null;
      readonly few?: boolean;
      readonly href?: string;
    }[];
  }[];
};
