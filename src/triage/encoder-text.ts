import { shortenByMeaning } from '../text/shorten.ts';
import type { PreparedText } from '../text/types.ts';

/** Characters of an order that are read for its vector; what pieces of two characters on average fill the encoder with. */
const READ = 200;

/** An order as an encoder reads it: its clean text, of a long one what is asked for and what stands next to it. */
export const encoderText = ({ clean, requests }: Pick<PreparedText, 'clean' | 'requests'>): string =>
  shortenByMeaning(clean.text, requests, READ);
