import { LibsqlError } from '@libsql/client';
import type { InStatement, InValue, ResultSet, Row } from '@libsql/client';
import Database from 'libsql';
import type { DatabaseClient, OpenTransaction } from './client.ts';

/** Statements that stay prepared on a connection; the one that was not used for longest goes first. */
const KEPT = 512;

/** What one statement needs to be run again. */
type Prepared = {
  readonly statement: Database.Statement<unknown[]>;
  /** Makes a row of its values; null for a statement that gives none. */
  readonly rowOf: ((values: readonly unknown[]) => Row) | null;
  readonly columns: string[];
};

const NOTHING: ResultSet['rows'] = [];

/**
 * A client of one file over one connection, as the local client of `@libsql/client` behaves, but every statement is
 * prepared once: that client prepares it for each run and asks its columns twice, which is four fifths of what a short
 * statement costs. Integers come as numbers, exact to 2^53. Errors are `LibsqlError`s with SQLite's codes; one is thrown
 * at once where another connection is in the way: waiting here would hold up everything else.
 */
export function createFileClient(path: string): DatabaseClient {
  let open = openFile(path);
  let held: OpenTransaction | null = null;

  const client: DatabaseClient = {
    protocol: 'file',
    execute: async (statement) => {
      if (held !== null && !held.closed)
        throw new LibsqlError('An open transaction holds the connection.', 'TRANSACTION_ACTIVE');
      return open.run(statement);
    },
    transaction: async (mode) => {
      if (held !== null && !held.closed)
        throw new LibsqlError('An open transaction holds the connection.', 'TRANSACTION_ACTIVE');
      const file = open;
      file.run(mode === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN TRANSACTION READONLY');
      held = transactionOf(file);
      return held;
    },
    reconnect: () => {
      const next = openFile(path);
      open.close();
      open = next;
    },
    close: () => open.close(),
  };
  return client;
}

type OpenFile = ReturnType<typeof openFile>;

function openFile(path: string) {
  const db = new Database(path, { timeout: 0 });
  const kept = new Map<string, Prepared>();

  function prepared(sql: string): Prepared {
    const known = kept.get(sql);
    if (known !== undefined) {
      kept.delete(sql);
      kept.set(sql, known);
      return known;
    }
    const statement = db.prepare(sql);
    const made: Prepared = statement.reader
      ? withRows(statement.raw())
      : { statement, rowOf: null, columns: [] };
    // Other tables, other columns: what was prepared before says no longer what comes.
    if (/^\s*(CREATE|ALTER|DROP)\b/i.test(sql)) kept.clear();
    else kept.set(sql, made);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
    return made;
  }

  return {
    run: (given: InStatement): ResultSet => {
      const { sql, args = [] } = typeof given === 'string' ? { sql: given } : given;
      if (!db.open) throw new LibsqlError('The connection is closed.', 'CLIENT_CLOSED');
      if (!Array.isArray(args)) throw new TypeError('Arguments have a place, not a name.');
      const values = args.map(bound);
      try {
        const { statement, rowOf, columns } = prepared(sql);
        if (rowOf === null) {
          const { changes, lastInsertRowid } = statement.run(values);
          return resultOf([], NOTHING, changes, BigInt(lastInsertRowid));
        }
        const rows = (statement.all(values) as unknown[][]).map(rowOf);
        return resultOf(columns, rows, 0, undefined);
      } catch (error) {
        // Where it stopped half way nobody knows.
        kept.delete(sql);
        throw codedError(error);
      }
    },
    /** Asking a closed connection would end the process. */
    inTransaction: (): boolean => db.open && db.inTransaction,
    close: (): void => {
      kept.clear();
      if (db.open) db.close();
    },
  };
}

function transactionOf(file: OpenFile): OpenTransaction {
  let settled = false;
  const ended = (): boolean => settled || !file.inTransaction();
  const run = (statement: InStatement): ResultSet => {
    if (ended()) throw new LibsqlError('The transaction is closed.', 'TRANSACTION_CLOSED');
    return file.run(statement);
  };
  const undo = (): void => {
    if (!ended()) file.run('ROLLBACK');
    settled = true;
  };
  return {
    execute: async (statement) => run(statement),
    commit: async () => {
      try {
        run('COMMIT');
      } finally {
        undo();
      }
    },
    rollback: async () => undo(),
    close: undo,
    get closed() {
      return ended();
    },
  };
}

function withRows(statement: Database.Statement<unknown[]>): Prepared {
  const columns = statement.columns().map(({ name }) => name);
  FileRow.hasPlaces(columns.length);
  return { statement, columns, rowOf: (values) => new FileRow(columns, values) as unknown as Row };
}

/** Values by name, as own properties; by place, as an array's, from behind: two columns may have one name. */
class FileRow {
  static #places = 0;
  readonly #values: readonly unknown[];

  constructor(columns: readonly string[], values: readonly unknown[]) {
    this.#values = values;
    const named = this as unknown as Record<string, unknown>;
    for (let i = 0; i < columns.length; i++) {
      const name = columns[i] as string;
      if (!(name in this)) named[name] = values[i];
      // SELECT 1: the name is a place that this row does not have.
      else if (Number(name) >= columns.length)
        Object.defineProperty(this, name, { value: values[i], enumerable: true });
    }
  }

  get length(): number {
    return this.#values.length;
  }

  static hasPlaces(many: number): void {
    for (; FileRow.#places < many; FileRow.#places++) {
      const place = FileRow.#places;
      Object.defineProperty(FileRow.prototype, place, {
        get(this: FileRow) {
          return this.#values[place];
        },
      });
    }
  }
}

function resultOf(
  columns: string[],
  rows: Row[],
  rowsAffected: number,
  lastInsertRowid: bigint | undefined,
): ResultSet {
  return {
    columns,
    columnTypes: [],
    rows,
    rowsAffected,
    lastInsertRowid,
    toJSON: () => ({ columns, rows: rows.map((row) => Array.from(row)), rowsAffected }),
  };
}

function bound(value: InValue): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${value} is not a number to store.`);
  if (value === undefined) throw new TypeError('undefined is not a value to store.');
  if (value instanceof Date) return value.valueOf();
  return value instanceof ArrayBuffer ? Buffer.from(value) : value;
}

/** With the plain code beside SQLite's extended one, as the clients of servers have it. */
function codedError(error: unknown): unknown {
  const { SqliteError } = Database as unknown as { SqliteError: new () => Error };
  if (!(error instanceof SqliteError)) return error;
  const { message, code, rawCode } = error as Error & { code: string; rawCode?: number };
  return new LibsqlError(message, /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code, code, rawCode, error);
}
