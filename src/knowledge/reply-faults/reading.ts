import type { Rule } from '../applicability/table.ts';
import type { Facts } from '../types.ts';
import type { SaleChannel, Span } from '../../text/types.ts';
import type { CitedLaw, LawBook } from './law-book.ts';
import { citedLaws } from './law-book.ts';

export type CheckedDemand = { readonly text: string; readonly issueType?: string };

/** What a reply is checked against. Days are ISO days in Beijing. */
export type ReplyCheckInput = {
  readonly text: string;
  readonly demands: readonly CheckedDemand[];
  /** Clean text of the whole order, where there is more than the demands tell: the facts are read from it. */
  readonly told?: string;
  /** The day on which the reply is given. */
  readonly day: string;
  readonly receivedOn?: string;
  readonly eventDate?: string;
  /** Name of the unit that answers. */
  readonly unit?: string;
  /** 咨询 求助 投诉 举报 建议 表扬. */
  readonly kind?: string;
  /** Who reads it: the citizen (default), or the party complained about. */
  readonly audience?: 'citizen' | 'other_party';
  readonly saleChannel?: SaleChannel;
  /** What is known of the facts beside what the demands tell. */
  readonly facts?: Facts;
  readonly order?: {
    readonly number?: string;
    readonly callerName?: string;
    readonly callerPhone?: string;
    readonly callerAddress?: string;
  };
};

/** The law a reply is checked against: made once by `createReplyLaw`. */
export type ReplyLaw = LawBook & { readonly rules: readonly Rule[] };

export type Clause = Span & { readonly text: string };
export type Sentence = Clause & { readonly clauses: readonly Clause[] };

/** A reply made ready for the faults to look at. */
export type Reading = {
  readonly input: ReplyCheckInput;
  readonly law: ReplyLaw;
  readonly text: string;
  /** The same text with every quotation blanked out: words of others are not the reply's. */
  readonly own: string;
  /** Sentences of `text`, and of `own` at the same places. */
  readonly sentences: readonly Sentence[];
  readonly ownSentences: readonly Sentence[];
  readonly cited: readonly CitedLaw[];
};

/** Splits, blanks quotations and finds the laws cited. */
export function readReply(input: ReplyCheckInput, law: ReplyLaw): Reading {
  const { text } = input;
  const own = withoutQuotations(text);
  const sentences = sentencesOf(text, own);
  return {
    input,
    law,
    text,
    own,
    sentences,
    ownSentences: sentences.map((sentence) => ({
      ...sentence,
      text: own.slice(sentence.start, sentence.end),
      clauses: sentence.clauses.map(({ start, end }) => ({ start, end, text: own.slice(start, end) })),
    })),
    cited: citedLaws(law, text),
  };
}

const QUOTATION = /“[^“”\n]{0,600}”|「[^「」\n]{0,600}」|『[^『』\n]{0,600}』/gu;
/** Quotations shorter than this are terms, not somebody's words. */
const TERM = 6;

const withoutQuotations = (text: string): string =>
  text.replace(QUOTATION, (whole) => (whole.length <= TERM ? whole : '　'.repeat(whole.length)));

/** Sentence ends are looked for in the text without quotations, so that a quoted full stop ends nothing. */
function sentencesOf(text: string, own: string): Sentence[] {
  const found: Sentence[] = [];
  for (const match of own.matchAll(/[^。！？!?；;\n]+[。！？!?；;]*/gu)) {
    const start = match.index + (/^\s*/u.exec(match[0])?.[0].length ?? 0);
    const end = match.index + match[0].length;
    if (start >= end) continue;
    const clauses: Clause[] = [];
    for (const part of own.slice(start, end).matchAll(/[^，,：:]+[，,：:]*/gu)) {
      const from = start + part.index;
      clauses.push({
        start: from,
        end: from + part[0].length,
        text: text.slice(from, from + part[0].length),
      });
    }
    found.push({ start, end, text: text.slice(start, end), clauses });
  }
  return found;
}

/** The clause that restates what the citizen wants, in any of its usual shapes; nothing in it is the reply's own word. */
export const RESTATES =
  /(?<!《[^》]{0,30})关于(?:您|市民|来电人|反映)?|针对(?:您|市民|反映)?|您(?!可|有权|应|需|须|能|请)(?:于|在)?[^，。]{0,26}?(?:反映|提出|来电|投诉|举报|咨询|询问|要求|希望|诉求|所述|提到|建议|留言|来信)|(?:市民|来电人|诉求人|网友|举报人|投诉人)[^，。]{0,6}(?:反映|提出|要求|希望|诉求|投诉|举报|咨询)|您的(?:诉求|来电|来信|留言|问题|投诉|举报|建议|咨询)/u;

/** The sentence an index stands in. */
export const sentenceAt = (sentences: readonly Sentence[], at: number): Sentence | undefined =>
  sentences.find(({ start, end }) => at >= start && at < end);
