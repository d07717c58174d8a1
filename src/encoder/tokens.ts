import { PreTrainedTokenizer } from '@xenova/transformers';
import { beginningOf, readableCharacters } from './batches.ts';
import type { ModelFolder } from './folder.ts';
import { EncoderRefusal } from './types.ts';

export type Tokens = {
  /** The tokens of a text: at least one, and at most as many as are read. */
  readonly of: (text: string) => readonly number[];
  /** The largest number of a piece. */
  readonly highest: number;
  /** Fills rows up to the length of the longest; not read. */
  readonly filler: number;
};

/** @throws EncoderRefusal `broken_file` for a tokenizer that cannot be understood. */
export function createTokens(folder: ModelFolder): Tokens {
  const { tokenizer, tokenizerConfig, maxTokens, pad } = folder;
  try {
    const library = new PreTrainedTokenizer(tokenizer, tokenizerConfig);
    const ids = (text: string, special: boolean): number[] =>
      library.encode(text, { add_special_tokens: special });
    // What stands around every text stays when the text is cut.
    const bare = ids('的', false);
    const full = ids('的', true);
    const start = full.findIndex((_, i) => bare.every((id, k) => full[i + k] === id));
    const opening = full.slice(0, Math.max(0, start));
    const closing = full.slice(opening.length + bare.length);
    const room = Math.max(1, maxTokens - opening.length - closing.length);
    const highest = [...library.get_vocab().values()].reduce((most, id) => Math.max(most, id), -1);
    const filler = pad ?? library.pad_token_id ?? 0;
    const unknown = unknownPiece(tokenizer) ?? library.unk_token_id ?? filler;
    return {
      of: (text) => {
        const body = ids(beginningOf(text, readableCharacters(maxTokens)), false).slice(0, room);
        const row = [...opening, ...body, ...closing];
        return row.length === 0 ? [unknown] : row;
      },
      highest,
      filler,
    };
  } catch (cause) {
    throw new EncoderRefusal('broken_file', 'tokenizer.json 内容有误，或是不支持的分词器', cause);
  }
}

/** The piece for what is not known, as tokenizer.json names it: by its words, or in unigram models by its number. */
function unknownPiece(tokenizer: object): number | null {
  const { model } = tokenizer as {
    readonly model: { readonly unk_token?: unknown; readonly unk_id?: unknown; readonly vocab?: unknown };
  };
  if (typeof model.unk_id === 'number') return model.unk_id;
  if (typeof model.unk_token !== 'string' || typeof model.vocab !== 'object' || model.vocab === null)
    return null;
  const id = (model.vocab as Record<string, unknown>)[model.unk_token];
  return typeof id === 'number' ? id : null;
}
