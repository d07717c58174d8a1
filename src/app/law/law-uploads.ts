import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { isDay } from '../../knowledge/law-dates.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import type { Laws, LawUpload, LawUploadOptions } from './law-care-types.ts';
import { lawFiles } from './law-files.ts';
import { importLaws } from './law-import.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

/** Bytes of an uploaded file at most. */
export const UPLOAD_LIMIT = 200 << 20;
const KINDS = /\.(?:jsonl|ndjson|jsonl\.gz|ndjson\.gz|md|markdown|txt)$/i;
/** Uploads that are remembered. */
const KEPT = 20;

type Running = { -readonly [K in keyof LawUpload]: LawUpload[K] };

/** Files of law that people send, taken in one at a time behind the request. */
export function createLawUploads(
  context: Context,
  knowledge: LiveKnowledge,
): Pick<Laws, 'mayUpload' | 'upload' | 'uploads' | 'uploadOf' | 'settled'> {
  const { store, clock, log } = context;
  const resting = async () => knowledge.holder.current().sources;
  const known: Running[] = [];
  let receiving = false;
  let work: Promise<void> = Promise.resolve();

  const mayUpload: Laws['mayUpload'] = (actor, file) => {
    scopeOf(actor, 'law.manage');
    if (!KINDS.test(file))
      throw new AppError('bad_field', {
        where: '',
        field: 'file',
        reason: '只收 .jsonl、.jsonl.gz、.md、.txt 文件',
      });
    if (receiving || known.some(({ state }) => state === 'running'))
      throw new AppError('conflict', { reason: '另一份法规正在导入，请等它完成' });
  };

  const upload: Laws['upload'] = async (actor, name, options, receive) => {
    const file = basename(name.replaceAll('\\', '/'));
    mayUpload(actor, file);
    checkOptions(options);
    receiving = true;
    let folder: string | null = null;
    try {
      folder = await mkdtemp(join(tmpdir(), 'jiesu-law-'));
      const path = join(folder, file.replace(/^.*?(?=\.(?:jsonl|ndjson|md|markdown|txt)(?:\.gz)?$)/i, 'law'));
      await receive(path);
      const one: Running = {
        id: newId(),
        file: file.slice(0, 200),
        startedBy: actor.name,
        startedAt: clock.now(),
        state: 'running',
        progress: 0,
        report: null,
        reason: null,
      };
      known.unshift(one);
      known.splice(KEPT);
      work = take(actor, one, path, folder, options);
      return { ...one };
    } catch (error) {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
      throw error;
    } finally {
      receiving = false;
    }
  };

  /** Takes the file in and brings what is answered from up to date. Never rejects. */
  async function take(
    actor: Actor,
    one: Running,
    path: string,
    folder: string,
    options: LawUploadOptions,
  ): Promise<void> {
    try {
      const files = (await lawFiles(path)).map((file) => ({ ...file, name: one.file }));
      one.report = await importLaws({ store, clock, resting }, actor, files, {
        ...options,
        successors: knowledge.updates.shipped.successors ?? [],
        onBytes: (done, total) => void (one.progress = total === 0 ? 1 : Math.min(1, done / total)),
      });
      await knowledge.updates.refresh();
      Object.assign(one, { state: 'done', progress: 1 });
    } catch (error) {
      const reason =
        error instanceof AppError ? error.message.replaceAll(path, one.file) : '系统内部错误，已记录';
      Object.assign(one, { state: 'failed', reason });
      if (!(error instanceof AppError)) log.error({ err: error }, 'a file of law could not be taken in');
    } finally {
      await rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
        log.warn({ err: error }, 'a file of law still lies in the temporary folder'),
      );
    }
  }

  const uploads: Laws['uploads'] = (actor) => {
    scopeOf(actor, 'law.manage');
    return known.map((one) => ({ ...one }));
  };

  return {
    mayUpload,
    upload,
    uploads,
    uploadOf: (actor, id) => {
      const one = uploads(actor).find((candidate) => candidate.id === id);
      if (one === undefined) throw new AppError('not_found', { what: `导入 ${id.slice(0, 64)}` });
      return one;
    },
    settled: async () => work,
  };
}

function checkOptions({ title, effective }: LawUploadOptions): void {
  const fail = (field: string, reason: string): never => {
    throw new AppError('bad_field', { where: '', field, reason });
  };
  if (title !== undefined && (title.trim() === '' || title.length > 200))
    fail('title', '须为 1 到 200 个字符');
  if (effective !== undefined && !isDay(effective)) fail('effective', '须为日期，如 2026-04-15');
}
