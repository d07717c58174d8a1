import { AppError } from '../../kernel/errors.ts';
import { canonicalJson, sha256 } from '../canonical.ts';
import { columnName, whole } from '../export/xlsx-cells.ts';
import type { OrderLayout } from '../../profile/order-layouts.ts';
import {
  fieldName,
  isFault,
  mapColumns,
  rowToOrder,
  REFUSED_COLUMN,
  REFUSED_REASON,
  REFUSED_ROW,
} from './columns.ts';
import type { Cell, ColumnMap, Columns } from './columns.ts';
import { decodeLine, detectEncoding, linesOf } from './encoding.ts';
import { kindOfFile } from './file-kind.ts';
import { findHeading, HEADING_ROWS, layoutMap } from './heading.ts';
import type { Heading } from './heading.ts';
import { csvRows, xlsxRows } from './tables.ts';
import type { TableRow } from './tables.ts';
import { parseOrder } from '../intake/order-input.ts';
import type { Actor, OrderInput, Services } from '../types.ts';

/** A row of a file: line of a jsonl, record of a table (its heading is row 1). `done` is the share read so far. */
export type ReadRow = { readonly row: number; readonly done: number; readonly raw: RawRow } & (
  | { readonly order: OrderInput }
  | {
      readonly error: AppError;
      /** Heading and place of the cell that is to blame, `来电时间（B3）`; absent where it is the row. */
      readonly column?: string;
    }
);

/** A row as it stands in the file, for sending it back. */
export type RawRow = {
  /** Name of the sheet, where it is not the first. */
  readonly sheet?: string;
  /** Of a table. */
  readonly cells?: readonly Cell[];
  /** Of a jsonl. */
  readonly line?: string;
};

export type ReadOptions = {
  /** Column heading -> field; see `mapColumns`. */
  readonly map?: ColumnMap;
  /** Layouts that are known by their headings. */
  readonly layouts?: readonly OrderLayout[];
  /** Told the headings of a table, and those that fill no field. */
  readonly onIgnored?: (ignored: readonly string[], headings: readonly string[]) => void;
};

export type ImportProgress = {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
  /** 0 … 1. */
  readonly done: number;
};

export type Refusal = {
  readonly row: number;
  readonly code: string;
  readonly reason: string;
  readonly column?: string;
  readonly sheet?: string;
};

export type ImportReport = {
  readonly accepted: number;
  readonly duplicate: number;
  /** The first of them, at most `REFUSALS`. */
  readonly refused: readonly Refusal[];
  readonly refusedCount: number;
  /** Headings that fill no field. */
  readonly ignored: readonly string[];
};

/** Refusals that a report holds; all of them go to `onRefused`. */
export const REFUSALS = 10_000;

/** Orders of one transaction. */
const BATCH = 200;

/**
 * Orders of a jsonl, csv or xlsx file, by the ending of its name; UTF-8 or GB18030. A bad row comes as an
 * error and the next one goes on. Throws `bad_file` or `bad_encoding` where the file as a whole cannot be
 * read. An order without id or external id gets one from its content and its occurrence in the file, so
 * that the same file read again names the same orders.
 */
export async function* readOrders(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  filename: string,
  options: ReadOptions = {},
): AsyncGenerator<ReadRow> {
  const bytes = source instanceof Uint8Array ? source : await collected(source);
  const seen = new Map<string, number>();
  for await (const item of readRows(bytes, filename, options)) {
    yield 'order' in item ? { ...item, order: named(item.order, seen) } : item;
  }
}

/** The same rows as they stand in the file: an order without an id has none. */
export function readRows(bytes: Uint8Array, filename: string, options: ReadOptions): AsyncGenerator<ReadRow> {
  const kind = kindOfFile(bytes, filename);
  if (kind === 'jsonl') return jsonlOrders(bytes, filename);
  return tableOrders(tableRows(bytes, filename), filename, options);
}

/** Records of a table, by what the file is. Throws `bad_file` for what is no table. */
export function tableRows(bytes: Uint8Array, filename: string): AsyncGenerator<TableRow> {
  const kind = kindOfFile(bytes, filename);
  if (kind === 'jsonl') throw new AppError('bad_file', { file: filename, reason: '不是表格' });
  return kind === 'xlsx' ? xlsxRows(bytes, filename) : csvRows(bytes, filename);
}

async function collected(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

async function* jsonlOrders(bytes: Uint8Array, filename: string): AsyncGenerator<ReadRow> {
  const encoding = detectEncoding(bytes, filename);
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (isJsonArray(bytes.subarray(bom))) {
    const reason = '是一个 JSON 数组；jsonl 须每行一个工单对象，行间没有逗号';
    throw new AppError('bad_file', { file: filename, reason });
  }
  let row = 0;
  for (const [start, end] of linesOf(bytes, bom)) {
    row++;
    const done = end / bytes.length;
    const where = `第 ${row} 行`;
    const line = decodeLine(bytes.subarray(start, end), encoding);
    if (line === null) {
      const lenient = new TextDecoder(encoding).decode(bytes.subarray(start, end));
      yield { row, done, raw: { line: lenient }, error: new AppError('bad_encoding', { where }) };
    } else if (line.trim() !== '')
      yield {
        row,
        done,
        raw: { line },
        ...attempt(() => parseOrder(mended(parsedJson(line, where)), where)),
      };
  }
}

/** A whole file that is one array is a file of another kind; one refusal says more than one for every line. */
function isJsonArray(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte));
  if (first !== 0x5b) return false;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(value) && value.length > 0;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function parsedJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    // The parser's own message quotes the line, which may hold personal data.
    throw new AppError('bad_json', { reason: `${where}无法解析` }, { cause: error });
  }
}

/** An object without what was put beside it when it was refused. */
function mended(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const {
    [REFUSED_ROW]: _row,
    [REFUSED_COLUMN]: _column,
    [REFUSED_REASON]: _reason,
    ...rest
  } = value as Record<string, unknown>;
  return rest;
}

async function* tableOrders(
  rows: AsyncIterable<TableRow>,
  filename: string,
  options: ReadOptions,
): AsyncGenerator<ReadRow> {
  const before: TableRow[] = [];
  let table: Table | null = null;
  for await (const item of rows) {
    if (table === null) {
      before.push(item);
      if (before.length < HEADING_ROWS) continue;
      table = tableOf(before, filename, options);
      for (const row of before.slice(table.heading.rows)) yield* orderIn(row, table);
    } else yield* orderIn(item, table);
  }
  if (table !== null) return;
  table = tableOf(before, filename, options);
  for (const row of before.slice(table.heading.rows)) yield* orderIn(row, table);
}

type Table = { readonly heading: Heading; readonly columns: Columns };

/** What the first rows of a table say of its columns. Throws `bad_file`. */
export function tableOf(rows: readonly TableRow[], file: string, options: ReadOptions): Table {
  const heading = findHeading(rows, options.map);
  if (heading === null)
    throw new AppError('bad_file', { file, reason: rows.length === 0 ? '没有内容' : '表头无法读取' });
  const { headings } = heading;
  const map = options.map ?? layoutMap(headings, options.layouts ?? []) ?? {};
  const columns = mapColumns(headings, file, map);
  options.onIgnored?.(columns.ignored, headings);
  return { heading, columns };
}

function* orderIn(item: TableRow, { heading, columns }: Table): Generator<ReadRow> {
  const { row, done } = item;
  if ('error' in item) {
    // The line as it stands, in the first column, where it can be mended.
    const line = item.line === undefined ? {} : { cells: [item.line] };
    yield { row, done, raw: line, error: item.error };
    return;
  }
  const { sheet } = item;
  const cells = whole(item.cells, heading.headings.length);
  if (cells.every((cell) => cell === null || cell === undefined || cell === '')) return;
  const where = `${sheet === undefined ? '' : `“${sheet}”`}第 ${row} 行`;
  const read = attempt(() => parseOrder(rowToOrder(cells, columns), where));
  const column = 'error' in read ? columnOf(read.error, row, heading.headings, columns, cells) : undefined;
  yield {
    row,
    done,
    raw: { cells, ...(sheet === undefined ? {} : { sheet }) },
    ...('error' in read ? { error: inWords(read.error, heading.headings, columns) } : read),
    ...(column === undefined ? {} : { column }),
  };
}

/** A refusal with the heading in place of the field's name, and times as a table writes them. */
function inWords(error: AppError, headings: readonly string[], { fields }: Columns): AppError {
  const { field, reason } = error.details;
  if (typeof field !== 'string') return error;
  const index = fields.findIndex((one) => one === field);
  const words = index < 0 ? fieldName(field) : (headings[index] ?? field).trim();
  const isTime = field === 'receivedAt' && typeof reason === 'string' && reason.includes('ISO 8601');
  const told = isTime ? { reason: '看不懂这个时间，须像 2026-04-14 09:30' } : {};
  return new AppError(error.code, { ...error.details, field: words, ...told }, { cause: error });
}

/** The cell that a refusal is about. */
function columnOf(
  { details }: AppError,
  row: number,
  headings: readonly string[],
  { fields }: Columns,
  cells: readonly Cell[],
): string | undefined {
  const named = fields.findIndex((field) => field !== null && field === details['field']);
  const index = named >= 0 ? named : fields.findIndex((field, i) => field !== null && isFault(cells[i]));
  return index < 0 ? undefined : `${headings[index]}（${columnName(index)}${row}）`;
}

function attempt(make: () => OrderInput): { readonly order: OrderInput } | { readonly error: AppError } {
  try {
    return { order: make() };
  } catch (error) {
    if (error instanceof AppError) return { error };
    throw error;
  }
}

function named(order: OrderInput, seen: Map<string, number>): OrderInput {
  if (order.id !== undefined || order.externalId !== undefined) return order;
  const hash = sha256(canonicalJson(order)).slice(0, 32);
  const occurrence = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, occurrence);
  return { ...order, id: `imp-${hash}-${occurrence}` };
}

/**
 * Takes a file in, 200 orders a transaction. Stopped at any point (power cut included), the same call on the
 * same file goes on where it ended: what is there counts as duplicate.
 */
export async function importOrders(
  services: Pick<Services, 'intake'>,
  actor: Actor,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  filename: string,
  options: Omit<ReadOptions, 'onIgnored'> & ImportListeners = {},
): Promise<ImportReport> {
  const count = { rows: 0, accepted: 0, duplicate: 0, refused: 0 };
  const refused: (Refusal & { readonly n: number })[] = [];
  let ignored: readonly string[] = [];
  let waiting: (RowTaken & { readonly n: number })[] = [];

  function refuse(
    n: number,
    item: Pick<ReadRow, 'row' | 'raw'>,
    code: string,
    reason: string,
    column?: string,
  ): void {
    count.refused++;
    const { sheet } = item.raw;
    const told = {
      row: item.row,
      code,
      reason,
      ...(column === undefined ? {} : { column }),
      ...(sheet === undefined ? {} : { sheet }),
    };
    if (refused.length < REFUSALS) refused.push({ n, ...told });
    options.onRefused?.(told, item.raw);
  }

  async function flush(done: number): Promise<void> {
    const batch = waiting;
    waiting = [];
    const stored = batch.length === 0 ? [] : await (options.stored?.(batch.map(({ order }) => order)) ?? []);
    const fresh = batch.filter((_, i) => stored[i] !== true);
    count.duplicate += batch.length - fresh.length;
    const outcomes =
      fresh.length === 0
        ? []
        : await services.intake.accept(
            actor,
            fresh.map((b) => b.order),
          );
    for (const [i, outcome] of outcomes.entries()) {
      const item = fresh[i];
      if (item === undefined) throw new Error('intake answered with more outcomes than orders');
      if (outcome.status !== 'refused') count[outcome.status]++;
      else refuse(item.n, item, outcome.error.code, outcome.error.message);
    }
    options.onProgress?.({ ...count, done });
  }

  const onIgnored: NonNullable<ReadOptions['onIgnored']> = (names, headings) => {
    ignored = names;
    options.onHeadings?.(headings);
  };
  const { map, layouts } = options;
  const given = { ...(map === undefined ? {} : { map }), ...(layouts === undefined ? {} : { layouts }) };
  for await (const item of readOrders(source, filename, { ...given, onIgnored })) {
    const n = ++count.rows;
    if ('error' in item) refuse(n, item, item.error.code, item.error.message, item.column);
    else waiting.push({ n, row: item.row, raw: item.raw, order: item.order });
    if (waiting.length >= BATCH) await flush(item.done);
  }
  await flush(1);
  refused.sort((a, b) => a.n - b.n);
  const { accepted, duplicate } = count;
  const told = refused.map(({ n: _n, ...rest }) => rest);
  return { accepted, duplicate, refused: told, refusedCount: count.refused, ignored };
}

type RowTaken = { readonly row: number; readonly raw: RawRow; readonly order: OrderInput };

export type ImportListeners = {
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Told the headings of a table before its first row. */
  readonly onHeadings?: (headings: readonly string[]) => void;
  /** Told every row that is refused, with the row itself. */
  readonly onRefused?: (refusal: Refusal, raw: RawRow) => void;
  /** Which of these orders are there already under another channel; see `ImportDesk.stored`. */
  readonly stored?: (orders: readonly OrderInput[]) => Promise<readonly boolean[]>;
};
