import { beijingDay } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { createKnowledge, type KnowledgeBase, type OrderBasis } from '../knowledge/knowledge-base.ts';
import { draftReply } from '../knowledge/reply.ts';
import type { Facts, Misquote } from '../knowledge/types.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import type { Profile } from '../profile/types.ts';
import { spanToClean, spanToSource } from '../text/clean.ts';
import type { PreparedText, Span } from '../text/types.ts';
import { decide } from '../triage/decide.ts';
import { findMatters } from '../triage/matters.ts';
import { predict, predictIssueType, type TriageModel } from '../triage/model.ts';
import { resolveTerritory } from '../triage/territory.ts';
import type { Decision, Prediction } from '../triage/types.ts';
import { candidateSetOf, type KeptSets } from './candidate-sets.ts';
import { dispatchEvidence, loadModel } from './model-files.ts';
import { unfitFor } from './model-fit.ts';
import { createReadingKit, type ReadingKit } from './reading-kit.ts';
import type { Engine, OrderInput, TriageAids, TriageResult, Versions } from './types.ts';

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
  return engineOver(readingParts({ profile, knowledgeDir }), modelDir);
}

/** What engines of different models share: dictionary and knowledge. */
export type ReadingParts = {
  readonly kit: ReadingKit;
  readonly knowledge: KnowledgeBase;
  readonly knowledgeVersion: string;
};

/** Loads dictionary and knowledge. @throws AppError `bad_file`. */
export function readingParts({ profile, knowledgeDir }: Omit<EngineOptions, 'modelDir'>): ReadingParts {
  const kit = createReadingKit(profile);
  const files = loadKnowledge(knowledgeDir);
  return { kit, knowledge: createKnowledge(files), knowledgeVersion: files.version };
}

/**
 * An engine of one model (about a quarter of a second). @throws AppError `bad_model`, also for a model with
 * issue types that the profile does not have.
 */
export function engineOver({ kit, knowledge, knowledgeVersion }: ReadingParts, modelDir: string): Engine {
  const { profile } = kit;
  const { model, manifest, dial } = loadModel(modelDir);
  const unfit = unfitFor(manifest, profile);
  if (unfit !== null) throw new AppError('bad_model', { dir: modelDir, reason: unfit });
  const versions: Versions = {
    model: model.version,
    taxonomy: profile.versions.taxonomy,
    catalogue: profile.versions.catalogue,
    knowledge: knowledgeVersion,
  };
  return {
    versions,
    dispatchEvidence: dispatchEvidence(manifest),
    dial,
    triage: (order, aids) => triage(kit, model, manifest.conformal, knowledge, versions, order, aids),
    ask: ({ id, query, eventDate, facts }) =>
      knowledge.ask({
        ...(id === undefined ? {} : { id }),
        query,
        eventDate: eventDate ?? beijingDay(Date.now()),
        ...(facts === undefined ? {} : { facts: facts as Facts }),
      }),
    draftReply: (order, result) => draftFor(kit, knowledge, order, result),
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
  { rulings = [] }: TriageAids = {},
): { prepared: PreparedText; prediction: Prediction; decision: Decision } {
  const prepared = kit.prepare(order.text, Date.parse(order.receivedAt), order.form);
  const prediction = predict(model, prepared);
  const day = beijingDay(Date.parse(order.receivedAt));
  const typesOf = (span: Span) => predictIssueType(model, prepared, span);
  const decision = decide({
    prepared,
    prediction,
    territory: resolveTerritory(prepared, kit.names, order.place),
    duties: kit.dutiesOn(day),
    ...(rulings.length === 0 ? {} : { ruled: { rulings, day } }),
    unitCalibration: model.unitCalibration,
    matters: findMatters(prepared, prediction, typesOf, model.severalThreshold),
    thresholds: { all: kit.profile.routing.dispatchThreshold, byType: kit.profile.routing.byType },
  });
  return { prepared, prediction, decision };
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
  return {
    id: order.id ?? null,
    ...decision,
    ...(sets === undefined
      ? {}
      : { issueType: { ...decision.issueType, candidateSet: candidateSetOf(prediction.issueTypes, sets) } }),
    entities: prepared.entities,
    laws: basis.laws,
    misquoted: basis.misquoted.map((misquote) => inSource(prepared, misquote)),
    versions,
  };
}

function basisOf(
  knowledge: KnowledgeBase,
  prepared: PreparedText,
  decision: Pick<Decision, 'issueType' | 'saleChannel' | 'demandKind'>,
  order: OrderInput,
): OrderBasis {
  const filed = beijingDay(Date.parse(order.receivedAt));
  return knowledge.legalBasis({
    text: prepared.clean.text,
    issueType: decision.issueType.code,
    saleChannel: decision.saleChannel,
    demandKind: decision.demandKind.value,
    // Dates in a text tell many things beside the event; the law of the day of filing is right far more often.
    eventDate: filed,
    filingDate: filed,
  });
}

function inSource(prepared: PreparedText, misquote: Misquote): Misquote {
  const span = spanToSource(prepared.clean, misquote);
  return { ...misquote, ...span, claim: prepared.clean.source.slice(span.start, span.end) };
}

function draftFor(
  kit: ReadingKit,
  knowledge: KnowledgeBase,
  order: OrderInput,
  result: TriageResult,
): string {
  const prepared = kit.prepare(order.text, Date.parse(order.receivedAt), order.form);
  const { text } = prepared.clean;
  const value = (kind: string): string | undefined =>
    result.entities.find((entity) => entity.kind === kind)?.text;
  const demands = result.demands.map((demand) => {
    const issueType = { ...result.issueType, code: demand.issueType };
    const span = spanToClean(prepared.clean, demand);
    const part: PreparedText = {
      ...prepared,
      clean: { ...prepared.clean, text: text.slice(span.start, span.end) },
    };
    const basis = basisOf(knowledge, part, { ...result, issueType }, order);
    return {
      text: demandWords(prepared, span),
      issueTypeName: kit.duties.type(demand.issueType).name,
      laws: basis.laws,
      verdicts: basis.verdicts,
      misquoted: basis.misquoted,
      entry: basis.entries[0] ?? null,
    };
  });
  const callerName = order.caller?.name ?? value('caller');
  return draftReply({
    ...(callerName === undefined ? {} : { callerName }),
    receivedOn: beijingDay(Date.parse(order.receivedAt)),
    unitName: kit.duties.unit(result.unit.lead)?.name ?? result.unit.lead,
    demandKind: result.demandKind.value,
    demands,
    known: Object.fromEntries(
      [
        ['商家', value('subject')],
        ['商品', value('product')],
        ['金额', value('amount')],
        ['地点', value('place')],
      ].filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
  }).text;
}

const DEMAND_WORDS = 60;

/** How a demand is restated: the sentences in which it is asked for, else its beginning. */
function demandWords(prepared: PreparedText, within: { start: number; end: number }): string {
  const { text } = prepared.clean;
  const asked = prepared.requests
    .filter((request) => request.start >= within.start && request.end <= within.end)
    .map((request) => text.slice(request.start, request.end))
    .join('；');
  const words = (asked === '' ? text.slice(within.start, within.end) : asked).replace(/\s+/g, ' ').trim();
  return words.length <= DEMAND_WORDS ? words : `${words.slice(0, DEMAND_WORDS)}…`;
}
