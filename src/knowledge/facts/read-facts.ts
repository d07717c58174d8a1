import type { SaleChannel } from '../../text/types.ts';
import { statedChannel } from '../channel-words.ts';
import { countedDays } from '../days-since.ts';
import { ALL_FACTS } from './all.ts';
import { isDenied } from './cue.ts';
import type { FactValue } from './dictionary.ts';
import { charactersOf, createNeedIndex, neededBy } from '../needed-characters.ts';
import type { FactEvidence, Facts } from '../types.ts';

export type FactsInput = {
  /** Clean text of the order or question. */
  readonly text: string;
  /**
   * What triage or the caller knows of the sale channel. `unknown`: it was looked for and could not be told. Absent:
   * the words of the text are taken.
   */
  readonly saleChannel?: SaleChannel;
  /** ISO day the text came in; dates in the text are counted against it. */
  readonly day?: string;
};

export type FactsFound = { readonly facts: Facts; readonly evidence: readonly FactEvidence[] };

/**
 * Reads the facts a rule may turn on out of a text, each with the span that states it. A fact that is stated both
 * ways, or not at all, is left out: unknown is an answer, a guess is not.
 */
export function factsFromText({ text, saleChannel, day }: FactsInput): FactsFound {
  const stated = new Map<string, Set<FactValue>>();
  const evidence: FactEvidence[] = [];
  const clauses = clausesOf(text);
  // What is asked of the whole text is asked once: with every clause a long text would be read as often as it is long.
  const stands = once((pattern: RegExp) => pattern.test(text));
  const isAway = (cue: (typeof CUES)[number]): boolean =>
    cue.unlessAnywhere !== undefined && stands(cue.unlessAnywhere);
  const isToldElsewhere = once((fact: string) =>
    (STRONG.get(fact) ?? []).some(
      (cue) => clauses.some((clause) => cue.pattern.test(clause.text)) && !isAway(cue),
    ),
  );
  for (const clause of clauses) {
    for (const place of candidates(clause.text)) {
      const cue = CUES[place] as (typeof CUES)[number];
      const match = cue.pattern.exec(clause.text);
      if (!match || isAway(cue) || (cue.isWeak && isToldElsewhere(cue.fact))) continue;
      if (cue.unless?.test(clause.text)) continue;
      // 是不是 asks; it denies nothing.
      if (clause.text.slice(Math.max(0, match.index - 1)).startsWith('是不是')) continue;
      const value = typeof cue.value === 'function' ? cue.value(match) : cue.value;
      if (value === null) continue;
      if (value !== false && isDenied(clause.text.slice(0, match.index))) continue;
      const start = clause.start + match.index;
      evidence.push({ fact: cue.fact, start, end: start + match[0].length, text: match[0] });
      const held = stated.get(cue.fact);
      if (held) held.add(value);
      else stated.set(cue.fact, new Set([value]));
    }
  }
  const facts: Record<string, FactValue> = {};
  for (const [fact, values] of stated) {
    if (values.size === 1) facts[fact] = [...values][0] as FactValue;
  }
  const contradicted = new Set([...stated].filter(([, values]) => values.size > 1).map(([fact]) => fact));

  for (const { fact, days, start, end } of countedDays(text, day, charactersOf(text))) {
    facts[fact] = days;
    evidence.push({ fact, start, end, text: text.slice(start, end) });
  }
  if (saleChannel === undefined) {
    const told = statedChannel(text);
    if (told) {
      const { channel, start, end } = told;
      facts['saleChannel'] = channel;
      evidence.push({ fact: 'saleChannel', start, end, text: text.slice(start, end) });
    }
  } else if (saleChannel !== 'unknown') facts['saleChannel'] = saleChannel;
  for (const { fact, value, implies, is } of ALL_FACTS.implied)
    if (facts[fact] === value) facts[implies] ??= is;
  return {
    facts: facts as Facts,
    evidence: evidence.filter((found) => !contradicted.has(found.fact)).sort((a, b) => a.start - b.start),
  };
}

/** An answer that is kept for each question. */
function once<K>(answer: (question: K) => boolean): (question: K) => boolean {
  const known = new Map<K, boolean>();
  return (question) => {
    const held = known.get(question);
    if (held !== undefined) return held;
    const given = answer(question);
    known.set(question, given);
    return given;
  };
}

const CUES = ALL_FACTS.cues;
/** By fact, the cues before which a weak one stands back. */
const STRONG = new Map<string, (typeof CUES)[number][]>();
for (const cue of CUES) {
  if (cue.isWeak) continue;
  const held = STRONG.get(cue.fact);
  if (held) held.push(cue);
  else STRONG.set(cue.fact, [cue]);
}
/** Places of the cues that might match a clause: most are put aside by what they cannot match without. */
const candidates = createNeedIndex(CUES.map(({ pattern }) => neededBy(pattern)));

/** Clauses with their place; commas divide, because a negation does not reach across one. */
function clausesOf(text: string): { start: number; text: string }[] {
  const clauses: { start: number; text: string }[] = [];
  for (const match of text.matchAll(/[^，。；！？,;!?\s]+[？?]?/gu)) {
    if (match.index !== undefined) clauses.push({ start: match.index, text: match[0] });
  }
  return clauses;
}
