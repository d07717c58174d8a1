import { clauseStarts } from '../text/demands.ts';
import type { PreparedText, Span } from '../text/types.ts';
import type { Candidate, Prediction } from './types.ts';

/** One matter of a call: a stretch of the clean text and its issue type. */
export type Matter = { readonly span: Span; readonly issueType: string };

/** Types of a stretch of the clean text, most likely first. */
export type TypesOf = (within: Span) => readonly Candidate[];

/** A part shorter than this says too little to be typed. */
const SHORTEST = 8;
/** What the wording of a second matter (另外, 还反映 …) adds to a cut there, in nats. */
const OPENING_BONUS = 1.5;
/** What a cut costs that leaves the main type to neither part, in nats. */
const MAIN_LOST = 1;
/** A type a clause does not speak for at all still has this chance there. */
const LEAST = 1e-3;

/**
 * The matters of a call. Whether there are several is learned from labelled calls (`prediction.several`); where the
 * second one begins is the cut under which the clauses, each read by itself, speak most for one type before it and
 * another after it. Calls that plainly count three matters or more are cut as they count them. Without a learned
 * answer the wording alone decides.
 */
export function findMatters(
  prepared: PreparedText,
  prediction: Prediction,
  typesOf: TypesOf,
  threshold: number,
): Matter[] {
  const main = (prediction.issueTypes[0] as Candidate).code;
  const whole = { span: { start: 0, end: prepared.clean.text.length }, issueType: main };
  const { demands } = prepared;
  const counted = (): Matter[] =>
    demands.map((span) => ({ span, issueType: typesOf(span)[0]?.code ?? main }));
  if (prediction.several === null) return demands.length < 2 ? [whole] : counted();
  if (prediction.several < threshold) return [whole];
  if (demands.length > 2) return counted();
  return bestCut(prepared, main, typesOf) ?? [whole];
}

function bestCut(prepared: PreparedText, main: string, typesOf: TypesOf): Matter[] | null {
  const { length } = prepared.clean.text;
  const clauses = clausesOf(prepared);
  const openings = new Set(prepared.demands.map((demand) => demand.start));
  const votes = clauses.map((clause) => votesOf(clause, typesOf, length / clauses.length));
  const codes = [...(votes[0] ?? new Map<string, number>()).keys()];
  const before = new Map(codes.map((code) => [code, 0]));
  const after = new Map(codes.map((code) => [code, sum(votes.map((vote) => vote.get(code) as number))]));
  let best: Matter[] | null = null;
  let highest = -Infinity;
  clauses.slice(1).forEach(({ start }, i) => {
    for (const code of codes) {
      const vote = (votes[i] as ReadonlyMap<string, number>).get(code) as number;
      before.set(code, (before.get(code) as number) + vote);
      after.set(code, (after.get(code) as number) - vote);
    }
    const pair = bestPair(before, after, main);
    const score = pair.score + (openings.has(start) ? OPENING_BONUS : 0);
    if (score <= highest) return;
    highest = score;
    best = [
      { span: { start: 0, end: start }, issueType: pair.first },
      { span: { start, end: length }, issueType: pair.second },
    ];
  });
  return best;
}

/** Stretches between places where a matter may begin, covering the text; short ones are joined to their neighbour. */
function clausesOf({ clean, turns }: PreparedText): Span[] {
  const { length } = clean.text;
  const starts = [0];
  for (const start of clauseStarts(clean.text, turns)) {
    if (start - (starts[starts.length - 1] as number) >= SHORTEST && length - start >= SHORTEST)
      starts.push(start);
  }
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? length }));
}

/** Log-probability of each type for a clause, counted as often as the clause is longer than the average. */
function votesOf(clause: Span, typesOf: TypesOf, averageLength: number): Map<string, number> {
  const share = (clause.end - clause.start) / averageLength;
  return new Map(
    typesOf(clause).map(({ code, confidence }) => [code, share * Math.log(Math.max(confidence, LEAST))]),
  );
}

/** The two different types that the clauses before and after a cut speak for most. */
function bestPair(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  main: string,
): { first: string; second: string; score: number } {
  const left = strongest(before);
  const right = strongest(after);
  let best = { first: main, second: main, score: -Infinity };
  for (const first of [...left, main]) {
    for (const second of [...right, main]) {
      if (first === second) continue;
      const lost = first === main || second === main ? 0 : MAIN_LOST;
      const score = (before.get(first) as number) + (after.get(second) as number) - lost;
      if (score > best.score) best = { first, second, score };
    }
  }
  return best;
}

/** The two codes with the highest votes: one of them differs from whatever the other side takes. */
function strongest(votes: ReadonlyMap<string, number>): string[] {
  let first = '';
  let second = '';
  for (const [code, vote] of votes) {
    if (first === '' || vote > (votes.get(first) as number)) {
      second = first;
      first = code;
    } else if (second === '' || vote > (votes.get(second) as number)) second = code;
  }
  return [first, second].filter((code) => code !== '');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
