import type { SaleChannel } from '../text/types.ts';
import { statedChannel } from './channel-words.ts';
import { countedDays } from './days-since.ts';
import { FACT_CUES, isDenied } from './fact-cues.ts';
import { charactersOf, neededBy } from './needed-characters.ts';
import type { FactEvidence, Facts } from './types.ts';

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
  const flags = new Map<keyof Facts, Set<boolean>>();
  const evidence: FactEvidence[] = [];
  const mightMatch = charactersOf(text);
  const cues = CUES.filter(({ needed }) => mightMatch(needed)).map(({ cue }) => cue);
  const clauses = clausesOf(text);
  const isToldElsewhere = (fact: keyof Facts): boolean =>
    cues.some((cue) => cue.fact === fact && !cue.isWeak && clauses.some((c) => cue.pattern.test(c.text)));
  for (const clause of clauses) {
    for (const cue of cues) {
      const match = cue.pattern.exec(clause.text);
      if (!match || (cue.isWeak && isToldElsewhere(cue.fact))) continue;
      if (cue.unless?.test(clause.text)) continue;
      // 是不是 asks; it denies nothing.
      if (clause.text.slice(Math.max(0, match.index - 1)).startsWith('是不是')) continue;
      if (cue.value && isDenied(clause.text.slice(0, match.index))) continue;
      const start = clause.start + match.index;
      evidence.push({ fact: cue.fact, start, end: start + match[0].length, text: match[0] });
      const held = flags.get(cue.fact);
      if (held) held.add(cue.value);
      else flags.set(cue.fact, new Set([cue.value]));
    }
  }
  const facts: Record<string, unknown> = {};
  for (const [fact, values] of flags) {
    if (values.size === 1) facts[fact] = [...values][0];
  }
  const contradicted = new Set([...flags].filter(([, values]) => values.size > 1).map(([fact]) => fact));

  for (const { fact, days, start, end } of countedDays(text, day, mightMatch)) {
    facts[fact] = days;
    evidence.push({ fact, start, end, text: text.slice(start, end) });
  }
  if (saleChannel === undefined) {
    const stated = statedChannel(text);
    if (stated) {
      const { channel, start, end } = stated;
      facts['saleChannel'] = channel;
      evidence.push({ fact: 'saleChannel', start, end, text: text.slice(start, end) });
    }
  } else if (saleChannel !== 'unknown') facts['saleChannel'] = saleChannel;
  return {
    facts: facts as Facts,
    evidence: evidence.filter((found) => !contradicted.has(found.fact)).sort((a, b) => a.start - b.start),
  };
}

/** Each cue with what it cannot match without: most are put aside by that, once for the whole text. */
const CUES = FACT_CUES.map((cue) => ({ cue, needed: neededBy(cue.pattern) }));

/** Clauses with their place; commas divide, because a negation does not reach across one. */
function clausesOf(text: string): { start: number; text: string }[] {
  const clauses: { start: number; text: string }[] = [];
  for (const match of text.matchAll(/[^，。；！？,;!?\s]+[？?]?/gu)) {
    if (match.index !== undefined) clauses.push({ start: match.index, text: match[0] });
  }
  return clauses;
}
