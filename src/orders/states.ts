/** Where an order 工单 stands: 接收, 分派, 签收. */
export type OrderState = 'received' | 'dispatched' | 'acknowledged';

/** What can be done to it: 派单, 改分类, 改派, 签收. */
export type Move = 'dispatch' | 'correctType' | 'correctUnit' | 'acknowledge';

/** Who moves it: triage by itself (`system`) or a person in a role. */
export type Mover = 'system' | 'admin' | 'dispatcher' | 'handler' | 'analyst';

export const STATE_NAMES: Readonly<Record<OrderState, string>> = {
  received: '待派单',
  dispatched: '已派单',
  acknowledged: '已签收',
};

export const MOVE_NAMES: Readonly<Record<Move, string>> = {
  dispatch: '派单',
  correctType: '更正分类',
  correctUnit: '改派',
  acknowledge: '签收',
};

type Rule = {
  readonly from: OrderState;
  readonly move: Move;
  readonly to: OrderState;
  readonly who: readonly Mover[];
};

/** Every legal move. What is not here is illegal. */
export const MOVES: readonly Rule[] = [
  { from: 'received', move: 'dispatch', to: 'dispatched', who: ['system', 'dispatcher', 'admin'] },
  { from: 'received', move: 'correctType', to: 'received', who: ['dispatcher', 'admin'] },
  { from: 'received', move: 'correctUnit', to: 'received', who: ['dispatcher', 'admin'] },
  { from: 'dispatched', move: 'correctType', to: 'dispatched', who: ['dispatcher', 'admin'] },
  { from: 'dispatched', move: 'correctUnit', to: 'dispatched', who: ['dispatcher', 'admin'] },
  { from: 'dispatched', move: 'acknowledge', to: 'acknowledged', who: ['handler'] },
  { from: 'acknowledged', move: 'correctType', to: 'acknowledged', who: ['dispatcher', 'admin'] },
];

/** Why a move that is not in the table is refused. */
const REFUSALS: Readonly<Record<OrderState, Partial<Record<Move, string>>>> = {
  received: { acknowledge: '派单之后才能签收' },
  dispatched: { dispatch: '工单已经派出，改换单位请用改派' },
  acknowledged: {
    dispatch: '承办单位已经签收',
    correctUnit: '签收之后由承办单位退单，才能改派',
    acknowledge: '同一工单只签收一次',
  },
};

export type MoveResult =
  { readonly ok: true; readonly to: OrderState } | { readonly ok: false; readonly rule: string };

/** Where a move leads, or the rule that forbids it. The right to the order itself is checked elsewhere. */
export function moveOrder(from: OrderState, move: Move, who: Mover): MoveResult {
  const rule = MOVES.find((m) => m.from === from && m.move === move);
  if (rule === undefined) return { ok: false, rule: REFUSALS[from][move] ?? '状态表中没有这一步' };
  if (!rule.who.includes(who)) return { ok: false, rule: `这一步只能由${names(rule.who)}来做` };
  return { ok: true, to: rule.to };
}

const MOVER_NAMES: Readonly<Record<Mover, string>> = {
  system: '系统',
  admin: '管理员',
  dispatcher: '派单员',
  handler: '承办人',
  analyst: '分析员',
};

function names(who: readonly Mover[]): string {
  return who.map((w) => MOVER_NAMES[w]).join('、');
}
