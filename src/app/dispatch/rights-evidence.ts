import type { Profile } from '../../profile/types.ts';
import type { Db } from '../../store/client.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { automaticByDay, judgedOf, listEpochs, rightsOf, runOf } from '../../store/outcomes.ts';
import type { CellKey, Epoch, RightChange } from '../../store/outcomes.ts';
import { listRulings } from '../../store/rulings.ts';
import { listThresholds } from '../../store/thresholds.ts';
import type { DispatchThreshold } from '../../store/thresholds.ts';
import type { Duties } from '../../triage/duties.ts';
import { dutyMark } from '../../triage/duty-mark.ts';
import { assess, errorRun, firstRight, nextRight, standsApart } from '../../triage/earned-right.ts';
import type { Assessment, CellEvidence, JudgedOrder, Right, RightRule } from '../../triage/earned-right.ts';
import { lineOf, type Lines } from '../../triage/redecide.ts';
import type { HeldOut } from '../../triage/right-prior.ts';
import { ruledCells, type RuledCell } from '../../triage/ruled-cells.ts';
import { heldOutAt } from './dial-file.ts';
import type { Engine } from '../types.ts';

/** What every cell is judged against: the rule, the lines, what held-back orders say, since when things hold. */
export type Ground = {
  readonly rule: RightRule;
  readonly lines: Lines;
  readonly heldOut: HeldOut;
  readonly epochs: ReadonlyMap<string, Epoch>;
  readonly duties: Readonly<Record<string, string>>;
  /** Cells that only a ruling leads to, by type and unit. */
  readonly ruled: ReadonlyMap<string, ReadonlyMap<string, RuledCell>>;
};

/** A cell as it stands after an evaluation. `changed`: the state is another than the log's last. */
export type Evaluated = CellKey & {
  readonly right: Right;
  readonly found: Assessment;
  readonly changed: boolean;
};

const DAY_MS = 86_400_000;
/** An outcome older than so many half-lives weighs less than a fifteenth and is left out. */
const HALF_LIVES = 4;
/** Automatic dispatches of a type that an error run is looked for in. */
const RUN_LENGTH = 400;
/** Judged under a higher dispatch line: another, surer population. */
const OTHER_LINE = 'line';

/** The lines in force: those set on the dial over those of the profile. */
export function linesOf(profile: Profile, set: readonly DispatchThreshold[]): Lines {
  const { dispatchThreshold, byType } = profile.routing;
  const named = set.filter(({ issueType }) => issueType !== '*');
  return {
    all: set.find(({ issueType }) => issueType === '*')?.threshold ?? dispatchThreshold,
    byType: { ...byType, ...Object.fromEntries(named.map((t) => [t.issueType, t.threshold])) },
  };
}

type Marks = Readonly<Record<string, string>>;
/** Of duties and types asked for before: every write asks, and they stay until somebody revises them. */
const marked = new WeakMap<Duties, { readonly of: Profile['issueTypes']; readonly marks: Marks }>();

/** Duty mark of every type under the catalogue in force. */
export function dutiesOf({ issueTypes }: Pick<Profile, 'issueTypes'>, duties: Duties): Marks {
  const known = marked.get(duties);
  if (known?.of === issueTypes) return known.marks;
  const marks = Object.fromEntries(issueTypes.map(({ code }) => [code, dutyMark(duties.type(code))]));
  marked.set(duties, { of: issueTypes, marks });
  return marks;
}

/** Epoch of the last evaluation of a type. */
export function lookedKey(issueType: string): string {
  return `looked:${issueType}`;
}

type Dial = NonNullable<Engine['dial']>;
/** What held-back orders say under the lines asked for last: all of them are counted for it. */
const counted = new WeakMap<Dial, { readonly lines: string; readonly heldOut: HeldOut }>();

/** Duty mark of a cell: the type's, or that of the ruling which alone leads to it. */
export function cellDuty({ duties, ruled }: Ground, { issueType, unit }: CellKey): string {
  return ruled.get(issueType)?.get(unit)?.duty ?? duties[issueType] ?? '';
}

/** When the duty of a cell changed last; null where it has been so from the beginning. */
export function dutySinceOf({ epochs, ruled }: Ground, { issueType, unit }: CellKey): number | null {
  return ruled.get(issueType)?.get(unit)?.since ?? sinceOf(epochs, `duty:${issueType}`);
}

/**
 * What held-back orders say under these lines: from the dial of the model in force, else from the figures of its
 * manifest, else nothing. Duties are those the model was measured under.
 */
export function heldOutOf(engine: Engine, lines: Lines): HeldOut {
  const measured = engine.dispatchEvidence;
  if (engine.dial && engine.dial.length > 0) {
    const asked = JSON.stringify(lines);
    const known = counted.get(engine.dial);
    if (known?.lines === asked) return known.heldOut;
    const duties = Object.fromEntries(
      Object.entries(measured?.byType ?? {}).flatMap(([code, { duty }]) =>
        duty === undefined ? [] : [[code, duty]],
      ),
    );
    const heldOut = heldOutAt(engine.dial, (type) => lineOf(lines, type), duties);
    counted.set(engine.dial, { lines: asked, heldOut });
    return heldOut;
  }
  return measured ?? { all: { right: 0, total: 0 }, byType: {} };
}

/** The ground of this moment, of all types or of these alone; one read of three small tables. */
export async function groundOf(
  db: Db,
  parts: {
    readonly engine: Engine;
    readonly profile: Profile;
    readonly rule: RightRule;
    readonly dutiesOn: (day: string) => Duties;
  },
  now: number,
  types?: readonly string[],
): Promise<Ground> {
  const { engine, profile, rule } = parts;
  const day = beijingDay(now);
  const duties = parts.dutiesOn(day);
  const streets = profile.units.flatMap(({ street }) => (street === undefined ? [] : [street]));
  const lines = linesOf(profile, await listThresholds(db));
  return {
    rule,
    lines,
    heldOut: heldOutOf(engine, lines),
    epochs: await listEpochs(
      db,
      types && ['model', ...types.flatMap((type) => [`duty:${type}`, lookedKey(type)])],
    ),
    duties: dutiesOf(profile, duties),
    ruled: ruledCells(duties, await listRulings(db), day, [...new Set(streets)]),
  };
}

/** When the thing last became what it is; null where it has been so from the beginning. */
function sinceOf(epochs: ReadonlyMap<string, Epoch>, key: string): number | null {
  const epoch = epochs.get(key);
  return epoch === undefined || epoch.first ? null : epoch.since;
}

/**
 * Every cell of a type, judged on what the database holds: those with a state, and `units` beside them, which get
 * their first one. Pure arithmetic over four reads; writes nothing.
 */
export async function evaluateType(
  db: Db,
  ground: Ground,
  issueType: string,
  now: number,
  units: readonly string[] = [],
): Promise<Evaluated[]> {
  const { rule, epochs } = ground;
  const line = lineOf(ground.lines, issueType);
  const population = { issueType, line, from: now - HALF_LIVES * rule.halfLifeDays * DAY_MS };
  const judged: JudgedOrder[] = (await judgedOf(db, population)).map(({ line: then, ...order }) =>
    then > line ? { ...order, duty: OTHER_LINE } : order,
  );
  const automatic = await automaticByDay(db, population);
  const dispatched = await runOf(db, issueType, RUN_LENGTH);
  const rows = await rightsOf(db, [issueType]);
  const modelSince = sinceOf(epochs, 'model') ?? 0;

  const before = new Map([...rows.values()].map((row) => [row.unit, rightOf(row)]));
  const heldRun = dispatched.filter(({ unit, at }) => {
    const right = before.get(unit);
    return right?.held === true && at >= right.since;
  });
  const typeRun = errorRun(
    heldRun.map(({ wrong }) => wrong),
    rule,
  );
  const apart = new Set([...before].flatMap(([unit, right]) => (standsApart(right) ? [unit] : [])));
  const cells = [...new Set([...before.keys(), ...units])].sort();
  return cells.map((unit): Evaluated => {
    const known = before.get(unit);
    const cell = { issueType, unit };
    const duty = cellDuty(ground, cell);
    const dutySince = dutySinceOf(ground, cell);
    // Held-back orders were judged by the catalogue: no model's figures speak for a cell that a ruling opened.
    const byRuling = ground.ruled.get(issueType)?.has(unit) === true;
    const evidence = (restart: number | null): CellEvidence => ({
      issueType,
      unit,
      duty,
      heldOut: ground.heldOut,
      modelSince: byRuling ? 0 : modelSince,
      judged,
      apart,
      automatic: automatic.filter((day) => day.unit === unit && day.at - DAY_MS / 2 >= (restart ?? 0)),
    });
    const right = known ?? firstRight(evidence(null), rule, now, dutySince);
    const found = assess(evidence(right.restart), right, rule, now);
    if (known === undefined) return { issueType, unit, right, found, changed: true };
    const run = heldRun.filter((d) => d.unit === unit).map(({ wrong }) => wrong);
    const typeFresh = judged.filter((order) => order.at >= right.since).length;
    const next = nextRight(
      right,
      found,
      { run: errorRun(run, rule), typeRun, typeFresh, dutySince },
      rule,
      now,
    );
    if (next === right) return { issueType, unit, right, found, changed: false };
    const after = assess(evidence(next.restart), next, rule, now);
    return { issueType, unit, right: next, found: after, changed: true };
  });
}

function rightOf({ held, at, reason, restart }: RightChange): Right {
  return { held, since: at, reason, restart };
}

/** The row of the log that tells of a changed cell. */
export function changeRow(
  cell: Evaluated,
  versions: { readonly model: string; readonly catalogue: string },
): Omit<RightChange, 'id'> {
  const { right, found, issueType, unit } = cell;
  return {
    at: right.since,
    issueType,
    unit,
    held: right.held,
    reason: right.reason,
    restart: right.restart,
    bound: found.bound,
    target: found.target,
    n: found.effectiveN,
    right: found.right,
    wrong: found.wrong,
    model: versions.model,
    catalogue: versions.catalogue,
  };
}
