import { encoderError, openEncoder } from '../../encoder/encoder.ts';
import type { Encoder, EncoderOptions } from '../../encoder/encoder.ts';
import { holdsModel } from '../../encoder/folder.ts';
import { AppError } from '../../kernel/errors.ts';
import { embeddingCounts, hasEmbeddings } from '../../store/embeddings.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../context.ts';

/** The encoder as it was found: not set up, ready, or with a fault that leaves everything else at work. */
export type OpenedEncoder =
  | { readonly state: 'off' }
  /** `rows`: vectors the database holds of it. */
  | { readonly state: 'ready'; readonly encoder: Encoder; readonly rows: number }
  | { readonly state: 'bad'; readonly error: AppError };

/** The setting as it is where nobody has set it. */
const SHIPPED = 'models/encoder';

/**
 * Folder of the encoder; null where none is wanted: the setting says `off`, or is the default and no model lies there.
 * `inRoot` makes a path of the settings whole.
 */
export function encoderFolder(setting: string, inRoot: (path: string) => string): string | null {
  if (setting === 'off') return null;
  const dir = inRoot(setting);
  return setting === SHIPPED && !holdsModel(dir) ? null : dir;
}

/**
 * Opens the encoder in `dir` and looks at what the database (null: there is none yet) holds of it. What is wrong with
 * the encoder is no error but `bad`, with an AppError `bad_encoder`; vectors of another model in the database are such
 * a fault too, until all are made anew.
 */
export async function openCheckedEncoder(
  { dir, ...options }: Omit<EncoderOptions, 'dir'> & { readonly dir: string | null },
  store: Pick<Store, 'read'> | null,
): Promise<OpenedEncoder> {
  if (dir === null) return { state: 'off' };
  let encoder: Encoder;
  try {
    encoder = await openEncoder({ dir, ...options });
  } catch (error) {
    if (error instanceof AppError) return { state: 'bad', error };
    throw error;
  }
  try {
    const counts = store === null ? [] : await storedCounts(store);
    const others = counts.filter((one) => one.encoder !== encoder.info.id);
    if (others.length === 0) return { state: 'ready', encoder, rows: counts[0]?.rows ?? 0 };
    await encoder.close();
    return { state: 'bad', error: otherRows(dir, others) };
  } catch (error) {
    await encoder.close();
    throw error;
  }
}

type Counts = Awaited<ReturnType<typeof embeddingCounts>>;

/** Vectors by encoder; none in a database that is older than the table. */
export async function storedCounts(store: Pick<Store, 'read'>): Promise<Counts> {
  return store.read(async (db) => ((await hasEmbeddings(db)) ? embeddingCounts(db) : []));
}

function otherRows(dir: string, others: Counts): AppError {
  const rows = others.reduce((sum, one) => sum + one.rows, 0);
  const ids = others.map(({ encoder }) => encoder.slice(0, 12)).join('、');
  const reason = `数据库里有 ${rows} 条向量是另一个模型（${ids}）算的，请运行 jiesu encoder embed 重新计算`;
  return encoderError(dir, 'other_rows', reason);
}

/** Says in the log how it stands. */
export function logEncoder(log: Log, opened: OpenedEncoder): void {
  if (opened.state === 'bad')
    return log.warn({ err: opened.error }, 'encoder not used; triage and search by words go on');
  if (opened.state === 'off') return;
  const { id, width, loadMs, msPerText } = opened.encoder.info;
  log.info({ encoder: id.slice(0, 12), width, loadMs, msPerText, rows: opened.rows }, 'encoder ready');
}
