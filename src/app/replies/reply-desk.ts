import { beijingDay } from '../../kernel/clock.ts';
import { checkReply, createReplyLaw } from '../../knowledge/reply-check.ts';
import type { ReplyLaw } from '../../knowledge/reply-faults/reading.ts';
import { draftReply } from '../../knowledge/reply.ts';
import type { ReplyDemand, ReplyDraft } from '../../knowledge/reply.ts';
import { createRewriting } from '../../knowledge/rewrite/rewriting.ts';
import { spanToClean } from '../../text/clean.ts';
import type { PreparedText, Span } from '../../text/types.ts';
import { basisOf } from '../intake/basis-of.ts';
import type { HeldKnowledge, KnowledgeHolder } from '../knowledge/knowledge-holder.ts';
import type { ReadingKit } from '../intake/reading-kit.ts';
import type { ReplyDesk } from './reply-types.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** Drafts and checks replies with the knowledge held at the moment. */
export function createReplyDesk(kit: ReadingKit, knowledge: KnowledgeHolder): ReplyDesk {
  const laws = new WeakMap<HeldKnowledge, ReplyLaw>();
  const lawOf = (held: HeldKnowledge): ReplyLaw => {
    let law = laws.get(held);
    if (!law) laws.set(held, (law = createReplyLaw(held.sources)));
    return law;
  };

  /** The demands of an order with what the knowledge says of each. */
  const mattersOf = (order: OrderInput, result: TriageResult, held: HeldKnowledge): ReplyDemand[] => {
    const prepared = prepare(kit, order);
    const { text } = prepared.clean;
    return result.demands.map((demand) => {
      const issueType = { ...result.issueType, code: demand.issueType };
      const span = spanToClean(prepared.clean, demand);
      const clean = { ...prepared.clean, text: text.slice(span.start, span.end) };
      const basis = basisOf(held.base, { ...prepared, clean }, { ...result, issueType }, order);
      return {
        text: demandWords(prepared, span),
        issueType: demand.issueType,
        issueTypeName: kit.duties.type(demand.issueType).name,
        laws: basis.laws,
        verdicts: basis.verdicts,
        misquoted: basis.misquoted,
        entry: basis.entries[0] ?? null,
      };
    });
  };
  const drafted = (
    order: OrderInput,
    result: TriageResult,
    held: HeldKnowledge,
    demands: readonly ReplyDemand[],
  ): ReplyDraft => {
    const callerName = callerOf(order, result);
    return draftReply(lawOf(held).shelf, {
      ...(callerName === undefined ? {} : { callerName }),
      receivedOn: beijingDay(Date.parse(order.receivedAt)),
      unitName: unitName(kit, result),
      demandKind: result.demandKind.value,
      demands,
      known: knownOf(result),
    });
  };

  const desk: ReplyDesk = {
    draft: (order, result) => {
      const held = knowledge.current();
      return drafted(order, result, held, mattersOf(order, result, held));
    },
    rewriting: (order, result, { text, day, number }) => {
      const held = knowledge.current();
      const demands = mattersOf(order, result, held);
      const expected = desk.expected(order, result);
      return createRewriting({
        law: lawOf(held),
        names: kit.names,
        order: { text: order.text, entities: result.entities },
        verdicts: demands.flatMap(({ verdicts }) => verdicts).filter(({ verdict }) => verdict !== 'unknown'),
        draft: drafted(order, result, held, demands).text,
        base: text,
        expected: { ...expected, day, order: { ...expected.order, number } },
      });
    },
    expected: (order, result) => {
      const prepared = prepare(kit, order);
      const callerName = callerOf(order, result);
      const callerPhone = order.caller?.phone ?? entityOf(result, 'phone');
      const callerAddress = order.place?.address;
      return {
        demands: result.demands.map((demand) => ({
          text: demandWords(prepared, spanToClean(prepared.clean, demand)),
          issueType: demand.issueType,
        })),
        told: prepared.clean.text,
        receivedOn: beijingDay(Date.parse(order.receivedAt)),
        unit: unitName(kit, result),
        kind: result.demandKind.value,
        saleChannel: result.saleChannel,
        order: {
          ...(callerName === undefined ? {} : { callerName }),
          ...(callerPhone === undefined ? {} : { callerPhone }),
          ...(callerAddress === undefined ? {} : { callerAddress }),
        },
      };
    },
    check: (input) => checkReply(lawOf(knowledge.current()), input),
  };
  return desk;
}

const prepare = (kit: ReadingKit, order: OrderInput): PreparedText =>
  kit.prepare(order.text, Date.parse(order.receivedAt), order.form);

const unitName = (kit: ReadingKit, { unit }: TriageResult): string =>
  kit.duties.unit(unit.lead)?.name ?? unit.lead;

const entityOf = (result: TriageResult, kind: string): string | undefined =>
  result.entities.find((entity) => entity.kind === kind)?.text;

const callerOf = (order: OrderInput, result: TriageResult): string | undefined =>
  order.caller?.name ?? entityOf(result, 'caller');

function knownOf(result: TriageResult): Record<string, string> {
  const known: Record<string, string> = {};
  for (const [name, kind] of [
    ['商家', 'subject'],
    ['商品', 'product'],
    ['金额', 'amount'],
    ['地点', 'place'],
  ] as const) {
    const value = entityOf(result, kind);
    if (value !== undefined) known[name] = value;
  }
  return known;
}

const DEMAND_WORDS = 60;
/** Who speaks, before what is said. */
const SPEAKER =
  /^(?:(?:另外?|还|又|同时|此外)[，,]?)?(?:市民|来电人|诉求人|居民)?(?:[\u4e00-\u9fa5]{1,3}(?:先生|女士))?(?:来电)?(?:(?:反映|表示|称|说)[，,：:]?|我?(?:想|要|想要)(?:投诉|举报|反映)(?:一下)?[，,：:]?)/u;
const WISH = /(?:要求|希望|请求|咨询|询问|建议)[^。；]{4,}/u;

/** How a demand is restated: the sentences in which it is asked for, else its beginning; of a long one the wish. */
function demandWords(prepared: PreparedText, within: Span): string {
  const { text } = prepared.clean;
  const asked = prepared.requests
    .filter((request) => request.start >= within.start && request.end <= within.end)
    .map((request) => text.slice(request.start, request.end))
    .join('；');
  const said = (asked === '' ? citizenWords(prepared, within) : asked).replace(/\s+/g, ' ').trim();
  const bare = said.replace(SPEAKER, '').replace(/[。；;，,]+$/u, '');
  const words = bare.length >= 4 ? bare : said;
  if (words.length <= DEMAND_WORDS) return words;
  const wish = WISH.exec(words)?.[0] ?? words;
  return wish.length <= DEMAND_WORDS ? wish : `${wish.slice(0, DEMAND_WORDS)}…`;
}

/** What the citizen says in a span of a call, without the agent's questions. */
function citizenWords({ clean, turns }: PreparedText, within: Span): string {
  const said = turns
    .filter(({ speaker, start, end }) => speaker !== 'agent' && end > within.start && start < within.end)
    .map(({ start, end }) =>
      clean.text.slice(Math.max(start, within.start), Math.min(end, within.end)).trim(),
    )
    .filter((words) => words !== '')
    .map((words) => (/[，。；！？、]$/u.test(words) ? words : `${words}，`))
    .join('');
  return said === '' ? clean.text.slice(within.start, within.end) : said.replace(/[，、]$/u, '');
}
