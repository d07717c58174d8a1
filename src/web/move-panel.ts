import type { OfferedMove } from '../app/life/order-view-types.ts';
import type { Move, OrderState } from '../kernel/move-words.ts';

/** Moves that stand elsewhere on the page: with the decision of triage, and in the editor of the reply. */
const ELSEWHERE: ReadonlySet<Move> = new Set<Move>(['dispatch', 'correctType', 'correctUnit', 'reply']);

/** What is done most in each state, first what is done first. Decisions on what waits go before them all. */
const COMMON: Readonly<Record<OrderState, readonly Move[]>> = {
  received: ['note'],
  dispatched: ['recall', 'acknowledge', 'proposeReturn', 'supervise'],
  acknowledged: [
    'contact',
    'tryContact',
    'handle',
    'handToMerchant',
    'merchantSettled',
    'merchantFailed',
    'assign',
  ],
  contacted: ['handle', 'contact', 'merchantSettled', 'merchantFailed', 'assign', 'proposeReturn'],
  handling: ['contact', 'addEvidence', 'milestone', 'assign'],
  onHold: ['resume', 'contact'],
  mediationEnded: ['tell', 'reverse'],
  excluded: ['tell', 'reverse'],
  terminated: ['tell', 'reverse'],
  replied: ['close', 'reopen'],
  callback: ['close', 'reopen'],
  closed: ['reopen'],
};
const DECISIONS: readonly Move[] = [
  'rule',
  'acceptReturn',
  'refuseReturn',
  'grantExtension',
  'grantHold',
  'grantExclusion',
  'grantMediationEnd',
  'grantTermination',
  'refuse',
  'withdraw',
];
/** What others asked of the own unit. */
const ASKED: readonly Move[] = ['report', 'answerWhistle', 'answerJointly', 'answerSupervision'];

/** So many stand open to the eye; the rest is one step away. */
const SHOWN = 4;

/** The move of a single key; the same key serves moves that are never open together. */
export const MOVE_KEYS: Partial<Record<Move, string>> = {
  acknowledge: 'a',
  recall: 'u',
  contact: 'l',
  tryContact: 'k',
  handle: 'h',
  reply: 'd',
  assign: 'p',
  proposeReturn: 't',
  whistle: 'w',
  report: 'b',
  answerWhistle: 'i',
  answerJointly: 'i',
  answerSupervision: 'i',
  resume: 'h',
  tell: 'v',
  close: 'j',
  reopen: 'o',
  supervise: 's',
  rule: 'g',
  acceptReturn: 'g',
  grantExtension: 'g',
  grantHold: 'g',
  grantExclusion: 'g',
  grantMediationEnd: 'g',
  grantTermination: 'g',
  refuseReturn: 'b',
  refuse: 'b',
};

/** Refusals that say only whose business it is. */
const NOT_OURS = new Set(['ofLeadUnit', 'ofJointUnit', 'ofCalledUnit', 'ofOwnUnit', 'role']);

export type MovePanel = {
  /** What can be done now: first what is done most. */
  readonly first: readonly OfferedMove[];
  readonly more: readonly OfferedMove[];
  /** What cannot be done now, each with its rule. */
  readonly closed: readonly OfferedMove[];
};

/** The moves of an order in the order of its page. */
export function movePanel(state: OrderState, moves: readonly OfferedMove[]): MovePanel {
  const here = moves.filter(({ move }) => !ELSEWHERE.has(move));
  const before = [...DECISIONS, ...ASKED, ...COMMON[state]];
  const rank = ({ move }: OfferedMove): number => {
    const at = before.indexOf(move);
    return at === -1 ? before.length : at;
  };
  const open = here.filter((one) => one.open).sort((a, b) => rank(a) - rank(b));
  const shown = Math.max(SHOWN, open.filter(({ move }) => [...DECISIONS, ...ASKED].includes(move)).length);
  return {
    first: open.slice(0, shown),
    more: open.slice(shown),
    // What only something missing keeps from being done comes before what is not its time.
    closed: moves
      .filter(
        ({ open: isOpen, need, move }) =>
          !isOpen && !NOT_OURS.has(need ?? '') && (move === 'reply' || !ELSEWHERE.has(move)),
      )
      .sort((a, b) => Number(a.need === 'state') - Number(b.need === 'state')),
  };
}
