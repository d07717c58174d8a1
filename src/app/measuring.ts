import {
  calibrationError,
  classReports,
  confusions,
  shareOf,
  type ClassReport,
  type Share,
} from '../learn/evaluate.ts';
import { dialPoint, type DialPoint, type Outcome } from '../learn/selective.ts';
import type { Decision } from '../triage/types.ts';
import type { LabelledOrder } from './labelled-order.ts';

/** What triage said of an order whose labels are known. */
export type Judged = { readonly gold: LabelledOrder; readonly decision: Decision };

/** Everything the evaluation card says, as numbers. Shares carry n and a 95 % interval. */
export type Measures = {
  readonly n: number;
  readonly typeTop1: Share;
  readonly typeTop3: Share;
  readonly unit: Share;
  /** The department: stations count as their parent, street offices as one. */
  readonly joint: Share;
  readonly street: Share;
  readonly demandKind: Share;
  readonly saleChannel: Share;
  readonly safetyRecall: Share;
  readonly safetyPrecision: Share;
  readonly urgency: Share;
  /** Of what triage would dispatch by itself: how much, and how much of it reaches the right lead unit. */
  readonly dispatched: Share;
  readonly dispatchedRight: Share;
  readonly typeCalibrationError: number;
  readonly unitCalibrationError: number;
  readonly dial: readonly DialPoint[];
  readonly severalFound: { readonly precision: Share; readonly recall: Share };
  readonly byType: readonly ClassReport[];
  readonly typeConfusions: readonly { gold: string; predicted: string; n: number }[];
  readonly errors: readonly { id: string; what: string; gold: string; predicted: string }[];
};

const DIAL = [0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98];

/** Compares decisions with labels; an absent label is left out of its own measure. Labels in `alsoOk` are right. */
export function measure(judged: readonly Judged[]): Measures {
  const rightType = (j: Judged, code: string): boolean =>
    code === j.gold.type || j.gold.alsoOk.types.includes(code);
  const rightUnit = (j: Judged): boolean =>
    j.decision.unit.lead === j.gold.unit || j.gold.alsoOk.units.includes(j.decision.unit.lead);
  const over = (rows: readonly Judged[], hit: (j: Judged) => boolean): Share =>
    shareOf(rows.filter(hit).length, rows.length);

  const withUnit = judged.filter((j) => j.gold.unit !== undefined);
  const dispatched = withUnit.filter((j) => j.decision.decision.action === 'dispatch');
  const urgencies = judged.filter((j) => j.gold.urgency !== undefined);
  const unitOutcomes: Outcome[] = withUnit.map((j) => ({
    confidence: j.decision.unit.confidence,
    right: rightUnit(j),
  }));
  const typePairs = judged.map((j) => ({
    gold: j.gold.type,
    predicted: rightType(j, j.decision.issueType.code) ? j.gold.type : j.decision.issueType.code,
  }));
  const several = judged.filter((j) => j.gold.others !== undefined);
  const isSeveral = (j: Judged): boolean => (j.gold.others ?? []).length > 0;
  const foundSeveral = (j: Judged): boolean => new Set(j.decision.demands.map((d) => d.issueType)).size > 1;

  return {
    n: judged.length,
    typeTop1: over(judged, (j) => rightType(j, j.decision.issueType.code)),
    typeTop3: over(judged, (j) =>
      j.decision.issueType.candidates.slice(0, 3).some((c) => rightType(j, c.code)),
    ),
    unit: over(withUnit, rightUnit),
    joint: over(withUnit, (j) => (j.gold.joint ?? null) === j.decision.unit.joint),
    street: over(
      judged.filter((j) => j.gold.street !== undefined && j.gold.unit !== undefined),
      (j) => j.gold.street === j.decision.street,
    ),
    demandKind: over(
      judged.filter((j) => j.gold.demandKind !== undefined),
      (j) => j.gold.demandKind === j.decision.demandKind.value,
    ),
    saleChannel: over(
      judged.filter((j) => j.gold.saleChannel !== undefined),
      (j) => j.gold.saleChannel === j.decision.saleChannel,
    ),
    urgency: over(urgencies, (j) => j.gold.urgency === j.decision.urgency),
    safetyRecall: over(
      urgencies.filter((j) => j.gold.urgency === 'safety'),
      (j) => j.decision.urgency === 'safety',
    ),
    safetyPrecision: over(
      urgencies.filter((j) => j.decision.urgency === 'safety'),
      (j) => j.gold.urgency === 'safety',
    ),
    dispatched: shareOf(dispatched.length, withUnit.length),
    dispatchedRight: over(dispatched, rightUnit),
    typeCalibrationError: calibrationError(
      judged.map((j) => j.decision.issueType.confidence),
      judged.map((j) => rightType(j, j.decision.issueType.code)),
    ),
    unitCalibrationError: calibrationError(
      unitOutcomes.map((o) => o.confidence),
      unitOutcomes.map((o) => o.right),
    ),
    dial: DIAL.map((threshold) => dialPoint(unitOutcomes, threshold)),
    severalFound: {
      precision: over(several.filter(foundSeveral), isSeveral),
      recall: over(several.filter(isSeveral), foundSeveral),
    },
    byType: classReports(typePairs),
    typeConfusions: confusions(typePairs),
    errors: judged.flatMap((j) => findErrors(j, rightType(j, j.decision.issueType.code), rightUnit(j))),
  };
}

function findErrors(
  { gold, decision }: Judged,
  typeRight: boolean,
  unitRight: boolean,
): { id: string; what: string; gold: string; predicted: string }[] {
  const errors: { id: string; what: string; gold: string; predicted: string }[] = [];
  const add = (what: string, goldLabel: string, predicted: string): void =>
    void errors.push({ id: gold.id, what, gold: goldLabel, predicted });
  if (!typeRight) add('issueType', gold.type, decision.issueType.code);
  if (gold.unit !== undefined && !unitRight) add('unit', gold.unit, decision.unit.lead);
  if (gold.urgency === 'safety' && decision.urgency !== 'safety')
    add('urgency', gold.urgency, decision.urgency);
  return errors;
}
