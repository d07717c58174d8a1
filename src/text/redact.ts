import type { Entity, EntityKind, Span, Turn } from './types.ts';
import { cleanText, spanToSource } from './clean.ts';
import { findIdentifiers } from './identifiers.ts';
import { buildNames } from './names.ts';
import { findPeople } from './people.ts';
import { findPlaces, type PlaceNames } from './places.ts';
import { parseTurns } from './transcript.ts';

/** Kinds that tell who somebody is. */
export type RedactKind = Extract<
  EntityKind,
  'phone' | 'idNumber' | 'bankCard' | 'plate' | 'caller' | 'place'
>;

/** What a unit that does not need to know never sees. */
export const PERSONAL: readonly RedactKind[] = ['phone', 'idNumber', 'bankCard', 'plate', 'caller', 'place'];

type Mark = Span & { readonly to: string };

const LABEL: Readonly<Record<RedactKind, string>> = {
  phone: '[电话]',
  idNumber: '[证件号]',
  bankCard: '[卡号]',
  plate: '[车牌]',
  caller: '[姓名]',
  place: '[地址]',
};

/** Replaces the marked stretches; where two overlap, their union is replaced by the label of the earlier. */
function replace(source: string, marks: readonly Mark[]): string {
  const sorted = [...marks].sort((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let at = 0;
  for (const mark of sorted) {
    if (mark.end <= at) continue;
    if (mark.start >= at) out += source.slice(at, mark.start) + mark.to;
    at = mark.end;
  }
  return out + source.slice(at);
}

/**
 * The source with the entities of the given kinds masked. Every further mention of a masked name or number is masked
 * too, wherever it stands. Of a place only what points to a door (number, building, floor, room) is masked.
 */
export function redact(
  source: string,
  entities: readonly Entity[],
  kinds: readonly RedactKind[] = PERSONAL,
): string {
  return replace(source, entityMarks(source, entities, kinds));
}

function entityMarks(source: string, entities: readonly Entity[], kinds: readonly RedactKind[]): Mark[] {
  const wanted = new Set<EntityKind>(kinds);
  const marks: Mark[] = [];
  for (const entity of entities) {
    if (!wanted.has(entity.kind)) continue;
    const kind = entity.kind as RedactKind;
    if (kind === 'place') {
      for (const door of doors(source, entity)) marks.push({ ...door, to: LABEL.place });
      continue;
    }
    marks.push({ start: entity.start, end: entity.end, to: LABEL[kind] });
    const words = source.slice(entity.start, entity.end);
    if (words.length < 2) continue;
    for (let at = source.indexOf(words); at >= 0; at = source.indexOf(words, at + words.length))
      marks.push({ start: at, end: at + words.length, to: LABEL[kind] });
  }
  return marks;
}

const DOOR =
  /(?:甲|乙|丙|丁)?[\d０-９一二三四五六七八九十百零〇]{1,5}(?:[-—－之][\d０-９一二三四五六七八九十]{1,4}){0,3}(?:号院|号楼|号|號樓|號院|號|栋|棟|幢|座|楼|樓|层|層|单元|單元|门|門|室)(?:院|楼|樓)?(?:[\d０-９一二三四五六七八九十]{1,5}(?:号|號|室|单元|單元|门|門|层|層)?)*|[A-Za-z]座\d*/g;

/** The parts of an address that point to a door; the following numbers belong to it. */
function doors(source: string, place: Span): Span[] {
  const end = Math.min(source.length, place.end + 12);
  const words = source.slice(place.start, end);
  const found: Span[] = [];
  for (const match of words.matchAll(DOOR)) {
    const start = place.start + match.index;
    const last = found[found.length - 1];
    const near = last !== undefined && start - last.end <= 1;
    if (start < place.end || near) found.push({ start, end: start + match[0].length });
  }
  return found;
}

const NO_PLACES: PlaceNames = buildNames([]);

/** A stretch that tells who somebody is, and the label that stands for it. */
export type PersonalSpan = Span & { readonly label: string };

/**
 * Masks free text of which nothing is known (notes, drafts, exports): phones, identity numbers, cards, plates, every
 * person named, and door numbers of addresses. Numbers are masked in whatever width or with whatever separators they
 * are written, and a long number that fails its check digit is masked as well: better too much than too little.
 */
export function redactText(source: string, names: PlaceNames = NO_PLACES): string {
  return replace(source, personalMarks(source, names));
}

/** What `redactText` masks, from left to right; stretches that overlap are one, under the label of the earlier. */
export function personalSpans(source: string, names: PlaceNames = NO_PLACES): PersonalSpan[] {
  return joined(
    personalMarks(source, names).map(({ start, end, to }) => ({ start, end, label: to.slice(1, -1) })),
  );
}

/** The same for entities found before, and for every further mention of a name or number among them. */
export function entitySpans(source: string, entities: readonly Entity[]): PersonalSpan[] {
  return joined(
    entityMarks(source, entities, PERSONAL).map(({ start, end, to }) => ({
      start,
      end,
      label: to.slice(1, -1),
    })),
  );
}

/** Sorted, and without overlaps. */
export function joined(spans: readonly PersonalSpan[]): PersonalSpan[] {
  const out: { start: number; end: number; label: string }[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out.at(-1);
    if (last === undefined || span.start >= last.end) out.push({ ...span });
    else if (span.end > last.end) last.end = span.end;
  }
  return out;
}

function personalMarks(source: string, names: PlaceNames): Mark[] {
  const clean = cleanText(source);
  const turns: readonly Turn[] = parseTurns(clean.text);
  const marks: Mark[] = [];
  const add = (span: Span, to: string) => marks.push({ ...spanToSource(clean, span), to });
  for (const hit of findIdentifiers(clean.text)) add(hit, LABEL[hit.kind]);
  for (const match of clean.text.matchAll(/(?<![\d.])\d(?:[-\s]?\d){10,24}[Xx]?/g))
    add({ start: match.index, end: match.index + match[0].length }, '[号码]');
  const people = findPeople(clean.text, turns);
  for (const person of people) add(person, LABEL.caller);
  // A name said once in full is masked wherever it is said again.
  for (const name of new Set(people.map((person) => clean.text.slice(person.start, person.end)))) {
    if (name.length < 2) continue;
    for (let at = clean.text.indexOf(name); at >= 0; at = clean.text.indexOf(name, at + name.length))
      add({ start: at, end: at + name.length }, LABEL.caller);
  }
  for (const place of findPlaces(clean.text, names))
    for (const door of doors(clean.text, place)) add(door, LABEL.place);
  return marks;
}
