import { AppError } from '../../src/kernel/errors.ts';
import { factsFromText } from '../../src/knowledge/facts/read-facts.ts';
import { buildDuties } from '../../src/triage/duties.ts';
import { routeOrder } from '../../src/triage/route.ts';
import { beijingDay } from '../../src/kernel/clock.ts';
import { underRulings } from '../../src/triage/rulings.ts';
import type { Engine, OrderInput, TriageAids, TriageResult } from '../../src/app/types.ts';
import { smallProfile } from './small-profile.ts';

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/噪声|施工/, '0501'],
  [/占道|摆摊/, '0402'],
  [/卡|会员/, '0104'],
  [/./s, '0101'],
];

function triage(order: OrderInput, { rulings = [] }: TriageAids = {}): TriageResult {
  if (order.text.includes('读不懂')) throw new AppError('not_text', { where: '' });
  if (order.text.includes('出故障')) throw new Error('engine broke');
  const code = TYPES.find(([words]) => words.test(order.text))?.[1] ?? '0101';
  const street = order.text.includes('德胜') ? '德胜' : order.text.includes('某地') ? null : '西长安街';
  const demandKind = '投诉' as const;
  const day = beijingDay(Date.parse(order.receivedAt));
  const matter = { text: order.text, street, demandKind, saleChannel: 'unknown', day } as const;
  const duties = underRulings(buildDuties(smallProfile, day), rulings, matter);
  const issueType = duties.type(code);
  const routed = routeOrder({
    issueType,
    demandKind,
    territory: { street, confidence: 0.9, found: [] },
    duties,
  });
  const doubtful = order.text.includes('拿不准');
  const confidence = doubtful ? 0.4 : 0.95;
  return {
    id: order.id ?? null,
    issueType: { code, confidence, candidates: [{ code, confidence }] },
    demandKind: { value: demandKind, confidence: 0.9 },
    urgency: order.text.includes('着火') ? 'safety' : 'normal',
    unit: { lead: routed.lead, joint: routed.joint, confidence: 0.9, candidates: routed.candidates },
    street,
    saleChannel: 'unknown',
    demands: [{ start: 0, end: order.text.length, issueType: code, unit: routed.lead }],
    decision: {
      action: doubtful ? 'review' : 'dispatch',
      because: [
        {
          code: doubtful ? 'low_confidence' : 'type_evidence',
          text: doubtful ? '把握不足' : '把握充分',
          evidence: [],
        },
        ...routed.reasons.filter(({ code: reason }) => reason === 'ruling'),
      ],
    },
    entities: [],
    laws: [],
    misquoted: [],
    versions: deskEngine.versions,
  };
}

/** Decides by a few words: `拿不准` goes to a person, `德胜` is the other street, `某地` is nowhere. */
export const deskEngine: Engine = {
  versions: { model: 'fake-1', taxonomy: 't1', catalogue: 'c1', knowledge: 'k1' },
  triage,
  ask: ({ id, query }) => ({
    id: id ?? null,
    citations: [],
    verdicts: [],
    keyPoints: [],
    reply: query,
    terms: [],
    similarOrders: [],
  }),
  // The words of the text are taken: this engine knows nothing of how things are sold.
  factsOf: ({ text, receivedAt }) => ({
    text,
    ...factsFromText({ text, day: beijingDay(Date.parse(receivedAt)) }),
  }),
  draftReply: (order, result) =>
    `关于${result.issueType.code}，由${result.unit.lead}答复：${order.text.slice(0, 5)}`,
};
