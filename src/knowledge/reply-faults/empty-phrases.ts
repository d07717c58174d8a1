import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';
import { afterRestating, answeringClauses, hanCount, isHollow, isService } from './substance.ts';

/** Set phrases that take the place of an answer. */
const SET =
  /高度重视|十分重视|非常重视|正在(?:积极|认真|抓紧|进一步)?(?:研究|协调|处理|核实|推进|跟进|落实)|(?:敬)?请您?(?:谅解|理解|耐心等待)|予以(?:理解|谅解)|(?:感谢|谢谢)您?(?:对|的|关心|理解|支持)[^。！，]{0,24}|(?:认真|积极|切实|全力|努力|不断|持续|进一步)(?:研究|处理|做好|推进|改进|落实|解决|加强|完善|提升|优化|跟进)|尽快(?:处理|解决|落实|研究|回复|答复|办理)|加大(?:工作)?力度|多措并举|举一反三|统筹(?:推进|考虑)|竭诚|全心全意|为(?:人民|群众|市民)服务/u;
/** More than this share of the words are set phrases beside a short answer, and the reply is one. */
const SHARE = 0.65;
const SHORT = 40;
/** An answer of fewer characters than this says nothing. */
const THIN = 12;

export function emptyPhrases({ own, ownSentences }: Reading): ReplyFault[] {
  let hollow = 0;
  let answer = 0;
  let first: { start: number; end: number } | null = null;
  const answering = new Set(answeringClauses(ownSentences, own).map(({ start }) => start));
  for (const sentence of ownSentences) {
    for (const clause of sentence.clauses) {
      const words = afterRestating(clause.text);
      if (answering.has(clause.start)) {
        answer += hanCount(words);
        continue;
      }
      if (isService(clause.text) || !(isHollow(words) || SET.test(words))) continue;
      hollow += hanCount(words);
      const match = SET.exec(clause.text);
      if (match && !first && !/感谢|谢谢/u.test(match[0]))
        first = { start: clause.start + match.index, end: clause.start + match.index + match[0].length };
    }
  }
  if (first === null) return [];
  const isEmpty = answer < THIN || (answer < SHORT && hollow / (hollow + answer) > SHARE);
  if (!isEmpty) return [];
  return [
    fault(
      'empty_phrase',
      first.start,
      first.end,
      '答复里大多是套话，没有说清查到了什么、怎么处理、什么时候完成，请写具体情况。',
    ),
  ];
}

const REFERRED =
  /(?:已|将|现已|会|即)(?:经|及时|第一时间|按程序|统一)?(?:将)?[^，。；]{0,18}?(?:转交|转办|转至|转给|转送|转达|移交|交由|派至|批转|转)(?:至|给|到|由|请|了)?(?:相关|有关|责任|职能|主管|对应|具体|业务|属地)(?:的)?(?:责任|职能|主管|业务)?(?:部门|单位|科室|领导|处室|机构)/gu;
const WHEN =
  /\d{1,2}月|\d+(?:个)?(?:工作)?日|\d+天|[一二三四五六七八九十]+(?:个工作)?[日天](?:内|之内)|年底|月底|本周|下周|之前|以前|届时/u;

/** Passed on with nothing else: no result, and not when there will be one. */
export function referrals({ own, ownSentences }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  ownSentences.forEach((sentence, index) => {
    const match = [...sentence.text.matchAll(REFERRED)][0];
    if (!match) return;
    const around = [sentence, ownSentences[index + 1]].filter((one) => one !== undefined);
    const after = answeringClauses(around, own).filter(({ start }) => start > sentence.start + match.index);
    const words = after.map(({ text }) => text).join('');
    if (WHEN.test(sentence.text.slice(match.index) + words) || hanCount(words) >= 10) return;
    const start = sentence.start + match.index;
    faults.push(
      fault(
        'referred_only',
        start,
        start + match[0].length,
        '只说转交，没有说转给哪个单位、什么时候有结果，请写明单位、时限和查询电话，或者等有结果后再答复。',
      ),
    );
  });
  return faults;
}

const POSTPONED =
  /正在(?:积极|认真|抓紧|进一步)?(?:研究|制定|推进|协调|处理|核实|调查|办理|跟进|落实|论证)|尽快(?:处理|解决|落实|研究|完成|修复|安排|推进|办理|协调|整改|退|给)|(?:适时|择期|择机|早日|逐步|后续|下一步|条件成熟时|时机成熟)[^，。；]{0,16}?(?:研究|处理|解决|推进|实施|启动|完成|改造|修复|安排|考虑|办理)/gu;
const DONE =
  /已(?:经)?(?:于[^，。]{1,14})?(?:[^，。]{0,12})(?:完成|修复|修好|清理|清运|清除|退还|退款|到账|拆除|更换|整改(?:完毕|到位|完成)|恢复|责令|立案|约谈|达成|告知|下达|停止|处罚|劝离|制止|开具|办结|办理完|补发|支付|赔偿|解决)|不予|不能|无法|不属于|不适用|不符合|终止调解|未发现|不属实|同意(?:退|赔|更换|维修)|(?:应当|可以|需要?|可)(?:在|到|向|通过|申请|携|提供|办理|拨)/u;

/** The outcome is put off and no time is named anywhere. */
export function postponed({ own, text, ownSentences }: Reading): ReplyFault[] {
  if (ownSentences.some(({ text: words }) => !isService(words) && DONE.test(words))) return [];
  const body = own.slice(0, Math.max(0, text.trimEnd().length - 30));
  for (const sentence of ownSentences) {
    const match = [...sentence.text.matchAll(POSTPONED)][0];
    if (!match) continue;
    const next = ownSentences[ownSentences.indexOf(sentence) + 1]?.text ?? '';
    if (
      WHEN.test(sentence.text.slice(match.index)) ||
      WHEN.test(next.slice(0, 40)) ||
      /预计|计划于/u.test(body)
    )
      continue;
    const start = sentence.start + match.index;
    return [
      fault(
        'no_time',
        start,
        start + match[0].length,
        '没有说什么时候办成，请写明完成日期或者阶段安排，确实定不了的说明原因和下次告知的时间。',
      ),
    ];
  }
  return [];
}
