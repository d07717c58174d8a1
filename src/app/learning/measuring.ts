import { shareOf, type Share } from '../../kernel/share.ts';
import { calibrationError, classReports, confusions, type ClassReport } from '../../learn/evaluate.ts';
import { dialPoint, type DialPoint } from '../../learn/selective.ts';
import { reliabilityPoints, type ReliabilityPoint } from '../../learn/reliability.ts';
import type { Decision } from '../../triage/types.ts';
import { classDials, TOO_SMALL, type SolutionDials } from '../dispatch/class-dials.ts';
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
  /** Ten bins of what was claimed beside what came true. */
  readonly reliability: {
    readonly type: readonly ReliabilityPoint[];
    readonly unit: readonly ReliabilityPoint[];
  };
  readonly dial: readonly DialPoint[];
  /** The same by class, for the lead unit and for the issue type: by the type that the model said. */
  readonly dials: { readonly unit: SolutionDials; readonly type: SolutionDials };
  /** Types with fewer labelled orders here than `TOO_SMALL`, taken together, beside all others. */
  readonly tail: { readonly few: Tail; readonly rest: Tail };
  readonly severalFound: { readonly precision: Share; readonly recall: Share };
  readonly byType: readonly ClassReport[];
  readonly typeConfusions: readonly { gold: string; predicted: string; n: number }[];
  readonly errors: readonly { id: string; what: string; gold: string; predicted: string }[];
};

/** Recall of the first place and of the first three. */
export type Tail = { readonly top1: Share; readonly top3: Share };

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
  const unitOutcomes = withUnit.map((j) => ({
    label: j.decision.issueType.code,
    confidence: j.decision.unit.confidence,
    right: rightUnit(j),
  }));
  const typeOutcomes = judged.map((j) => ({
    label: j.decision.issueType.code,
    confidence: j.decision.issueType.confidence,
    right: rightType(j, j.decision.issueType.code),
  }));
  const inFirstThree = (j: Judged): boolean =>
    j.decision.issueType.candidates.slice(0, 3).some((c) => rightType(j, c.code));
  const labelled = new Map<string, number>();
  for (const { gold } of judged) labelled.set(gold.type, (labelled.get(gold.type) ?? 0) + 1);
  const tail = (few: boolean): Tail => {
    const rows = judged.filter((j) => (labelled.get(j.gold.type) ?? 0) < TOO_SMALL === few);
    return {
      top1: over(rows, (j) => rightType(j, j.decision.issueType.code)),
      top3: over(rows, inFirstThree),
    };
  };
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
    typeTop3: over(judged, inFirstThree),
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
      typeOutcomes.map((o) => o.confidence),
      typeOutcomes.map((o) => o.right),
    ),
    unitCalibrationError: calibrationError(
      unitOutcomes.map((o) => o.confidence),
      unitOutcomes.map((o) => o.right),
    ),
    reliability: { type: reliabilityPoints(typeOutcomes), unit: reliabilityPoints(unitOutcomes) },
    dial: DIAL.map((threshold) => dialPoint(unitOutcomes, threshold)),
    dials: { unit: classDials(unitOutcomes), type: classDials(typeOutcomes) },
    tail: { few: tail(true), rest: tail(false) },
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
