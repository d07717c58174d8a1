import { spanToSource } from '../text/clean.ts';
import { findNames, type NameHit, type Names } from '../text/names.ts';
import type { CleanText, Turn } from '../text/types.ts';
import { findNearNames } from './near-names.ts';
import { roleOf, sideOf, type MentionRole } from './place-cues.ts';
import type { GazetteerEntry, Territory } from './types.ts';

/** The place an order carries beside its text. */
export type GivenPlace = { readonly street?: string; readonly address?: string };

/** A place name in the text and what it says: one street, several that fit, or none (outside, a station). */
type Mention = {
  readonly hit: NameHit<GazetteerEntry>;
  readonly street: string | null;
  readonly candidates: readonly string[];
  readonly role: MentionRole;
  readonly weight: number;
};

/** How much one mention says about the street: a street office's own name most, a whole area least. */
const KIND_WEIGHT: Readonly<Record<GazetteerEntry['kind'], number>> = {
  street: 6,
  community: 4,
  estate: 3,
  hutong: 3,
  mall: 3,
  landmark: 2.5,
  road: 2.5,
  area: 2,
};
/** A hospital is named in matters of every kind, for where somebody was treated. */
const HOSPITAL = /医院$/;
const HOSPITAL_WEIGHT = 1;
const AGENT_FACTOR = 0.9;
const PASSING_FACTOR = 0.4;
const REPEAT_FACTOR = 0.4;
/** A corrected place outweighs all that was said before it. */
const CORRECTION_WEIGHT = 12;
const NEAR_CONFIDENCE = 0.6;
/** The runner-up may have at most this share of the winner's weight. */
const AMBIGUOUS_SHARE = 0.9;

/**
 * The street of the matter. What the order's own `place` says comes first; else the names in the text are weighed:
 * a street office or community counts more than a road, the place of the matter more than the caller's home or
 * work, and a correction ("不对，是…") more than what it corrects. A road between two streets gives one of them
 * where a side, a number or another name tells which. `names` holds the gazetteer; spans of `found` are in the source.
 */
export function resolveTerritory(
  input: { readonly clean: CleanText; readonly turns: readonly Turn[] },
  names: Names<GazetteerEntry>,
  place?: GivenPlace,
): Territory {
  const { clean, turns } = input;
  const mentions = readMentions(clean.text, turns, names);
  const found = mentions
    .filter((mention) => !isGuard(mention.hit.entry))
    .map((mention) => ({
      ...spanToSource(clean, mention.hit),
      name: mention.hit.name,
      street: mention.street,
    }));
  const given = place === undefined ? null : fromGiven(place, names);
  if (given) return { ...given, found };
  const decided = found.length === 0 ? null : decide(mentions);
  if (decided !== null && (decided.street !== null || mentions.some(({ street }) => street !== null)))
    return { ...decided, found };
  return fromNear(clean, names, mentions, found);
}

/**
 * Where no known name tells a street, one that sounds like a name (misheard, mistyped) is a hint; it must not
 * contradict what the known ones leave open.
 */
function fromNear(
  clean: CleanText,
  names: Names<GazetteerEntry>,
  mentions: readonly Mention[],
  known: Territory['found'],
): Territory {
  const near = findNearNames(names, clean.text).filter(
    (hit) =>
      roleOf(clean.text, hit) !== 'denied' &&
      !mentions.some((mention) => mention.hit.start < hit.end && hit.start < mention.hit.end),
  );
  const streets = new Set(near.map((hit) => hit.street));
  const [street] = streets;
  const fits = mentions.every(
    ({ candidates }) => candidates.length === 0 || (street !== undefined && candidates.includes(street)),
  );
  if (streets.size !== 1 || street === undefined || !fits)
    return { street: null, confidence: 0, found: known };
  const heard = near.map((hit) => ({ ...spanToSource(clean, hit), name: hit.name, street: hit.street }));
  const found = [...known, ...heard].sort((a, b) => a.start - b.start);
  return { street, confidence: NEAR_CONFIDENCE, found };
}

/**
 * Whether an entry only keeps shorter names from being read, as 过街天桥 does 天桥 and 以后海 does 后海: it names no
 * place of its own.
 */
export function isGuard(entry: GazetteerEntry): boolean {
  return entry.street === null && !entry.sides && !entry.between && !entry.numbers && entry.outside !== true;
}

function fromGiven(place: GivenPlace, names: Names<GazetteerEntry>): Omit<Territory, 'found'> | null {
  const bare = place.street?.trim().replace(/(?:街道|地区)?(?:办事处|街道办)?$/, '') ?? '';
  if (bare !== '') {
    const office = names.byName.get(`${bare}街道`)?.find((entry) => entry.kind === 'street');
    if (office) return { street: office.street, confidence: 1 };
  }
  if (place.address === undefined) return null;
  const decided = decide(readMentions(place.address, [], names));
  return decided.street === null
    ? null
    : { street: decided.street, confidence: Math.max(decided.confidence, 0.95) };
}

function readMentions(text: string, turns: readonly Turn[], names: Names<GazetteerEntry>): Mention[] {
  const seen = new Set<GazetteerEntry>();
  return findNames(names, text).map((hit) => {
    const { entry } = hit;
    const street = entry.street ?? sideStreet(text, hit) ?? numberStreet(text, hit);
    const role = roleOf(text, hit);
    const agent = turns.some(
      (turn) => turn.speaker === 'agent' && turn.start <= hit.start && hit.start < turn.end,
    );
    const repeated = seen.has(entry);
    seen.add(entry);
    const weight =
      (HOSPITAL.test(hit.name) ? HOSPITAL_WEIGHT : KIND_WEIGHT[entry.kind]) *
      (agent ? AGENT_FACTOR : 1) *
      (repeated ? REPEAT_FACTOR : 1) *
      (role === 'passing' ? PASSING_FACTOR : 1);
    const candidates = street === null ? [...new Set(entry.between ?? Object.values(entry.sides ?? {}))] : [];
    return { hit, street, candidates, role, weight: role === 'corrected' ? CORRECTION_WEIGHT : weight };
  });
}

function sideStreet(text: string, hit: NameHit<GazetteerEntry>): string | null {
  if (!hit.entry.sides) return null;
  const side = sideOf(text, hit);
  return side === null ? null : (hit.entry.sides[side] ?? null);
}

function numberStreet(text: string, hit: NameHit<GazetteerEntry>): string | null {
  if (!hit.entry.numbers) return null;
  const digits = /^[甲乙丙]?(\d{1,4})号/.exec(text.slice(hit.end, hit.end + 8))?.[1];
  if (digits === undefined) return null;
  const number = Number(digits);
  return hit.entry.numbers.find((range) => range.from <= number && number <= range.to)?.street ?? null;
}

function decide(mentions: readonly Mention[]): Omit<Territory, 'found'> {
  const told = mentions.filter((mention) => mention.role !== 'denied');
  const lastCorrection = told.findLastIndex((mention) => mention.role === 'corrected');
  const matter = told.filter(
    (mention, i) => mention.role !== 'home' && (mention.role !== 'corrected' || i === lastCorrection),
  );
  const atMatter = vote(matter);
  if (atMatter.street !== null || atMatter.contested)
    return { street: atMatter.street, confidence: atMatter.share };
  const atHome = vote(told.filter((mention) => mention.role === 'home'));
  if (atHome.street === null) return { street: null, confidence: 0 };
  const fits = matter.every(
    (mention) => mention.candidates.length === 0 || mention.candidates.includes(atHome.street ?? ''),
  );
  return fits ? { street: atHome.street, confidence: atHome.share * 0.8 } : { street: null, confidence: 0 };
}

/** Adds the weights by street; `contested` means that two streets have a like claim. */
function vote(mentions: readonly Mention[]): { street: string | null; share: number; contested: boolean } {
  const weights = new Map<string, number>();
  for (const { street, weight } of mentions)
    if (street !== null) weights.set(street, (weights.get(street) ?? 0) + weight);
  for (const { candidates, weight } of mentions)
    for (const street of candidates) {
      const held = weights.get(street);
      if (held !== undefined) weights.set(street, held + weight / 2);
    }
  const ranked = [...weights].sort((a, b) => b[1] - a[1]);
  const best = ranked[0];
  if (!best) return { street: fromCandidates(mentions), share: 0.6, contested: false };
  const total = ranked.reduce((sum, [, weight]) => sum + weight, 0);
  const contested = (ranked[1]?.[1] ?? 0) > best[1] * AMBIGUOUS_SHARE;
  return { street: contested ? null : best[0], share: contested ? 0 : best[1] / total, contested };
}

/** Two boundary names may share exactly one street: 西单北大街 and 西四南大街 do not, 虎坊路 and 南横东街 do. */
function fromCandidates(mentions: readonly Mention[]): string | null {
  const sets = mentions.map((mention) => mention.candidates).filter((streets) => streets.length > 0);
  if (new Set(sets.map((streets) => streets.join())).size < 2) return null;
  const common = (sets[0] ?? []).filter((street) => sets.every((streets) => streets.includes(street)));
  return common.length === 1 ? (common[0] ?? null) : null;
}
