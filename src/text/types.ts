/** Half-open range `[start, end)` in UTF-16 code units. Which text it points into is said where it is used. */
export type Span = { readonly start: number; readonly end: number };

/**
 * A text as received and the same text made readable, with a map both ways.
 * Clean code unit `i` came from the source units `[starts[i], ends[i])`.
 */
export type CleanText = {
  readonly source: string;
  readonly text: string;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
};

/** Who called, as the sending system says it. */
export type Caller = {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  /** By which the sending system knows the caller, and what it was sent from. */
  readonly account?: string;
  readonly device?: string;
};

export type Form = 'transcript' | 'summary' | 'message';
export type Speaker = 'agent' | 'citizen' | 'unknown';

/** One utterance. The span is in the clean text and leaves the speaker's label out. */
export type Turn = Span & { readonly speaker: Speaker };

/** A word of the clean text. */
export type Word = Span & { readonly text: string };

/** Cuts text into words; every character of the input belongs to exactly one word. */
export type Segmenter = { readonly cut: (text: string) => string[] };

export type EntityKind =
  | 'time'
  | 'caller'
  | 'phone'
  | 'subject'
  | 'place'
  | 'street'
  | 'community'
  | 'product'
  | 'amount'
  | 'request'
  | 'idNumber'
  | 'bankCard'
  | 'plate';

/** Something the text says. `text` is the source's own words at the span, which is in the SOURCE text. */
export type Entity = Span & {
  readonly kind: EntityKind;
  readonly text: string;
  /** amount: number in yuan; time: ISO date or `from/to` interval; phone and numbers: digits; else absent. */
  readonly value?: number | string;
};

export type SaleChannel = 'offline' | 'online' | 'pickup' | 'none' | 'unknown';

/** Words that point to how something was sold; span in the clean text, weight in rough log-odds. */
export type ChannelCue = Span & {
  readonly channel: Exclude<SaleChannel, 'unknown'>;
  readonly weight: number;
};

/** One matter of a call; span in the clean text. */
export type DemandSpan = Span;

/** A text made ready for reading by models and people: `prepareText` in `text/prepare.ts` makes it. */
export type PreparedText = {
  readonly clean: CleanText;
  readonly form: Form;
  readonly turns: readonly Turn[];
  /** Words of the whole clean text, in order, gap-free. */
  readonly words: readonly Word[];
  /** Sentences (clean spans) in which the citizen says what is wanted. May be empty. */
  readonly requests: readonly Span[];
  /** The matters of the call, in order; at least one. */
  readonly demands: readonly DemandSpan[];
  readonly entities: readonly Entity[];
  readonly channelCues: readonly ChannelCue[];
};
