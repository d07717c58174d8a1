import { mkdtemp, open, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { cleanFileName } from '../../kernel/file-names.ts';
import { newId } from '../../kernel/ids.ts';
import { appendAudit } from '../../store/audit.ts';
import { dropImportMap, importMapNamed, listImportMaps, putImportMap } from '../../store/import-maps.ts';
import type { StoredMap } from '../../store/import-maps.ts';
import { ordersKnownAs } from '../../store/order-pages.ts';
import { sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor, OrderInput, Services } from '../types.ts';
import { cellText, columnsIn, FIELDS, NO_CHANNEL } from './columns.ts';
import type { ColumnMap, Field } from './columns.ts';
import { kindOfFile } from './file-kind.ts';
import { findHeading, HEADING_ROWS, layoutMap } from './heading.ts';
import { importOrders, tableRows } from './importing.ts';
import type { ImportProgress, ImportReport } from './importing.ts';
import { openRefusedFile, refusedEnding } from './refused-file.ts';
import type { TableRow } from './tables.ts';

/** Bytes of a file at most. */
export const UPLOAD_LIMIT = 200 << 20;
/** How long a file waits for its import, and a result to be fetched. */
const KEPT_MS = 2 * 3_600_000;
/** Files that one person may have waiting; the oldest goes. */
const WAITING = 5;
const SHOWN_ROWS = 8;
const FOLDER = 'jiesu-import-';

/** A file that was handed in, before anything of it is stored. */
export type Preview = {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Null for a jsonl, which has no columns. */
  readonly table: {
    readonly headings: readonly string[];
    /** Field that each column would fill, null for none. */
    readonly fields: readonly (Field | null)[];
    /** First rows under the headings, as words. */
    readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
  } | null;
};

export type ImportState =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly progress: ImportProgress }
  | { readonly state: 'done'; readonly report: ImportReport }
  | { readonly state: 'failed'; readonly message: string };

export type ImportJob = ImportState & { readonly id: string; readonly name: string };

export type ImportDesk = {
  /** Bytes of a file at most. */
  readonly limit: number;
  readonly fields: readonly Field[];
  /** Takes a file in and looks at it; nothing is stored of it yet. Throws `file_too_large`, `bad_upload`, `bad_encoding`. */
  readonly receive: (actor: Actor, name: string, bytes: AsyncIterable<Uint8Array>) => Promise<Preview>;
  readonly preview: (actor: Actor, id: string, map?: ColumnMap) => Promise<Preview>;
  /** Begins to store the orders of a file, by this map. `conflict` where it has begun. */
  readonly start: (actor: Actor, id: string, map: ColumnMap | null) => Promise<void>;
  readonly job: (actor: Actor, id: string) => Promise<ImportJob>;
  /** The refused rows as a file; `not_found` where there are none. */
  readonly refused: (
    actor: Actor,
    id: string,
  ) => Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
  readonly maps: (actor: Actor) => Promise<readonly StoredMap[]>;
  readonly map: (actor: Actor, name: string) => Promise<ColumnMap>;
  readonly saveMap: (actor: Actor, name: string, map: ColumnMap) => Promise<void>;
  readonly dropMap: (actor: Actor, name: string) => Promise<void>;
  /** Which of these are here under that number, ours or another system's, with the same text of the same moment. */
  readonly stored: (orders: readonly OrderInput[]) => Promise<readonly boolean[]>;
};

type Held = {
  readonly id: string;
  readonly actorId: string;
  readonly name: string;
  readonly folder: string;
  readonly bytes: number;
  readonly at: number;
  state: ImportState;
};

/**
 * Files on their way in: looked at, mapped, stored. A file lies in a folder of its own under the system's temporary one
 * and goes after two hours; a restart of the server forgets it. `intake` stores the orders.
 */
export function createImportDesk(context: Context, intake: Services['intake']): ImportDesk {
  const { store, clock, log, profile } = context;
  const held = new Map<string, Held>();
  const layouts = profile.orderLayouts ?? [];

  const mine = (actor: Actor, id: string): Held => {
    scopeOf(actor, 'order.import');
    const item = held.get(id);
    // Somebody else's is as good as absent.
    if (item === undefined || item.actorId !== actor.id)
      throw new AppError('not_found', { what: '这个文件，可能已过两小时或服务重启过，请重新选择' });
    return item;
  };
  const pathOf = ({ folder }: Held): string => join(folder, 'file');
  const refusedOf = ({ folder }: Held): string => join(folder, 'refused');

  async function forget(item: Held): Promise<void> {
    held.delete(item.id);
    await rm(item.folder, { recursive: true, force: true });
  }

  /** Makes room for another file, and takes away what an earlier run of the server left lying. */
  async function sweep(actor: Actor): Promise<void> {
    const own = [...held.values()].filter(
      ({ actorId, state }) => actorId === actor.id && state.state !== 'running',
    );
    for (const item of own.sort((a, b) => b.at - a.at).slice(WAITING - 1)) await forget(item);
    const known = new Set([...held.values()].map(({ folder }) => folder));
    for (const name of await readdir(tmpdir())) {
      const folder = join(tmpdir(), name);
      if (!name.startsWith(FOLDER) || known.has(folder)) continue;
      const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
    }
  }

  /** Takes a file away when its time is over; what is being stored is left until it is. */
  function expire(item: Held): void {
    setTimeout(() => {
      if (held.get(item.id) !== item) return;
      if (item.state.state === 'running') expire(item);
      else
        forget(item).catch((error: unknown) => log.error({ err: error }, 'an uploaded file is still there'));
    }, KEPT_MS).unref();
  }

  const receive: ImportDesk['receive'] = async (actor, name, bytes) => {
    scopeOf(actor, 'order.import');
    await sweep(actor);
    const folder = await mkdtemp(join(tmpdir(), FOLDER));
    const clean = cleanFileName(name);
    try {
      const size = await written(join(folder, 'file'), clean, bytes);
      const item: Held = {
        id: newId(),
        actorId: actor.id,
        name: clean,
        folder,
        bytes: size,
        at: clock.now(),
        state: { state: 'waiting' },
      };
      const preview = await look(item);
      held.set(item.id, item);
      expire(item);
      return preview;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  };

  /** What is wrong with a file that was handed in is its sender's to mend. */
  async function look(item: Held, map?: ColumnMap): Promise<Preview> {
    try {
      return await looking(item, map);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_file') throw error;
      throw new AppError('bad_upload', error.details, { cause: error });
    }
  }

  async function looking(item: Held, map?: ColumnMap): Promise<Preview> {
    const bytes = await readFile(pathOf(item));
    const { id, name } = item;
    const about = { id, name, bytes: item.bytes };
    if (kindOfFile(bytes, name) === 'jsonl') return { ...about, table: null };
    const first: TableRow[] = [];
    for await (const row of tableRows(bytes, name)) if (first.push(row) >= HEADING_ROWS + SHOWN_ROWS) break;
    const heading = findHeading(first.slice(0, HEADING_ROWS), map);
    if (heading === null) throw new AppError('bad_file', { file: name, reason: '没有内容' });
    const { headings, rows } = heading;
    const shown = first.slice(rows, rows + SHOWN_ROWS).map((item_) => ({
      row: item_.row,
      cells: 'error' in item_ ? [item_.error.message] : item_.cells.map((cell) => shortened(cellText(cell))),
    }));
    const { fields } = columnsIn(headings, name, map ?? layoutMap(headings, layouts) ?? {});
    return { ...about, table: { headings, fields, rows: shown } };
  }

  const start: ImportDesk['start'] = async (actor, id, map) => {
    const item = mine(actor, id);
    if (item.state.state !== 'waiting') throw new AppError('conflict', { reason: '这个文件已经开始导入' });
    item.state = { state: 'running', progress: { rows: 0, accepted: 0, duplicate: 0, refused: 0, done: 0 } };
    const work = async (): Promise<void> => {
      const refused = openRefusedFile(refusedOf(item), item.name);
      try {
        const bytes = await readFile(pathOf(item));
        await record(actor, 'order.import', id, `${item.name}，sha256 ${sha256(bytes)}`);
        const report = await importOrders({ intake }, actor, bytes, item.name, {
          ...(map === null ? {} : { map }),
          layouts,
          stored,
          onHeadings: refused.headings,
          onRefused: refused.row,
          onProgress: (progress) => void (item.state = { state: 'running', progress }),
        });
        const { accepted, duplicate, refusedCount } = report;
        await record(
          actor,
          'order.imported',
          id,
          `新收 ${accepted}，重复 ${duplicate}，拒收 ${refusedCount}`,
        );
        item.state = { state: 'done', report };
      } finally {
        refused.close();
      }
    };
    // The page asks how far it is; what goes wrong is told there and logged here.
    work().catch((error: unknown) => {
      const message = error instanceof AppError ? error.message : new AppError('internal').message;
      item.state = { state: 'failed', message };
      if (!(error instanceof AppError)) log.error({ err: error, import: id }, 'import failed');
    });
  };

  function record(actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return store.write((db) => appendAudit(db, [entry]));
  }

  const stored: ImportDesk['stored'] = async (orders) => {
    const numbers = orders.flatMap(({ channel, externalId }) =>
      // Only a table that does not say where an order came in can hold one that is here under another channel.
      channel === NO_CHANNEL && externalId !== undefined ? [externalId] : [],
    );
    const rows = numbers.length === 0 ? [] : await store.read((db) => ordersKnownAs(db, numbers));
    const known = new Set(
      rows.flatMap(({ number, externalId, textHash, receivedAt }) =>
        [number, externalId].map((name) => JSON.stringify([name, textHash, receivedAt])),
      ),
    );
    return orders.map(({ channel, externalId, text, receivedAt }) => {
      const same = JSON.stringify([externalId ?? '', sha256(text), Date.parse(receivedAt)]);
      return channel === NO_CHANNEL && known.has(same);
    });
  };

  return {
    limit: UPLOAD_LIMIT,
    fields: FIELDS,
    receive,
    preview: (actor, id, map) => look(mine(actor, id), map),
    start,
    job: async (actor, id) => {
      const item = mine(actor, id);
      return { id, name: item.name, ...item.state };
    },
    refused: async (actor, id) => {
      const item = mine(actor, id);
      if (item.state.state !== 'done' || item.state.report.refusedCount === 0)
        throw new AppError('not_found', { what: '拒收的行' });
      const name = `${item.name.replace(/\.[a-z]+$/i, '')}-拒收.${refusedEnding(item.name)}`;
      await record(actor, 'order.refused_rows', id, `${item.state.report.refusedCount} 行`);
      return { name, bytes: await readFile(refusedOf(item)) };
    },
    maps: async (actor) => {
      scopeOf(actor, 'order.import');
      return store.read(listImportMaps);
    },
    map: async (actor, name) => {
      scopeOf(actor, 'order.import');
      const found = await store.read((db) => importMapNamed(db, name));
      if (found === null) throw new AppError('not_found', { what: `列映射“${name}”` });
      return found.columns as ColumnMap;
    },
    saveMap: async (actor, name, map) => {
      scopeOf(actor, 'order.import');
      const clean = name.trim();
      if (!/^[\p{L}\p{N}._ -]{1,60}$/u.test(clean))
        throw new AppError('bad_field', {
          where: '',
          field: 'name',
          reason: '须为 1 至 60 个文字、数字、空格或 . _ -',
        });
      const wrong = Object.values(map).find(
        (field) => field !== null && !(FIELDS as readonly string[]).includes(field),
      );
      if (wrong !== undefined)
        throw new AppError('bad_field', { where: '', field: 'columns', reason: `没有字段“${wrong}”` });
      const at = clock.now();
      await store.write(async (db) => {
        await putImportMap(db, {
          name: clean,
          columns: map,
          setBy: actor.id,
          setByName: actor.name,
          setAt: at,
        });
        const entry = {
          at,
          actorId: actor.id,
          actorName: actor.name,
          action: 'import_map.save',
          subject: clean,
        };
        await appendAudit(db, [{ ...entry, detail: JSON.stringify(map) }]);
      });
    },
    dropMap: async (actor, name) => {
      scopeOf(actor, 'order.import');
      const at = clock.now();
      const wasThere = await store.write(async (db) => {
        const dropped = await dropImportMap(db, name);
        const entry = {
          at,
          actorId: actor.id,
          actorName: actor.name,
          action: 'import_map.drop',
          subject: name,
        };
        if (dropped) await appendAudit(db, [{ ...entry, detail: '' }]);
        return dropped;
      });
      if (!wasThere) throw new AppError('not_found', { what: `列映射“${name}”` });
    },
    stored,
  };
}

/** Writes a file as it arrives. Throws `file_too_large`. */
async function written(path: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    for await (const piece of bytes) {
      size += piece.length;
      if (size > UPLOAD_LIMIT)
        throw new AppError('file_too_large', {
          name,
          limit: UPLOAD_LIMIT,
          shown: `${UPLOAD_LIMIT >> 20} MB`,
        });
      await file.write(piece);
    }
    return (await stat(path)).size;
  } finally {
    await file.close();
  }
}

const shortened = (text: string): string => (text.length > 80 ? `${[...text].slice(0, 80).join('')}…` : text);
