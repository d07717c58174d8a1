/**
 * What people often say the law says, and what it does say. One line, one wording: the claim is wrong wherever it is
 * made, unless `unless` is found in the text. Claims whose truth turns on facts live in misquote.ts.
 */
export type Misconception = {
  readonly claim: RegExp;
  /** Must be found somewhere in the text. */
  readonly where?: RegExp;
  /** Found anywhere in the text, it takes the claim back. */
  readonly unless?: RegExp;
  /** Issue types (prefixes) the line is limited to. */
  readonly types?: readonly string[];
  readonly law: string;
  readonly article: string;
  readonly why: string;
};
