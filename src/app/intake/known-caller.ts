import { redactText } from '../../text/redact.ts';
import { maskNumbers } from './excerpt.ts';
import type { OrderInput } from '../types.ts';

/** Stands for a name or a number that was given with the order. */
const KNOWN = '[来电人]';

/** What an order says of who called, beside its text. */
export type Known = Pick<OrderInput, 'caller'>;

/** The same where the name alone was read. */
export const knownAs = (name: string | null): Known => (name === null ? {} : { caller: { name } });

/** Words that tell who called wherever they stand: no rule finds a name without a title by itself. */
export const knownWords = ({ caller }: Known): string[] =>
  [caller?.name ?? '', caller?.phone ?? ''].filter((word) => word.trim().length > 1);

/** A text as somebody gets it who may not see who called. */
export const withoutKnown = (known: Known, text: string): string =>
  redactText(knownWords(known).reduce((told, word) => told.replaceAll(word, KNOWN), text));

/**
 * What was looked for, as the audit keeps it: enough to see that a person was asked about, not enough to be that person's
 * data. The audit is never changed, so that nothing in it could be erased.
 */
export const askedFor = (kind: string, words: string): string =>
  kind === 'caller' ? `${[...words][0] ?? ''}**` : maskNumbers(words);
