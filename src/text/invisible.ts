/** Control characters but tab and line feed, zero-width and direction marks, what stands for a lost character. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]/u;

/** Whether a text holds what a reader cannot see and a program may take for something. */
export const hasInvisible = (text: string): boolean => INVISIBLE.test(text);
