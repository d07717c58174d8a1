import { createKnowledge, type KnowledgeBase, type OrderBasis } from '../knowledge/knowledge-base.ts';
import { draftReply } from '../knowledge/reply.ts';
import type { Facts, Misquote } from '../knowledge/types.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import type { Profile } from '../profile/types.ts';
import { spanToClean, spanToSource } from '../text/clean.ts';
import type { PreparedText } from '../text/types.ts';
import { decide } from '../triage/decide.ts';
import { predict, predictIssueType, type TriageModel } from '../triage/model.ts';
import { resolveTerritory } from '../triage/territory.ts';
import type { Candidate, Decision } from '../triage/types.ts';
import { loadModel } from './model-files.ts';
import { createReadingKit, type ReadingKit } from './reading-kit.ts';
import type { Engine, OrderInput, TriageResult, Versions } from './types.ts';

export type EngineOptions = {
  readonly profile: Profile;
  readonly modelDir: string;
  readonly knowledgeDir: string;
};

/**
 * Loads model, dictionary and knowledge (about 3 s) and gives the reading side of the program: no database, no
 * network, no state between calls. @throws AppError `bad_model`, `bad_file`, `bad_profile`.
 */
export function createEngine({ profile, modelDir, knowledgeDir }: EngineOptions): Engine {
  const kit = createReadingKit(profile);
  const { model } = loadModel(modelDir);
  const files = loadKnowledge(knowledgeDir);
  const knowledge = createKnowledge(files);
  const versions: Versions = {
    model: model.version,
    taxonomy: profile.versions.taxonomy,
    catalogue: profile.versions.catalogue,
    knowledge: files.version,
  };
  return {
    versions,
    triage: (order) => triage(kit, model, knowledge, versions, order),
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

/** Type, kind, urgency and unit of one order, without its law: what a benchmark of triage alone times. */
export function decideOrder(
  kit: ReadingKit,
  model: TriageModel,
  order: OrderInput,
): { prepared: PreparedText; decision: Decision } {
  const prepared = kit.prepare(order.text, Date.parse(order.receivedAt), order.form);
  const prediction = predict(model, prepared);
  const main = prediction.issueTypes[0] as Candidate;
  const demandTypes =
    prepared.demands.length < 2
      ? prepared.demands.map(() => main)
      : prepared.demands.map((span) => predictIssueType(model, prepared, span)[0] as Candidate);
  const decision = decide({
    prepared,
    prediction,
    territory: resolveTerritory(prepared, kit.names, order.place),
    duties: kit.duties,
    unitCalibration: model.unitCalibration,
    demandTypes,
    thresholds: { all: kit.profile.routing.dispatchThreshold, byType: kit.profile.routing.byType },
  });
  return { prepared, decision };
}

function triage(
  kit: ReadingKit,
  model: TriageModel,
  knowledge: KnowledgeBase,
  versions: Versions,
  order: OrderInput,
): TriageResult {
  const { prepared, decision } = decideOrder(kit, model, order);
  const basis = basisOf(knowledge, prepared, decision, order);
  return {
    id: order.id ?? null,
    ...decision,
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

/** ISO day in Beijing (UTC+8, no daylight saving time) of UTC milliseconds. */
function beijingDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}
