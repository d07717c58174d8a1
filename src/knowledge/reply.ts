import { checkCitation } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import { citeTitle } from './answer.ts';
import { createNotes } from './reply-notes.ts';
import type { Notes } from './reply-notes.ts';
import { objectionPath } from './reply-objection.ts';
import type { KnowledgeEntry, LegalBasis, Misquote, RuleVerdict } from './types.ts';

/** One matter of the order, with what the knowledge base says of it. */
export type ReplyDemand = {
  /** The demand in the citizen's own words, or a summary; shown as it stands. */
  readonly text: string;
  /** Four-digit issue type: settles how the citizen may object. */
  readonly issueType?: string;
  readonly issueTypeName: string;
  readonly laws: readonly LegalBasis[];
  readonly verdicts: readonly RuleVerdict[];
  readonly misquoted: readonly Misquote[];
  readonly entry: KnowledgeEntry | null;
};

export type ReplyInput = {
  readonly callerName?: string;
  /** `YYYY-MM-DD` of receipt; also the day whose law is quoted. */
  readonly receivedOn: string;
  readonly orderNumber?: string;
  readonly unitName: string;
  readonly demandKind: string;
  readonly demands: readonly ReplyDemand[];
  /** Values for variables of entries' paragraphs: `商家`, `商品`, `金额` and the like. */
  readonly known?: Readonly<Record<string, string>>;
};

/** Where a demand is answered, and what is still to fill in there. */
export type DraftedDemand = {
  readonly text: string;
  /** What the answer rests on; `none`: the handler is asked for the reason. */
  readonly grounds: 'entry' | 'law' | 'none';
  /** `[start, end)` in the draft. */
  readonly start: number;
  readonly end: number;
  readonly missing: readonly string[];
};

export type ReplyDraft = {
  readonly text: string;
  /** Names of the variables still open, in order of appearance. A reply with any of them must not be sent. */
  readonly missing: readonly string[];
  /** One a demand, in order: none is left out. */
  readonly demands: readonly DraftedDemand[];
};

const NUMERALS = '一二三四五六七八九十';
/** Other names entries give to the same thing. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  商家: ['商户', '商户名称', '商家名称', '经营者', '店铺', '店铺名称', '被诉方', '公司', '机构'],
  商品: ['商品名称', '产品', '货品', '服务', '服务项目'],
  金额: ['价款', '价格', '费用', '款项'],
  地点: ['地址', '位置', '地点名称', '点位', '具体位置'],
};

/**
 * Drafts the reply to a citizen: greeting, each demand restated and answered in turn, findings and outcome left open
 * as `{…}` for the handler, what does not apply and what there is instead, the law as numbered notes quoted to the
 * letter (a citation that fails the check on the day of receipt is left out), the way to object, and the signature.
 */
export function draftReply(shelf: ArticleShelf, input: ReplyInput): ReplyDraft {
  const known = withSynonyms(input.known ?? {});
  const number = input.orderNumber ? `（编号 ${plain(input.orderNumber)}）` : '';
  const name = plain(input.callerName ?? '').trim();
  const notes = createNotes();
  const isExact = (law: LegalBasis): boolean => checkCitation(shelf, law, input.receivedOn) === null;
  let text = `${name ? `${name}，` : '尊敬的市民，'}您好！您于 ${dayInWords(input.receivedOn)} 反映的事项${number}已由${input.unitName}办理，现答复如下：`;
  const many = input.demands.length > 1;
  const demands = input.demands.map((demand, index): DraftedDemand => {
    const place = { index, many };
    const section = sectionOf({ ...demand, laws: demand.laws.filter(isExact) }, place, known, notes);
    const start = text.length + 1;
    text += `\n${section.text}`;
    const missing = openVariables(section.text);
    return { text: demand.text, grounds: section.grounds, start, end: text.length, missing };
  });
  const types = input.demands.flatMap(({ issueType, entry }) => issueType ?? entry?.types[0] ?? []);
  text += `\n${objectionPath(input.demandKind, types)}`;
  const lines = notes.lines();
  if (lines.length > 0) text += `\n引用的条文：\n${lines.join('\n')}`;
  text += `\n${input.unitName}　联系人：{联系人}　电话：{联系电话}\n{答复日期}`;
  return { text, missing: openVariables(text), demands };
}

/** Variables `{…}` still open in a text, each once. */
export function openVariables(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([^{}\n]{1,30})\}/gu)].map((match) => match[1] as string))];
}

function sectionOf(
  demand: ReplyDemand,
  { index, many }: { readonly index: number; readonly many: boolean },
  known: ReadonlyMap<string, string>,
  notes: Notes,
): { text: string; grounds: DraftedDemand['grounds'] } {
  const mark = many ? `${NUMERALS[index] ?? index + 1}、` : '';
  const tail = many ? String(index + 1) : '';
  const lines = [`${mark}关于您提出的“${shorten(demand.text)}”（${plain(demand.issueTypeName)}）`];
  lines.push(`经办理：{办理情况${tail}}。`);
  for (const misquote of demand.misquoted) {
    const article = misquote.article === '' ? `《${misquote.law}》` : citeTitle(misquote);
    lines.push(`您提到的“${shorten(misquote.claim)}”（${article}），${sentence(misquote.why)}`);
  }
  const decided = demand.verdicts.filter((verdict) => verdict.verdict !== 'unknown').slice(0, 2);
  for (const verdict of decided)
    if (!demand.misquoted.some((misquote) => misquote.why === verdict.why)) lines.push(said(verdict));
  const paragraph = demand.entry ? entryParagraph(demand.entry, known) : '';
  if (paragraph !== '') lines.push(paragraph);
  const cited = demand.laws.filter((law) => law.verdict !== 'does_not_apply').slice(0, 2);
  if (cited.length > 0) lines.push(`依据是${cited.map(notes.cite).join('、')}。`);
  const grounds = paragraph !== '' ? 'entry' : cited.length > 0 || decided.length > 0 ? 'law' : 'none';
  if (grounds === 'none')
    lines.push(`该项诉求的处理理由：{第${index + 1}项诉求的答复依据或者不能办理的理由}。`);
  lines.push(`处理结果：{处理结果${tail}}。`);
  return { text: lines.join('\n'), grounds };
}

/** A verdict rests on what the citizen told; what does not apply is said with what there is instead. */
const said = ({ rule, verdict, why }: RuleVerdict): string =>
  verdict === 'does_not_apply'
    ? `按您所述的情况，“${rule}”的规定不适用：${sentence(why)}`
    : `按您所述的情况，${sentence(why)}`;

const sentence = (words: string): string => `${words.replace(/[。\s]+$/u, '')}。`;

/** An entry's reply without its greeting, known variables filled in. */
function entryParagraph(entry: KnowledgeEntry, known: ReadonlyMap<string, string>): string {
  return entry.reply
    .replace(/^(?:尊敬的市民|市民)?[，,：:]?您?好?[！!。，,]?/u, (greeting) =>
      greeting.includes('好') ? '' : greeting,
    )
    .replace(/\{([^{}]+)\}/gu, (whole, name: string) => known.get(name) ?? whole)
    .trim();
}

function withSynonyms(known: Readonly<Record<string, string>>): Map<string, string> {
  const all = new Map(Object.entries(known).map(([name, value]) => [name, plain(value)]));
  for (const [name, others] of Object.entries(SAME)) {
    const value = all.get(name);
    if (value === undefined) continue;
    for (const other of others) if (!all.has(other)) all.set(other, value);
  }
  return all;
}

const dayInWords = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year} 年 ${month} 月 ${date} 日`;
};

/** Words of others on one line, without marks that would read as variables or close a quotation. */
const plain = (words: string): string =>
  words
    .replace(/\s+/gu, ' ')
    .replace(/\{/gu, '（')
    .replace(/\}/gu, '）')
    .replace(/[“"「『]/gu, '‘')
    .replace(/[”」』]/gu, '’');

/** A demand is restated in at most this many characters. */
const LONGEST = 60;

function shorten(text: string): string {
  const line = plain(text.trim()).replace(/^(?:市民|坐席)[：:]/u, '');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 2)}……`;
}
