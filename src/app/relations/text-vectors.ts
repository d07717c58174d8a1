import { featureBuffer, pushCharacters } from '../../learn/features.ts';
import { buildLookup, vectorize, vocabularyBuilder, type SparseVector } from '../../learn/vocabulary.ts';

/** Of a long call the beginning is enough to tell what it is about. */
const READ = 1200;

/** Texts as vectors of character pairs among themselves: how alike they are, without any model. */
export function textVectors(texts: readonly string[]): SparseVector[] {
  const buffer = featureBuffer();
  const read = (text: string): void => {
    buffer.length = 0;
    pushCharacters(buffer, text, 0, Math.min(text.length, READ), 2, 0);
  };
  const builder = vocabularyBuilder();
  for (const text of texts) {
    read(text);
    builder.add(buffer);
  }
  const lookup = buildLookup(builder.finish(1, [1]));
  return texts.map((text) => {
    read(text);
    return vectorize(lookup, buffer);
  });
}
