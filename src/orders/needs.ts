import { APPLICATION_NAMES } from '../kernel/move-words.ts';
import { CONFIDENTIALITY_NAMES, keepsMore } from '../kernel/confidential-words.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { ApplicationKind, Mover, OrderState } from '../kernel/move-words.ts';

/** What has to be there before a move can be made. */
export type Need =
  | 'ofLeadUnit'
  | 'ofJointUnit'
  | 'ofCalledUnit'
  /** Of any unit that takes part; people of the centre take part in all. */
  | 'ofOwnUnit'
  | 'colleague'
  | 'nothingPending'
  /** It was sent out, and nobody did anything with it since. */
  | 'justDispatched'
  /** No return waits: whoever begins to handle keeps the order. */
  | 'noReturn'
  | `pending:${ApplicationKind}`
  /** Something other than a return waits for a decision. */
  | 'pendingOther'
  | 'pendingAny'
  | 'secondPerson'
  | 'reason'
  | 'clause'
  | 'otherOwner'
  | 'notRuled'
  | 'beforeRuling'
  | 'forRuling'
  | 'planDay'
  | 'contactFirst'
  | 'evidence'
  /** What the reason named has to be proved by. */
  | 'proof'
  | 'outcome'
  | 'everyDemand'
  | 'jointAnswered'
  | 'toldTime'
  | 'toldWay'
  /** Whoever is judged does not ask. */
  | 'notJudged'
  | 'verdictOnce'
  /** Somebody can be asked, as often as the rules say, at an hour at which the telephone may ring. */
  | 'callable'
  | 'calledUnits'
  | 'reported'
  | 'notReported'
  | 'whistled'
  | 'supervised'
  | 'higherLevel'
  | 'merchant'
  | 'withMerchant'
  | 'notWithMerchant'
  /** More is kept from others than before, or other people are let in to what is kept wholly. */
  | 'keepsMore'
  | 'keepsLess'
  | 'confidential'
  /** Somebody of the unit that has it is let in to it. */
  | 'leadLetIn';

/** What is known of an order and of the move asked for; only what the needs of that move look at has to be right. */
export type MoveFacts = {
  /** The actor's part in the order: which of its units they belong to. */
  readonly part: 'lead' | 'joint' | 'called' | 'none';
  readonly actorId: string;
  /** Where the order stood before it was ended. */
  readonly before?: OrderState;
  readonly pending: { readonly kind: ApplicationKind; readonly by: string } | null;
  /** Whether the return that waits goes to adjudication instead of review. */
  readonly disputed: boolean;
  /** Whether a ruling has settled whose order it is. */
  readonly ruled: boolean;
  /** The caller was reached, or cannot be (no number left); anonymous orders cannot. */
  readonly contactDone: boolean;
  /** Pieces of evidence that the policy asks for and the order lacks, in words. */
  readonly missingEvidence: readonly string[];
  /** The same for the reason that is named or waits for a decision. */
  readonly missingProof: readonly string[];
  /** Demands without an answer or a reason, by number from 1. */
  readonly openDemands: readonly number[];
  /** Assisting units and called units that have not answered, by name. */
  readonly unanswered: readonly string[];
  /** Whether the caller has judged already. */
  readonly verdictGiven: boolean;
  /** Why the caller cannot be asked now, in words; null where they can. */
  readonly notCallable: string | null;
  readonly justDispatched: boolean;
  readonly whistles: number;
  /** Whether the own unit has reported to its newest call. */
  readonly reported: boolean;
  readonly supervisionLevel: number;
  readonly withMerchant: boolean;
  readonly confidentiality: Confidentiality;
  /** Whether the unit that leads it afterwards can know of it. */
  readonly leadLetIn: boolean;
  /** What the move brings with it. */
  readonly given: {
    readonly reason?: boolean;
    readonly clause?: boolean;
    readonly outcome?: boolean;
    readonly planDay?: boolean;
    /** Proposed owner: absent, the own unit, or another one. */
    readonly owner?: 'own' | 'other';
    readonly colleague?: boolean;
    readonly units?: number;
    readonly level?: number;
    readonly merchant?: boolean;
    readonly confidentiality?: Confidentiality;
    /** When the caller was told: absent, later than now, before the unit had it or the decision was taken, or all right. */
    readonly told?: 'future' | 'before' | 'good';
    /** What the way in which the caller was told lacks, in words; absent where none was named. */
    readonly tellLacks?: readonly string[];
  };
};

/** A move that brings all it could be asked for: for telling what is open before anything is filled in. */
export const ALL_GIVEN: MoveFacts['given'] = {
  reason: true,
  clause: true,
  outcome: true,
  planDay: true,
  owner: 'other',
  colleague: true,
  units: 1,
  level: Number.POSITIVE_INFINITY,
  merchant: true,
  told: 'good',
  tellLacks: [],
};

const UNIT_PEOPLE: readonly Mover[] = ['handler', 'unitLeader'];

/** Why a need is not met, in words; null where it is. */
export function unmetNeed(need: Need, who: Mover, facts: MoveFacts): string | null {
  const { part, given, pending } = facts;
  const ofUnit = UNIT_PEOPLE.includes(who);
  const unless = (met: boolean | undefined, why: string): string | null => (met === true ? null : why);
  if (need.startsWith('pending:')) {
    const kind = need.slice('pending:'.length) as ApplicationKind;
    return unless(pending?.kind === kind, `没有待审的${APPLICATION_NAMES[kind]}申请`);
  }
  switch (need as Exclude<Need, `pending:${string}`>) {
    case 'ofLeadUnit':
      return unless(!ofUnit || part === 'lead', '只能由主办单位来做');
    case 'ofJointUnit':
      return unless(!ofUnit || part === 'joint', '只能由协办单位来做');
    case 'ofCalledUnit':
      return unless(!ofUnit || part === 'called', '只能由被吹哨的单位来做');
    case 'ofOwnUnit':
      return unless(!ofUnit || part !== 'none', '本单位没有参与这张工单');
    case 'colleague':
      return unless(given.colleague, '只能交给本单位在岗的人');
    case 'nothingPending':
      return unless(
        pending === null,
        `${pending === null ? '' : APPLICATION_NAMES[pending.kind]}申请还在等待审定`,
      );
    case 'noReturn':
      return unless(pending?.kind !== 'return', '退单申请还在等待审定，要办理请先撤回');
    case 'pendingOther':
      return unless(
        pending !== null && pending.kind !== 'return',
        pending === null ? '没有待审的申请' : '退单申请请用“不同意退单”',
      );
    case 'pendingAny':
      return unless(pending !== null, '没有待审的申请');
    case 'secondPerson':
      return unless(pending?.by !== facts.actorId, '申请人不能自己审定');
    case 'reason':
      return unless(given.reason, '须写明理由');
    case 'clause':
      return unless(given.clause, '须写明依据的条款');
    case 'otherOwner':
      return unless(
        given.owner === 'other',
        given.owner === 'own' ? '提请的承办单位就是本单位' : '须提出应由哪个单位承办',
      );
    case 'notRuled':
      return unless(!facts.ruled, '承办单位已经裁定，不能再退单');
    case 'beforeRuling':
      return unless(!facts.disputed, '第二次退单或互相退单，须提请裁定');
    case 'forRuling':
      return unless(facts.disputed, '第一次退单先由派单员审定');
    case 'planDay':
      return unless(given.planDay, '挂账须写明计划解决的日期');
    case 'contactFirst':
      return unless(facts.contactDone, '先联系来电人；联系不上的，记录三次不同时间的联系');
    case 'evidence':
      return unless(facts.missingEvidence.length === 0, `还缺：${facts.missingEvidence.join('、')}`);
    case 'proof':
      return unless(facts.missingProof.length === 0, `还缺：${facts.missingProof.join('、')}`);
    case 'outcome':
      return unless(given.outcome, '须选定办理结果');
    case 'everyDemand':
      return unless(
        facts.openDemands.length === 0,
        `第${facts.openDemands.join('、')}项诉求还没有答复，也没有写明不答复的理由`,
      );
    case 'jointAnswered':
      return unless(facts.unanswered.length === 0, `${facts.unanswered.join('、')}还没有答复`);
    case 'toldTime':
      return unless(
        given.told === 'good',
        given.told === 'future'
          ? '告知时间晚于现在'
          : given.told === 'before'
            ? '告知时间早于本单位签收或者作出决定'
            : '须写明何时告知了来电人',
      );
    case 'toldWay':
      return unless(
        given.tellLacks?.length === 0,
        given.tellLacks === undefined ? '须写明怎样告知了来电人' : `还缺：${given.tellLacks.join('、')}`,
      );
    case 'notJudged':
      return unless(!ofUnit && part === 'none', '被评价的单位不能回访');
    case 'verdictOnce':
      return unless(!facts.verdictGiven, '来电人已经评价过，一张工单只评价一次');
    case 'callable':
      return unless(facts.notCallable === null, facts.notCallable ?? '');
    case 'calledUnits':
      return unless((given.units ?? 0) > 0, '须写明吹哨叫来哪些单位');
    case 'reported':
      return unless(facts.reported, '报到之后才能答复');
    case 'notReported':
      return unless(!facts.reported, '本单位已经报到');
    case 'whistled':
      return unless(facts.whistles > 0, '没有吹哨，不能记录会商');
    case 'supervised':
      return unless(facts.supervisionLevel > 0, '没有督办，无须反馈');
    case 'higherLevel':
      return unless(
        (given.level ?? 0) > facts.supervisionLevel,
        `已经是${facts.supervisionLevel}级督办，只能升级`,
      );
    case 'merchant':
      return unless(given.merchant, '须写明商家和办理时限');
    case 'justDispatched':
      return unless(facts.justDispatched, '派出以后已经有人办过，不能撤回');
    case 'withMerchant':
      return unless(facts.withMerchant, '这张工单没有转给商家');
    case 'confidential':
      return unless(facts.confidentiality !== 'none', '这张工单没有保密');
    case 'keepsMore':
      return unless(
        given.confidentiality === undefined ||
          given.confidentiality === 'restricted' ||
          keepsMore(facts.confidentiality, given.confidentiality) > 0,
        `已经是${CONFIDENTIALITY_NAMES[facts.confidentiality]}，只能加严`,
      );
    case 'keepsLess':
      return unless(
        given.confidentiality === undefined || keepsMore(facts.confidentiality, given.confidentiality) < 0,
        `现在是${CONFIDENTIALITY_NAMES[facts.confidentiality]}，只能降低或者解除`,
      );
    case 'leadLetIn':
      return unless(
        facts.leadLetIn,
        '整单保密的工单，承办单位须先列入知悉范围（整个单位，或者其中指定的人），否则没有人能办',
      );
    case 'notWithMerchant':
      return unless(!facts.withMerchant, '已经转给商家先行和解');
  }
}
