import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Context } from '../context.ts';
import type { Actor, Services } from '../types.ts';
import type { ImportDesk } from './import-desk.ts';
import { importOrders } from './importing.ts';
import { openRefusedFile, refusedEnding } from './refused-file.ts';

/** Whoever may write into the folder may hand in orders. */
const ACTOR: Actor = { id: 'import-folder', name: '导入文件夹', role: 'system', unit: null };
/** Milliseconds that a file must have lain unchanged: what is still being copied is left alone. */
const SETTLED_MS = 3_000;
/** Names under which programs write before they rename. */
const UNFINISHED = /^\.|~$|^~\$|\.(?:tmp|part|partial|crdownload|swp)$/i;
/** Where files go once they were read, and where those nobody can read. */
export const DONE = 'done';
export const FAILED = 'failed';

export type WatchedFolder = {
  /** Takes in what lies there, one file after the other, until told to stop; how many files were dealt with. */
  readonly look: (stopping: () => boolean) => Promise<number>;
};

/**
 * Orders from files that other systems put into a folder (jsonl, csv, xlsx). A file is moved only after its last order is
 * stored, with a report beside it and its refused rows as a file to mend and send again; cut short, it is read once more and
 * what is here already counts as duplicate. One process may watch a folder.
 */
export function createWatchedFolder(
  { store, clock, log, profile }: Pick<Context, 'store' | 'clock' | 'log' | 'profile'>,
  services: {
    readonly intake: Services['intake'];
    readonly desk: Pick<ImportDesk, 'stored' | 'map' | 'limit'>;
  },
  options: { readonly folder: string; readonly map: string; readonly settledMs?: number },
): WatchedFolder {
  const { folder, map: mapName, settledMs = SETTLED_MS } = options;
  const { intake, desk } = services;

  const look: WatchedFolder['look'] = async (stopping) => {
    let dealt = 0;
    for (const name of (await readdir(folder)).sort()) {
      if (stopping()) break;
      if (UNFINISHED.test(name)) continue;
      const file = join(folder, name);
      const found = await lstat(file);
      if (!found.isFile() || Date.now() - found.mtimeMs < settledMs) continue;
      await take(file, name, found.size);
      dealt++;
    }
    return dealt;
  };

  async function take(file: string, name: string, size: number): Promise<void> {
    const kept = `${stamp(clock.now())}-${name}`;
    try {
      if (size > desk.limit) throw new AppError('file_too_large', { file: name, size, limit: desk.limit });
      const bytes = await readFile(file);
      const map = mapName === '' ? undefined : await desk.map(ACTOR, mapName);
      const hash = createHash('sha256').update(bytes).digest('hex');
      await mkdir(join(folder, DONE), { recursive: true });
      const refusedFile = join(folder, DONE, `${kept}.refused.${refusedEnding(name)}`);
      const refused = openRefusedFile(refusedFile, name);
      try {
        const report = await importOrders({ intake }, ACTOR, bytes, name, {
          ...(map === undefined ? {} : { map }),
          layouts: profile.orderLayouts ?? [],
          stored: desk.stored,
          onHeadings: refused.headings,
          onRefused: refused.row,
        });
        refused.close();
        if (report.refusedCount === 0) await rm(refusedFile);
        const { accepted, duplicate, refusedCount, ignored } = report;
        const detail = `${name}，sha256 ${hash}，新收 ${accepted}，重复 ${duplicate}，拒收 ${refusedCount}`;
        await record(kept, detail);
        await put(DONE, kept, {
          file: name,
          sha256: hash,
          accepted,
          duplicate,
          refused: refusedCount,
          ignored,
        });
        log.info({ accepted, duplicate, refused: refusedCount }, 'file of the import folder taken in');
      } catch (error) {
        refused.close();
        await rm(refusedFile, { force: true });
        throw error;
      }
      await rename(file, join(folder, DONE, kept));
    } catch (error) {
      // What the file is not to blame for is tried again at the next look.
      if (!(error instanceof AppError) || !ITS_OWN_FAULT.has(error.code)) throw error;
      await mkdir(join(folder, FAILED), { recursive: true });
      await put(FAILED, kept, { file: name, code: error.code, message: error.message });
      await rename(file, join(folder, FAILED, kept));
      log.warn({ code: error.code }, 'file of the import folder refused');
    }
  }

  const put = (place: string, kept: string, report: object): Promise<void> =>
    writeFile(join(folder, place, `${kept}.report.json`), `${JSON.stringify(report, null, 2)}\n`, {
      mode: 0o600,
    });

  const record = (subject: string, detail: string): Promise<void> => {
    const who = { actorId: ACTOR.id, actorName: ACTOR.name };
    return store.write((db) =>
      appendAudit(db, [{ at: clock.now(), ...who, action: 'order.imported', subject, detail }]),
    );
  };

  return { look };
}

const ITS_OWN_FAULT = new Set<AppError['code']>([
  'bad_file',
  'bad_encoding',
  'bad_upload',
  'file_too_large',
  'file_kind',
]);

/** `20261129-084500`, Beijing time: files of one name stand beside each other. */
const stamp = (at: number): string =>
  new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
