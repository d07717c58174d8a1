import { logisticProbability, rounded, type Logistic } from '../learn/calibrate.ts';
import { isWordUnit } from '../learn/features.ts';
import { spanToSource } from '../text/clean.ts';
import type { PreparedText, SaleChannel } from '../text/types.ts';
import type { Duties } from './duties.ts';
import type { Matter } from './matters.ts';
import { routeOrder } from './route.ts';
import { ruledWords, underRulings, type Ruling } from './rulings.ts';
import type {
  Candidate,
  Decision,
  DemandKind,
  IssueType,
  Prediction,
  Reason,
  Territory,
  TriageDemand,
} from './types.ts';
import { decideUrgency } from './urgency.ts';

/** Codes of the issue types considered for the responsible unit: enough to hold nearly all probability. */
const TYPES_CONSIDERED = 12;
/** Below so many letters a text says too little to be dispatched by itself. */
const SHORTEST_DISPATCHED = 8;

/** Codes of the reasons that ask for a person's eye; `findDoubts` gives them. */
export const DOUBTS = [
  'too_short',
  'low_confidence',
  'street_unknown',
  'several_demands',
  'precedent_disagrees',
] as const;

export type DecideInput = {
  readonly prepared: PreparedText;
  readonly prediction: Prediction;
  readonly territory: Territory;
  readonly duties: Duties;
  /** What the words alone put first, where the encoder put another type there; left out: they agree. */
  readonly overruled?: Candidate;
  /** Rulings that go before the duties, and the ISO day they are asked for; none: the duties alone. */
  readonly ruled?: { readonly rulings: readonly Ruling[]; readonly day: string };
  readonly unitCalibration: Logistic;
  /** The matters of the call with their types, at least one, as `findMatters` gives them. */
  readonly matters: readonly Matter[];
  readonly thresholds: { readonly all: number; readonly byType: Readonly<Record<string, number>> };
};

/**
 * From what the models say, where the matter lies, and who has which duty, to a decision with its reasons.
 * Pure. Spans in the result are in the source text. Dispatches by itself only where the calibrated confidence
 * of the lead unit reaches the threshold of the type and nothing asks for a person.
 */
export function decide(input: DecideInput): Decision {
  const { prepared, prediction, territory } = input;
  const top = prediction.issueTypes[0] as Candidate;
  const demandKind = prediction.demandKinds[0] as Candidate;
  const duties = dutiesOf(input, prepared.clean.text);
  const issueType = duties.type(top.code);
  const kind = demandKind.code as DemandKind;
  const route = routeOrder({ issueType, demandKind: kind, territory, duties, text: prepared.clean.text });
  const urgency = decideUrgency(prepared, issueType, prediction);
  const candidates = rankUnits(prediction, territory, duties);
  const confidence = rounded(
    logisticProbability(
      input.unitCalibration,
      unitInputs(prediction, territory, issueType, candidates, route.lead),
    ),
  );
  const demands = eachDemand(input, route.lead);
  const doubts = findDoubts(input, issueType, confidence, demands);
  return {
    issueType: { ...top, candidates: prediction.issueTypes.slice(0, 5) },
    demandKind: { value: kind, confidence: demandKind.confidence },
    urgency: urgency.urgency,
    unit: { lead: route.lead, joint: route.joint, confidence, candidates: candidates.slice(0, 5) },
    street: territory.street,
    saleChannel: saleChannelOf(prepared, prediction),
    demands,
    decision: {
      action: doubts.length === 0 ? 'dispatch' : 'review',
      because: [
        typeReason(prediction, issueType),
        ...overruledReason(input, issueType),
        ...route.reasons.map((reason) => withRuledWords(reason, duties.ruling(top.code), prepared)),
        ...urgency.because,
        ...doubts,
      ],
    },
  };
}

/** The duties that hold for a text of this order: a ruling may look at its words, kind and channel. */
function dutiesOf(input: DecideInput, text: string): Duties {
  const { prepared, prediction, territory, ruled } = input;
  if (ruled === undefined) return input.duties;
  return underRulings(input.duties, ruled.rulings, {
    text,
    street: territory.street,
    demandKind: (prediction.demandKinds[0] as Candidate).code as DemandKind,
    saleChannel: saleChannelOf(prepared, prediction),
    day: ruled.day,
  });
}

/** A ruling is shown with the words of the order that it turns on. */
function withRuledWords(reason: Reason, ruling: Ruling | null, { clean }: PreparedText): Reason {
  if (reason.code !== 'ruling' || ruling === null) return reason;
  const evidence = ruledWords(ruling, clean.text).map((span) => ({
    ...spanToSource(clean, span),
    weight: 0,
  }));
  return { ...reason, evidence };
}

/** Probability of each unit to lead: that of the types which lead to it, given the place. Most likely first. */
export function rankUnits(prediction: Prediction, territory: Territory, duties: Duties): Candidate[] {
  const byUnit = new Map<string, number>();
  for (const candidate of prediction.issueTypes.slice(0, TYPES_CONSIDERED)) {
    const lead = duties.lead(duties.type(candidate.code), territory.street);
    byUnit.set(lead, (byUnit.get(lead) ?? 0) + candidate.confidence);
  }
  return [...byUnit]
    .map(([code, confidence]) => ({ code, confidence: rounded(confidence) }))
    .sort((a, b) => b.confidence - a.confidence || (a.code < b.code ? -1 : 1));
}

/**
 * What the confidence of the lead unit is computed from: log-odds of the unit's probability, log-odds of the
 * first type's, how sure the place is where the unit depends on it, and whether a place is missing where needed.
 */
export function unitInputs(
  prediction: Prediction,
  territory: Territory,
  issueType: IssueType,
  candidates: readonly Candidate[],
  lead: string,
): number[] {
  const unit = candidates.find((candidate) => candidate.code === lead)?.confidence ?? 0;
  const byPlace = issueType.level === 'station' || issueType.level === 'street';
  return [
    logOdds(unit),
    logOdds((prediction.issueTypes[0] as Candidate).confidence),
    byPlace && territory.street !== null ? 1 - territory.confidence : 0,
    byPlace && territory.street === null ? 1 : 0,
  ];
}

function logOdds(p: number): number {
  const safe = Math.min(0.999, Math.max(0.001, p));
  return Math.log(safe / (1 - safe));
}

function typeReason(prediction: Prediction, issueType: IssueType): Reason {
  return {
    code: 'type_evidence',
    text: `问题分类判为${issueType.code} ${issueType.name}（把握 ${percent((prediction.issueTypes[0] as Candidate).confidence)}）`,
    evidence: prediction.evidence,
  };
}

function overruledReason({ overruled, duties }: DecideInput, issueType: IssueType): Reason[] {
  if (overruled === undefined) return [];
  const { name } = duties.type(overruled.code);
  return [
    {
      code: 'second_opinion',
      text: `按字词首选${overruled.code} ${name}（把握 ${percent(overruled.confidence)}），参考编码器读全文的意见改为${issueType.code} ${issueType.name}`,
      evidence: [],
    },
  ];
}

/** Below this weight words about collecting a thing may tell of something else. */
const PICKUP_CUE = 2.5;

/**
 * How the thing was bought, as learned; but ordered online and collected in the shop where the text says so and
 * something was bought: such orders are rare among the labelled ones and their wording is plain.
 */
function saleChannelOf({ channelCues }: PreparedText, prediction: Prediction): SaleChannel {
  const learned = prediction.saleChannels[0]?.code ?? 'unknown';
  const collected = channelCues.some((cue) => cue.channel === 'pickup' && cue.weight >= PICKUP_CUE);
  return collected && learned !== 'none' ? 'pickup' : learned;
}

/** Each matter of the call with its own type and unit; a call with one matter has the main type. */
function eachDemand(input: DecideInput, mainLead: string): TriageDemand[] {
  const { prepared, prediction, territory, matters } = input;
  const main = (prediction.issueTypes[0] as Candidate).code;
  if (matters.length < 2) {
    const whole = { start: 0, end: prepared.clean.source.length };
    return [{ ...whole, issueType: main, unit: mainLead }];
  }
  return matters.map(({ span, issueType: code }) => {
    const duties = dutiesOf(input, prepared.clean.text.slice(span.start, span.end));
    const unit = code === main ? mainLead : duties.lead(duties.type(code), territory.street);
    return { ...spanToSource(prepared.clean, span), issueType: code, unit };
  });
}

/** Everything that asks for a person's eye; none means the order may go out by itself. */
function findDoubts(
  { prepared, prediction, territory, thresholds }: DecideInput,
  issueType: IssueType,
  confidence: number,
  demands: readonly TriageDemand[],
): Reason[] {
  const doubts: Reason[] = [];
  const letters = countLetters(prepared.clean.text, SHORTEST_DISPATCHED);
  if (letters < SHORTEST_DISPATCHED) {
    doubts.push({ code: 'too_short', text: `内容只有 ${letters} 个字，不足以判断`, evidence: [] });
  }
  const threshold = thresholds.byType[issueType.code] ?? thresholds.all;
  if (prediction.unlearned === true) {
    const text = `${issueType.code} ${issueType.name}是新设的分类，模型还没有学过，按定义的词语提出，由人核定`;
    doubts.push({ code: 'low_confidence', text, evidence: [] });
  } else if (confidence < threshold) {
    const second = prediction.issueTypes[1];
    doubts.push({
      code: 'low_confidence',
      text:
        `承办单位把握 ${percent(confidence)}，低于自动派单线 ${percent(threshold)}` +
        (second ? `；次选分类 ${second.code}（${percent(second.confidence)}）` : ''),
      evidence: [],
    });
  }
  const byPlace = issueType.level === 'station' || issueType.level === 'street';
  if (byPlace && territory.street === null) {
    const streets = territory.found.filter((name) => name.street !== null);
    doubts.push({
      code: 'street_unknown',
      text:
        streets.length > 0
          ? '文中地名指向不止一个街道，需核实事发地'
          : '文中没有可定位到街道的地名，需核实事发地',
      evidence: streets.map(({ start, end }) => ({ start, end, weight: 0 })),
    });
  }
  const units = new Set(demands.map((demand) => demand.unit));
  if (units.size > 1) {
    doubts.push({
      code: 'several_demands',
      text: `一次来电有 ${demands.length} 个诉求，涉及 ${units.size} 个单位，需确认拆单`,
      evidence: demands.map(({ start, end }) => ({ start, end, weight: 0 })),
    });
  }
  return doubts;
}

/** Letters, digits and Chinese characters of a text; counting stops at `enough`. */
function countLetters(text: string, enough: number): number {
  let letters = 0;
  for (let i = 0; i < text.length && letters < enough; i++) if (isWordUnit(text.charCodeAt(i))) letters++;
  return letters;
}

function percent(p: number): string {
  return `${Math.round(p * 100)}%`;
}
