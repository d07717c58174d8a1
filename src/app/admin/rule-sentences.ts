import { SATISFIED } from '../../kernel/callback-words.ts';
import { LEFT_OUT_NAMES, RATE_NAMES } from '../../kernel/case-words.ts';
import { CONTACT_RESULT, CONTACT_WAY, OUTCOME } from '../../kernel/contact-words.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import { SALE_CHANNEL_NAMES, URGENCY_NAMES } from '../../kernel/order-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { SCORE_KIND } from '../../kernel/score-words.ts';
import { limitText } from '../../orders/clock-trace.ts';
import { PURPOSE_NAMES } from '../../orders/clock-types.ts';
import type { ClockPolicies, ClockPolicy } from '../../orders/clock-types.ts';
import type { CallbackRules } from '../../orders/callback.ts';
import { REASON_KINDS } from '../../orders/handling-rules.ts';
import type {
  EndingReason,
  EvidenceRule,
  Ground,
  HandlingCondition,
  HandlingRules,
  Piece,
} from '../../orders/handling-rules.ts';
import { shareText } from '../../orders/reports/phrases.ts';
import type { ScoreRules } from '../../orders/score-rules.ts';
import type { Target } from '../../profile/targets.ts';
import type { Names } from '../context.ts';
import type { RuleLine } from './rule-types.ts';

/** Rules read as sentences: what is in the files of a profile, for people who do not read JSON. */

const listed = (words: readonly string[]): string => words.join('、');
const named = (names: Readonly<Record<string, string>>, codes: readonly string[]): string =>
  listed(codes.map((code) => names[code] ?? code));

const LINE: Omit<RuleLine, 'name' | 'says'> = {
  basis: null,
  quote: null,
  unverified: false,
  effectiveFrom: null,
  effectiveTo: null,
  note: null,
};

/** One version of a clock. */
export function clockLine(policy: ClockPolicy, policies: ClockPolicies, names: Names): RuleLine {
  const { when, limit, extension, basis } = policy;
  const events = (codes: readonly string[]) => named(policies.events, codes);
  const kinds = (codes: readonly string[]) =>
    listed(codes.map((code) => policies.unitKinds[code]?.name ?? code));
  const scope = [
    when.urgencies === undefined ? '' : `紧急程度为${named(URGENCY_NAMES, when.urgencies)}`,
    when.demandKinds === undefined ? '' : `诉求种类为${listed(when.demandKinds)}`,
    when.issueTypes === undefined ? '' : `分类为${listed(when.issueTypes.map(names.issueType))}`,
    when.unitKinds === undefined ? '' : `承办单位属${kinds(when.unitKinds)}`,
  ].filter((part) => part !== '');
  const soon = policy.soonBefore / 3_600_000;
  const unit = limit?.kind === 'naturalDays' || limit?.kind === 'workingDays' ? '天' : '小时';
  return {
    ...LINE,
    name: `${policy.name}（${PURPOSE_NAMES[policy.purpose]}）${policy.disabled ? '，不施行' : ''}`,
    says: [
      `${scope.length === 0 ? '所有工单' : scope.join('，')}：自“${events(policy.starts)}”起，到“${events(policy.stops)}”止，${limit === null ? '只计时，不设时限' : `限 ${limitText(limit)}`}。`,
      ...(soon > 0 ? [`时限到之前 ${soon} 小时算临期。`] : []),
      ...policy.pausedBy.map(
        ({ on, off, reason }) => `“${events([on])}”起暂停，到“${events([off])}”恢复：${reason}。`,
      ),
      ...(extension === null
        ? []
        : [
            `可由“${events([extension.by])}”延长${extension.atMost === null ? '，长度不限' : `，最多 ${extension.atMost} ${unit}`}${extension.times === null ? '' : `，最多 ${extension.times} 次`}；${extension.approval}（${extension.clause}）。`,
          ]),
      policy.judged === 'start' ? '以起算那天施行的版本为准。' : '以收到诉求那天施行的版本为准。',
    ],
    basis: basis.law === undefined ? basis.text : `《${basis.law}》${basis.article ?? ''}：${basis.text}`,
    quote: basis.quote ?? null,
    unverified: basis.unverified ?? false,
    effectiveFrom: policy.effectiveFrom,
    effectiveTo: policy.effectiveTo,
    note: policy.note,
  };
}

/** The rules of callback in force. */
export function callbackLines(rules: CallbackRules): RuleLine[] {
  const { notFor } = rules;
  const spared = [...notFor.demandKinds, ...notFor.outcomes.map((code) => `结果为${OUTCOME[code]}的`)];
  const dated = { ...LINE, effectiveFrom: rules.effectiveFrom, effectiveTo: rules.effectiveTo };
  return [
    {
      ...dated,
      name: '电话回访',
      says: [
        `告知结论后 ${rules.days} 天内回访，最多 ${rules.attempts} 次，两次至少隔 ${rules.gapHours} 小时；${rules.quiet.from} 至次日 ${rules.quiet.to} 不打电话。`,
        spared.length === 0 ? '各类诉求都回访。' : `${listed(spared)}不回访。`,
      ],
      note: rules.note ?? null,
    },
    { ...dated, name: '自助评价链接', says: [`链接 ${rules.linkDays} 天内有效。`] },
    { ...dated, name: '回访话术', says: rules.script },
  ];
}

const points = (tenths: number): string => `${tenths > 0 ? '+' : ''}${tenths / 10}`;

/** The rules of scoring in force. */
export function scoreLines(rules: ScoreRules): RuleLine[] {
  const dated = { ...LINE, effectiveFrom: rules.effectiveFrom, effectiveTo: rules.effectiveTo };
  return [
    {
      ...dated,
      name: '分值',
      says: keysOf(SCORE_KIND).map((kind) => `${SCORE_KIND[kind]} ${points(rules.tenths[kind])} 分。`),
      note: rules.note,
    },
    {
      ...dated,
      name: '算作满意的回答',
      says: [`${named(SATISFIED, rules.satisfiedAnswers)}，并且已解决，记双满意。`],
    },
    { ...dated, name: '每分对应', says: [`${rules.fenPerTenth / 10} 元。`] },
    {
      ...dated,
      name: '不计分的工单',
      says: [rules.notScored.length === 0 ? '没有。' : `${named(LEFT_OUT_NAMES, rules.notScored)}。`],
    },
  ];
}

/** Pieces of evidence, and reasons for what ends, holds or returns an order. */
export function handlingLines(rules: HandlingRules, names: Names): RuleLine[] {
  const dated = { ...LINE, effectiveFrom: rules.effectiveFrom, effectiveTo: rules.effectiveTo };
  const { contact, reminders, merchant } = rules;
  const reasons: readonly (readonly [string, readonly (Ground | EndingReason)[]])[] = [
    ['剔除', rules.exclusions],
    ['终止调解', rules.mediationEnds],
    ['终结', rules.terminations],
    ['挂账', rules.holds.reasons],
    ['延期', rules.extensions.reasons],
    ['退单', rules.returns.reasons],
    ['不能当面告知', rules.telling],
  ];
  return [
    ...rules.evidence.map((rule) => ({ ...dated, ...evidenceLine(rule, names) })),
    {
      ...dated,
      name: '联系不上',
      says: [
        `用${named(CONTACT_WAY, contact.ways)}在至少 ${contact.days} 天里联系 ${contact.attempts} 次、每次相隔 ${contact.gapHours} 小时以上都没有联系上，才算联系不上。`,
      ],
    },
    {
      ...dated,
      name: '压单、超期与免打扰',
      says: [
        `收件后没有动作：${keysOf(URGENCY_NAMES)
          .map((code) => `${URGENCY_NAMES[code]} ${reminders.idleHours[code]} 小时`)
          .join('、')}，算压单。`,
        `超期逐级督办：${keysOf(URGENCY_NAMES)
          .map((code) => `${URGENCY_NAMES[code]}超 ${reminders.overdueHours[code].join('、')} 小时`)
          .join('；')}。`,
        `${reminders.quiet.from} 至次日 ${reminders.quiet.to} 不提醒${reminders.quiet.except.length === 0 ? '' : `，${named(URGENCY_NAMES, reminders.quiet.except)}除外`}。`,
      ],
    },
    {
      ...dated,
      name: '商户先行处理',
      says: [`${conditionText(merchant.when, names)}：交商户 ${merchant.workingHours} 个工作小时。`],
    },
    {
      ...dated,
      name: '挂账',
      says: [`计划日期距申请最多 ${rules.holds.longestDays} 天。`],
    },
    ...reasons.flatMap(([kind, list]) => list.map((reason) => groundLine(kind, reason, rules, names))),
  ];
}

function evidenceLine(rule: EvidenceRule, names: Names): Pick<RuleLine, 'name' | 'says' | 'basis'> {
  const before = rule.before.map((step) => (step === 'reply' ? '答复' : REASON_KINDS[step]));
  const outcomes = rule.outcomes === undefined ? '' : `，结果为${named(OUTCOME, rule.outcomes)}`;
  return {
    name: `材料：${rule.name}`,
    says: [
      `${conditionText(rule.when, names)}${outcomes}：${listed(before)}之前须有。`,
      `以下任一即可：${rule.anyOf.map((pieces) => pieces.map(pieceText).join('并且')).join('；')}。`,
    ],
    basis: rule.clause ?? null,
  };
}

function groundLine(
  kind: string,
  reason: Ground | EndingReason,
  rules: HandlingRules,
  names: Names,
): RuleLine {
  const proof = reason.proof.map(({ name }) => name);
  const [law] = reason.laws;
  return {
    ...LINE,
    name: `${kind}：${reason.code} ${reason.name}`,
    says: [
      `${reason.means}。`,
      ...(reason.when === undefined ? [] : [`限于${conditionText(reason.when, names)}。`]),
      `须有：${listed(proof)}。`,
      ...('tellCaller' in reason ? [`告知来电人：${reason.tellCaller}`] : []),
    ],
    basis:
      law === undefined
        ? (reason.policy ?? null)
        : reason.laws.map((one) => `《${one.law}》${one.article}`).join('；'),
    quote: law?.quote ?? null,
    effectiveFrom: reason.effectiveFrom ?? rules.effectiveFrom,
    effectiveTo: reason.effectiveTo ?? rules.effectiveTo,
  };
}

/** The orders a condition is for, in words. */
function conditionText(when: HandlingCondition | undefined, names: Names): string {
  const parts = [
    when?.demandKinds === undefined ? '' : `诉求种类为${listed(when.demandKinds)}`,
    when?.urgencies === undefined ? '' : `紧急程度为${named(URGENCY_NAMES, when.urgencies)}`,
    when?.issueTypes === undefined ? '' : `分类为${listed(when.issueTypes.map(names.issueType))}`,
    when?.saleChannels === undefined ? '' : `购买方式为${named(SALE_CHANNEL_NAMES, when.saleChannels)}`,
    when?.units === undefined ? '' : `承办单位为${listed(when.units.map(names.unit))}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '所有工单' : `${parts.join('、')}的工单`;
}

function pieceText(piece: Piece): string {
  switch (piece.is) {
    case 'contactDone':
      return '已联系上、按规定确认联系不上或者没有留号码';
    case 'contact':
      return `联系记录为${named(CONTACT_RESULT, piece.results)}${piece.ways === undefined ? '' : `（${named(CONTACT_WAY, piece.ways)}）`}`;
    case 'unreachable':
      return '按规定确认联系不上';
    case 'noNumber':
      return '没有留号码';
    case 'files':
      return `${piece.kinds === undefined ? '材料' : named(EVIDENCE_KIND, piece.kinds)}（${named(EVIDENCE_PURPOSE, piece.purposes)}）${piece.least === undefined || piece.least === 1 ? '' : `至少 ${piece.least} 份`}`;
    case 'callExcerpt':
      return '诉求原话';
    case 'earlierOrder':
      return '同一事项的先前工单';
    case 'mediationOver':
      return '法定调解期限已满';
    case 'planDay':
      return '计划解决的日期';
    case 'mediationEnded':
      return '经审定的终止调解';
  }
}

/** What a rate is to reach. */
export const targetLine = ({ rate, value, bound, source, effectiveFrom, effectiveTo }: Target): RuleLine => ({
  ...LINE,
  name: RATE_NAMES[rate],
  says: [`${bound === 'atLeast' ? '不低于' : '不高于'} ${shareText(value)}。`],
  basis: source ?? '示例数值，没有出处，待本地设定',
  effectiveFrom,
  effectiveTo,
});
