import { createHash } from 'node:crypto';
import type { KnowledgeEntry } from '../../knowledge/types.ts';
import { encodeWeights } from '../../learn/bundle.ts';
import { findLabelErrors } from '../../learn/label-errors.ts';
import { fitLogistic, type Logistic } from '../../learn/calibrate.ts';
import type { TrainColumns } from '../../learn/columns.ts';
import { driftReference } from '../../learn/drift.ts';
import { bestF1Threshold } from '../../learn/selective.ts';
import { encoderText } from '../../triage/encoder-text.ts';
import { decide, rankUnits, unitInputs } from '../../triage/decide.ts';
import type { Matter } from '../../triage/matters.ts';
import { rankHeads, type Head, type HeadName } from '../../triage/model.ts';
import { resolveTerritory } from '../../triage/territory.ts';
import {
  keepFeatures,
  TRAIN_OPTIONS,
  trainHeads,
  type Example,
  type TrainOptions,
} from '../../triage/train.ts';
import type { PreparedText } from '../../text/types.ts';
import type { Candidate, Prediction, Territory } from '../../triage/types.ts';
import { candidateSets, keptSets } from './candidate-sets.ts';
import { evaluationCard } from './card.ts';
import { definitionTexts, questionWeight } from './definition-texts.ts';
import { dialOf, dispatchEvidenceOf, writeDial } from '../dispatch/dial-file.ts';
import type { LabelledOrder } from './labelled-order.ts';
import { measure, type Judged, type Measures } from './measuring.ts';
import { trainOpinion, type Encoded, type NotEncoded } from './opinion-training.ts';
import type { ModelManifest } from './model-files.ts';
import type { ReadingKit } from '../intake/reading-kit.ts';
import { noisyTexts, robustnessOf, robustnessSample } from './robustness.ts';
import { tailWeight } from './tail-weight.ts';
import { checkTrainingData, receivedAt, UNDATED } from './training-data.ts';

/** One source of labelled orders: what stands in the manifest, and the rows. */
export type TrainingSource = {
  readonly name: string;
  readonly sha256: string;
  readonly orders: readonly LabelledOrder[];
};

export type RetrainInput = {
  readonly kit: ReadingKit;
  readonly sources: readonly TrainingSource[];
  /** Questions people ask, from the knowledge entries: learned from at less weight, never measured on. */
  readonly entries: readonly KnowledgeEntry[];
  readonly options?: Partial<TrainOptions>;
  readonly onProgress?: (done: number, all: number) => void;
  /** Who trains the columns: this thread alone unless told otherwise. */
  readonly trainColumns?: TrainColumns;
  /** All labelled orders as an encoder reads them (`encodeOrders`), or why there is none; left out: none is set up. */
  readonly encoded?: Encoded | NotEncoded;
};

export type RetrainResult = {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
  readonly card: string;
  /** Content of `dial.json`. */
  readonly dial: string;
  /** Content of `opinion.bin.gz`; null where there is no second opinion. */
  readonly opinion: Uint8Array | null;
  readonly measures: Measures;
  /** Each held-back order with what was decided of it, in the order of the sources. */
  readonly judged: readonly Judged[];
  /** Held-back orders whose label their probabilities contradict, most suspect first. */
  readonly suspects: readonly DoubtedLabel[];
};

export type DoubtedLabel = {
  readonly order: LabelledOrder;
  readonly suggested: string;
  /** Probability of the given label. */
  readonly confidence: number;
};

const KINDS = ['咨询', '求助', '投诉', '举报', '建议', '表扬'] as const;
const URGENCIES = ['safety', 'livelihood', 'normal'] as const;
const CHANNELS = ['offline', 'online', 'pickup', 'none', 'unknown'] as const;
const MATTERS = ['one', 'several'] as const;

type Order = {
  readonly gold: LabelledOrder;
  readonly prepared: PreparedText;
  readonly territory: Territory;
};

/**
 * Trains a triage model from labelled orders, definitions and knowledge questions, calibrates it on held-back
 * folds, and measures it there. Same sources, options and profile: same bytes. Writes nothing.
 * @throws AppError `bad_training_data` as `checkTrainingData` does.
 */
export function retrain({
  kit,
  sources,
  entries,
  options,
  onProgress,
  trainColumns,
  encoded,
}: RetrainInput): RetrainResult {
  const settings: TrainOptions = { ...TRAIN_OPTIONS, ...options };
  const { few } = checkTrainingData(sources, kit.profile);
  const labelled = sources.flatMap((source) => source.orders);
  const counts = new Map<string, number>();
  for (const { type } of labelled) counts.set(type, (counts.get(type) ?? 0) + 1);
  const labelledOf = (type: string): number => counts.get(type) ?? 0;
  const weightOf = (type: string): number => tailWeight(labelledOf(type));
  const sample = robustnessSample(
    labelled.map((gold) => (gold.form === undefined ? null : gold)),
    settings.seed,
  );
  const noisy = new Map(
    sample.map(({ index }) => [
      index,
      readNoisy(kit, labelled[index] as LabelledOrder, settings.seed, index),
    ]),
  );
  const orders: (Order | null)[] = [];
  const examples: Example[] = [];
  const texts: string[] = [];
  for (const gold of labelled) {
    const prepared = kit.prepare(gold.text, receivedAt(gold), gold.form);
    texts.push(encoderText(prepared));
    const variants = noisy.get(orders.length)?.map((reading) => keepFeatures(reading.prepared));
    // Short vocabulary sweeps carry no form: they teach, but say nothing about how real orders will fare.
    const order = gold.form !== undefined;
    orders.push(order ? { gold, prepared, territory: resolveTerritory(prepared, kit.names) } : null);
    examples.push({
      features: keepFeatures(prepared),
      labels: labelsOf(gold),
      weight: weightOf(gold.type),
      order,
      ...(variants === undefined ? {} : { variants }),
    });
  }
  examples.push(...definitionExamples(kit, labelledOf), ...questionExamples(kit, entries, labelledOf));

  const trained = trainHeads(
    examples,
    [
      { name: 'issueType', labels: kit.profile.issueTypes.map((type) => type.code) },
      { name: 'demandKind', labels: KINDS },
      { name: 'urgency', labels: URGENCIES },
      { name: 'saleChannel', labels: CHANNELS },
      { name: 'matters', labels: MATTERS },
    ],
    settings,
    onProgress,
    trainColumns,
  );
  const held = orders.flatMap((order, i) => {
    const scores = trained.heldBack[i];
    return order && scores ? [{ ...order, index: i, prediction: rankHeads(trained.heads, scores) }] : [];
  });
  const unitCalibration = calibrateUnits(kit, held);
  const severalThreshold = fitSeveralThreshold(held);
  const judge = ({ gold, prepared, territory, prediction }: Order & { prediction: Prediction }): Judged => ({
    gold,
    decision: decide({
      prepared,
      prediction,
      territory,
      duties: kit.duties,
      unitCalibration,
      matters: mattersUnread(prepared, prediction, severalThreshold),
      thresholds: { all: kit.profile.routing.dispatchThreshold, byType: kit.profile.routing.byType },
    }),
  });
  const judged = held.map(judge);
  const measures = measure(judged);
  const cleanly = new Map(held.map(({ index }, k) => [index, judged[k] as Judged]));
  const robustness = robustnessOf(
    sample.flatMap((sampled) => {
      const clean = cleanly.get(sampled.index);
      if (clean === undefined) return [];
      const levels = (noisy.get(sampled.index) ?? []).map((reading, k) => {
        const scores = trained.variants[sampled.index]?.[k] as Float64Array;
        return judge({ gold: clean.gold, ...reading, prediction: rankHeads(trained.heads, scores) });
      });
      return [{ ...sampled, levels: [clean, ...levels] }];
    }),
  );
  const conformal = candidateSets(
    held.map(({ gold, prediction }) => ({ type: gold.type, candidates: prediction.issueTypes })),
    settings.seed,
  );
  const drift = driftReference(
    held.map(({ index, prediction }) => {
      const { code, confidence } = prediction.issueTypes[0] as Candidate;
      return { label: code, confidence, unknown: trained.unknown[index] ?? 0 };
    }),
  );
  const { kept, report } = trainOpinion({
    encoded,
    labelled,
    texts,
    held: held.map(({ index, prediction }) => ({ index, candidates: prediction.issueTypes })),
    judge: (place, issueTypes) => {
      const order = held[place] as (typeof held)[number];
      return judge({ ...order, prediction: { ...order.prediction, issueTypes } });
    },
    seed: settings.seed,
  });
  const weights = encodeWeights(trained.weights);
  const dial = writeDial(dialOf(judged));
  const manifest = buildManifest(kit, sources, settings, trained.heads, unitCalibration, weights, measures, {
    severalThreshold,
    dispatchEvidence: dispatchEvidenceOf(
      judged,
      kit.profile.issueTypes.map(({ code }) => kit.duties.type(code)),
    ),
    dialSha256: createHash('sha256').update(dial).digest('hex'),
    ...(few.length === 0 ? {} : { few: [...few] }),
    robustness,
    conformal: keptSets(conformal),
    drift,
    ...(kept === null ? {} : { opinion: kept.section }),
  });
  return {
    manifest,
    weights,
    opinion: kept?.bytes ?? null,
    measures,
    dial,
    judged,
    suspects: doubtedLabels(held),
    card: evaluationCard(measures, `模型 ${manifest.version}，${settings.folds} 折留出`, {
      robustness,
      conformal,
      drift,
      opinion: report,
    }),
  };
}

/** An order read at each rate of character errors. */
function readNoisy(
  kit: ReadingKit,
  gold: LabelledOrder,
  seed: number,
  place: number,
): { readonly prepared: PreparedText; readonly territory: Territory }[] {
  return noisyTexts(gold.text, seed, place).map((text) => {
    const prepared = kit.prepare(text, receivedAt(gold), gold.form);
    return { prepared, territory: resolveTerritory(prepared, kit.names) };
  });
}

/** Confident learning over the held-back orders; labels that count as right too are not doubted. */
function doubtedLabels(held: readonly (Order & { readonly prediction: Prediction })[]): DoubtedLabel[] {
  const codes = held[0]?.prediction.issueTypes.map(({ code }) => code).sort() ?? [];
  const column = new Map(codes.map((code, k) => [code, k]));
  const rows = held.map(({ prediction }) => {
    const row = new Float64Array(codes.length);
    for (const { code, confidence } of prediction.issueTypes) row[column.get(code) as number] = confidence;
    return row;
  });
  const given = held.map(({ gold }) => column.get(gold.type) as number);
  return findLabelErrors(rows, given).flatMap(({ index, given: own, suggested }) => {
    const order = (held[index] as Order).gold;
    const code = codes[suggested] as string;
    if (order.alsoOk.types.includes(code)) return [];
    return [{ order, suggested: code, confidence: (rows[index] as Float64Array)[own] as number }];
  });
}

function labelsOf(gold: LabelledOrder): Partial<Record<HeadName, string>> {
  return {
    issueType: gold.type,
    ...(gold.demandKind === undefined ? {} : { demandKind: gold.demandKind }),
    ...(gold.urgency === undefined ? {} : { urgency: gold.urgency }),
    ...(gold.saleChannel === undefined ? {} : { saleChannel: gold.saleChannel }),
    ...(gold.others === undefined ? {} : { matters: gold.others.length > 0 ? 'several' : 'one' }),
  };
}

function definitionExamples(kit: ReadingKit, labelledOf: (type: string) => number): Example[] {
  return kit.profile.issueTypes.flatMap((type) => {
    const labelled = labelledOf(type.code);
    return definitionTexts(type, labelled).map(({ text, form, weight }) => ({
      features: keepFeatures(kit.prepare(text, UNDATED, form)),
      labels: { issueType: type.code },
      weight: weight * tailWeight(labelled),
      order: false,
    }));
  });
}

function questionExamples(
  kit: ReadingKit,
  entries: readonly KnowledgeEntry[],
  labelledOf: (type: string) => number,
): Example[] {
  const known = new Set(kit.profile.issueTypes.map((type) => type.code));
  return entries.flatMap((entry) => {
    const types = entry.types.filter((type) => known.has(type));
    return types.flatMap((type) =>
      entry.questions.map((question) => ({
        features: keepFeatures(kit.prepare(question, UNDATED, 'message')),
        labels: { issueType: type },
        weight: questionWeight(labelledOf(type)) / types.length,
        order: false,
      })),
    );
  });
}

/**
 * The matters of a held-back call without their places: models of the folds are gone when decisions are made, so
 * only whether there are several is measured, and the runner-up stands for the second one's type.
 */
function mattersUnread(prepared: PreparedText, prediction: Prediction, threshold: number): Matter[] {
  const span = { start: 0, end: prepared.clean.text.length };
  const [first, second] = prediction.issueTypes as [Candidate, Candidate | undefined];
  const several = second !== undefined && prediction.several !== null && prediction.several >= threshold;
  return (several ? [first, second] : [first]).map(({ code }) => ({ span, issueType: code }));
}

/** The probability from which on calls are taken to hold several matters: the one with the best F1. */
function fitSeveralThreshold(held: readonly (Order & { readonly prediction: Prediction })[]): number {
  const known = held.flatMap(({ gold, prediction }) =>
    gold.others === undefined || prediction.several === null
      ? []
      : [{ confidence: prediction.several, right: gold.others.length > 0 }],
  );
  return bestF1Threshold(known);
}

function calibrateUnits(
  kit: ReadingKit,
  held: readonly (Order & { readonly prediction: Prediction })[],
): Logistic {
  const rows: number[][] = [];
  const right: boolean[] = [];
  for (const { gold, territory, prediction } of held) {
    if (gold.unit === undefined) continue;
    const issueType = kit.duties.type((prediction.issueTypes[0] as Candidate).code);
    const lead = kit.duties.lead(issueType, territory.street);
    rows.push(
      unitInputs(prediction, territory, issueType, rankUnits(prediction, territory, kit.duties), lead),
    );
    right.push(lead === gold.unit || gold.alsoOk.units.includes(lead));
  }
  // Without a single labelled unit nothing can be calibrated: every order is then left to a person.
  return rows.length === 0 ? { weights: [-10, 0, 0, 0, 0] } : fitLogistic(rows, right);
}

/** A head as the manifest keeps it. */
function keptHead({ mixing, top, ...head }: Head): ModelManifest['heads'][number] {
  return {
    ...head,
    labels: [...head.labels],
    ...(mixing && { mixing: { matrix: mixing.matrix.map((row) => [...row]), offsets: [...mixing.offsets] } }),
    ...(top && { top: { weights: [...top.weights] } }),
  };
}

function buildManifest(
  kit: ReadingKit,
  sources: readonly TrainingSource[],
  options: TrainOptions,
  heads: readonly Head[],
  unitCalibration: Logistic,
  weights: Uint8Array,
  measures: Measures,
  dispatch: Required<
    Pick<
      ModelManifest,
      'severalThreshold' | 'dispatchEvidence' | 'dialSha256' | 'robustness' | 'conformal' | 'drift'
    >
  > &
    Pick<ModelManifest, 'few' | 'opinion'>,
): ModelManifest {
  const body = {
    taxonomy: kit.profile.versions.taxonomy,
    command: `jiesu train ${sources.map((source) => `--data ${source.name}`).join(' ')} --seed ${options.seed}`,
    options: { ...options },
    data: sources.map(({ name, sha256, orders }) => ({ name, rows: orders.length, sha256 })),
    heads: heads.map(keptHead),
    unitCalibration: { weights: [...unitCalibration.weights] },
    weightsSha256: createHash('sha256').update(weights).digest('hex'),
    metrics: {
      heldBack: measures.n,
      typeTop1: measures.typeTop1,
      typeTop3: measures.typeTop3,
      unit: measures.unit,
      safetyRecall: measures.safetyRecall,
      dispatched: measures.dispatched,
      dispatchedRight: measures.dispatchedRight,
    },
    ...dispatch,
  };
  const version = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12);
  return { version, ...body };
}
