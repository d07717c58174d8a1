import { z } from 'zod';

/** UTF-16 code units of a question at most. */
export const QUESTION_LIMIT = 2000;

/** A question to the knowledge base, alike at every door. Half characters and NUL would spoil what is made of it. */
export const questionText = z
  .string('须为字符串')
  .max(QUESTION_LIMIT, `最多 ${QUESTION_LIMIT} 个字符`)
  // Separators, format characters (zero-width, BOM) and control characters are nothing to read.
  .refine((text) => /[^\p{Z}\p{C}]/u.test(text), '不能为空')
  .refine((text) => !text.includes('\0'), '不能含有空字符（U+0000）')
  .refine((text) => !/\p{Cs}/u.test(text), '含有不成对的代理字符（被截断的表情或生僻字）');
