/** What a text is to the search: some models want another opening words for each. */
export type Role = 'query' | 'passage';

/** A model that turns texts into vectors, as it was found and measured at its start. */
export type EncoderInfo = {
  readonly dir: string;
  /** sha256 over the model's files and the rules of this program: equal ids, equal vectors. */
  readonly id: string;
  readonly name: string;
  /** Numbers in a vector. */
  readonly width: number;
  /** Tokens of a text that are read; what follows is cut off. */
  readonly maxTokens: number;
  readonly pooling: 'mean' | 'cls';
  /** Words put before a text; empty for most models. */
  readonly prefix: Readonly<Record<Role, string>>;
  /**
   * The part of our labelled orders that the encoder has not learned from: the remainder, by `of`, of the first four
   * bytes of the sha256 of what it reads of an order. Absent where it learned from none, or does not say.
   */
  readonly unseen?: { readonly of: number; readonly part: number };
  /** Size of the files. */
  readonly bytes: number;
  /** Milliseconds until the first vector, the start of the thread included. */
  readonly loadMs: number;
  /** Milliseconds for one text of 110 characters by itself, once warm. */
  readonly msPerText: number;
};

/** Why an encoder cannot be used; stable, stands as `fault` in the details of `bad_encoder`. */
export type EncoderFault =
  | 'missing_file'
  | 'broken_file'
  | 'broken_model'
  | 'other_width'
  | 'other_vocabulary'
  | 'too_many_tokens'
  | 'no_runtime'
  | 'changed_files'
  | 'crashed'
  | 'crashed_often'
  | 'failed'
  | 'other_rows';

/** A fault found in the thread; `detail` is the library's own message. */
export type Refusal = { readonly fault: EncoderFault; readonly reason: string; readonly detail: string };

export type ToThread =
  | { readonly kind: 'open'; readonly dir: string; readonly began: number }
  | {
      readonly kind: 'encode';
      readonly call: number;
      readonly texts: readonly string[];
      readonly role: Role;
    };

export type FromThread =
  | { readonly kind: 'ready'; readonly info: EncoderInfo }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'vectors'; readonly call: number; readonly vectors: Float32Array }
  | { readonly kind: 'failed'; readonly call: number; readonly refusal: Refusal };

/** Thrown inside the thread and sent out of it as a `Refusal`. */
export class EncoderRefusal extends Error {
  readonly refusal: Refusal;

  constructor(fault: EncoderFault, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.refusal = { fault, reason, detail: cause instanceof Error ? cause.message : '' };
  }
}
