/**
 * Beginnings that make a spreadsheet program take a cell of a csv for a formula (`=`, `+`, `-`, `@`, tab, carriage
 * return; https://owasp.org/www-community/attacks/CSV_Injection), also in their full-width forms and after blanks.
 */
const STARTS = String.raw`[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]`;
const DANGEROUS = new RegExp(String.raw`^['\s]*${STARTS}`, 'u');
const GUARDED = new RegExp(String.raw`^'['\s]*${STARTS}`, 'u');

/** Whether a spreadsheet program might calculate this text. */
export const looksLikeFormula = (text: string): boolean => DANGEROUS.test(text);

/** The text with an apostrophe before what might be calculated; `unguarded` gives every text back as it was. */
export const guarded = (text: string): string => (DANGEROUS.test(text) ? `'${text}` : text);

/** Takes the apostrophe away again. */
export const unguarded = (text: string): string => (GUARDED.test(text) ? text.slice(1) : text);
