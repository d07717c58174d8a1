import { hasInvisible } from '../../text/invisible.ts';
import type { PlaceNames } from '../../text/places.ts';
import { personalSpans } from '../../text/redact.ts';
import { openVariables } from '../reply.ts';
import type { LawBook } from '../reply-faults/law-book.ts';
import type { GivenLaw } from './base.ts';
import { bare, createCitingChecks } from './citing.ts';
import type { Judged } from './citing.ts';
import { groundsOf, HOTLINE, mismatched, unfounded } from './claims.ts';
import { figuresIn } from './figures.ts';

/** Why a sentence of a rewriting is left out. */
export const DROPPED = {
  chatter: '不是答复里的话',
  markup: '含有网址、标记或者不可见字符',
  mark: '用了没有给出的编号或者代号',
  variable: '写了底稿里没有的待填项',
  citation: '引用了没有给出的法律或者条文',
  quote: '引号里的话不是给出的原文',
  paraphrase: '没有照原文引用条文',
  figure: '写了没有给出的数字、日期或者期限',
  moved: '把数字或者日期用到了别的事上',
  personal: '写了底稿里没有的个人信息',
  claim: '写了底稿里没有的办理情况',
  check: '没有通过答复检查',
} as const;

export type DropReason = keyof typeof DROPPED;

/**
 * What a sentence is held against; texts are masked as the model saw them. What the citizen said is not among it: it
 * is no source of findings, figures or numbers of people, and may say anything.
 */
export type Known = {
  readonly body: string;
  /** Whether a sentence stands in it as it is. */
  readonly isVerbatim: (sentence: string) => boolean;
  /** Words of the program: verdicts and their reasons. */
  readonly said: string;
  readonly given: readonly GivenLaw[];
  readonly names: PlaceNames;
};

export type Judge = (sentence: Judged) => { readonly reason: DropReason; readonly detail: string } | null;

const MARKUP = /<\/?[a-z!]|https?:|www\.|\w@\w|\[[^\]]*\]\(|```|[\w-]+\.(?:com|cn|net|org|gov|top|xyz)\b/iu;
/** An address of the web, which a handler may have written. */
const ADDRESS = /[\w.:/@%?=&~#-]{4,}/gu;
/** A model that speaks to whoever asked it. */
const CHATTER =
  /^(?:好的|好嘞|当然|没问题|明白|收到|抱歉)[，,！!。]|(?:以下|下面)(?:是|为)[^。：:]{0,20}(?:改写|润色|正文|版本)|改写(?:如下|后的|说明|稿)|希望(?:这|以上)[^。]{0,16}(?:帮助|满意|符合|要求)|(?:语言|AI|人工智能|大)模型|人工智能助手|底稿|待填项|系统提示|工单原文|^注[：:]|JSON/u;
const BRACKETED = /〔([^〔〕]*)〕?/gu;
/**
 * Says whether a sentence rests on what was given: the law cited and quoted, the figures, the acts. A sentence that
 * stands word for word in the base is nobody's invention and passes.
 */
export function createJudge(book: LawBook, known: Known): Judge {
  const { body, said, given } = known;
  const lines = given.map(({ line }) => line).join('\n');
  const all = `${body}\n${said}\n${lines}`;
  const figures = figuresIn(all).add(HOTLINE);
  const grounds = groundsOf(body, `${said}\n${lines}`);
  const variables = new Set(openVariables(body));
  const numbers = new Set(given.map(({ number }) => String(number)));
  for (const match of body.matchAll(BRACKETED)) numbers.add(match[1] ?? '');
  const personal = bare(body);

  const citing = createCitingChecks(book, given, body);

  return (sentence) => {
    const { text } = sentence;
    if (known.isVerbatim(text)) return null;
    if (CHATTER.test(text)) return { reason: 'chatter', detail: '' };
    const unknown = text.replace(ADDRESS, (address) => (body.includes(address) ? '' : address));
    if (MARKUP.test(unknown) || hasInvisible(text)) return { reason: 'markup', detail: '' };
    for (const [whole, inner = ''] of text.matchAll(BRACKETED))
      if (!whole.endsWith('〕') || (/^\d+$/u.test(inner) ? !numbers.has(inner) : !body.includes(whole)))
        return { reason: 'mark', detail: whole };
    const variable = openVariables(text).find((name) => !variables.has(name));
    if (variable !== undefined || countOf(text, '{') !== countOf(text, '}'))
      return { reason: 'variable', detail: variable ?? '' };
    for (const reason of ['citation', 'quote', 'paraphrase'] as const) {
      const detail = citing[reason](sentence);
      if (detail !== null) return { reason, detail };
    }
    const plain = text.replace(/〔[^〔〕]*〕|\{[^{}]*\}/gu, '');
    for (const span of personalSpans(plain, known.names)) {
      const words = plain.slice(span.start, span.end);
      if (!personal.includes(bare(words))) return { reason: 'personal', detail: '' };
    }
    for (const figure of figuresIn(text))
      if (!figures.has(figure)) return { reason: 'figure', detail: figure };
    const claim = unfounded(text, grounds);
    if (claim !== null) return { reason: 'claim', detail: claim };
    const moved = mismatched(text, grounds);
    if (moved !== null) return { reason: 'moved', detail: moved };
    return null;
  };
}

const countOf = (text: string, char: string): number => text.split(char).length - 1;
