import { createHash } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import type { KnowledgeEntry } from '../knowledge/types.ts';
import { encodeWeights } from '../learn/bundle.ts';
import { fitLogistic, type Logistic } from '../learn/calibrate.ts';
import { decide, rankUnits, unitInputs } from '../triage/decide.ts';
import { rankHeads, type Head, type HeadName } from '../triage/model.ts';
import { resolveTerritory } from '../triage/territory.ts';
import { keepFeatures, TRAIN_OPTIONS, trainHeads, type Example, type TrainOptions } from '../triage/train.ts';
import type { PreparedText } from '../text/types.ts';
import type { Candidate, Prediction, Territory } from '../triage/types.ts';
import { evaluationCard } from './card.ts';
import type { LabelledOrder } from './labelled-order.ts';
import { measure, type Judged, type Measures } from './measuring.ts';
import type { ModelManifest } from './model-files.ts';
import type { ReadingKit } from './reading-kit.ts';

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
};

export type RetrainResult = {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
  readonly card: string;
  readonly measures: Measures;
};

const QUESTION_WEIGHT = 0.5;
const KINDS = ['咨询', '求助', '投诉', '举报', '建议', '表扬'] as const;
const URGENCIES = ['safety', 'livelihood', 'normal'] as const;
const CHANNELS = ['offline', 'online', 'pickup', 'none', 'unknown'] as const;

/** Read only where a text gives no date of its own; a constant, so that training stays the same to the byte. */
const UNDATED = Date.UTC(2026, 0, 1);

type Order = {
  readonly gold: LabelledOrder;
  readonly prepared: PreparedText;
  readonly territory: Territory;
};

/**
 * Trains a triage model from labelled orders, definitions and knowledge questions, calibrates it on held-back
 * folds, and measures it there. Same sources, options and profile: same bytes. Writes nothing.
 * @throws AppError `bad_training_data` for an order of a type that the profile does not have.
 */
export function retrain({ kit, sources, entries, options, onProgress }: RetrainInput): RetrainResult {
  const settings: TrainOptions = { ...TRAIN_OPTIONS, ...options };
  checkTypes(kit, sources);
  const labelled = sources.flatMap((source) => source.orders);
  const orders: (Order | null)[] = [];
  const examples: Example[] = [];
  for (const gold of labelled) {
    const prepared = kit.prepare(
      gold.text,
      gold.receivedAt ? Date.parse(gold.receivedAt) : UNDATED,
      gold.form,
    );
    // Short vocabulary sweeps carry no form: they teach, but say nothing about how real orders will fare.
    const order = gold.form !== undefined;
    orders.push(order ? { gold, prepared, territory: resolveTerritory(prepared, kit.names) } : null);
    examples.push({ features: keepFeatures(prepared), labels: labelsOf(gold), weight: 1, order });
  }
  examples.push(...definitionExamples(kit), ...questionExamples(kit, entries));

  const trained = trainHeads(
    examples,
    [
      { name: 'issueType', labels: kit.profile.issueTypes.map((type) => type.code) },
      { name: 'demandKind', labels: KINDS },
      { name: 'urgency', labels: URGENCIES },
      { name: 'saleChannel', labels: CHANNELS },
    ],
    settings,
    onProgress,
  );
  const held = orders.flatMap((order, i) => {
    const scores = trained.heldBack[i];
    return order && scores ? [{ ...order, prediction: rankHeads(trained.heads, scores) }] : [];
  });
  const unitCalibration = calibrateUnits(kit, held);
  const judged = held.map(({ gold, prepared, territory, prediction }): Judged => ({
    gold,
    decision: decide({
      prepared,
      prediction,
      territory,
      duties: kit.duties,
      unitCalibration,
      demandTypes: prepared.demands.map(() => prediction.issueTypes[0] as Candidate),
      thresholds: { all: kit.profile.routing.dispatchThreshold, byType: kit.profile.routing.byType },
    }),
  }));
  const measures = measure(judged);
  const weights = encodeWeights(trained.weights);
  const manifest = buildManifest(kit, sources, settings, trained.heads, unitCalibration, weights, measures);
  return {
    manifest,
    weights,
    measures,
    card: evaluationCard(measures, `模型 ${manifest.version}，${settings.folds} 折留出`),
  };
}

/** A type without a column of its own would be learned from as none, and spoil the calibration. */
function checkTypes(kit: ReadingKit, sources: readonly TrainingSource[]): void {
  const known = new Set(kit.profile.issueTypes.map((type) => type.code));
  for (const { name, orders } of sources) {
    for (const { id, type } of orders) {
      if (known.has(type)) continue;
      throw new AppError('bad_training_data', { where: `${name} ${id}`, reason: `没有问题分类“${type}”` });
    }
  }
}

function labelsOf(gold: LabelledOrder): Partial<Record<HeadName, string>> {
  return {
    issueType: gold.type,
    ...(gold.demandKind === undefined ? {} : { demandKind: gold.demandKind }),
    ...(gold.urgency === undefined ? {} : { urgency: gold.urgency }),
    ...(gold.saleChannel === undefined ? {} : { saleChannel: gold.saleChannel }),
  };
}

function definitionExamples(kit: ReadingKit): Example[] {
  return kit.profile.issueTypes.map((type) => ({
    features: keepFeatures(kit.prepare(`${type.name}。${type.definition}`, UNDATED, 'summary')),
    labels: { issueType: type.code },
    weight: 1,
    order: false,
  }));
}

function questionExamples(kit: ReadingKit, entries: readonly KnowledgeEntry[]): Example[] {
  const known = new Set(kit.profile.issueTypes.map((type) => type.code));
  return entries.flatMap((entry) => {
    const types = entry.types.filter((type) => known.has(type));
    return types.flatMap((type) =>
      entry.questions.map((question) => ({
        features: keepFeatures(kit.prepare(question, UNDATED, 'message')),
        labels: { issueType: type },
        weight: QUESTION_WEIGHT / types.length,
        order: false,
      })),
    );
  });
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

function buildManifest(
  kit: ReadingKit,
  sources: readonly TrainingSource[],
  options: TrainOptions,
  heads: readonly Head[],
  unitCalibration: Logistic,
  weights: Uint8Array,
  measures: Measures,
): ModelManifest {
  const body = {
    taxonomy: kit.profile.versions.taxonomy,
    command: `jiesu train ${sources.map((source) => `--data ${source.name}`).join(' ')} --seed ${options.seed}`,
    options: { ...options },
    data: sources.map(({ name, sha256, orders }) => ({ name, rows: orders.length, sha256 })),
    heads: heads.map((head) => ({ ...head, labels: [...head.labels] })),
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
  };
  const version = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12);
  return { version, ...body };
}
