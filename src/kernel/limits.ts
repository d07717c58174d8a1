/**
 * Characters of a reply at most. The program's own checks read a text in time with its length; the wordings of rules that
 * people write need not, and no reply is this long.
 */
export const REPLY_LIMIT = 20_000;

/** Characters of a written reason, answer or note at most. */
export const WORDS_LIMIT = 2000;
