import type { Life } from '../../orders/life.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Entity, SaleChannel } from '../../text/types.ts';
import type { Names } from '../context.ts';
import type { OrderInput } from '../types.ts';

/** What stands in a cell: words, a number, a moment (UTC milliseconds, shown as Beijing time), or nothing. */
export type Cell = string | number | { readonly at: number } | null;

/** What an order is told from. */
export type Source = {
  readonly order: StoredOrder;
  readonly input: OrderInput;
  readonly entities: readonly Entity[];
  readonly saleChannel: SaleChannel | null;
  readonly life: Life;
  /** When it was last sent to a unit; null before that. */
  readonly dispatchedAt: number | null;
  readonly names: Names & { readonly group: (code: string) => string };
};

/** What has to be read beside the order itself. */
export type Need = 'found' | 'life';

/** A column that an export can have. */
export type ExportField = {
  readonly key: string;
  /** Heading, Chinese. */
  readonly name: string;
  readonly needs?: readonly Need[];
  /** Tells who the caller is: masked for those who may not see it. */
  readonly personal?: 'name' | 'phone' | 'address' | 'text';
  /** Only where it is asked for by name. */
  readonly rare?: true;
  readonly value: (source: Source) => Cell;
};

export const FORMATS = ['xlsx', 'csv'] as const;
export type ExportFormat = (typeof FORMATS)[number];

export const ENCODINGS = ['utf-8', 'gb18030'] as const;
export type ExportEncoding = (typeof ENCODINGS)[number];

/** Who took an export, when and what: stands in the file and in the audit. */
export type RecipientMark = {
  /** Names the export in the audit. */
  readonly id: string;
  readonly who: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** The filter, as it can be given again. */
  readonly filter: string;
  /** Orders that fitted when it was asked for. */
  readonly rows: number;
  readonly masked: boolean;
  /** Orders that are kept 保密: of these nobody's copy says who called. */
  readonly withheld: number;
};
