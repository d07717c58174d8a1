import { AppError } from '../../kernel/errors.ts';
import { canonicalJson, sha256 } from '../canonical.ts';
import { mapColumns, rowToOrder } from './columns.ts';
import type { ColumnMap, Columns } from './columns.ts';
import { decodeLine, detectEncoding, linesOf } from './encoding.ts';
import { csvRows, xlsxRows } from './tables.ts';
import type { TableRow } from './tables.ts';
import { parseOrder } from '../intake/order-input.ts';
import type { Actor, OrderInput, Services } from '../types.ts';

/** A row of a file: line of a jsonl, record of a table (its heading is row 1). `done` is the share read so far. */
export type ReadRow = { readonly row: number; readonly done: number } & (
  { readonly order: OrderInput } | { readonly error: AppError }
);

export type ReadOptions = {
  /** Column heading -> field; see `mapColumns`. */
  readonly map?: ColumnMap;
  /** Told the headings that fill no field. */
  readonly onIgnored?: (headings: readonly string[]) => void;
};

export type ImportProgress = {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
  /** 0 … 1. */
  readonly done: number;
};

export type ImportReport = {
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: readonly { readonly row: number; readonly code: string; readonly reason: string }[];
  /** Headings that fill no field. */
  readonly ignored: readonly string[];
};

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
  const ending = /\.([a-z]+)$/i.exec(filename)?.[1]?.toLowerCase();
  if (ending === 'jsonl' || ending === 'ndjson') return jsonlOrders(bytes, filename);
  if (ending === 'csv' || ending === 'tsv') return tableOrders(csvRows(bytes, filename), filename, options);
  if (ending === 'xlsx') return tableOrders(xlsxRows(bytes, filename), filename, options);
  throw new AppError('bad_file', { file: filename, reason: '只能读 .jsonl、.csv、.xlsx' });
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
    if (line === null) yield { row, done, error: new AppError('bad_encoding', { where }) };
    else if (line.trim() !== '')
      yield { row, done, ...attempt(() => parseOrder(parsedJson(line, where), where)) };
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

async function* tableOrders(
  rows: AsyncIterable<TableRow>,
  filename: string,
  options: ReadOptions,
): AsyncGenerator<ReadRow> {
  let columns: Columns | null = null;
  for await (const item of rows) {
    const { row, done } = item;
    if ('error' in item) {
      if (columns === null) throw new AppError('bad_file', { file: filename, reason: '表头无法读取' });
      yield item;
    } else if (columns === null) {
      columns = mapColumns(
        item.cells.map((cell) => String(cell ?? '')),
        filename,
        options.map,
      );
      options.onIgnored?.(columns.ignored);
    } else {
      const order = rowToOrder(item.cells, columns);
      yield { row, done, ...attempt(() => parseOrder(order, `第 ${row} 行`)) };
    }
  }
  if (columns === null) throw new AppError('bad_file', { file: filename, reason: '没有内容' });
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
  options: Omit<ReadOptions, 'onIgnored'> & { readonly onProgress?: (progress: ImportProgress) => void } = {},
): Promise<ImportReport> {
  const count = { rows: 0, accepted: 0, duplicate: 0 };
  const refused: { row: number; code: string; reason: string }[] = [];
  let ignored: readonly string[] = [];
  let waiting: { row: number; order: OrderInput }[] = [];

  async function flush(done: number): Promise<void> {
    const batch = waiting;
    waiting = [];
    const outcomes =
      batch.length === 0
        ? []
        : await services.intake.accept(
            actor,
            batch.map((b) => b.order),
          );
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status !== 'refused') count[outcome.status]++;
      else refused.push({ row: batch[i]?.row ?? 0, code: outcome.error.code, reason: outcome.error.message });
    }
    options.onProgress?.({ ...count, refused: refused.length, done });
  }

  const onIgnored = (headings: readonly string[]): void => void (ignored = headings);
  const map = options.map === undefined ? {} : { map: options.map };
  for await (const item of readOrders(source, filename, { ...map, onIgnored })) {
    count.rows++;
    if ('error' in item) refused.push({ row: item.row, code: item.error.code, reason: item.error.message });
    else waiting.push({ row: item.row, order: item.order });
    if (waiting.length >= BATCH) await flush(item.done);
  }
  await flush(1);
  refused.sort((a, b) => a.row - b.row);
  return { accepted: count.accepted, duplicate: count.duplicate, refused, ignored };
}
