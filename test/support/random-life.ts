import { moveOrder } from '../../src/orders/states.ts';
import { ALL_GIVEN } from '../../src/orders/needs.ts';
import { lifeOf } from '../../src/orders/life.ts';
import type { Life } from '../../src/orders/life.ts';
import { factsOf, lifeActor } from '../../src/app/life/order-life.ts';
import { ASKED_MOVES } from '../../src/app/life/move-input.ts';
import type { Actor, OrderDetail } from '../../src/app/types.ts';
import type { Move } from '../../src/kernel/move-words.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { lifeEventsOf } from '../../src/store/events.ts';
import { DAY, HOUR, MINUTE, PEOPLE, isoOf } from './life-desk.ts';
import type { LifeDesk } from './life-desk.ts';

const UNITS = ['SCS-XCAJ', 'SCS-DS', 'CGZF', 'JD-XCAJ', 'SCJG'] as const;
const ACTORS: readonly Actor[] = [
  PEOPLE.handler,
  PEOPLE.chief,
  PEOPLE.elsewhere,
  PEOPLE.city,
  PEOPLE.street,
  { ...PEOPLE.handler, id: 'u-b', name: '局里', unit: 'SCJG' },
  PEOPLE.dispatcher,
  PEOPLE.leader,
  PEOPLE.callback,
];
const COLLEAGUES: Readonly<Record<string, string>> = { 'SCS-XCAJ': 'u-u', 'SCS-DS': 'u-e', CGZF: 'u-g' };

/** Moves with doors of their own, and those people ask for by name. */
const MOVES: readonly Move[] = ['dispatch', 'acknowledge', 'correctType', 'correctUnit', ...ASKED_MOVES];
/** Made rarely: they would crowd out the moves that lead somewhere. */
const RARE: readonly Move[] = [
  'recall',
  'note',
  'correctType',
  'correctUnit',
  'supervise',
  'answerSupervision',
  'assign',
  'tryContact',
  'milestone',
  'whistle',
  'meet',
  'addEvidence',
  'withdraw',
  'refuse',
  'close',
];
const DECISION = /^(accept|grant|rule$)/;

/** What a move brings; `r` are fresh numbers from 0 to 1. */
function dataOf(move: Move, life: Life, actor: Actor, now: number, r: () => number): object {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(r() * list.length)] as T;
  const reason = '理由';
  const soon = isoOf(now + 40 * DAY + r() * 30 * DAY);
  const data: Partial<Record<Move, object>> = {
    assign: { person: COLLEAGUES[actor.unit ?? ''] ?? 'u-h' },
    tryContact: { way: pick(['phone', 'visit']) },
    contact: { way: pick(['phone', 'visit']), result: pick(['reached', 'met', 'meetingRefused']) },
    answerJointly: { text: '已配合' },
    reply: {
      toldAt: isoOf(now),
      way: 'phone',
      outcome:
        life.state === 'mediationEnded' ? 'mediationEnded' : pick(['solved', 'explained', 'planned', 'true']),
      demands: [{ demand: 1, answer: '已办' }],
      text: '已办。',
    },
    tell: { toldAt: isoOf(now), way: 'phone' },
    addEvidence: { purpose: 'result' },
    proposeReturn: { reason, clause: '一', code: 'R03', owner: pick(UNITS) },
    acceptReturn: r() < 0.5 ? {} : { lead: pick(UNITS) },
    rule: { reason, lead: pick(UNITS) },
    proposeExtension: { reason, code: 'Y04', until: soon },
    proposeHold: { reason, code: 'H03', planDay: soon.slice(0, 10) },
    proposeExclusion: { reason, code: 'E02' },
    proposeMediationEnd: { reason, code: 'M2026-03' },
    proposeTermination: { reason, code: 'T03' },
    whistle: { reason, units: [pick(UNITS)] },
    answerWhistle: { text: '已到' },
    meet: {
      at: isoOf(now),
      place: '店里',
      units: [pick(UNITS)],
      agreed: [{ unit: pick(UNITS), task: '办', due: soon.slice(0, 10) }],
    },
    supervise: { reason, level: 1 + Math.floor(r() * 3) },
    answerSupervision: { text: '在办' },
    handToMerchant: { merchant: '商场' },
    merchantSettled: { terms: '退款' },
    milestone: { milestone: pick(['accept', 'appraisalBegun', 'appraisalDone', 'leadFound', 'caseFiled']) },
    note: { text: '记' },
  };
  return (
    data[move] ??
    (['refuse', 'refuseReturn', 'reverse', 'reopen', 'merchantFailed'].includes(move) ? { reason } : {})
  );
}

export type Walked = {
  readonly made: ReadonlyMap<Move, number>;
  readonly states: ReadonlySet<string>;
  readonly refused: number;
};

/** Whether somebody could decide on what waits, or take it back. */
export function canBeDecided(life: Life): boolean {
  const decisions = MOVES.filter((move) => /^(accept|refuse|grant|rule$|withdraw)/.test(move));
  const centre = [PEOPLE.dispatcher, PEOPLE.leader].map(lifeActor);
  const unit = { ...lifeActor(PEOPLE.handler), id: 'somebody', unit: life.lead };
  return [...centre, unit].some((actor) =>
    decisions.some(
      (move) => moveOrder(life.state, move, actor.role, factsOf(life, actor, { given: ALL_GIVEN })).ok,
    ),
  );
}

/**
 * Lets people do what they like to orders, `steps` times: mostly what the table lets them, sometimes anything. The same
 * numbers of `r` make the same steps. `after` sees each order that a move was made of.
 */
export async function walk(
  d: LifeDesk,
  ids: readonly string[],
  steps: number,
  r: () => number,
  after: (life: Life, detail: OrderDetail) => void = () => {},
): Promise<Walked> {
  const made = new Map<Move, number>();
  const states = new Set<string>();
  let refused = 0;
  for (let i = 0; i < steps; i++) {
    const id = ids[Math.floor(r() * ids.length)] as string;
    d.clock.set(
      d.clock.now() + (r() < 0.05 ? -Math.floor(r() * 4) * MINUTE : Math.floor(r() * r() * 8 * HOUR)),
    );
    const life = lifeOf(await d.store.read((db) => lifeEventsOf(db, id)));
    states.add(life.state);
    const open = ACTORS.flatMap((actor) =>
      MOVES.flatMap((move) => {
        const facts = factsOf(life, lifeActor(actor), { contactDone: true, given: ALL_GIVEN });
        const rare = RARE.includes(move) && r() < 0.8;
        return !rare && moveOrder(life.state, move, actor.role, facts).ok ? [{ actor, move }] : [];
      }),
    );
    // Each kind of move is as likely as any other, however many may make it.
    const kinds = [...new Set(open.map(({ move }) => move))];
    const decisions = kinds.filter((kind) => DECISION.test(kind));
    const likely = decisions.length > 0 && r() < 0.6 ? decisions : kinds;
    const pool = r() < 0.1 || likely.length === 0 ? MOVES : likely;
    const move = pool[Math.floor(r() * pool.length)] as Move;
    const able = open.filter((one) => one.move === move).map(({ actor }) => actor);
    const actors = able.length > 0 ? able : ACTORS;
    const actor = actors[Math.floor(r() * actors.length)] as Actor;
    if (/^(propose|grant|reply$)/.test(move)) await prove(d, id, actor);
    const files = move === 'addEvidence' ? { files: [await d.file(id, 'result', 'document', actor)] } : {};
    const data = { ...dataOf(move, life, actor, d.clock.now(), r), ...files };
    try {
      const detail = await make(d, actor, id, move, data, r);
      made.set(move, (made.get(move) ?? 0) + 1);
      states.add(detail.state);
      after(lifeOf(await d.store.read((db) => lifeEventsOf(db, id))), detail);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused++;
    }
  }
  return { made, states, refused };
}

/** All that an application or a reply can be asked to prove, as of now. */
async function prove(d: LifeDesk, id: string, by: Actor): Promise<void> {
  await d.file(id, 'contact', 'recording', by);
  await d.file(id, 'visit', 'photo', by);
  await d.file(id, 'refusal', 'recording', by);
  await d.file(id, 'result', 'document', by);
}

function make(
  d: LifeDesk,
  actor: Actor,
  id: string,
  move: Move,
  data: object,
  r: () => number,
): Promise<OrderDetail> {
  const { handling } = d.services;
  switch (move) {
    case 'dispatch':
      return handling.dispatch(actor, id);
    case 'acknowledge':
      return handling.acknowledge(actor, id);
    case 'correctType':
      return handling.correct(actor, id, { issueType: r() < 0.5 ? '0104' : '0101' });
    case 'correctUnit':
      return handling.correct(actor, id, { unit: UNITS[Math.floor(r() * 3)] as string });
    default:
      return handling.move(actor, id, { move, data });
  }
}
