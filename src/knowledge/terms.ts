import type { LegalTerm, SaidTerm } from './types.ts';

/** The terms of a text, each once, in the order in which they are said. */
export type TermReader = (text: string) => readonly SaidTerm[];

/** Finds what people say and statutes call otherwise. Of two sayings at one place the longer one is meant. */
export function createTermReader(terms: readonly LegalTerm[]): TermReader {
  const byFirst = new Map<string, { readonly said: string; readonly term: LegalTerm }[]>();
  for (const term of terms)
    for (const said of term.said) {
      const first = said.charAt(0);
      const held = byFirst.get(first);
      if (held) held.push({ said, term });
      else byFirst.set(first, [{ said, term }]);
    }
  for (const held of byFirst.values()) held.sort((a, b) => b.said.length - a.said.length);
  // Most characters begin no term, and this is asked of every one.
  const begins = new Uint8Array(65536);
  for (const first of byFirst.keys()) begins[first.charCodeAt(0)] = 1;
  return (text) => {
    const found = new Map<LegalTerm, SaidTerm>();
    for (let at = 0; at < text.length; at++) {
      if (begins[text.charCodeAt(at)] === 0) continue;
      const match = byFirst.get(text.charAt(at))?.find(({ said }) => text.startsWith(said, at));
      if (!match) continue;
      const { means, note } = match.term;
      if (!found.has(match.term))
        found.set(match.term, { said: match.said, means, ...(note === undefined ? {} : { note }) });
      at += match.said.length - 1;
    }
    return [...found.values()];
  };
}
