import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AppError } from '../../kernel/errors.ts';
import type { Encode } from '../../knowledge/meanings.ts';
import { createSentenceEncoder, decodeSentenceWeights } from '../../learn/sentence-encoder.ts';
import { toWords } from '../../text/segment.ts';
import type { Segmenter } from '../../text/types.ts';

const FILE = 'knowledge/vectors.bin.gz';

/**
 * The encoder of questions and articles that lies beside the models (about 60 ms to read); null where there is none:
 * then questions are found by words alone. @throws AppError `bad_model` where the file is damaged.
 */
export function loadSentenceModel(modelDir: string, segmenter: Segmenter): Encode | null {
  const file = join(modelDir, FILE);
  if (!existsSync(file)) return null;
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(readFileSync(file));
  } catch (cause) {
    throw new AppError('bad_model', { dir: file, reason: '读不出来，文件已损坏' }, { cause });
  }
  return createSentenceEncoder(decodeSentenceWeights(bytes, file), (text) => toWords(segmenter, text));
}
