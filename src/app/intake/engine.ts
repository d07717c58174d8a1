import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { createLatest } from '../../kernel/latest.ts';
import { createKnowledge, type KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { factsFromText } from '../../knowledge/facts/read-facts.ts';
import type { Encode } from '../../knowledge/meanings.ts';
import type { Facts, Misquote } from '../../knowledge/types.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import type { Profile } from '../../profile/types.ts';
import { spanToSource } from '../../text/clean.ts';
import type { PreparedText, Span } from '../../text/types.ts';
import { confidentialityReason } from '../../triage/confidentiality.ts';
import { decide } from '../../triage/decide.ts';
import { encoderText } from '../../triage/encoder-text.ts';
import { findMatters } from '../../triage/matters.ts';
import { evidenceFor, predict, predictIssueType, type TriageModel } from '../../triage/model.ts';
import { typesWithout, withoutUnlearned } from '../../triage/unlearned-types.ts';
import { wantsOpinion, withOpinion } from '../../triage/second-opinion.ts';
import { resolveTerritory } from '../../triage/territory.ts';
import type { Candidate, Decision, Prediction } from '../../triage/types.ts';
import { basisOf } from './basis-of.ts';
import { candidateSetOf, type KeptSets } from '../learning/candidate-sets.ts';
import { dispatchEvidence, loadModel } from '../learning/model-files.ts';
import { unfitFor } from '../learning/model-fit.ts';
import {
  createKnowledgeHolder,
  type HeldKnowledge,
  type KnowledgeHolder,
} from '../knowledge/knowledge-holder.ts';
import { createReadingKit, type ReadingKit } from './reading-kit.ts';
import { likeness } from '../relations/likeness.ts';
import { loadSentenceModel } from './sentence-model.ts';
import { createReplyDesk } from '../replies/reply-desk.ts';
import type {
  Engine,
  OpinionWanted,
  OrderFacts,
  OrderInput,
  TriageAids,
  TriageResult,
  Versions,
} from '../types.ts';

export type EngineOptions = {
  readonly profile: Profile;
  readonly modelDir: string;
  readonly knowledgeDir: string;
};

/**
 * Loads model, dictionary and knowledge (about 2 s) and gives the reading side of the program: no database, no
 * network, no state between calls. @throws AppError `bad_model`, `bad_file`, `bad_profile`.
 */
export function createEngine({ profile, modelDir, knowledgeDir }: EngineOptions): Engine {
  return engineOver(readingParts({ profile, knowledgeDir, modelDir }), modelDir);
}

/** What engines of different models share: dictionary and knowledge. */
export type ReadingParts = {
  readonly kit: ReadingKit;
  readonly knowledge: KnowledgeHolder;
  readonly encode: Encode | null;
};

/** Texts whose vectors are kept, a kilobyte each: an order is compared with many that come after it. */
const VECTORS_KEPT = 16_384;
/** Types of a question that are told to the knowledge base. */
const LIKELY_TYPES = 5;

/** Loads dictionary and shipped knowledge. @throws AppError `bad_file`. */
export function readingParts({ profile, knowledgeDir, modelDir }: EngineOptions): ReadingParts {
  const kit = createReadingKit(profile);
  const files = loadKnowledge(knowledgeDir);
  const encode = loadSentenceModel(modelDir, kit.segmenter);
  const held = { base: createKnowledge(files, undefined, encode), sources: files, version: files.version };
  return { kit, knowledge: createKnowledgeHolder(held), encode };
}

/**
 * An engine of one model (about a quarter of a second). @throws AppError `bad_model`, also for a model with
 * issue types that the profile does not have.
 */
export function engineOver({ kit, knowledge, encode }: ReadingParts, modelDir: string): Engine {
  const { profile } = kit;
  const { model, manifest, dial } = loadModel(modelDir);
  const replies = createReplyDesk(kit, knowledge);
  const vectors = createLatest<Float32Array>(VECTORS_KEPT);
  const vectorOf = encode && ((text: string) => vectors.of(text, () => encode(text)));
  const unfit = unfitFor(manifest, profile);
  if (unfit !== null) throw new AppError('bad_model', { dir: modelDir, reason: unfit });
  const versionsWith = ({ version }: HeldKnowledge): Versions => ({
    model: model.version,
    taxonomy: profile.versions.taxonomy,
    catalogue: profile.versions.catalogue,
    knowledge: version,
  });
  return {
    get versions() {
      return versionsWith(knowledge.current());
    },
    dispatchEvidence: dispatchEvidence(manifest),
    dial,
    few: manifest.few ?? [],
    learnedTypes: manifest.heads.find(({ name }) => name === 'issueType')?.labels ?? [],
    triage: (order, aids) => {
      const held = knowledge.current();
      return triage(kit, model, manifest.conformal, held.base, versionsWith(held), order, aids);
    },
    opinion: opinionWanted(kit, model),
    ask: ({ id, query, eventDate, filingDate, facts }) => {
      const now = Date.now();
      const prepared = kit.prepare(query, now);
      const whole = { start: 0, end: prepared.clean.text.length };
      return knowledge.current().base.ask({
        ...(id === undefined ? {} : { id }),
        query: prepared.clean.text,
        eventDate: eventDate ?? beijingDay(now),
        ...(filingDate === undefined ? {} : { filingDate }),
        ...(facts === undefined ? {} : { facts: facts as Facts }),
        likelyTypes: predictIssueType(model, prepared, whole).slice(0, LIKELY_TYPES),
      });
    },
    likeness: (text, others) => likeness(vectorOf, text, others),
    draftReply: (order, result) => replies.draft(order, result).text,
    replies,
    factsOf: (order, { saleChannel }) => factsOf(kit, order, saleChannel),
  };
}

function opinionWanted(kit: ReadingKit, { opinion }: TriageModel): OpinionWanted | null {
  if (opinion === undefined) return null;
  return {
    encoder: opinion.encoder,
    wants: ({ issueType }) => wantsOpinion(opinion, { issueTypes: [issueType] }),
    textOf: ({ text, receivedAt, form }) => encoderText(kit.prepare(text, Date.parse(receivedAt), form)),
  };
}

/** As `basisOf` reads them, with the spans in the source text. */
function factsOf(kit: ReadingKit, order: OrderInput, saleChannel: Decision['saleChannel']): OrderFacts {
  const { clean } = kit.prepare(order.text, Date.parse(order.receivedAt), order.form);
  const day = beijingDay(Date.parse(order.receivedAt));
  const { facts, evidence } = factsFromText({ text: clean.text, saleChannel, day });
  return {
    text: clean.text,
    facts,
    evidence: evidence.map((found) => {
      const span = spanToSource(clean, found);
      return { ...found, ...span, text: clean.source.slice(span.start, span.end) };
    }),
  };
}

/**
 * Type, kind, urgency and unit of one order, without its law: what a benchmark of triage alone times. The duties are
 * those of the day of receipt.
 */
export function decideOrder(
  kit: ReadingKit,
  model: TriageModel,
  order: OrderInput,
  { rulings = [], vector }: TriageAids = {},
): { prepared: PreparedText; prediction: Prediction; decision: Decision } {
  const prepared = kit.prepare(order.text, Date.parse(order.receivedAt), order.form);
  const words = predict(model, prepared);
  const learned = vector === undefined ? words : secondLook(model, prepared, words, vector);
  const alone = words.issueTypes[0] as Candidate;
  const changed = alone.code !== learned.issueTypes[0]?.code;
  const day = beijingDay(Date.parse(order.receivedAt));
  const prediction = withoutUnlearned(learned, kit.profile.issueTypes, prepared, day);
  const main = (prediction.issueTypes[0] as Candidate).code;
  const typesOf = (span: Span) =>
    typesWithout(predictIssueType(model, prepared, span), kit.profile.issueTypes, main, day);
  const decision = decide({
    prepared,
    prediction,
    ...(changed ? { overruled: alone } : {}),
    territory: resolveTerritory(prepared, kit.names, order.place),
    duties: kit.dutiesOn(day),
    ...(rulings.length === 0 ? {} : { ruled: { rulings, day } }),
    unitCalibration: model.unitCalibration,
    matters: findMatters(prepared, prediction, typesOf, model.severalThreshold),
    thresholds: { all: kit.profile.routing.dispatchThreshold, byType: kit.profile.routing.byType },
  });
  return { prepared, prediction, decision };
}

/** The prediction as words and encoder see it together; where the type is another, with the words that speak for that. */
function secondLook(
  model: TriageModel,
  prepared: PreparedText,
  words: Prediction,
  vector: Float32Array,
): Prediction {
  if (model.opinion === undefined) return words;
  const both = withOpinion(model.opinion, words, vector);
  if (both.issueTypes[0]?.code === words.issueTypes[0]?.code) return both;
  return { ...both, evidence: evidenceFor(model, prepared, both.issueTypes) };
}

function triage(
  kit: ReadingKit,
  model: TriageModel,
  sets: KeptSets | undefined,
  knowledge: KnowledgeBase,
  versions: Versions,
  order: OrderInput,
  aids: TriageAids = {},
): TriageResult {
  const { prepared, prediction, decision } = decideOrder(kit, model, order, aids);
  const basis = basisOf(knowledge, prepared, decision, order);
  const rules = kit.profile.confidentiality;
  const kept =
    rules === undefined ? null : confidentialityReason(rules, order.text, decision.demandKind.value);
  return {
    id: order.id ?? null,
    ...decision,
    ...(kept === null
      ? {}
      : { decision: { ...decision.decision, because: [...decision.decision.because, kept] } }),
    ...(sets === undefined
      ? {}
      : { issueType: { ...decision.issueType, candidateSet: candidateSetOf(prediction.issueTypes, sets) } }),
    entities: prepared.entities,
    laws: basis.laws,
    misquoted: basis.misquoted.map((misquote) => inSource(prepared, misquote)),
    versions,
  };
}

function inSource(prepared: PreparedText, misquote: Misquote): Misquote {
  const span = spanToSource(prepared.clean, misquote);
  return { ...misquote, ...span, claim: prepared.clean.source.slice(span.start, span.end) };
}
