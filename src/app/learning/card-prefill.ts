import { beijingDay } from '../../kernel/clock.ts';
import { CARD_LIMITS } from '../../knowledge/teaching-card.ts';
import { exposuresIn, marksOf } from '../../text/exposure.ts';
import type { CallerMark } from '../../text/exposure.ts';
import type { PlaceNames } from '../../text/places.ts';
import { redact, redactText } from '../../text/redact.ts';
import type { Entity } from '../../text/types.ts';
import type { CardText } from '../knowledge/teaching-card-types.ts';
import type { OrderDetail, OrderInput } from '../types.ts';

/** Laws of an order that a card takes over. */
const LAWS = 3;

/** What is known to be personal of an order: what tells who called, and the address sent with it. */
export const knownOf = (input: OrderInput, entities: readonly Entity[]): CallerMark[] => [
  ...marksOf(input, entities),
  ...(input.place?.address === undefined ? [] : [{ what: '地址', words: input.place.address } as const]),
];

/** A card as far as an order fills it in: what happened and what was said of it; what it teaches is for a person. */
export function prefilled(order: OrderDetail, names: PlaceNames): CardText {
  const { input, triage, issueType, leadUnit, jointUnit, events } = order;
  const known = knownOf(input, triage.entities);
  const clean = (text: string): string => {
    let out = redactText(text, names);
    for (const { start, end, what } of exposuresIn(out, known).reverse())
      out = `${out.slice(0, start)}[${what}]${out.slice(end)}`;
    return out;
  };
  const requests = triage.entities.filter(({ kind }) => kind === 'request').map(({ text }) => clean(text));
  const asked = [...new Set(requests)].join('；');
  const laws = triage.laws.filter(({ verdict }) => verdict !== 'unknown');
  // Where nothing is decided the nearest article stands as a beginning.
  const cited = laws.length > 0 ? laws.slice(0, LAWS) : triage.laws.slice(0, 1);
  const units = [`${leadUnit.name}承办`, ...(jointUnit === null ? [] : [`${jointUnit.name}协办`])].join('，');
  const corrected = events.filter(({ event }) => event === 'corrected').map(({ detail }) => detail);
  return {
    title: cut(asked === '' ? issueType.name : `${issueType.name}：${asked}`, CARD_LIMITS.title),
    issueType: issueType.code,
    tags: [order.demandKind],
    day: beijingDay(order.receivedAt),
    situation: cut(clean(redact(input.text, triage.entities)), CARD_LIMITS.situation),
    request: cut(asked, CARD_LIMITS.request),
    outcome: cut(
      [
        `由${units}。`,
        ...triage.misquoted.map(({ law, article, why }) => `诉求所引《${law}》${article}不适用：${why}。`),
        ...laws.map(({ law, article, why }) => `《${law}》${article}：${why}。`),
      ].join('\n'),
      CARD_LIMITS.outcome,
    ),
    right: '',
    wrong: cut(corrected.map((detail) => `派单后更正：${clean(detail)}。`).join('\n'), CARD_LIMITS.wrong),
    citations: cited.map(({ law, article, quote }) => ({ law, article, clause: null, quote })),
    lesson: '',
    source: order.id,
  };
}

const cut = (text: string, limit: number): string => {
  const chars = [...text];
  return text.length <= limit ? text : `${chars.slice(0, limit - 2).join('')}…`;
};
