import { SEVEN_DAY_RETURN } from './applicability/seven-day-return.ts';
import { PREPAID_COOLING_OFF } from './applicability/prepaid.ts';
import { QUALITY_REMEDIES } from './applicability/quality.ts';
import { PRICE_DROP } from './applicability/price.ts';
import { TENFOLD_DAMAGES, TRIPLE_DAMAGES } from './applicability/damages.ts';
import { decide } from './applicability/table.ts';
import type { Rule } from './applicability/table.ts';
import type { ArticleShelf } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import { correctedClaims } from './corrected-claims.ts';
import { HOME_MISCONCEPTIONS } from './misconceptions-home.ts';
import { LIFE_MISCONCEPTIONS } from './misconceptions-life.ts';
import type { Facts, Misquote } from './types.ts';

export type MisquoteInput = {
  /** Clean text. Spans of the answer point into it. */
  readonly text: string;
  readonly facts: Facts;
  /** Four-digit issue type, where known. */
  readonly issueType?: string;
  /** ISO day: an article that was not in force is not held against anybody. */
  readonly day: string;
  /** Laws and articles the text names, as `createReferenceReader` reads them. */
  readonly references?: readonly LawReference[];
};

/** A claim whose truth turns on the facts. */
type FactClaim = {
  readonly claim: RegExp;
  /** In the claim's own clause: the wording is the seller's, or a refusal, or a mere question. */
  readonly notClaimed?: RegExp;
  readonly rule: Rule;
  /** Verdicts under which the claim is wrong; with an unknown, further words must speak against it. */
  readonly wrongWhen: (verdict: string, facts: Facts, text: string, issueType: string | undefined) => boolean;
  readonly law: string;
  readonly article: string;
  readonly why?: string;
};

const NPC = '中华人民共和国';
const CONSUMER = `${NPC}消费者权益保护法`;
/** Words that lean on the law, up to a comma before the claim itself. */
const LEAN =
  '(?:(?:依据|依照|按照|根据|按|依)?(?:《?(?:中华人民共和国)?(?:消费者权益保护法|消费者保护法|消法|消保法)》?|国家|法律|法规|规定|三包)[^，。；？！\\n]{0,14})?';

const SELLER_SAYS =
  /不支持|不适用|不享受|不参加|拒绝|(?:店员|商家|客服|老板|店家|对方|店里|他们|页面)[^，。；]{0,8}(?:说|称|写|标|答复)[^，。；]{0,8}|承诺|挂着|贴着|标着|标注|支持[“"]?[七7]|不是(?:要|我要)无理由|没说[七7]/u;
/** Words that show deceit is more than asserted, or that the thing itself is in dispute. */
const DECEIT =
  /假货|假冒|冒充|翻新|旧机|样机|二手|调表|事故车|鉴定(?:为|结果|报告)|检测(?:为|结果|报告|机构)|以次充好|掺|过期|假的|真假|正品|注销|虚假宣传|谎称|少称|短秤|虚构|伪造|石英|不是足金|贴错标|国产|缺斤|作弊|偷换/u;

const FACT_CLAIMS: readonly FactClaim[] = [
  {
    claim: new RegExp(
      `${LEAN}(?:网购|网上)?[^，。；？！\\n]{0,6}(?:[七7]\\s*[天日](?:之?内)?[^，。；？！\\n]{0,5}(?:无理由|无条件|可以?退|都能退|包退|应?退)(?:地?退(?:货|款|换)?)?(?:权)?|无理由退(?:货|款|换)?)`,
      'gu',
    ),
    notClaimed: SELLER_SAYS,
    rule: SEVEN_DAY_RETURN,
    wrongWhen: (verdict, facts, text) =>
      (verdict === 'does_not_apply' || (facts.service === true && facts.shopPromisesReturn !== true)) &&
      facts.shopPromisesReturn !== true &&
      facts.qualityProblem !== true &&
      !/不是(?:要|我要|想|想要)?无理由/u.test(text),
    law: CONSUMER,
    article: '第二十五条',
  },
  {
    claim:
      /[^，。；？！\n]{0,6}(?:[七7]\s*[天日])[^，。；？！\n]{0,4}冷静期[^，。；？！\n]{0,14}|冷静期[^，。；？！\n]{0,10}(?:全额|无条件)退/gu,
    rule: PREPAID_COOLING_OFF,
    wrongWhen: (verdict, facts) => verdict === 'does_not_apply' || facts.serviceStarted === true,
    law: '北京市单用途预付卡管理条例',
    article: '第十六条',
    why: '全额退卡限于购卡之日起七日内没有兑付过商品或者服务',
  },
  {
    claim: new RegExp(
      `${LEAN}(?:[^，。；？！\\n]{0,12}欺诈[^，。；？！\\n]{0,6})?(?:第?五十五条|55条)?[^，。；？！\\n]{0,10}(?:退一[赔陪]三|假一[赔陪]三|赔(?:偿|付|我|给我)?[^，。；？！\\n]{0,6}(?:三|3)倍[^，。；？！\\n]{0,4}|(?:三|3)倍(?:赔偿|价款|的?赔|车钱|房款)|丢一赔十|(?:赔偿)?不(?:足|够)(?:五百|500)[^，。；]{0,8})`,
      'gu',
    ),
    notClaimed:
      /工资|加班|运费的?三倍|运费三倍|(?:店|商家|他|对方|页面|主播)[^，。；]{0,6}(?:承诺|写|标|保证)/u,
    rule: TRIPLE_DAMAGES,
    wrongWhen: (verdict, facts, text, issueType) =>
      facts.fraud !== true &&
      verdict !== 'applies' &&
      !DECEIT.test(text) &&
      !/^(?:0105|0109|11)/u.test(issueType ?? ''),
    law: CONSUMER,
    article: '第五十五条',
    why: '三倍赔偿以经营者欺诈为前提；履约瑕疵、质量或者收费争议不当然构成欺诈，可以要求退款、退换修或者赔偿损失',
  },
  {
    claim: /(?:按|按照|依|根据|国家|享受)?[^，。；？！\n]{0,6}三包[^，。；？！\n]{0,14}/gu,
    notClaimed: /三包(?:期|凭证|卡|有效期)|(?:店|商家|厂家|客服|售后)[^，。；]{0,8}(?:说|称)|门前三包|吗$/u,
    rule: QUALITY_REMEDIES,
    wrongWhen: (verdict, facts, _text, issueType) =>
      verdict === 'does_not_apply' || facts.misuse === true || (issueType ?? '').startsWith('07'),
    law: CONSUMER,
    article: '第二十四条',
    why: '免费三包以商品质量问题为前提；使用、保管不当造成的损坏可以付费维修，服务和套餐没有三包',
  },
  {
    claim:
      /(?:家用)?(?:汽|轿)?车?三包[^，。；？！\n]{0,6}(?:[七7]\s*[天日])[^，。；？！\n]{0,4}(?:退|换)(?:货|车)?/gu,
    rule: QUALITY_REMEDIES,
    wrongWhen: (_verdict, _facts, text) =>
      !/发动机|变速箱|变速器|电池|驱动电机|自燃|起火|制动|刹车失灵|转向/u.test(text),
    law: '家用汽车产品修理更换退货责任规定',
    article: '第二十二条',
    why: '七日内退换限于发动机、变速器、动力蓄电池、行驶驱动电机或者其主要零部件的质量问题，其他故障按包修处理',
  },
  {
    claim:
      /[^，。；？！\n]{0,14}(?:第?(?:148|一百四十八)条[^，。；？！\n]{0,16})?(?:退一[赔陪]十|假一[赔陪罚]十|(?:赔(?:偿)?|支付)[^，。；？！\n]{0,6}(?:十|10)倍|(?:十|10)倍(?:赔偿|赔付|价款|的?赔))[^，。；？！\n]{0,4}/gu,
    notClaimed: /(?:店|商家|他|她|对方|页面|主播|宣传)[^，。；]{0,6}(?:承诺|写|标|保证|说)|承诺/u,
    rule: TENFOLD_DAMAGES,
    wrongWhen: (verdict, facts, text, issueType) =>
      verdict === 'does_not_apply' ||
      (facts.food !== true && !/^(?:0108|0109)/u.test(issueType ?? '') && !/承诺|药/u.test(text)),
    law: `${NPC}食品安全法`,
    article: '第一百四十八条',
    why: '十倍赔偿只适用于不符合食品安全标准的食品，不影响安全、不误导的标签瑕疵除外',
  },
  {
    claim: new RegExp(`${LEAN}公平交易权?[^，。；？！\\n]{0,6}`, 'gu'),
    rule: PRICE_DROP,
    wrongWhen: (verdict, facts) => verdict === 'does_not_apply' && facts.priceDropped === true,
    law: CONSUMER,
    article: '第十条',
    why: '成交后降价不等于交易不公平，没有保价承诺的，法律没有规定补差价',
  },
  {
    claim:
      /(?:哪条|法律(?:有)?(?:哪条)?|规定)[^，。；？！\n]{0,6}(?:写|说|规定)[^，。；？！\n]{0,4}(?:掉地上|摔|进水)[^，。；？！\n]{0,6}/gu,
    rule: QUALITY_REMEDIES,
    wrongWhen: (verdict) => verdict === 'does_not_apply',
    law: CONSUMER,
    article: '第二十四条',
  },
];

/** Laws that no longer exist under the name people still use: the day they ended and what took their place. */
const REPEALED: readonly {
  readonly name: RegExp;
  readonly ended: string;
  readonly law: string;
  readonly instead: string;
}[] = [
  {
    name: /《?信访条例》?(?:第?[一二三四五六七八九十\d]+条)?/gu,
    ended: '2022-05-01',
    law: '信访条例',
    instead: '《信访工作条例》',
  },
  ...(['合同法', '物权法', '担保法', '侵权责任法', '婚姻法', '继承法', '民法通则', '民法总则'] as const).map(
    (name) => ({
      name: new RegExp(
        `(?<![劳动集体保险租赁典])《?(?:中华人民共和国)?${name}》?(?:第?[一二三四五六七八九十百\\d]+条)?`,
        'gu',
      ),
      ended: '2021-01-01',
      law: `${NPC}${name}`,
      instead: '《中华人民共和国民法典》',
    }),
  ),
];

/**
 * Finds the rules a citizen relies on that do not apply to the facts told, each with the words that claim it.
 * What an agent or the seller says is not held against the citizen.
 */
export function findMisquotes(shelf: ArticleShelf, input: MisquoteInput): Misquote[] {
  const { text, facts, issueType, day } = input;
  const found: Misquote[] = [];
  const add = (start: number, end: number, law: string, article: string, why: string): void => {
    if (found.some((other) => start < other.end && other.start < end)) return;
    if (found.some((other) => other.law === law && other.article === article)) return;
    found.push({ claim: text.slice(start, end), start, end, law, article, why });
  };
  const spoken = citizenSpans(text);
  for (const claim of FACT_CLAIMS) {
    if (shelf.inForce(claim.law, claim.article, day) < 0) continue;
    const matches = [...text.matchAll(claim.claim)];
    // Where a claim is made twice, the wording that leans on the law is the one to answer.
    const leans = (match: RegExpExecArray): number =>
      LAW_WORDS.test(match[0]) ? 2 : LAW_WORDS.test(around(text, match)) ? 1 : 0;
    matches.sort((a, b) => leans(b) - leans(a));
    for (const match of matches) {
      const clause = clauseAround(text, match.index, match.index + match[0].length);
      if (!spoken(match.index) || claim.notClaimed?.test(clause) || onlyAsks(clause)) continue;
      const outcome = decide(claim.rule, facts);
      if (!claim.wrongWhen(outcome.verdict, facts, text, issueType)) continue;
      add(match.index, match.index + match[0].length, claim.law, claim.article, claim.why ?? outcome.why);
    }
  }
  for (const line of [...HOME_MISCONCEPTIONS, ...LIFE_MISCONCEPTIONS]) {
    if (line.types && (issueType === undefined || !line.types.some((prefix) => issueType.startsWith(prefix))))
      continue;
    if (line.where && !line.where.test(text)) continue;
    if (line.unless?.test(text)) continue;
    if (shelf.inForce(line.law, line.article, day) < 0) continue;
    const match = line.claim.exec(text);
    if (match && match[0] !== '' && spoken(match.index + match[0].length - 1))
      add(match.index, match.index + match[0].length, line.law, line.article, line.why);
  }
  for (const { name, ended, law, instead } of REPEALED) {
    if (day < ended) continue;
    for (const match of text.matchAll(name)) {
      if (!spoken(match.index)) continue;
      const article = /第?[一二三四五六七八九十百\d]+条/u.exec(match[0])?.[0] ?? '';
      const why = `${law.replace(NPC, '')}已于 ${ended} 废止，现行的是${instead}`;
      add(match.index, match.index + match[0].length, law, article, why);
    }
  }
  for (const claim of correctedClaims(shelf, text, input.references ?? [], day))
    add(claim.start, claim.end, claim.law, claim.article, claim.why);
  return found.sort((a, b) => a.start - b.start);
}

/** A plain question claims nothing; 不是……吗 does, and so does a question that leans on the law. */
const onlyAsks = (clause: string): boolean =>
  /能不能|能否|可不可以|是否|怎么算|(?<!不)(?:能|可以)[^，。]{0,16}吗/u.test(clause) &&
  !LAW_WORDS.test(clause);

const LAW_WORDS = /法律|消法|消保法|权益保护法|规定|条例|国家|三包/u;
const around = (text: string, match: RegExpExecArray): string =>
  text.slice(Math.max(0, match.index - 4), match.index + match[0].length + 5);

function clauseAround(text: string, start: number, end: number): string {
  let from = start;
  while (from > 0 && !/[，。；？！\s]/u.test(text[from - 1] as string)) from--;
  let to = end;
  while (to < text.length && !/[，。；？！\s]/u.test(text[to] as string)) to++;
  return text.slice(from, to);
}

/** Whether a place in the text is the citizen's own words: lines that begin with an agent's label are not. */
function citizenSpans(text: string): (at: number) => boolean {
  const lines: { end: number; agent: boolean }[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    lines.push({
      end: at + line.length,
      agent: /^\s*(?:坐席|客服|话务员|接线员|工作人员|受理员)[：:]/u.test(line),
    });
    at += line.length + 1;
  }
  return (place) => !(lines.find((line) => place <= line.end)?.agent ?? false);
}
