import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { unpackBackground } from '../../learn/background.ts';
import { createNearDuplicates } from '../../learn/near-duplicates.ts';
import type { Background, NearDuplicates } from '../../learn/near-duplicates.ts';
import { shingle, unpackShingles } from '../../learn/shingles.ts';
import type { Shingles } from '../../learn/shingles.ts';
import type { Signature } from '../../store/links.ts';
import { newestSignature, signaturesAfter } from '../../store/links.ts';
import { orderById } from '../../store/orders.ts';
import type { Store } from '../../store/store.ts';
import { cleanText } from '../../text/clean.ts';
import type { OrderInput } from '../types.ts';

const COMMON_SHINGLES = fileURLToPath(new URL('../../../data/text/common-shingles.bin.gz', import.meta.url));

/** Signatures read in one go, some milliseconds of work. */
const CHUNK = 100;

/** Texts held: the newest ones, and as many again until it is built anew. Two weeks of a city of twenty million. */
const MOST = 1_000_000;

/** The index of the newest texts of one store, held in memory. */
export type DuplicateMemory = {
  /** The index, built from the stored signatures the first time it is asked for. */
  readonly index: () => Promise<NearDuplicates>;
  /**
   * Rarity of a shingle, from the index where it stands already, from the background until then: nobody waits for it.
   * @throws AppError `file_unreadable`, `bad_file` where the background cannot be read
   */
  readonly weight: () => NearDuplicates['weight'];
  /** Forgets everything: what is stored has changed otherwise than by orders that came. It is built anew when asked for. */
  readonly reset: () => void;
  /** Gives up building, if it goes on, and resolves when nothing is read any more. */
  readonly close: () => Promise<void>;
};

/**
 * Nothing is read before the index is first asked for; a failed attempt is made again at the next one. `breathe` lets others
 * go first, between the pieces of a large index.
 */
export function createDuplicateMemory(
  store: Store,
  breathe: () => Promise<void> = nextTurn,
  most = MOST,
): DuplicateMemory {
  let building: Promise<NearDuplicates> | null = null;
  let ready: NearDuplicates | null = null;
  let young: NearDuplicates | null = null;
  let closed = false;
  let past: Promise<unknown> = Promise.resolve();
  /** What is being built; once it was given up it is of no account what comes of it. */
  let generation = 0;

  function reset(): void {
    // Only whether it has ended: an index would be held for ever.
    past = Promise.allSettled([past, building]).then(() => undefined);
    generation++;
    [building, ready] = [null, null];
  }

  function index(): Promise<NearDuplicates> {
    if (ready !== null && ready.size() >= 2 * most) reset();
    if (building !== null) return building;
    const mine = generation;
    const isOver = (): boolean => closed || mine !== generation;
    const made = build(store, most, isOver, breathe).then(
      (built) => {
        // Built while what is stored changed: whoever waits for it waits for the next one.
        if (mine !== generation) return index();
        young = null;
        return (ready = built);
      },
      (error: unknown) => {
        if (mine !== generation && !closed) return index();
        if (mine === generation) building = null;
        throw error;
      },
    );
    building = made;
    return made;
  }

  return {
    index,
    reset,
    weight: () => (ready ?? (young ??= createNearDuplicates(readBackground()))).weight,
    close: async () => {
      closed = true;
      await Promise.allSettled([past, building]);
    },
  };
}

async function build(
  store: Store,
  most: number,
  closed: () => boolean,
  breathe: () => Promise<void>,
): Promise<NearDuplicates> {
  const index = createNearDuplicates(readBackground());
  for (let after = (await store.read(newestSignature)) - most; ;) {
    if (closed()) throw new Error('Closed while the index of duplicates was being built.');
    const chunk = await store.read((db) => signaturesAfter(db, after, CHUNK));
    const last = chunk.at(-1);
    if (last === undefined) return index;
    for (const signature of chunk) {
      const shingles = await shinglesOf(store, signature);
      if (shingles !== null) index.add(signature.seq, shingles);
    }
    after = last.seq;
    await breathe();
  }
}

/** The stored shingles; those an older version of the program wrote are made anew from the text. */
export async function shinglesOf(store: Store, signature: Signature): Promise<Shingles | null> {
  const stored = unpackShingles(signature.bytes);
  if (stored !== null) return stored;
  const order = await store.read((db) => orderById(db, signature.orderId));
  return order === null ? null : shingle(cleanText((order.input as unknown as OrderInput).text).text);
}

function readBackground(): Background {
  let background: Background | null;
  try {
    background = unpackBackground(gunzipSync(readFileSync(COMMON_SHINGLES)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('file_unreadable', { file: COMMON_SHINGLES, reason }, { cause });
  }
  if (background === null)
    throw new AppError('bad_file', { file: COMMON_SHINGLES, reason: '版本不符或不完整' });
  return background;
}
