import { ERASED, STAR } from '../../kernel/erasure-words.ts';
import { newId } from '../../kernel/ids.ts';
import type { OrderRewriting } from '../../store/order-erasing.ts';
import type { OrderInput } from '../types.ts';
import { starredBy } from './person-marks.ts';
import type { PersonMarks } from './person-marks.ts';

/**
 * What of an event is no words: codes, names of colleagues, moments, numbers, hashes. All other strings of it are words,
 * so that a kind of event that is added later is erased before somebody thinks of it.
 */
const STRUCTURE = new Set([
  'lead',
  'joint',
  'issueType',
  'person',
  'way',
  'result',
  'solved',
  'satisfied',
  'attitude',
  'files',
  'sha256',
  'purpose',
  'outcome',
  'owner',
  'planDay',
  'clause',
  'code',
  'order',
  'units',
  'unit',
  'due',
  'key',
  'milestone',
  'ruling',
  'approver',
]);
/** Of an assignment `name` is the colleague's; of a file it is what somebody called it. */
const NAMES_COLLEAGUE = new Set(['assign']);
/** Strings of a decision that are codes. */
const CODES = new Set([
  'id',
  'code',
  'issueType',
  'unit',
  'value',
  'lead',
  'joint',
  'street',
  'saleChannel',
  'urgency',
]);
const CODED = new Set([
  'action',
  'kind',
  'model',
  'taxonomy',
  'catalogue',
  'knowledge',
  'law',
  'article',
  'orders',
  'candidateSet',
]);

type Words = (words: string) => string;

/** The same value with its words changed; what stands under a key of `kept` stays as it is. */
function changed(value: unknown, kept: (key: string) => boolean, words: Words): unknown {
  if (typeof value === 'string') return words(value);
  if (Array.isArray(value)) return value.map((one) => changed(one, kept, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, kept(key) ? one : changed(one, kept, words)]),
  );
}

const wiped: Words = (words) => (words === '' ? '' : ERASED);

type Rewritings = Readonly<Record<'caller' | 'all', OrderRewriting>>;

/** How an order of this person is rewritten: without whoever called, or without any words at all. */
export function rewritingsFor(marks: PersonMarks): Rewritings {
  const star: Words = (words) => starredBy(marks.own, words);
  const keepsName = (name: string): boolean => star(name) === name;
  // One for all orders of the person: how many callers a topic has stays what it was.
  const caller = `erased-${newId()}`;
  const event = (words: Words): OrderRewriting['event'] => {
    return (kind, data, detail) => {
      const kept = (key: string): boolean =>
        STRUCTURE.has(key) || (key === 'name' && NAMES_COLLEAGUE.has(kind));
      const now = changed(data, kept, words) as Record<string, unknown>;
      const isTold = JSON.stringify(now) !== JSON.stringify(data);
      // What the program says of a step holds words only where the step does.
      return { data: now, detail: isTold ? words(detail) : star(detail) };
    };
  };
  return {
    caller: {
      input: (input) =>
        withoutCaller(input as unknown as OrderInput, star) as unknown as Record<string, unknown>,
      words: star,
      result: (result) => changed(result, (key) => CODED.has(key), star) as Record<string, unknown>,
      event: event(star),
      caller,
      keepsName,
      found: (text) => star(text).replaceAll(STAR, ' '),
    },
    all: {
      input: (input) => withoutWords(input as unknown as OrderInput),
      words: wiped,
      result: (result) => withoutReading(result),
      event: event(wiped),
      caller,
      keepsName,
      found: () => null,
    },
  };
}

function withoutCaller(input: OrderInput, star: Words): OrderInput {
  const { caller: _caller, place, links: _links, attachments: _files, text, ...rest } = input;
  return {
    ...rest,
    text: star(text),
    ...(place?.street === undefined ? {} : { place: { street: place.street } }),
  };
}

function withoutWords(input: OrderInput): Record<string, unknown> {
  const { id, channel, form, receivedAt, place, claimed, externalId } = input;
  const kept = { id, form, claimed, externalId };
  return {
    channel,
    receivedAt,
    text: ERASED,
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    ...(place?.street === undefined ? {} : { place: { street: place.street } }),
  };
}

/** What triage said without what it read: codes, confidences and versions; nothing points into a text that is gone. */
function withoutReading(result: Record<string, unknown>): Record<string, unknown> {
  const nowhere = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(nowhere);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        key === 'evidence' || key === 'entities'
          ? []
          : (key === 'start' || key === 'end') && typeof one === 'number'
            ? 0
            : nowhere(one),
      ]),
    );
  };
  const { laws, ...rest } = nowhere(result) as Record<string, unknown>;
  const kept = (key: string): boolean => CODES.has(key) || CODED.has(key);
  // A law is public; why it was held against the matter speaks of the matter.
  const ofMatter = new Set(['why', 'ask']);
  return {
    ...(changed(rest, kept, wiped) as Record<string, unknown>),
    ...(laws === undefined ? {} : { laws: changed(laws, (key) => !ofMatter.has(key), wiped) }),
  };
}
