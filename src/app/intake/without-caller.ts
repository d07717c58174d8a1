import { personalSpans, redactText } from '../../text/redact.ts';
import type { PersonalSpan } from '../../text/redact.ts';
import { knownWords, withoutKnown, type Known } from './known-caller.ts';
import { maskPersonal } from '../export/masking-cells.ts';
import { mayDo } from '../rights.ts';
import type { Actor, OrderDetail, OrderInput } from '../types.ts';

/** The beginning of a text for whoever lists it: names and doors taken out for those who may not see who called. */
export const excerptFor = (actor: Actor, known: Known, excerpt: string): string =>
  mayDo(actor, 'order.personal') ? excerpt : withoutKnown(known, excerpt);

/** A text as such a person gets it, at the same length: offsets into it hold. */
export const textFor = (actor: Actor, known: Known, text: string): string =>
  mayDo(actor, 'order.personal') ? text : starredText(known, text);

/** An order as its reader may see it: as an export shows it to them. */
export const detailFor = (actor: Actor, detail: OrderDetail): OrderDetail =>
  mayDo(actor, 'order.personal') ? detail : withoutCaller(detail);

const STAR = '*';

const starredText = (known: Known, text: string): string =>
  starredIn(starred(text, personalSpans(text)), knownWords(known)) as string;

function starred(text: string, spans: readonly PersonalSpan[]): string {
  let out = text;
  for (const { start, end } of spans) out = out.slice(0, start) + STAR.repeat(end - start) + out.slice(end);
  return out;
}

/**
 * What tells who called is starred out of the text, and of every word that the order's reading, its history and its draft
 * took from there; what people wrote of it since is masked as exports mask it.
 */
function withoutCaller(detail: OrderDetail): OrderDetail {
  const { input, excerpt, events, suggestion } = detail;
  const { name, phone, email, account, device } = input.caller ?? {};
  const address = input.place?.address ?? '';
  const secrets = [
    ...personalSpans(input.text).map(({ start, end }) => input.text.slice(start, end)),
    ...personalSpans(address).map(({ start, end }) => address.slice(start, end)),
    name ?? '',
    phone ?? '',
    email ?? '',
    account ?? '',
    device ?? '',
  ]
    .filter((secret) => secret.length > 1)
    .sort((a, b) => b.length - a.length);
  const hide = <T>(value: T): T => starredIn(value, [...new Set(secrets)]) as T;
  const plain = (text: string): string => hide(withoutKnown(input, text));
  const told = hide(detail);
  const { reply } = told.life;
  return {
    ...told,
    input: maskedInput(input),
    excerpt: plain(excerpt),
    events: events.map((event) => ({ ...event, detail: plain(event.detail) })),
    suggestion:
      suggestion === null
        ? null
        : {
            likeOrders: suggestion.likeOrders.map((like) => ({ ...like, excerpt: redactText(like.excerpt) })),
            draftReply: plain(suggestion.draftReply),
          },
    life: {
      ...told.life,
      reply: reply === null ? null : { ...reply, text: plain(reply.text) },
    },
  };
}

function maskedInput({ caller, place, links: _links, ...rest }: OrderInput): OrderInput {
  const { lng: _, lat: __, addressId: ___, address, ...where } = place ?? {};
  return {
    ...rest,
    text: starredText(caller === undefined ? {} : { caller }, rest.text),
    ...(caller === undefined
      ? {}
      : {
          caller: {
            ...(caller.name === undefined ? {} : { name: maskPersonal('name', caller.name) }),
            ...(caller.phone === undefined ? {} : { phone: maskPersonal('phone', caller.phone) }),
          },
        }),
    ...(place === undefined
      ? {}
      : {
          place: {
            ...where,
            ...(address === undefined ? {} : { address: maskPersonal('address', address) }),
          },
        }),
  };
}

/** The same value with these words starred in every string of it. */
function starredIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, STAR.repeat(secret.length)), value);
  if (Array.isArray(value)) return value.map((one) => starredIn(one, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, starredIn(one, secrets)]));
}
