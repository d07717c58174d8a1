import type { Db } from '../../store/client.ts';
import {
  cellName,
  insertOutcome,
  insertRightChanges,
  judgedAmong,
  listCells,
  listEpochs,
  proposalOf,
  rightsOf,
  setEpochs,
} from '../../store/outcomes.ts';
import type { CellKey, Epoch, OutcomeSource, Proposal, RightChange } from '../../store/outcomes.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { datedDuties } from '../../triage/duties.ts';
import type { Duties } from '../../triage/duties.ts';
import { isSpotCheck } from '../../triage/earned-right.ts';
import type { RightRule } from '../../triage/earned-right.ts';
import { lineOf, underLine } from '../../triage/redecide.ts';
import { listThresholds } from '../../store/thresholds.ts';
import type { Reason } from '../../triage/types.ts';
import { sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';
import { rightWords } from './right-words.ts';
import {
  cellDuty,
  changeRow,
  dutiesOf,
  dutySinceOf,
  evaluateType,
  groundOf,
  linesOf,
  lookedKey,
} from './rights-evidence.ts';
import type { Evaluated, Ground } from './rights-evidence.ts';
import type { Actor, TriageResult } from '../types.ts';

/** Passes the orders of one transaction; made by `RightsBook.gate`. */
export type Gate = {
  /** The decision under the lines set on the dial. */
  readonly lined: (triage: TriageResult) => TriageResult;
  /** The decision where the cell must have earned the right; reason `right_not_earned`. */
  readonly earned: (triage: TriageResult) => TriageResult;
  /** What is kept of an order that triage would have sent; null where no rule is set. */
  readonly proposal: (orderId: string, triage: TriageResult, automatic: boolean) => Proposal | null;
};

/** Keeps the rights of all cells. Everything but `ready` runs inside the write lane. */
export type RightsBook = {
  /**
   * Notices a new model or duty, since the last start or taken into use while the server runs; asked before every
   * write, works once a model.
   */
  readonly ready: () => Promise<void>;
  readonly gate: (db: Db, triages: readonly TriageResult[], now: number) => Promise<Gate>;
  /** A person's word on where an order belonged; orders triage would not have sent are passed over. */
  readonly record: (
    db: Db,
    word: {
      readonly orderId: string;
      readonly unit: string;
      readonly source: OutcomeSource;
      readonly actor: Actor;
      readonly now: number;
    },
  ) => Promise<void>;
  /** Looks at every cell again, after something they all stand on has moved. */
  readonly reconsider: (db: Db, now: number) => Promise<void>;
  /** All cells of these types as they stand now; changes nothing. */
  readonly look: (db: Db, issueTypes: readonly string[], now: number) => Promise<Evaluated[]>;
};

/** Evidence fades by itself: a type is looked at again after so long, even where nobody said anything. */
const LOOK_AGAIN_MS = 86_400_000;

/** The book over the context's store, profile and model. Without `routing.earnedRight` every cell holds the right. */
export function createRightsBook(context: Context): RightsBook {
  const { store, engine, profile, clock } = context;
  const rule = profile.routing.earnedRight;
  /** Asked each time: the model may be replaced while the server runs. */
  const versions = () => ({ model: engine.versions.model, catalogue: profile.versions.catalogue });
  const dutiesOn = datedDuties(profile);
  let readying: { readonly model: string; readonly duties: Duties; readonly done: Promise<void> } | null =
    null;
  const groundNow = (db: Db, earned: RightRule, now: number, types?: readonly string[]): Promise<Ground> =>
    groundOf(db, { engine, profile, rule: earned, dutiesOn }, now, types);

  async function evaluate(
    db: Db,
    ground: Ground,
    issueType: string,
    now: number,
    units?: readonly string[],
  ): Promise<Evaluated[]> {
    const cells = await evaluateType(db, ground, issueType, now, units);
    await insertRightChanges(
      db,
      cells.filter((cell) => cell.changed).map((cell) => changeRow(cell, versions())),
    );
    // With the rows it answers for, so that a group of writes done again or not at all takes it along.
    await setEpochs(db, [{ key: lookedKey(issueType), value: '', since: now, first: false }]);
    return cells;
  }

  async function begin(): Promise<void> {
    if (rule === undefined) return;
    await store.write(async (db) => {
      const now = clock.now();
      const known = await listEpochs(db);
      const wanted = { model: versions().model, ...prefixed(dutiesOf(profile, dutiesOn(beijingDay(now)))) };
      const changed = Object.entries(wanted).flatMap(([key, value]): Epoch[] => {
        const old = known.get(key);
        return old?.value === value ? [] : [{ key, value, since: now, first: old === undefined }];
      });
      await setEpochs(db, changed);
      await reconsider(db, now);
    });
  }

  async function reconsider(db: Db, now: number): Promise<void> {
    if (rule === undefined) return;
    const types = new Set((await listCells(db)).map(({ issueType }) => issueType));
    const ground = await groundNow(db, rule, now);
    for (const issueType of types) await evaluate(db, ground, issueType, now);
  }

  const ready = (): Promise<void> => {
    const { model } = versions();
    // The same object on all days of one edition of the catalogue.
    const duties = dutiesOn(beijingDay(clock.now()));
    if (readying?.model === model && readying.duties === duties) return readying.done;
    const mine = {
      model,
      duties,
      done: begin().catch((error: unknown) => {
        if (readying === mine) readying = null;
        throw error;
      }),
    };
    readying = mine;
    return mine.done;
  };

  async function gate(db: Db, triages: readonly TriageResult[], now: number): Promise<Gate> {
    const set = await listThresholds(db);
    const lines = linesOf(profile, set);
    const lined = (triage: TriageResult) =>
      set.length === 0 ? triage : underLine(triage, lineOf(lines, triage.issueType.code));
    const sent = triages.map(lined).filter(({ decision }) => decision.action === 'dispatch');
    // Where nothing is to go out by itself nobody asks for a right.
    if (rule === undefined || sent.length === 0)
      return { lined, earned: (triage) => triage, proposal: () => null };
    const types = new Set(sent.map(({ issueType }) => issueType.code));
    const ground = await groundNow(db, rule, now, [...types]);
    const cells = await standing(db, ground, sent, now);
    const judged = await judgedAmong(db, [...cells.values()], rule.spotCheck.youngUntil);
    return {
      lined,
      earned: (triage) => {
        const cell = cells.get(cellName({ issueType: triage.issueType.code, unit: triage.unit.lead }));
        if (cell === undefined) throw new Error('A cell of this batch was not looked at.');
        if (cell.right.held) return triage;
        const text = rightWords(cell.right, cell.found, rule);
        const reason: Reason = { code: 'right_not_earned', text, evidence: [] };
        return { ...triage, decision: { action: 'review', because: [reason, ...triage.decision.because] } };
      },
      proposal: (orderId, triage, automatic) => {
        const issueType = triage.issueType.code;
        const cell = { issueType, unit: triage.unit.lead };
        const known = judged.get(cellName(cell)) ?? 0;
        return {
          orderId,
          at: now,
          ...cell,
          confidence: triage.unit.confidence,
          line: lineOf(lines, issueType),
          duty: cellDuty(ground, cell),
          // Of the model that said so, which may have been replaced since.
          model: triage.versions.model,
          catalogue: profile.versions.catalogue,
          automatic,
          spotCheck: automatic && isSpotCheck(rule, known, chanceOf(orderId)),
          right: null,
          decidedAt: null,
        };
      },
    };
  }

  /** The state of every cell these orders fall in; unknown cells get their first one. */
  async function standing(
    db: Db,
    ground: Ground,
    sent: readonly TriageResult[],
    now: number,
  ): Promise<Map<string, Evaluated>> {
    if (sent.length === 0) return new Map();
    const units = new Map<string, Set<string>>();
    for (const { issueType, unit } of sent) {
      units.set(issueType.code, (units.get(issueType.code) ?? new Set()).add(unit.lead));
    }
    const rows = await rightsOf(db, [...units.keys()]);
    const cells = new Map<string, Evaluated>();
    for (const [issueType, wanted] of units) {
      const known = [...wanted].map((unit) => ({ issueType, unit }));
      const lookedAt = ground.epochs.get(lookedKey(issueType))?.since ?? -Infinity;
      if (now - lookedAt < LOOK_AGAIN_MS && known.every((cell) => stillHeld(ground, cell, rows))) {
        // The common case: all may go out, and no figures are needed to say why not.
        for (const cell of known) cells.set(cellName(cell), heldCell(rows.get(cellName(cell))));
        continue;
      }
      for (const cell of await evaluate(db, ground, issueType, now, [...wanted])) {
        cells.set(cellName(cell), cell);
      }
    }
    return cells;
  }

  const record: RightsBook['record'] = async (db, { orderId, unit, source, actor, now }) => {
    if (rule === undefined) return;
    const proposal = await proposalOf(db, orderId);
    if (proposal === null) return;
    const { issueType } = proposal;
    await insertOutcome(db, {
      orderId,
      issueType,
      unit: proposal.unit,
      right: unit === proposal.unit,
      source,
      model: proposal.model,
      catalogue: proposal.catalogue,
      actorId: actor.id,
      actorName: actor.name,
      at: now,
    });
    await evaluate(db, await groundNow(db, rule, now), issueType, now);
  };

  const look: RightsBook['look'] = async (db, issueTypes, now) => {
    if (rule === undefined) return [];
    const ground = await groundNow(db, rule, now);
    const cells: Evaluated[] = [];
    for (const issueType of issueTypes) cells.push(...(await evaluateType(db, ground, issueType, now)));
    return cells;
  };

  return { ready, gate, record, reconsider, look };
}

/** Whether a cell holds the right, and its duty has not changed since: a ruling may have come in between. */
function stillHeld(ground: Ground, cell: CellKey, rows: ReadonlyMap<string, RightChange>): boolean {
  const row = rows.get(cellName(cell));
  return row?.held === true && row.at >= (dutySinceOf(ground, cell) ?? 0);
}

function heldCell(row: RightChange | undefined): Evaluated {
  if (row === undefined) throw new Error('A cell without a state cannot hold the right.');
  const { issueType, unit, bound, target, n, right, wrong } = row;
  return {
    issueType,
    unit,
    right: { held: row.held, since: row.at, reason: row.reason, restart: row.restart },
    found: { bound, mean: bound, target, effectiveN: n, right, wrong, fresh: 0 },
    changed: false,
  };
}

function prefixed(duties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(duties).map(([code, duty]) => [`duty:${code}`, duty]));
}

/** A number in [0, 1) that an order keeps: the same order is picked or not on every machine and every run. */
function chanceOf(orderId: string): number {
  return Number.parseInt(sha256(`spot-check\n${orderId}`).slice(0, 12), 16) / 2 ** 48;
}
