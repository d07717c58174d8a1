import { checkCitation, exactQuote } from '../citation-check.ts';
import type { ArticleShelf } from '../citation-check.ts';
import type { Article } from '../types.ts';

/** A citation a rewriting may use, with the number it has in the reply and its line among the notes. */
export type GivenLaw = {
  readonly number: number;
  readonly law: string;
  readonly article: string;
  readonly quote: string;
  readonly effectiveFrom: string;
  /** `〔1〕《…》第二十五条（2014-03-15 起施行）：“…”` */
  readonly line: string;
};

/** A reply as a rewriting takes it: the part to be put in other words, and the part that stays as it is. */
export type BaseParts = {
  readonly body: string;
  /** How to object, the notes, the signature: put back by the program, never shown to a model. */
  readonly tail: readonly string[];
};

export const NOTES = /^\s*引用的条文\s*[：:]?\s*$/u;
const OBJECTION = /^\s*(?:如(?:您)?(?:对以上答复有异议|仍有疑问)|感谢您的(?:来电|建议))/u;
const DATED = /^\s*(?:\{[^{}]*日期[^{}]*\}|\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?)\s*$/u;
const CONTACT = /(?:联系人|联系电话|电话)\s*[：:]/u;
const SENTENCE = /[，。；！？：:、“”]/u;

/** Where the part that stays begins: at the notes, at how to object, or at the signature. */
export function partsOf(base: string): BaseParts {
  const lines = base.split('\n');
  let from = lines.length;
  const notes = lines.findIndex((line) => NOTES.test(line));
  if (notes > 0) from = notes;
  else while (from > 1 && isSignature(lines[from - 1] ?? '')) from--;
  if (from > 1 && OBJECTION.test(lines[from - 1] ?? '')) from--;
  return { body: lines.slice(0, from).join('\n'), tail: lines.slice(from) };
}

const isSignature = (line: string): boolean =>
  line.trim() === '' ||
  DATED.test(line) ||
  (CONTACT.test(line) && !line.includes('。')) ||
  (line.trim().length <= 30 && !SENTENCE.test(line));

const NOTE = /^〔(\d{1,2})〕《(.+)》(第[^（《》]{1,16}?)（(\d{4}-\d{2}-\d{2}) 起施行）：“(.+)”$/u;

/** The notes of a reply that are exact on the day; one that is not is no citation anybody may use. */
export function exactNotes(shelf: ArticleShelf, text: string, day: string): GivenLaw[] {
  const found: GivenLaw[] = [];
  for (const line of text.split('\n')) {
    const match = NOTE.exec(line.trim());
    if (match === null) continue;
    const [, number = '', title = '', article = '', effectiveFrom = '', quote = ''] = match;
    const law = titleOf(shelf, title, article);
    const version = shelf
      .versions(law, article)
      .map((index) => shelf.all[index] as Article)
      .find((one) => one.effectiveFrom === effectiveFrom);
    const exact = version === undefined ? null : exactQuote(version.text, quote);
    if (exact === null) continue;
    const given = { number: Number(number), law, article, quote: exact, effectiveFrom, line: line.trim() };
    if (checkCitation(shelf, given, day) === null && !found.some((one) => one.number === given.number))
      found.push(given);
  }
  return found;
}

/** The title on the shelf: a title within a title is shown in 〈〉. */
function titleOf(shelf: ArticleShelf, shown: string, article: string): string {
  const plain = shown.replace(/〈/gu, '《').replace(/〉/gu, '》');
  return shelf.versions(plain, article).length > 0 ? plain : shown;
}
