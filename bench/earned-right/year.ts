import { seededRandom } from '../../src/kernel/random.ts';
import {
  assess,
  errorRun,
  firstRight,
  isSpotCheck,
  nextRight,
  standsApart,
  type CellEvidence,
  type DayTally,
  type JudgedOrder,
  type LowerBound,
  type Right,
  type RightRule,
} from '../../src/triage/earned-right.ts';
import type { HeldOut } from '../../src/triage/right-prior.ts';
import { poisson, type TownCell } from './town.ts';

const DAY = 86_400_000;
/** Days between a wrong dispatch and its correction, evenly; and between a dispatch and its spot check. */
const CORRECTED_AFTER = [0.3, 2] as const;
const CHECKED_AFTER = [0.02, 0.3] as const;
/** Share of wrong dispatches that are ever corrected. */
const CORRECTED = 0.95;
const RUN_LENGTH = 400;
/** Judged orders kept a cell: what lies further back weighs next to nothing. */
const JUDGED_KEPT = 400;

export type Setting = {
  readonly town: readonly TownCell[];
  readonly rule: RightRule;
  readonly heldOut: HeldOut;
  readonly days: number;
  /** Day on which duties move, and day on which triage learns of it where the catalogue did not say. */
  readonly change: number;
  readonly fix: number;
  readonly declared: boolean;
  readonly seed: number;
  readonly dutyOf: (issueType: string) => string;
  /** Null: everything goes out, always. */
  readonly lower: LowerBound | null;
};

export type Run = { readonly figures: Readonly<Record<string, unknown>> };

type Sent = { readonly cell: Cell; readonly at: number; wrong: boolean };
type Cell = TownCell & {
  right: Right;
  readonly judged: JudgedOrder[];
  readonly duty: string;
  readonly automatic: Map<number, { n: number; wrong: number }>;
  sent: Sent[];
  suspendedAt: number | null;
  regainedAt: number | null;
  losses: number;
  words: number;
};
type Event = { readonly at: number; readonly kind: 'order' | 'word' | 'correction'; readonly cell: Cell; readonly right: boolean; readonly sent: Sent | null }; // prettier-ignore

/** Plays the year in order of time: orders come in, go out or wait, and people's words come back. */
export function simulate(setting: Setting): Run {
  const { rule, lower, days } = setting;
  const random = seededRandom(setting.seed * 7919 + 17);
  const types = new Map<string, Cell[]>();
  const open = (cell: TownCell, at: number, dutySince: number | null): Cell => {
    const bare: Cell = {
      ...cell,
      right: { held: true, since: at, reason: 'prior', restart: null },
      judged: [],
      duty: `${setting.dutyOf(cell.issueType)}${dutySince === null ? '' : ' moved'}`,
      automatic: new Map(),
      sent: [],
      suspendedAt: null,
      regainedAt: null,
      losses: 0,
      words: 0,
    };
    if (lower !== null)
      bare.right = firstRight(evidenceOf(bare, [], setting, new Set()), rule, at, dutySince);
    types.set(cell.issueType, [...(types.get(cell.issueType) ?? []), bare]);
    return bare;
  };
  const cells = setting.town.map((cell) => open(cell, 0, null));
  const heldAtFirst = cells.filter(({ right }) => right.held).length;
  const later = new Map<Cell, Cell>();

  const tally = { before: blank(), after: blank(), wrongAfter: 0, checks: 0, reviews: 0 };
  const reasons = new Map<string, number>();
  let queue: Event[] = [];
  for (let day = 0; day < days; day++) {
    const events: Event[] = queue.filter(({ at }) => at < (day + 1) * DAY);
    queue = queue.filter(({ at }) => at >= (day + 1) * DAY);
    const knows = setting.declared ? setting.change : setting.fix;
    if (day === knows) {
      for (const cell of cells.filter(({ moves }) => moves)) {
        const moved: TownCell = { ...cell, unit: `${cell.unit}*` };
        later.set(cell, open(moved, day * DAY, day * DAY));
      }
    }
    for (const cell of cells) {
      const n = poisson(cell.perDay, random);
      const target = later.get(cell) ?? cell;
      const broken = cell.moves && day >= setting.change && target === cell;
      for (let i = 0; i < n; i++) {
        const right = !broken && random() < cell.precision;
        events.push({ at: (day + random()) * DAY, kind: 'order', cell: target, right, sent: null });
      }
    }
    // Words of the same day may still fall into it.
    const heap = events.sort((a, b) => a.at - b.at);
    for (let i = 0; i < heap.length; i++) {
      const event = heap[i] as Event;
      const { cell, at } = event;
      if (event.kind === 'order') {
        const period = day < setting.change ? tally.before : tally.after;
        period.orders++;
        if (!cell.right.held) {
          tally.reviews++;
          plan({ ...event, kind: 'word', at: at + span(CHECKED_AFTER, random) });
          continue;
        }
        period.sent++;
        if (!event.right) period.wrong++;
        if (
          !event.right &&
          cell.moves &&
          day >= setting.change &&
          !later.has(cell) &&
          !cell.unit.endsWith('*')
        )
          tally.wrongAfter++;
        const sent: Sent = { cell, at, wrong: false };
        cell.sent.push(sent);
        if (cell.sent.length > RUN_LENGTH) cell.sent.shift();
        const today = cell.automatic.get(day) ?? { n: 0, wrong: 0 };
        today.n++;
        cell.automatic.set(day, today);
        const checked = isSpotCheck(rule, cell.judged.length, random());
        if (checked) {
          tally.checks++;
          plan({ ...event, kind: 'word', at: at + span(CHECKED_AFTER, random), sent });
        } else if (!event.right && random() < CORRECTED) {
          plan({ ...event, kind: 'correction', at: at + span(CORRECTED_AFTER, random), sent });
        }
        continue;
      }
      if (event.sent !== null && !event.right) {
        event.sent.wrong = true;
        const then = cell.automatic.get(Math.floor(event.sent.at / DAY));
        if (then) then.wrong++;
      }
      if (event.kind === 'word') {
        const decided = event.sent?.at ?? at;
        const automatic = event.sent !== null;
        cell.judged.push({ unit: cell.unit, at: decided, duty: cell.duty, right: event.right, automatic });
        if (cell.judged.length > JUDGED_KEPT) cell.judged.shift();
      }
      // A right word takes nothing away, a wrong one gives nothing back: only the others can change a state.
      // A stopped cell is looked at after every fifth word, for speed; that delays its return by no more than four.
      const due = cell.right.held ? !event.right : event.right && ++cell.words % 5 === 0;
      if (lower !== null && due) settle(cell, at);
    }

    function plan(event: Event): void {
      if (event.at < (day + 1) * DAY) {
        let at = heap.length;
        while (at > 0 && (heap[at - 1] as Event).at > event.at) at--;
        heap.splice(at, 0, event);
      } else queue.push(event);
    }
  }

  function settle(cell: Cell, now: number): void {
    const kin = types.get(cell.issueType) as Cell[];
    const all = kin.flatMap(({ judged }) => judged);
    const heldRun = kin
      .filter(({ right }) => right.held && cell.right.held)
      .flatMap(({ sent, right }) => sent.filter(({ at }) => at >= right.since && at > now - 30 * DAY))
      .sort((a, b) => a.at - b.at)
      .slice(-RUN_LENGTH);
    const typeRun = errorRun(heldRun.map(({ wrong }) => wrong), rule); // prettier-ignore
    const apart = new Set(kin.filter(({ right }) => standsApart(right)).map(({ unit }) => unit));
    for (const one of typeRun >= rule.budget ? kin : [cell]) {
      const evidence = evidenceOf(one, all, setting, apart);
      const found = assess(evidence, one.right, rule, now, lower ?? undefined);
      const run = one.sent.filter(({ at }) => at >= one.right.since).map(({ wrong }) => wrong);
      const typeFresh = all.filter(({ at }) => at >= one.right.since).length;
      const signs = { run: errorRun(run, rule), typeRun, typeFresh, dutySince: null };
      const next = nextRight(one.right, found, signs, rule, now);
      if (next === one.right) continue;
      if (!next.held) one.losses++;
      if (!next.held) reasons.set(next.reason, (reasons.get(next.reason) ?? 0) + 1);
      if (!next.held && now >= setting.change * DAY && one.suspendedAt === null) one.suspendedAt = now;
      if (next.held && one.regainedAt === null) one.regainedAt = now;
      one.right = next;
    }
  }

  const moved = cells.filter(({ moves }) => moves);
  const successors = moved.flatMap((cell) => later.get(cell) ?? []);
  const until = (cell: Cell) => ((cell.suspendedAt ?? days * DAY) - setting.change * DAY) / DAY;
  const knows = setting.declared ? setting.change : setting.fix;
  const back = successors.flatMap(({ regainedAt }) => (regainedAt === null ? [] : regainedAt / DAY - knows));
  const volume = moved.reduce((sum, { perDay }) => sum + perDay, 0);
  const allowance = moved.reduce(
    (sum, { perDay }) => sum + rule.budget / CORRECTED + perDay * CORRECTED_AFTER[1],
    0,
  );
  const lossesBefore = cells.filter(({ moves }) => !moves).reduce((sum, { losses }) => sum + losses, 0);
  return {
    figures: {
      cells: cells.length,
      heldAtFirst,
      coverageBefore: round(tally.before.sent / tally.before.orders),
      precisionBefore: round(1 - tally.before.wrong / tally.before.sent),
      coverageAfter: round(tally.after.sent / tally.after.orders),
      precisionAfter: round(1 - tally.after.wrong / tally.after.sent),
      movedCells: moved.length,
      movedOrdersADay: round(volume),
      wrongAfterChange: tally.wrongAfter,
      budget: Math.round(allowance),
      withinBudget: tally.wrongAfter <= allowance,
      daysUntilSuspended: spread(moved.filter(({ suspendedAt }) => suspendedAt !== null).map(until)),
      neverSuspended: moved.filter(({ suspendedAt }) => suspendedAt === null).length,
      daysUntilRegained: spread(back),
      regained: `${back.length}/${successors.length}`,
      ordersRegained: round(
        successors.filter(({ right }) => right.held).reduce((sum, { perDay }) => sum + perDay, 0) /
          Math.max(
            1e-9,
            successors.reduce((sum, { perDay }) => sum + perDay, 0),
          ),
      ),
      otherLosses: lossesBefore,
      losses: Object.fromEntries(reasons),
      spotChecksADay: round(tally.checks / days),
      reviewsADay: round(tally.reviews / days),
    },
  };
}

function evidenceOf(
  cell: Cell,
  judged: readonly JudgedOrder[],
  { heldOut }: Setting,
  apart: ReadonlySet<string>,
): CellEvidence {
  const from = cell.right.restart ?? -1;
  const automatic: DayTally[] = [];
  for (const [day, { n, wrong }] of cell.automatic) {
    if (day * DAY >= from) automatic.push({ at: day * DAY + DAY / 2, n, wrong });
  }
  const { issueType, unit, duty } = cell;
  return { issueType, unit, duty, heldOut, modelSince: 0, judged, apart, automatic };
}

function blank() {
  return { orders: 0, sent: 0, wrong: 0 };
}

function span([from, to]: readonly [number, number], random: () => number): number {
  return (from + random() * (to - from)) * DAY;
}

function spread(values: readonly number[]): { median: number; worst: number } | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { median: round(sorted[sorted.length >> 1] as number), worst: round(sorted.at(-1) as number) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
