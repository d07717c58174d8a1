import { citeTitle } from './answer.ts';
import type { KnowledgeEntry, LegalBasis, Misquote, RuleVerdict } from './types.ts';

/** One matter of the order, with what the knowledge base says of it. */
export type ReplyDemand = {
  /** The demand in the citizen's own words, or a summary; shown as it stands. */
  readonly text: string;
  readonly issueTypeName: string;
  readonly laws: readonly LegalBasis[];
  readonly verdicts: readonly RuleVerdict[];
  readonly misquoted: readonly Misquote[];
  readonly entry: KnowledgeEntry | null;
};

export type ReplyInput = {
  readonly callerName?: string;
  /** `YYYY-MM-DD` of receipt. */
  readonly receivedOn: string;
  readonly orderNumber?: string;
  readonly unitName: string;
  readonly demandKind: string;
  readonly demands: readonly ReplyDemand[];
  /** Values for variables of entries' paragraphs: `商家`, `商品`, `金额` and the like. */
  readonly known?: Readonly<Record<string, string>>;
};

export type ReplyDraft = {
  readonly text: string;
  /** Names of the variables still open, in order of appearance. A reply with any of them must not be sent. */
  readonly missing: readonly string[];
  /** One line a demand: whether the draft holds an answer with a basis, or asks the handler for the reason. */
  readonly demands: readonly { readonly text: string; readonly grounds: 'entry' | 'law' | 'none' }[];
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
 * as `{…}` for the handler, the law in 《》 with its article, and the way to object. What the citizen took the law to
 * say, and it does not, is put right. No demand is left out: one without a basis asks for its reason.
 */
export function draftReply(input: ReplyInput): ReplyDraft {
  const known = withSynonyms(input.known ?? {});
  const number = input.orderNumber ? `（编号 ${input.orderNumber}）` : '';
  const name = input.callerName?.trim();
  const lines: string[] = [
    `${name ? `${name}，` : '尊敬的市民，'}您好！您于 ${dayInWords(input.receivedOn)} 反映的事项${number}已由${input.unitName}办理，现答复如下：`,
  ];
  const grounds: { text: string; grounds: 'entry' | 'law' | 'none' }[] = [];
  const many = input.demands.length > 1;
  input.demands.forEach((demand, index) => {
    const mark = many ? `${NUMERALS[index] ?? index + 1}、` : '';
    const tail = many ? String(index + 1) : '';
    lines.push(`${mark}关于您提出的“${shorten(demand.text)}”（${demand.issueTypeName}）`);
    lines.push(`经办理：{办理情况${tail}}。`);
    for (const misquote of demand.misquoted) {
      const article = misquote.article === '' ? `《${misquote.law}》` : citeTitle(misquote);
      lines.push(`您提到的“${shorten(misquote.claim)}”（${article}），${misquote.why}。`);
    }
    const decided = demand.verdicts.filter((verdict) => verdict.verdict !== 'unknown').slice(0, 2);
    for (const verdict of decided)
      if (!demand.misquoted.some((misquote) => misquote.why === verdict.why)) lines.push(`${verdict.why}。`);
    const paragraph = demand.entry ? entryParagraph(demand.entry, known) : null;
    if (paragraph) lines.push(paragraph);
    const cited = demand.laws.filter((law) => law.verdict !== 'does_not_apply').slice(0, 2);
    for (const law of cited) lines.push(`依据${citeTitle(law)}：“${oneLine(law.quote)}”`);
    const has = paragraph ? 'entry' : cited.length > 0 || decided.length > 0 ? 'law' : 'none';
    if (has === 'none')
      lines.push(`该项诉求的处理理由：{第${index + 1}项诉求的答复依据或者不能办理的理由}。`);
    lines.push(`处理结果：{处理结果${tail}}。`);
    grounds.push({ text: demand.text, grounds: has });
  });
  lines.push(objection(input.demandKind, input.demands));
  lines.push(`${input.unitName}　联系人：{联系人}　电话：{联系电话}　{答复日期}`);
  const text = lines.join('\n');
  return { text, missing: openVariables(text), demands: grounds };
}

/** Variables `{…}` still open in a text, each once. */
export function openVariables(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([^{}\n]{1,30})\}/gu)].map((match) => match[1] as string))];
}

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
  const all = new Map(Object.entries(known));
  for (const [name, others] of Object.entries(SAME)) {
    const value = all.get(name);
    if (value === undefined) continue;
    for (const other of others) if (!all.has(other)) all.set(other, value);
  }
  return all;
}

const CONSUMER = /^(?:01|0611|0905|0801)/u;

function objection(kind: string, demands: readonly ReplyDemand[]): string {
  if (kind === '表扬' || kind === '建议') return '感谢您的来电，欢迎继续监督。';
  const again = '如对以上答复有新的情况、新的理由，可以拨打 12345 补充说明';
  if (demands.some((demand) => demand.entry?.types.some((type) => CONSUMER.test(type)) ?? false))
    return `${again}；与经营者的争议也可以请求消费者协会或者依法成立的其他调解组织调解，根据仲裁协议申请仲裁，或者向人民法院提起诉讼。`;
  return `${again}；对依法作出的行政决定不服的，可以依法申请行政复议或者提起行政诉讼，民事争议可以向人民法院起诉。`;
}

const dayInWords = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year} 年 ${month} 月 ${date} 日`;
};

const oneLine = (text: string): string => text.replace(/\s*\n\s*/gu, '');

function shorten(text: string): string {
  const line = oneLine(text).replace(/^(?:市民|坐席)[：:]/u, '');
  return line.length <= 60 ? line : `${line.slice(0, 58)}……`;
}
