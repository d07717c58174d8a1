import { MOVER_NAMES, MOVE_NAMES, STATE_NAMES } from '../kernel/move-words.ts';
import type { ApplicationKind, Move, Mover, OrderState } from '../kernel/move-words.ts';
import { unmetNeed } from './needs.ts';
import type { MoveFacts, Need } from './needs.ts';

/** What follows from a move, in the write that keeps it. */
export type Effect =
  /** Whether triage had named the right unit is settled. */
  | 'judgeDispatch'
  /** Law, like orders and draft are made anew. */
  | 'suggest'
  /** From now on like orders follow. */
  | 'keepRuling';

export type Rule = {
  readonly move: Move;
  readonly from: readonly OrderState[];
  /** `same`: the order stays where it is; `before`: where it stood before it was ended. */
  readonly to: OrderState | 'same' | 'before';
  readonly who: readonly Mover[];
  readonly needs?: readonly Need[];
  readonly effects?: readonly Effect[];
};

const CENTRE: readonly Mover[] = ['dispatcher', 'leader', 'admin'];
const UNIT: readonly Mover[] = ['handler', 'unitLeader'];
/** The unit has taken it and has not answered yet. */
const AT_WORK: readonly OrderState[] = ['acknowledged', 'contacted', 'handling'];
const WITH_UNIT: readonly OrderState[] = ['dispatched', ...AT_WORK, 'onHold'];
const ENDED: readonly OrderState[] = ['excluded', 'mediationEnded', 'terminated'];
const OPEN: readonly OrderState[] = ['received', ...WITH_UNIT, 'replied', 'callback'];

const propose = (move: Move, from: readonly OrderState[], ...needs: Need[]): Rule => ({
  move,
  from,
  to: 'same',
  who: UNIT,
  needs: ['ofLeadUnit', 'nothingPending', 'reason', ...needs],
});
const grant = (move: Move, kind: ApplicationKind, from: readonly OrderState[], to: Rule['to']): Rule => ({
  move,
  from,
  to,
  who: CENTRE,
  // Files can be gone since it was asked for.
  needs: [`pending:${kind}`, 'secondPerson', 'proof'],
});

const MEDIATED: readonly OrderState[] = ['contacted', 'handling', 'onHold'];
const EXCLUDABLE: readonly OrderState[] = [...AT_WORK, 'onHold', 'replied', 'callback', 'closed'];
const TERMINABLE: readonly OrderState[] = [...AT_WORK, 'onHold', 'replied', 'callback', 'closed'];

/**
 * Every legal move: from which states, where it leads, who may make it, what has to be there first, and what follows
 * from it. What is not here is illegal. A move stands here once.
 */
export const RULES: readonly Rule[] = [
  // 接收与分派
  {
    move: 'dispatch',
    from: ['received'],
    to: 'dispatched',
    who: ['system', ...CENTRE],
    needs: ['leadLetIn'],
    effects: ['judgeDispatch'],
  },
  // A slip of the hand is taken back; once the unit has done anything, or it was sent on, it goes by return.
  { move: 'recall', from: ['dispatched'], to: 'received', who: CENTRE, needs: ['justDispatched'] },
  {
    move: 'correctType',
    from: ['received', 'dispatched', ...AT_WORK],
    to: 'same',
    who: CENTRE,
    effects: ['suggest'],
  },
  {
    move: 'correctUnit',
    from: ['received', 'dispatched'],
    to: 'same',
    who: CENTRE,
    needs: ['nothingPending', 'leadLetIn'],
    effects: ['judgeDispatch', 'suggest'],
  },
  { move: 'acknowledge', from: ['dispatched'], to: 'acknowledged', who: UNIT, needs: ['ofLeadUnit'] },
  {
    move: 'assign',
    from: [...AT_WORK, 'onHold', 'replied'],
    to: 'same',
    who: UNIT,
    needs: ['ofLeadUnit', 'colleague'],
  },
  // 联系与办理
  { move: 'tryContact', from: [...AT_WORK, 'onHold'], to: 'same', who: UNIT, needs: ['ofOwnUnit'] },
  { move: 'contact', from: [...AT_WORK, 'onHold'], to: 'same', who: UNIT, needs: ['ofOwnUnit'] },
  {
    move: 'handle',
    from: ['acknowledged', 'contacted'],
    to: 'handling',
    who: UNIT,
    needs: ['ofLeadUnit', 'noReturn', 'contactFirst'],
  },
  {
    move: 'addEvidence',
    from: [...AT_WORK, 'onHold', 'replied', ...ENDED],
    to: 'same',
    who: UNIT,
    needs: ['ofOwnUnit'],
  },
  {
    move: 'answerJointly',
    // Mediation that was ended is still to be replied to, and the reply waits for this.
    from: [...WITH_UNIT, 'mediationEnded'],
    to: 'same',
    who: UNIT,
    needs: ['ofJointUnit', 'reason'],
  },
  // 答复、回访、办结、重办
  {
    move: 'reply',
    from: [...MEDIATED, 'mediationEnded'],
    to: 'replied',
    who: UNIT,
    needs: [
      'ofLeadUnit',
      'nothingPending',
      'evidence',
      'outcome',
      'everyDemand',
      'jointAnswered',
      'toldTime',
      'toldWay',
    ],
  },
  {
    move: 'tell',
    from: ENDED,
    to: 'same',
    who: [...UNIT, ...CENTRE],
    needs: ['ofOwnUnit', 'toldTime', 'toldWay'],
  },
  {
    move: 'callBack',
    from: ['replied', 'callback'],
    to: 'callback',
    who: ['system', 'callback'],
    needs: ['notJudged', 'verdictOnce', 'callable'],
  },
  { move: 'close', from: ['replied', 'callback'], to: 'closed', who: ['system', 'callback', ...CENTRE] },
  {
    move: 'reopen',
    from: ['replied', 'callback', 'closed', ...ENDED],
    to: 'dispatched',
    who: ['system', 'callback', ...CENTRE],
    needs: ['reason'],
  },
  // 退单与裁定
  {
    ...propose('proposeReturn', ['dispatched', 'acknowledged', 'contacted']),
    needs: ['ofLeadUnit', 'nothingPending', 'reason', 'clause', 'otherOwner', 'notRuled', 'proof'],
  },
  {
    ...grant('acceptReturn', 'return', ['dispatched', 'acknowledged', 'contacted'], 'dispatched'),
    needs: ['pending:return', 'secondPerson', 'beforeRuling', 'leadLetIn'],
    effects: ['judgeDispatch', 'suggest'],
  },
  {
    ...grant('refuseReturn', 'return', ['dispatched', 'acknowledged', 'contacted'], 'same'),
    needs: ['pending:return', 'secondPerson', 'beforeRuling', 'reason'],
  },
  {
    move: 'rule',
    from: ['dispatched', 'acknowledged', 'contacted'],
    to: 'dispatched',
    who: ['leader', 'admin'],
    needs: ['pending:return', 'secondPerson', 'forRuling', 'reason', 'leadLetIn'],
    effects: ['keepRuling', 'judgeDispatch', 'suggest'],
  },
  // 延期、挂账、剔除、终止调解、终结
  propose('proposeExtension', AT_WORK, 'proof', 'clause'),
  grant('grantExtension', 'extension', AT_WORK, 'same'),
  propose('proposeHold', ['contacted', 'handling'], 'planDay', 'proof'),
  grant('grantHold', 'hold', ['contacted', 'handling'], 'onHold'),
  {
    move: 'resume',
    from: ['onHold'],
    to: 'handling',
    who: ['system', ...UNIT, ...CENTRE],
    needs: ['ofOwnUnit'],
  },
  propose('proposeExclusion', EXCLUDABLE, 'proof'),
  grant('grantExclusion', 'exclusion', EXCLUDABLE, 'excluded'),
  propose('proposeMediationEnd', MEDIATED, 'proof'),
  grant('grantMediationEnd', 'mediationEnd', MEDIATED, 'mediationEnded'),
  propose('proposeTermination', TERMINABLE, 'proof'),
  grant('grantTermination', 'termination', TERMINABLE, 'terminated'),
  {
    move: 'refuse',
    from: EXCLUDABLE,
    to: 'same',
    who: CENTRE,
    needs: ['pendingOther', 'secondPerson', 'reason'],
  },
  {
    move: 'withdraw',
    from: ['dispatched', ...EXCLUDABLE],
    to: 'same',
    who: UNIT,
    needs: ['ofLeadUnit', 'pendingAny', 'beforeRuling'],
  },
  { move: 'reverse', from: ENDED, to: 'before', who: CENTRE, needs: ['reason'] },
  // 吹哨报到、督办、商家先行
  {
    move: 'whistle',
    from: [...AT_WORK, 'onHold'],
    to: 'same',
    who: [...UNIT, ...CENTRE],
    needs: ['ofOwnUnit', 'reason', 'calledUnits'],
  },
  {
    move: 'report',
    from: [...AT_WORK, 'onHold', 'mediationEnded'],
    to: 'same',
    who: UNIT,
    needs: ['ofCalledUnit', 'notReported'],
  },
  {
    move: 'answerWhistle',
    from: [...AT_WORK, 'onHold', 'mediationEnded'],
    to: 'same',
    who: UNIT,
    needs: ['ofCalledUnit', 'reported', 'reason'],
  },
  {
    move: 'meet',
    from: [...AT_WORK, 'onHold'],
    to: 'same',
    who: [...UNIT, ...CENTRE],
    needs: ['ofOwnUnit', 'whistled'],
  },
  {
    move: 'supervise',
    from: WITH_UNIT,
    to: 'same',
    who: ['system', 'leader', 'admin', 'dispatcher'],
    needs: ['reason', 'higherLevel'],
  },
  {
    move: 'answerSupervision',
    from: WITH_UNIT,
    to: 'same',
    who: UNIT,
    needs: ['ofLeadUnit', 'supervised', 'reason'],
  },
  {
    move: 'handToMerchant',
    from: ['acknowledged', 'contacted'],
    to: 'same',
    who: UNIT,
    needs: ['ofLeadUnit', 'nothingPending', 'merchant', 'notWithMerchant'],
  },
  {
    move: 'merchantSettled',
    from: ['acknowledged', 'contacted'],
    to: 'handling',
    who: UNIT,
    needs: ['ofLeadUnit', 'withMerchant', 'noReturn'],
  },
  {
    move: 'merchantFailed',
    from: ['acknowledged', 'contacted'],
    to: 'same',
    who: ['system', ...UNIT],
    needs: ['ofLeadUnit', 'withMerchant'],
  },
  // 程序节点、提醒、备注
  {
    move: 'milestone',
    from: [...AT_WORK, 'onHold', 'replied', 'callback', 'closed', 'mediationEnded'],
    to: 'same',
    who: UNIT,
    needs: ['ofLeadUnit'],
  },
  // An ending has clocks of its own: the caller is to be told, a case to be filed.
  { move: 'remind', from: [...OPEN, 'closed', ...ENDED], to: 'same', who: ['system'] },
  // 保密: what a caller asks for is asked for at any time, and lifted by who answers for the hotline.
  {
    move: 'setConfidential',
    from: [...OPEN, 'closed', ...ENDED],
    to: 'same',
    who: [...CENTRE, 'callback'],
    needs: ['reason', 'keepsMore', 'leadLetIn'],
  },
  {
    move: 'liftConfidential',
    from: [...OPEN, 'closed', ...ENDED],
    to: 'same',
    who: ['leader', 'admin'],
    needs: ['confidential', 'reason', 'keepsLess'],
  },
  {
    move: 'note',
    from: [...OPEN, 'closed', ...ENDED],
    to: 'same',
    who: [...UNIT, ...CENTRE, 'callback'],
    needs: ['ofOwnUnit'],
  },
];

const BY_MOVE: ReadonlyMap<Move, Rule> = new Map(RULES.map((rule) => [rule.move, rule]));

export type MoveResult =
  | { readonly ok: true; readonly to: OrderState; readonly effects: readonly Effect[] }
  /** `rule`: the rule that forbids it, in words; `code`: the same for programs. */
  | { readonly ok: false; readonly code: 'state' | 'role' | Need; readonly rule: string };

/** Some refusals say more than where the move would be allowed. */
const REFUSALS: Partial<Record<Move, Partial<Record<OrderState, string>>>> = {
  acknowledge: { received: '派单之后才能签收', acknowledged: '同一工单只签收一次' },
  dispatch: { dispatched: '工单已经派出，改换单位请用改派', acknowledged: '承办单位已经签收' },
  correctUnit: {
    acknowledged: '签收之后由承办单位退单，才能改派',
    contacted: '签收之后由承办单位退单，才能改派',
    handling: '开始办理后不能改派，职责有争议请裁定',
  },
  proposeReturn: { handling: '开始办理后不能退单：首单负责到底，需要别的单位请吹哨' },
  reply: {
    acknowledged: '联系过来电人之后才能答复',
    replied: '结论已经告知，要改变结论请重办',
    excluded: '已剔除的工单用“告知来电人”说明理由',
  },
  close: { handling: '告知来电人结论之后才能办结', contacted: '告知来电人结论之后才能办结' },
  callBack: { handling: '告知来电人结论之后才能回访', contacted: '告知来电人结论之后才能回访' },
};

/**
 * Where a move leads, or the rule that forbids it. Looked at in this order: the state, the role, then what the move
 * needs. The right to the order itself is checked elsewhere. `facts` are those of the order and of this move.
 */
export function moveOrder(from: OrderState, move: Move, who: Mover, facts: MoveFacts): MoveResult {
  const rule = BY_MOVE.get(move) as Rule;
  if (!rule.from.includes(from)) {
    const known = REFUSALS[move]?.[from];
    const allowed = `“${MOVE_NAMES[move]}”限于${quoted(rule.from.map((state) => STATE_NAMES[state]))}的工单`;
    return { ok: false, code: 'state', rule: known ?? allowed };
  }
  if (!rule.who.includes(who)) {
    const names = rule.who.map((one) => MOVER_NAMES[one]).join('、');
    return { ok: false, code: 'role', rule: `“${MOVE_NAMES[move]}”只能由${names}来做` };
  }
  for (const need of rule.needs ?? []) {
    const unmet = unmetNeed(need, who, facts);
    if (unmet !== null) return { ok: false, code: need, rule: unmet };
  }
  const to = rule.to === 'same' ? from : rule.to === 'before' ? (facts.before ?? 'handling') : rule.to;
  // Who was reached is contacted; nobody is by a second call.
  const reached = move === 'contact' && from === 'acknowledged' ? 'contacted' : to;
  return { ok: true, to: reached, effects: rule.effects ?? [] };
}

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join('、');

/** The application a move asks for, or null. */
export function applicationOf(move: Move): ApplicationKind | null {
  return APPLICATION_OF[move] ?? null;
}
const APPLICATION_OF: Partial<Record<Move, ApplicationKind>> = {
  proposeReturn: 'return',
  proposeExtension: 'extension',
  proposeHold: 'hold',
  proposeExclusion: 'exclusion',
  proposeMediationEnd: 'mediationEnd',
  proposeTermination: 'termination',
};
