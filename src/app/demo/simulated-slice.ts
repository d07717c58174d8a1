import { simulateStream } from '../../insight/simulate/stream.ts';
import type { Planted, SimulatedOrder } from '../../insight/simulate/types.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import type { LifeEvent, OutcomeKind, Actor as LifeActor } from '../../orders/life-events.ts';
import { rulesOn } from '../../orders/handling-rules.ts';
import type { Life } from '../../orders/life.ts';
import { createCharacters } from '../../orders/simulate/characters.ts';
import { courseOf } from '../../orders/simulate/course.ts';
import type { CentrePeople, CourseContext } from '../../orders/simulate/types.ts';
import { pick, randomOf } from '../../kernel/chance.ts';
import type { NewEvent } from '../../store/events.ts';
import type { EvidenceFile } from '../../store/files.ts';
import type { NewOrder, StoredOrder } from '../../store/orders.ts';
import type { Simulation } from '../../store/simulation.ts';
import type { Context } from '../context.ts';
import { openingEvents, rowAfter } from '../life/order-life.ts';
import type { TriageResult } from '../types.ts';
import { createCaseMaker } from './simulated-case.ts';
import { playLife } from './simulated-life.ts';
import type { StandIn } from './simulated-life.ts';
import type { SimulationSource } from './simulation-source.ts';

/** One order with its whole life, ready to be written. Nothing in it depends on what else the database holds. */
export type SimulatedRow = {
  readonly n: number;
  readonly row: NewOrder;
  readonly text: string;
  readonly triage: TriageResult;
  readonly told: readonly NewEvent[];
  readonly events: readonly LifeEvent[];
  readonly life: Life;
  readonly files: readonly EvidenceFile[];
  readonly relation: SimulatedOrder['relation'];
  readonly origin: SimulatedOrder['origin'];
};

export type Rows = { readonly rows: (after: number) => Generator<SimulatedRow>; readonly planted: Planted };

/** Who hands the orders in. */
const IMPORTER: LifeActor = { id: 'simulate', name: '模拟数据', role: 'system', unit: null };

const ACCOUNTS: ReadonlyMap<string, LifeActor> = new Map([
  ['SCS-XCAJ', { id: 'demo-xdsc', name: '西长安街所承办人', role: 'handler', unit: 'SCS-XCAJ' }],
  ['JD-XCAJ', { id: 'demo-xcajjd', name: '西长安街街道承办人', role: 'handler', unit: 'JD-XCAJ' }],
]);

/** The orders of a simulation with their lives: the same to the byte for the same simulation, source and profile. */
export function simulatedRows(
  { profile, names }: Pick<Context, 'profile' | 'names'>,
  source: SimulationSource,
  run: Pick<Simulation, 'id' | 'seed' | 'fromDay' | 'toDay' | 'until' | 'orders'>,
  standIn: StandIn | null,
): Rows {
  const { shares } = source.lives;
  const stream = simulateStream(source.stream, {
    seed: run.seed,
    from: dayOfDate(run.fromDay),
    to: dayOfDate(run.toDay),
    orders: run.orders,
    before: run.until,
    sameCaller: shares.sameCaller,
    otherCaller: shares.otherCaller,
  });
  const makeCase = createCaseMaker(profile, run, shares);
  const context: CourseContext = {
    source: source.lives,
    characterOf: createCharacters(run.seed, source.lives, source.stream.names, ACCOUNTS),
    centre: centreOf(run.seed, source),
    callback: rulesOn(profile.callbacks ?? [], dateOf(dayOfDate(run.toDay) - 1)),
    outcomesFor: (demandKind): readonly OutcomeKind[] => {
      const rules = rulesOn(profile.handling ?? [], dateOf(dayOfDate(run.toDay) - 1));
      return (rules?.outcomes ?? [])
        .filter(({ demandKinds }) => demandKinds.includes(demandKind))
        .map(({ kind }) => kind);
    },
  };

  function made(order: SimulatedOrder): SimulatedRow {
    const { row, text, triage, kase } = makeCase(order);
    const opening = openingEvents(row, IMPORTER, row.storedAt);
    const unit = names.unit(row.leadUnit);
    const details = [
      `来源 ${row.channel}`,
      `${row.issueType} ${names.issueType(row.issueType)}（模拟），建议承办：${unit}`,
      `自动派单（模拟），主办：${unit}`,
    ];
    const { phone: _, ...columns } = row;
    // Number and place in the table are given out by the database; nothing of a life goes by them.
    const order_: StoredOrder = { ...BLANK, ...columns, seq: order.n };
    const { life, events, told, files } = playLife({
      profile,
      names,
      order: order_,
      triage,
      opening: opening.map((event, i) => ({ orderId: row.id, detail: details[i] ?? '', event })),
      course: courseOf(kase, context, randomOf(run.seed, 'life', order.n)),
      until: run.until,
      standIn,
    });
    return {
      n: order.n,
      row: { ...row, ...rowAfter(profile, order_, life, events) },
      text,
      triage,
      told,
      events,
      life,
      files,
      relation: order.relation,
      origin: order.origin,
    };
  }

  return {
    planted: stream.planted,
    rows: function* (after) {
      for (const order of stream.orders()) if (order.n > after) yield made(order);
    },
  };
}

const BLANK = {
  number: '',
  urgencyRank: 0,
  phoneReversed: null,
  corrected: false,
  personId: null,
  personName: null,
  pending: null,
  supervision: 0,
  supervisedBefore: 0,
  calledUnits: [],
  confidentiality: 'none',
  letIn: [],
  soonAt: null,
  soonSpans: [],
} as const;

/** People of the centre: invented, beside the accounts of the demonstration. */
function centreOf(seed: number, { stream: { names } }: SimulationSource): CentrePeople {
  const random = randomOf(seed, 'centre');
  const person = (id: string, role: LifeActor['role']): LifeActor => ({
    id: `sim-${id}`,
    name: pick(random, names.surnames) + pick(random, names.given),
    role,
    unit: null,
  });
  return {
    dispatchers: [
      { id: 'demo-paidan', name: '派单员', role: 'dispatcher', unit: null },
      person('dispatcher-1', 'dispatcher'),
      person('dispatcher-2', 'dispatcher'),
      person('dispatcher-3', 'dispatcher'),
    ],
    leader: { id: 'demo-zhuren', name: '中心负责人', role: 'leader', unit: null },
    callers: [
      { id: 'demo-huifang', name: '回访员', role: 'callback', unit: null },
      person('caller-1', 'callback'),
      person('caller-2', 'callback'),
    ],
  };
}
