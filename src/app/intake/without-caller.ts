import type { Confidentiality } from '../../kernel/confidential-words.ts';
import { entitySpans, personalSpans, redactText } from '../../text/redact.ts';
import type { PersonalSpan } from '../../text/redact.ts';
import type { Entity } from '../../text/types.ts';
import { knownWords, withoutKnown, type Known } from './known-caller.ts';
import { maskPersonal } from '../export/masking-cells.ts';
import { mayDo, seesCaller } from '../rights.ts';
import type { Kept } from '../rights.ts';
import type { Actor, OrderDetail, OrderInput } from '../types.ts';

/**
 * The beginning of a text for whoever lists it: names and doors taken out for those who may not see who called, and of
 * what is kept 保密 for everybody: who opens it is in the audit, who sees a list is not.
 */
export const excerptFor = (
  actor: Actor,
  { confidentiality }: Pick<Kept, 'confidentiality'>,
  known: Known,
  excerpt: string,
): string =>
  mayDo(actor, 'order.personal') && confidentiality === 'none' ? excerpt : withoutKnown(known, excerpt);

/** The same for lists of people who all may see who called. */
export const keptExcerpt = ({
  confidentiality,
  input,
  excerpt,
}: Pick<Kept, 'confidentiality'> & { readonly input: unknown; readonly excerpt: string }): string =>
  confidentiality === 'none' ? excerpt : withoutKnown(input as Known, excerpt);

/** A text as this reader gets it, at the same length: offsets into it hold. */
export const textFor = (actor: Actor, kept: Kept, known: Known, text: string): string =>
  seesCaller(actor, kept) ? text : starredText(known, text, personalSpans(text));

/** An order as its reader may see it: as an export shows it to them. */
export const detailFor = (actor: Actor, kept: Kept, detail: OrderDetail): OrderDetail =>
  seesCaller(actor, kept) ? detail : withoutCaller(detail, mayDo(actor, 'order.personal'));

/** What the index of texts holds of an order: of what is kept, nothing by which its caller could be looked for. */
export const searchedText = (
  confidentiality: Confidentiality,
  order: Known & Pick<OrderInput, 'text'>,
  entities: readonly Entity[],
): string =>
  confidentiality === 'none' ? order.text : starredText(order, order.text, spansIn(order.text, entities));

/** What a reader gets of an order's words and their reading; of the same length, so that offsets hold. */
export function wordsFor<T extends { readonly entities: readonly Entity[] }>(
  actor: Actor,
  kept: Kept,
  input: OrderInput,
  triage: T,
): { readonly input: OrderInput; readonly triage: T } {
  if (seesCaller(actor, kept)) return { input, triage };
  const sparing = mayDo(actor, 'order.personal');
  return {
    input: nameless(input, triage.entities, sparing),
    triage: namelessTriage(input, triage, sparing),
  };
}

/** What triage said, without whom or what it found of the caller. */
export function namelessTriage<T extends { readonly entities: readonly Entity[] }>(
  input: OrderInput,
  triage: T,
  sparing = true,
): T {
  const told = starredIn(triage, callersWords(input, triage.entities, sparing)) as T;
  return { ...told, entities: told.entities.filter(({ kind }) => kind !== 'caller' && !NUMBERS.has(kind)) };
}

/** An order without who called: not even the name masked, which a draft would greet. */
export function nameless(input: OrderInput, entities: readonly Entity[], sparing = true): OrderInput {
  const { caller: _, ...rest } = maskedInput(input, spansIn(input.text, entities, sparing));
  return rest;
}

/** Anything made of an order for a reader: what tells who called is starred in every word of it. */
export const hiddenFor = <T>(
  actor: Actor,
  kept: Kept,
  input: OrderInput,
  entities: readonly Entity[],
  made: T,
): T =>
  seesCaller(actor, kept)
    ? made
    : (starredIn(made, callersWords(input, entities, mayDo(actor, 'order.personal'))) as T);

const STAR = '*';

const starredText = (known: Known, text: string, spans: readonly PersonalSpan[]): string =>
  starredIn(starred(text, spans), knownWords(known)) as string;

/**
 * What of a text tells who somebody is. `sparing`: but not whom it complains about, for a unit that is to look into that
 * and knows who it is.
 */
function spansIn(text: string, entities: readonly Entity[], sparing = false): PersonalSpan[] {
  const spans = [...entitySpans(text, entities), ...personalSpans(text)];
  if (!sparing) return spans;
  const subjects = entities.filter(({ kind }) => kind === 'subject');
  return spans.filter(({ start, end }) => !subjects.some((one) => one.start <= start && end <= one.end));
}

function starred(text: string, spans: readonly PersonalSpan[]): string {
  let out = text;
  for (const { start, end } of spans) out = out.slice(0, start) + STAR.repeat(end - start) + out.slice(end);
  return out;
}

/** Words of an order that tell who called: as given with it, and as the text says them. The longest first. */
export function callersWords(
  { caller, place, text }: Pick<OrderInput, 'caller' | 'place' | 'text'>,
  entities: readonly Entity[],
  sparing = false,
): string[] {
  const { name, phone, email, account, device } = caller ?? {};
  const address = place?.address ?? '';
  const words = [
    ...spansIn(text, entities, sparing).map(({ start, end }) => text.slice(start, end)),
    ...numbersIn(entities),
    ...personalSpans(address).map(({ start, end }) => address.slice(start, end)),
    ...[name, phone, email, account, device].map((word) => word ?? ''),
  ];
  return [...new Set(words.filter((word) => word.trim().length > 1))].sort((a, b) => b.length - a.length);
}

/** Numbers as they were read, which a text may write with blanks between. */
const numbersIn = (entities: readonly Entity[]): string[] =>
  entities.flatMap(({ kind, value }) =>
    NUMBERS.has(kind) && typeof value === 'string' && value !== '' ? [value] : [],
  );
const NUMBERS: ReadonlySet<string> = new Set(['phone', 'idNumber', 'bankCard', 'plate']);

/**
 * What tells who called is starred out of the text, and of every word that the order's reading, its history and its draft
 * took from there; what people wrote of it since is masked as exports mask it.
 */
function withoutCaller(detail: OrderDetail, sparing: boolean): OrderDetail {
  const { input, excerpt, events, suggestion } = detail;
  const { entities } = detail.triage;
  const secrets = callersWords(input, entities, sparing);
  const hide = <T>(value: T): T => starredIn(value, secrets) as T;
  const plain = (text: string): string => hide(withoutKnown(input, text));
  const told = hide(detail);
  const { reply } = told.life;
  return {
    ...told,
    input: maskedInput(input, spansIn(input.text, entities, sparing)),
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

/** Recordings and pictures tell who called as well: where they lie outside, their addresses are left out. */
function maskedInput(
  { caller, place, links: _links, attachments: _attachments, ...rest }: OrderInput,
  spans: readonly PersonalSpan[],
): OrderInput {
  const { lng: _, lat: __, addressId: ___, address, ...where } = place ?? {};
  return {
    ...rest,
    text: starredText(caller === undefined ? {} : { caller }, rest.text, spans),
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
export function starredIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, STAR.repeat(secret.length)), value);
  if (Array.isArray(value)) return value.map((one) => starredIn(one, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, starredIn(one, secrets)]));
}
