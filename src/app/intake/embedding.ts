import { createHash } from 'node:crypto';
import type { Encoder } from '../../encoder/encoder.ts';
import type { Role } from '../../encoder/types.ts';
import { buildVectorIndex, highest, quantise, scoreVectors } from '../../learn/vector-search.ts';
import type { Nearest } from '../../learn/vector-search.ts';
import {
  dropOtherEmbeddings,
  knownEmbeddings,
  putEmbeddings,
  readEmbeddings,
} from '../../store/embeddings.ts';
import type { StoredEmbedding } from '../../store/embeddings.ts';
import type { Store } from '../../store/store.ts';

export type EmbedReport = {
  /** Different texts asked for, and those of them that were there already. */
  readonly texts: number;
  readonly known: number;
  readonly embedded: number;
  /** Rows of other encoders taken away. */
  readonly removed: number;
};

/** Texts that are searched by meaning. */
export type VectorTable = {
  readonly size: number;
  /** The `limit` texts nearest to a vector among those accepted, best first; rows are those of the texts given. */
  readonly nearest: (query: Float32Array, limit: number, accept?: (row: number) => boolean) => Nearest[];
};

export type Embedding = {
  readonly info: Encoder['info'];
  /**
   * Vectors of texts in 8 bits (length 1 within a hundredth), from memory, else from the database, else from the model.
   * Nothing is written: what people ask leaves no trace. Rejects with `bad_encoder`, see `Encoder`.
   */
  readonly encode: (texts: readonly string[], role?: Role) => Promise<Float32Array[]>;
  /**
   * Makes the vectors of all texts that have none, bit by bit, so that a later call goes on where this one ended; at
   * the end the rows of other encoders go. Throws what `signal` was aborted with.
   */
  readonly embedAll: (
    texts: readonly string[],
    options?: {
      readonly onProgress?: (done: number, total: number) => void;
      readonly signal?: AbortSignal;
    },
  ) => Promise<EmbedReport>;
  /** Null while any of the texts has no vector yet. */
  readonly table: (texts: readonly string[]) => Promise<VectorTable | null>;
};

/** Texts kept in memory: 256 numbers of each are 5 MB. */
const REMEMBERED = 20_000;
/** Texts between two writes; a kill loses no more. */
const CHUNK = 64;
const DROPPED = 2000;

/** Vectors by the content of texts, kept in the database and a bounded memory. */
export function createEmbedding(
  store: Pick<Store, 'read' | 'write'>,
  encoder: Encoder,
  remembered = REMEMBERED,
): Embedding {
  const { info } = encoder;
  /** The one used longest ago stands first. */
  const memory = new Map<string, StoredEmbedding>();
  const remember = (row: StoredEmbedding): void => {
    memory.delete(row.hash);
    memory.set(row.hash, row);
    if (memory.size > remembered) memory.delete(memory.keys().next().value as string);
  };
  const hashOf = (text: string, role: Role): string =>
    createHash('sha256')
      .update(info.prefix[role] + text)
      .digest('hex');

  const fresh = async (hashes: readonly string[], texts: readonly string[], role: Role) => {
    const vectors = await encoder.encode(texts, role);
    return vectors.map((vector, i): StoredEmbedding => {
      const { steps, scale } = quantise(vector);
      return { hash: hashes[i] as string, steps, scale };
    });
  };

  const encode: Embedding['encode'] = async (texts, role = 'passage') => {
    const hashes = texts.map((text) => hashOf(text, role));
    const rows = new Map<string, StoredEmbedding>();
    const missing = new Map<string, string>();
    hashes.forEach((hash, i) => {
      const held = memory.get(hash);
      if (held === undefined) missing.set(hash, texts[i] as string);
      else rows.set(hash, held);
    });
    const keep = (row: StoredEmbedding): void => {
      rows.set(row.hash, row);
      missing.delete(row.hash);
    };
    if (missing.size > 0)
      (await store.read((db) => readEmbeddings(db, info.id, info.width, [...missing.keys()]))).forEach(keep);
    if (missing.size > 0) (await fresh([...missing.keys()], [...missing.values()], role)).forEach(keep);
    for (const row of rows.values()) remember(row);
    return hashes.map((hash) => vectorOf(rows.get(hash) as StoredEmbedding));
  };

  const embedAll: Embedding['embedAll'] = async (texts, { onProgress = () => {}, signal } = {}) => {
    const wanted = new Map(texts.map((text) => [hashOf(text, 'passage'), text]));
    const held = await store.read((db) => knownEmbeddings(db, info.id, info.width));
    const missing = [...wanted].filter(([hash]) => !held.has(hash));
    const known = wanted.size - missing.length;
    onProgress(known, wanted.size);
    for (let from = 0; from < missing.length; from += CHUNK) {
      signal?.throwIfAborted();
      const chunk = missing.slice(from, from + CHUNK);
      const [hashes, parts] = [chunk.map(([hash]) => hash), chunk.map(([, text]) => text)];
      const rows = await fresh(hashes, parts, 'passage');
      await store.write((db) => putEmbeddings(db, info.id, rows));
      onProgress(known + from + chunk.length, wanted.size);
    }
    let removed = 0;
    for (let gone = DROPPED; gone === DROPPED; removed += gone) {
      signal?.throwIfAborted();
      gone = await store.write((db) => dropOtherEmbeddings(db, info.id, DROPPED));
    }
    return { texts: wanted.size, known, embedded: missing.length, removed };
  };

  const table: Embedding['table'] = async (texts) => {
    const { id, width } = info;
    const hashes = texts.map((text) => hashOf(text, 'passage'));
    const stored = await store.read((db) => readEmbeddings(db, id, width, [...new Set(hashes)]));
    const byHash = new Map(stored.map((row) => [row.hash, row]));
    const rows = new Float32Array(texts.length * width);
    for (const [i, hash] of hashes.entries()) {
      const row = byHash.get(hash);
      if (row === undefined) return null;
      rows.set(vectorOf(row), i * width);
    }
    const index = buildVectorIndex(rows, width);
    return {
      size: texts.length,
      nearest: (query, limit, accept) => highest(scoreVectors(index, query), limit, accept),
    };
  };

  return { info, encode, embedAll, table };
}

const vectorOf = ({ steps, scale }: StoredEmbedding): Float32Array =>
  Float32Array.from(steps, (step) => step * scale);
