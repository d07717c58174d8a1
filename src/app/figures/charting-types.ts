import type { RateCode } from '../../kernel/case-words.ts';
import type { ControlSignal } from '../../kernel/chart-types.ts';
import type { Change, Compared } from '../../insight/changes.ts';
import type { PerResidents } from '../../insight/per-residents.ts';
import type { RatedShare } from '../../orders/rates.ts';
import type { Chronic } from '../insight/insight-types.ts';
import type { Actor } from '../types.ts';
import type { FigureScope } from './figure-types.ts';
import type { Grain } from './periods.ts';

export type Counted = { readonly key: string; readonly name: string; readonly n: number };

/** How cases are spread. All counts leave out cases that go on in another one. */
export type Distribution = {
  readonly scope: FigureScope;
  readonly total: number;
  readonly groups: readonly Counted[];
  readonly types: readonly Counted[];
  readonly demandKinds: readonly Counted[];
  /** Who is complained about 被诉主体, the most named first; null where the actor may not see subjects. */
  readonly subjects: {
    readonly rows: readonly { readonly name: string; readonly n: number }[];
    /** Naming of all subjects; a case that names two counts for both. */
    readonly named: number;
    readonly names: number;
  } | null;
};

export const HEAT_AXES = ['street', 'group', 'weekday', 'hour', 'month'] as const;
export type HeatAxis = (typeof HEAT_AXES)[number];

export type HeatFigures = {
  readonly scope: FigureScope;
  readonly rows: readonly {
    readonly key: string;
    readonly name: string;
    readonly cells: readonly number[];
  }[];
  readonly columns: readonly { readonly key: string; readonly name: string }[];
};

export type BothShares = { readonly code: RateCode; readonly raw: RatedShare; readonly adjusted: RatedShare };

export type TrendFigures = {
  readonly scope: FigureScope;
  readonly grain: Grain;
  readonly version: string;
  readonly periods: readonly {
    readonly key: string;
    /** ISO days, `to` exclusive. */
    readonly from: string;
    readonly to: string;
    readonly days: number;
    /** False where it is cut off by the scope, or has not ended yet. */
    readonly isWhole: boolean;
    readonly received: number;
    readonly rates: readonly BothShares[];
  }[];
  /** What rates are to reach, over periods `[from, to)` by their index. */
  readonly targets: readonly {
    readonly rate: RateCode;
    readonly value: number;
    readonly bound: 'atLeast' | 'atMost';
    readonly source: string | null;
    readonly from: number;
    readonly to: number;
  }[];
};

/** What a control chart is about: cases a day, or a rate. */
export type Measure = 'received' | RateCode;

export type ControlFigures = {
  readonly scope: FigureScope;
  readonly grain: Grain;
  readonly measure: Measure;
  /** Rates both ways; counts once. */
  readonly charts: readonly {
    readonly basis: 'adjusted' | 'raw' | 'count';
    readonly method: 'p' | 'u' | 'xmr';
    readonly centre: number | null;
    readonly points: readonly {
      readonly key: string;
      readonly value: number | null;
      readonly hits: number;
      readonly n: number;
      readonly few: boolean;
      readonly lower: number | null;
      readonly upper: number | null;
      readonly signals: readonly ControlSignal[];
    }[];
  }[];
};

export type ChangeRow = Compared & Change;

export const AGAINST = { before: '前一段同样长的时间', year: '上年同期' } as const;
export type Against = keyof typeof AGAINST;

export type ChangeFigures = {
  readonly scope: FigureScope;
  /** ISO days that are compared, whole ones alone, `to` exclusive. */
  readonly now: { readonly from: string; readonly to: string };
  readonly before: { readonly from: string; readonly to: string };
  /** False where nothing was kept yet for part of the time before: then nothing is compared. */
  readonly isCovered: boolean;
  /** Fewer cases than this in both times together: nothing is said. */
  readonly least: number;
  readonly total: { readonly now: number; readonly before: number };
  readonly types: readonly ChangeRow[];
  readonly streets: readonly ChangeRow[];
  /** Street and group of types together; key `street|group`. */
  readonly cells: readonly ChangeRow[];
  /** Null where the actor may not see topics. */
  readonly places: readonly ChangeRow[] | null;
  readonly chronic: readonly Chronic[] | null;
};

export type ResidentRow = {
  readonly key: string;
  readonly name: string;
  readonly received: number;
  readonly residents: number | null;
  readonly year: number | null;
  readonly source: string | null;
  readonly per: PerResidents | null;
};
export type ResidentFigures = {
  readonly scope: FigureScope;
  readonly district: ResidentRow;
  readonly streets: readonly ResidentRow[];
};

export type HeadRow = {
  readonly code: string;
  readonly name: string;
  readonly of: '七有' | '五性';
  readonly weight: number;
  readonly types: number;
  readonly received: number;
  readonly rates: readonly BothShares[];
  /** 0..100; null where nothing was judged. */
  readonly score: { readonly raw: number | null; readonly adjusted: number | null };
};
export type HeadFigures = {
  readonly scope: FigureScope;
  readonly version: string;
  readonly note: string;
  readonly isWeightSet: boolean;
  readonly heads: readonly HeadRow[];
  /** Points of the district, by the weights of heads that have any. */
  readonly score: { readonly raw: number | null; readonly adjusted: number | null };
  /** Types that fall under no head, and why. */
  readonly without: readonly (Counted & { readonly reason: string })[];
};

/** Rights and fields are checked inside: `forbidden`, `bad_field`; `not_found` for what the profile has no data of. */
export type ChartServices = {
  readonly distribution: (actor: Actor, scope: FigureScope) => Promise<Distribution>;
  readonly heat: (
    actor: Actor,
    scope: FigureScope,
    rows: HeatAxis,
    columns: HeatAxis,
  ) => Promise<HeatFigures>;
  readonly trend: (actor: Actor, scope: FigureScope, grain: Grain) => Promise<TrendFigures>;
  readonly control: (
    actor: Actor,
    scope: FigureScope,
    grain: Grain,
    measure: Measure,
  ) => Promise<ControlFigures>;
  readonly changes: (actor: Actor, scope: FigureScope, against: Against) => Promise<ChangeFigures>;
  readonly residents: (actor: Actor, scope: FigureScope) => Promise<ResidentFigures>;
  readonly heads: (actor: Actor, scope: FigureScope) => Promise<HeadFigures>;
};
