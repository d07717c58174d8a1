import type { Facts } from './types.ts';

/** A claim whose truth turns on the facts. */
export type FactClaim = {
  readonly claim: RegExp;
  /** In the claim's own clause: the wording is the seller's, or a refusal, or a mere question. */
  readonly notClaimed?: RegExp;
  /** Id of the rule that decides. */
  readonly rule: string;
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

/** One line, one claim people make about the law. */
export const FACT_CLAIMS: readonly FactClaim[] = [
  {
    claim: new RegExp(
      `${LEAN}(?:网购|网上)?[^，。；？！\\n]{0,6}(?:[七7]\\s*[天日](?:之?内)?[^，。；？！\\n]{0,5}(?:无理由|无条件|可以?退|都能退|包退|应?退)(?:地?退(?:货|款|换)?)?(?:权)?|无理由退(?:货|款|换)?)`,
      'gu',
    ),
    notClaimed: SELLER_SAYS,
    rule: 'seven-day-return',
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
    rule: 'prepaid-cooling-off',
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
    rule: 'triple-damages',
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
    rule: 'quality-remedies',
    wrongWhen: (verdict, facts, _text, issueType) =>
      verdict === 'does_not_apply' || facts.misuse === true || (issueType ?? '').startsWith('07'),
    law: CONSUMER,
    article: '第二十四条',
    why: '免费三包以商品质量问题为前提；使用、保管不当造成的损坏可以付费维修，服务和套餐没有三包',
  },
  {
    claim:
      /(?:家用)?(?:汽|轿)?车?三包[^，。；？！\n]{0,6}(?:[七7]\s*[天日])[^，。；？！\n]{0,4}(?:退|换)(?:货|车)?/gu,
    rule: 'quality-remedies',
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
    rule: 'tenfold-damages',
    wrongWhen: (verdict, facts, text, issueType) =>
      verdict === 'does_not_apply' ||
      (facts.food !== true && !/^(?:0108|0109)/u.test(issueType ?? '') && !/承诺|药/u.test(text)),
    law: `${NPC}食品安全法`,
    article: '第一百四十八条',
    why: '十倍赔偿只适用于不符合食品安全标准的食品，不影响安全、不误导的标签瑕疵除外',
  },
  {
    claim: new RegExp(`${LEAN}公平交易权?[^，。；？！\\n]{0,6}`, 'gu'),
    rule: 'price-drop',
    wrongWhen: (verdict, facts) => verdict === 'does_not_apply' && facts.priceDropped === true,
    law: CONSUMER,
    article: '第十条',
    why: '成交后降价不等于交易不公平，没有保价承诺的，法律没有规定补差价',
  },
  {
    claim:
      /(?:哪条|法律(?:有)?(?:哪条)?|规定)[^，。；？！\n]{0,6}(?:写|说|规定)[^，。；？！\n]{0,4}(?:掉地上|摔|进水)[^，。；？！\n]{0,6}/gu,
    rule: 'quality-remedies',
    wrongWhen: (verdict) => verdict === 'does_not_apply',
    law: CONSUMER,
    article: '第二十四条',
  },
];
