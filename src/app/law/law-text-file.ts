import { AppError } from '../../kernel/errors.ts';
import { isDay } from '../../knowledge/law-dates.ts';
import { faultMessage } from '../../knowledge/law-faults.ts';
import { parseLawText } from '../../knowledge/law-text.ts';
import { shortTitle } from '../../knowledge/law-version.ts';
import type { LawStatus, LawVersion } from '../../knowledge/law-version.ts';
import { decodeLine, detectEncoding } from '../import/encoding.ts';

/** What a person says of a text that does not say it itself. */
export type TextOptions = {
  readonly title?: string;
  /** ISO day. */
  readonly effective?: string;
  readonly status?: LawStatus;
};

/** A place in a file that is wrong, and why, in Chinese; line 0: the file as a whole. */
export type LawFaultAt = { readonly line: number; readonly reason: string };

export type TextReading = {
  /** Null where a fault forbids taking the text. */
  readonly version: LawVersion | null;
  readonly faults: readonly LawFaultAt[];
  /** What is worth knowing and forbids nothing: gaps in the count. */
  readonly notes: readonly LawFaultAt[];
};

/** Faults that leave it open which words are the law's: nothing is taken. A gap only leaves something out. */
const FORBIDS = new Set(['no_article', 'no_title', 'doubled_number', 'restart', 'bad_date']);

/** A law in Markdown or plain text, UTF-8 or GB18030. Throws `bad_encoding`. */
export function readLawFileText(bytes: Uint8Array, name: string, options: TextOptions = {}): TextReading {
  const encoding = detectEncoding(bytes, name);
  const source = decodeLine(bytes, encoding);
  if (source === null) throw new AppError('bad_encoding', { where: name });
  const text = parseLawText(source);
  const faults: LawFaultAt[] = [];
  const notes: LawFaultAt[] = [];
  for (const fault of text.faults) {
    if (fault.code === 'no_title' && options.title !== undefined) continue;
    if (fault.code === 'bad_date' && options.effective !== undefined) continue;
    const told = { line: fault.line, reason: faultMessage(fault) };
    if (FORBIDS.has(fault.code)) faults.push(told);
    else notes.push(told);
  }
  for (const { label, line, text: words } of text.articles)
    if (words === '') faults.push({ line, reason: `${label}没有内容` });
  const law = options.title ?? text.title;
  if (faults.length > 0 || law === null) return { version: null, faults, notes };
  const named = dayInName(name);
  const version: LawVersion = {
    law,
    short: shortTitle(law),
    level: null,
    category: null,
    issuer: null,
    publishedOn: text.publishedOn ?? named,
    effectiveFrom: options.effective ?? text.effectiveOn,
    effectiveSource: options.effective === undefined ? (text.effectiveOn === null ? null : 'text') : 'given',
    statedTo: null,
    status: options.status ?? 'in_force',
    source: name,
    articles: text.articles.map(({ label, number, path, text: words }) => ({
      label,
      number,
      path: path.length === 0 ? null : path.join(' / '),
      text: words,
      endsOn: null,
    })),
  };
  return { version, faults, notes };
}

/** Collections name files after the day of publication: `条例(2024-03-15).md`. */
function dayInName(name: string): string | null {
  const found = /(\d{4}-\d{2}-\d{2})/.exec(name)?.[1];
  return found !== undefined && isDay(found) ? found : null;
}
