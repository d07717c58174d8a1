import { fault } from './fault.ts';
import type { FaultCode, ReplyFault } from './fault.ts';
import { RESTATES } from './reading.ts';
import type { Clause, Reading } from './reading.ts';

type Line = {
  readonly code: FaultCode;
  readonly says: RegExp;
  /** In the clause or right before it: somebody is reported to have said so, or a condition is named. */
  readonly unless?: RegExp;
  readonly message: string;
};

/** Somebody else promises, asks or states it; the unit only reports. */
const REPORTED =
  /表示|同意|承诺|答应|答复|回复|反馈|确认|协商|达成|约定|签订|签署|愿意|告知我|调解协议|声称|介绍|说明/u;
const CONDITION =
  /如(?:果|查|属|发现|有|确|再|经|存在|您|仍|拒|逾期|不)|若|一经|经查(?:实|属实)?[，,]|凡|对(?:发现|查实|存在|屡)|(?:查证|查实|核实|属实|发现|拒不|逾期)[^，。]{0,8}(?:的|后)|的[，,]/u;
const OTHERS =
  '(?:商家|店家|商户|对方|该店|店铺|店方|经营者|物业(?:公司)?|该公司|企业|平台|房东|学校|医院|开发商|被投诉(?:方|人)|老板|商场|超市|健身房|[\u4e00-\u9fa5]{0,6}公司|[\u4e00-\u9fa5]{2,4}集团|培训机构|该机构|银行|保险公司|快递公司|航空公司|卖家|厂家)';
const GOOD =
  '(?:退|解决|赔|处理好|办好|办成|办妥|拿回|追回|要回|满意|修好|修复|彻底|杜绝|不再|到账|到位|成功|恢复|补发|讨回|批准|整改)';

const LINES: readonly Line[] = [
  {
    code: 'promise_for_others',
    says: new RegExp(
      `${OTHERS}(?:也|就|也就)?(?:一定|肯定|必须|绝对|必定|保证)?(?:会|将|会在|将在|必须|一定|肯定)(?!不)[^，。；]{0,24}?(?:退|赔|道歉|补偿|换新|更换|换完|修好|完成|免费|免除|减免|给您|向您|联系您)`,
      'u',
    ),
    unless: REPORTED,
    message: '商家等他人没有答应的事不能代为承诺。请写明对方的答复，或者写调解结果和不成时的途径。',
  },
  {
    code: 'promise_for_others',
    says: /(?:法院|仲裁委?(?:员会)?|法官|检察院|公安(?:机关)?|派出所|消协|消费者协会|人社(?:局|部门)|医保(?:局|部门)|住建(?:局|委|部门)|城管(?:局|部门)?|税务(?:局|部门)|交警|上级(?:部门)?)[^，。；]{0,6}?(?:一定|肯定|必定|必然|绝对|会|将)(?:会|能)?(?:全力|依法)?[^，。；]{0,6}?(?:支持您|判|胜诉|帮您|给您|为您|退|赔|解决|立案|满足|撑腰|站在您)(?!服务|提供服务)|(?:打官司|起诉|诉讼|仲裁|官司)[^，。；]{0,6}?(?:一定|肯定|必定|必然|稳|准)(?:会|能)?(?:赢|胜|支持)|(?:一定|肯定|必定|必)(?:能)?胜诉/u,
    message: '不能代法院和其他部门说结果。请只写可以走的途径，结果由受理机关依法作出。',
  },
  {
    code: 'over_promise',
    says: new RegExp(
      `(?:百分之百|百分百|100[%％]|１００％)(?:地|的)?(?:会|能|可以|给您|为您|帮您|向您|全额|保证|确保)?[^，。；]{0,2}?(?:${GOOD}|没问题)|(?:一定|肯定)(?:会|能|可以|帮|给|让|为|将|尽快)[^，。；]{0,10}?${GOOD}|(?:必定|绝对(?!化)|必然|务必|无论如何|保准)(?:会|能|要|可以|帮|给|让|为|将|尽快)?[^，。；]{0,10}?${GOOD}|(?:我们|我[局所委办街队处站]|我中心|本[局所委办]|在此|向您|郑重)(?:在此|郑重|可以|能够|会|将|敢|向您|一定|完全|为您|给您){0,3}(?:保证|担保|打包票|承诺)[^，。；　]{2,24}|(?:保证|担保)(?:会|能)?(?:您|给您|让您|为您|帮您|全额|\\d+[日天]内|[三五七十]天内)[^，。；]{0,12}|(?:保证|担保)(?:在)?(?:今天|明天|本周|当天|近日|\\d+个?(?:工作)?[日天]|[一两二三四五六七十]+个?(?:工作)?[日天])(?:之?内)?[^，。；]{0,12}|确保(?:您|给您|让您|为您)[^，。；]{0,12}|一分(?:钱)?(?:都|也)(?:不会)?(?:少|差)|包(?:您|给您|退到)[^，。；]{0,8}`,
      'u',
    ),
    unless: new RegExp(
      `${OTHERS}[^，。；]{0,10}(?:保证|承诺|担保|表示|答应)|(?:校方|园方|院方|负责人|当事人|其|双方)[^，。；]{0,8}(?:保证|承诺)|(?:没有|并未|未|不能|无法)[^，。；]{0,6}(?:保证|承诺)|承诺书|承诺(?:时限|期限|办结)|保证金|保证书`,
      'u',
    ),
    message: '不能向市民担保结果。请写已经做了什么、依法能做什么、什么时候告知结果。',
  },
  {
    code: 'over_promise',
    says: /(?<!责令|要求|督促|让其|应当|停止|须)(?:马上|立刻|立马|今天就|明天就|当天就|三天内|3天内)(?:就)?(?:会|能|给您|为您|向您|帮您|将)?[^，。；]{0,6}?(?:全额退|退款|退还|退钱|退给|赔偿|赔付|到账|解决)/u,
    unless: REPORTED,
    message: '不能替他人许下退款、赔偿的结果和时间。请写调解、核查的进展和下次告知的时间。',
  },
  {
    code: 'over_promise',
    says: /让您满意为止|包您满意|绝(?:对)?不会再|永远不(?:会)?(?:再)?(?:发生|出现)|永不再|绝无可能再|从此(?:不会|不再)|彻底根治|(?:保证|承诺)[^，。；]{0,10}(?:不再(?:发生|出现)|零投诉|万无一失)/u,
    message: '话说得太满，做不到就失信。请写采取了什么措施、如何复查。',
  },
  {
    code: 'penalty_foretold',
    says: /(?:我[局所委办街队们]|本[局所委办]|将|会|一定|必将|必定|肯定|马上|立即|坚决|准备|打算)(?:会|对(?:其|该|商家|店家|此)[^，。；]{0,10}|依法|将|给予|予以|要){0,4}(?:从重|从严|严厉|顶格|重重|狠狠|严肃|依法)?(?:处罚|罚款|重罚|重处|吊销|查封|取缔|关停|拘留|追究[^，。；]{0,8}责任|列入黑名单|严惩|严办|罚到|处以|让[^，。；]{0,6}(?:关门|停业))/u,
    unless:
      /如|若|才|一经|一旦|凡|该(?:停|依法|关|拆)|违规|非法|无证|查实|属实|发现|拒不|逾期|屡|违法事实|依据|根据|按照|《|立案|听证|不(?:会|将|予|能|具|符)|是否|已(?:经)?(?:处罚|立案|作出)|加大|力度|处罚决定|行政处罚法|首违|轻微|对[^，。；]{0,12}(?:行为|违法|问题)/u,
    message: '调查没有结束，不能先说要怎么处罚。请写已受理或者立案、依法处理，结果另行告知。',
  },
  {
    code: 'penalty_foretold',
    says: /(?:肯定|明显|显然|绝对|毫无疑问|一看就|必然|就)(?:就)?(?:是|存在|有|属于|构成)(?:在)?(?:违法|违规|欺诈|造假|诈骗|骗子|黑店|售假|假货|犯罪|无良)|(?:黑心|无良|不法)(?:商家|商户|店家|老板|奸商)|奸商/u,
    unless: /不(?:是|属|构成)|是否/u,
    message: '没有查清不能先下结论。请写核查中的事实，定性以调查结论为准。',
  },
];

/** Outcomes promised that nobody can promise, and verdicts before the investigation. */
export function promises({ own, ownSentences }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  for (const sentence of ownSentences)
    sentence.clauses.forEach((clause, index) => {
      if (isRestated(clause)) return;
      const last = sentence.clauses[index - 1]?.text ?? '';
      // Who is reported to have said so stands right before: 商家表示，…… and 经调解，…….
      const before = SAID.test(last) || CONDITION.test(last) ? last : '';
      for (const line of LINES) {
        const match = line.says.exec(clause.text);
        if (!match) continue;
        const context = before + clause.text;
        if (line.unless?.test(context)) continue;
        const condition =
          line.code === 'promise_for_others'
            ? before + clause.text.slice(0, match.index)
            : clause.text.slice(0, match.index);
        if (line.code !== 'penalty_foretold' && CONDITION.test(condition)) continue;
        if (DENIED.test(own.slice(Math.max(0, clause.start + match.index - 4), clause.start + match.index)))
          continue;
        const start = clause.start + match.index;
        if (faults.some((other) => start < other.end && other.start < start + match[0].length)) continue;
        faults.push(fault(line.code, start, start + match[0].length, `“${match[0]}”：${line.message}`));
      }
    });
  return faults;
}

const SAID =
  /(?:表示|同意|承诺|答应|答复|反馈|确认|约定|愿意|称|说|意见)(?:如下)?[，,：:]?$|^(?:经|双方)[^，。]{0,14}(?:调解|协商|协调|沟通|约定|达成)/u;
const DENIED = /(?:不|无法|不能|难以|未|没有?|不敢|并非)[^，。]{0,2}$/u;
const isRestated = ({ text }: Clause): boolean =>
  RESTATES.test(text) && /要求|希望|诉求|反映|提出|投诉|举报|咨询/u.test(text);
