import { beijingMinute } from '../../kernel/clock.ts';
import { CONTACT_RESULT, CONTACT_WAY, OUTCOME, TELL_WAY } from '../../kernel/contact-words.ts';
import { CONFIDENTIALITY_NAMES } from '../../kernel/confidential-words.ts';
import { EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import type { EvidencePurpose } from '../../kernel/evidence-words.ts';
import { MILESTONE_NAMES } from '../../kernel/move-words.ts';
import type { EventData } from '../../orders/life-events.ts';
import type { Names } from '../context.ts';
import type { MoveRequest } from './order-life.ts';

/** The line of an order's history that tells of a move. Names of people and units, never numbers of callers. */
export function lineOf({ move, data }: MoveRequest, names: Names): string {
  const line = (...parts: readonly (string | false | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== false && part !== '').join('；');
  const filed = (files: readonly string[] | undefined): string | false =>
    (files?.length ?? 0) > 0 && `附材料 ${files?.length} 份`;
  const units = (codes: readonly string[]): string => codes.map(names.unit).join('、');
  switch (move) {
    case 'assign':
      return `交 ${data.name} 办理`;
    case 'tryContact':
      return line(`${CONTACT_WAY[data.way]}，${CONTACT_RESULT.noAnswer}`, data.note, filed(data.files));
    case 'contact':
      return line(`${CONTACT_WAY[data.way]}，${CONTACT_RESULT[data.result]}`, data.note, filed(data.files));
    case 'addEvidence':
      return line(EVIDENCE_PURPOSE[data.purpose as EvidencePurpose] ?? data.purpose, filed(data.files));
    case 'answerJointly':
    case 'answerWhistle':
    case 'answerSupervision':
    case 'note':
      return data.text;
    case 'reply':
      return line(`${OUTCOME[data.outcome]}`, toldWords(data));
    case 'tell':
      return toldWords(data);
    case 'reopen':
    case 'refuseReturn':
    case 'refuse':
    case 'reverse':
    case 'merchantFailed':
      return data.reason;
    case 'proposeReturn':
      return line(
        `提请由${names.unit(data.owner ?? '')}承办`,
        data.issueType !== undefined && `分类应为 ${data.issueType} ${names.issueType(data.issueType)}`,
        data.reason,
        data.clause,
      );
    case 'proposeExtension':
      return line(
        data.until === undefined ? undefined : `延至 ${beijingMinute(data.until)}`,
        data.code === undefined ? undefined : `事由 ${data.code}`,
        data.reason,
        data.clause,
      );
    case 'proposeHold':
      return line(`计划 ${data.planDay ?? ''} 前解决`, data.reason, data.clause);
    case 'proposeExclusion':
    case 'proposeMediationEnd':
    case 'proposeTermination':
      return line(data.code === undefined ? undefined : `事由 ${data.code}`, data.reason, data.clause);
    case 'acceptReturn':
      return line(
        `主办：${names.unit(data.lead)}`,
        data.joint !== null && `协办：${names.unit(data.joint)}`,
        approvalWords(data.approval),
      );
    case 'dispatch':
    case 'correctUnit':
      return line(`主办：${names.unit(data.lead)}`, data.joint !== null && `协办：${names.unit(data.joint)}`);
    case 'rule':
      return line(
        `裁定由${names.unit(data.lead)}承办`,
        data.joint !== null && `协办：${names.unit(data.joint)}`,
        data.reason,
        data.ruling !== undefined && `同时作出裁定 ${data.ruling}`,
        approvalWords(data.approval),
      );
    case 'whistle':
      return line(
        `吹哨：${units(data.units)}`,
        data.meetAt === undefined ? undefined : `${beijingMinute(data.meetAt)} 会商`,
        data.place,
        data.reason,
      );
    case 'meet':
      return line(
        `${beijingMinute(data.at)} ${data.place}，${units(data.units)}`,
        ...data.agreed.map(({ unit, task, due }) => `${names.unit(unit)} ${due} 前：${task}`),
        filed(data.files),
      );
    case 'setConfidential':
      return line(
        CONFIDENTIALITY_NAMES[data.confidentiality],
        data.letIn.length > 0 && `知悉范围 ${data.letIn.length} 项`,
        data.reason,
      );
    case 'liftConfidential':
      return line(`改为${CONFIDENTIALITY_NAMES[data.confidentiality]}`, data.reason);
    case 'supervise':
      return line(`${data.level} 级督办`, data.reason);
    case 'handToMerchant':
      return `转 ${data.merchant}，限 ${beijingMinute(data.until)} 前和解`;
    case 'merchantSettled':
      return data.terms;
    case 'milestone':
      return line(MILESTONE_NAMES[data.milestone], data.note);
    case 'remind':
      return data.about;
    default:
      return '';
  }
}

/** When and how a caller was told, and by which rule where nobody was told in person. */
function toldWords({ toldAt, way, basis }: EventData['tell']): string {
  const at = beijingMinute(toldAt);
  const rule = basis === undefined ? '' : `，依据 ${basis}`;
  if (way === 'notice') return `${at} 公示${rule}`;
  if (way === 'hotline') return `${at} 交热线转告来电人`;
  if (way === 'none') return `${at} 确认无法告知来电人${rule}`;
  return `${at} ${way === undefined ? '' : TELL_WAY[way]}告知来电人`;
}

/** Who answers for sending a reserved matter to a street, as histories say it. */
const approvalWords = (approval: EventData['acceptReturn']['approval']): string | undefined =>
  approval === undefined
    ? undefined
    : `经${approval.approver}批准派往街道，理由：${approval.reason}（${approval.clause}）`;
