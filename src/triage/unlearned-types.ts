import { holdsOn } from '../kernel/periods.ts';
import type { PreparedText } from '../text/types.ts';
import { casesOf } from './definition-cases.ts';
import { spanToSource } from '../text/clean.ts';
import type { Candidate, Evidence, IssueType, Prediction } from './types.ts';

/** Confidence that words alone can give a type: never enough to go out by itself. */
const ONE_WORD = 0.35;
const SEVERAL_WORDS = 0.6;
/** A shorter piece of a definition stands in texts about anything. */
const TELLING = 3;
/** Weight shown for a word of the definition, in log-odds; the words are told, not learned. */
const WEIGHT = 1;

/**
 * Candidates of a day after types were added and retired since the model learned. What the model says of a retired type
 * goes to its successors, in equal parts. A type that the model does not know is put forward by the words that its
 * definition names; several of them put it first, and a person looks. The prediction itself where nothing changed.
 */
export function withoutUnlearned(
  prediction: Prediction,
  issueTypes: readonly IssueType[],
  prepared: PreparedText,
  day: string,
): Prediction {
  const retired = withoutRetired(prediction, issueTypes, day);
  const known = new Set(retired.issueTypes.map(({ code }) => code));
  const found = issueTypes
    .filter((type) => !known.has(type.code) && type.retired === undefined && holdsOn(dated(type), day))
    .map((type) => ({ type, hits: wordsFound(wordsOf(type), prepared) }))
    .filter(({ hits }) => hits.length > 0);
  if (found.length === 0) return retired;
  const added = found.map(({ type, hits }): Candidate => ({
    code: type.code,
    confidence: hits.length > 1 ? SEVERAL_WORDS : ONE_WORD,
  }));
  const most = Math.max(...added.map(({ confidence }) => confidence));
  const rest = retired.issueTypes.map(({ code, confidence }): Candidate => ({
    code,
    confidence: confidence * (1 - most),
  }));
  const share = added.reduce((sum, { confidence }) => sum + confidence, 0);
  const scaled = added.map(({ code, confidence }) => ({ code, confidence: (confidence * most) / share }));
  const candidates = [...scaled, ...rest].sort((a, b) => b.confidence - a.confidence);
  const first = found.find(({ type }) => type.code === candidates[0]?.code);
  return {
    ...retired,
    issueTypes: candidates,
    ...(first === undefined ? {} : { evidence: outermost(first.hits), unlearned: true }),
  };
}

/** What is said for a type without a model: its words, its name, and the cases that its definition lists. */
export const wordsOf = ({
  name,
  definition,
  keywords = [],
}: Pick<IssueType, 'name' | 'definition' | 'keywords'>) => [
  ...keywords,
  ...[name, ...casesOf(definition)].filter((words) => words.length >= TELLING),
];

const dated = ({ effectiveFrom }: IssueType) => (effectiveFrom === undefined ? {} : { effectiveFrom });

function withoutRetired(prediction: Prediction, issueTypes: readonly IssueType[], day: string): Prediction {
  const gone = goneOn(issueTypes, day);
  if (!prediction.issueTypes.some(({ code }) => gone.has(code))) return prediction;
  return { ...prediction, issueTypes: handedOn(prediction.issueTypes, gone) };
}

/** The types of a part of the text, with `main`, which may be of none of the model's, among them. */
export function typesWithout(
  candidates: readonly Candidate[],
  issueTypes: readonly IssueType[],
  main: string,
  day: string,
): readonly Candidate[] {
  const gone = goneOn(issueTypes, day);
  const left = candidates.some(({ code }) => gone.has(code)) ? handedOn(candidates, gone) : candidates;
  return left.some(({ code }) => code === main) ? left : [...left, { code: main, confidence: 0 }];
}

type Gone = ReadonlyMap<string, readonly string[]>;

const goneOn = (issueTypes: readonly IssueType[], day: string): Gone =>
  new Map(
    issueTypes.flatMap(({ code, retired }) =>
      retired === undefined || retired.from > day ? [] : [[code, retired.successors] as const],
    ),
  );

function handedOn(candidates: readonly Candidate[], gone: Gone): Candidate[] {
  const mass = new Map<string, number>();
  const give = (code: string, confidence: number, steps: number): void => {
    const heirs = gone.get(code);
    // A checked profile has no ring of successors; more steps than types would be one.
    if (heirs === undefined || steps > gone.size) mass.set(code, (mass.get(code) ?? 0) + confidence);
    else for (const heir of heirs) give(heir, confidence / heirs.length, steps + 1);
  };
  for (const { code, confidence } of candidates) give(code, confidence, 0);
  return [...mass]
    .map(([code, confidence]): Candidate => ({ code, confidence }))
    .sort((a, b) => b.confidence - a.confidence);
}

/** Without stretches that lie within another: a case of a definition may hold a word of the type. */
const outermost = (hits: readonly Evidence[]): Evidence[] =>
  hits.filter(
    (hit) => !hits.some((other) => other !== hit && other.start <= hit.start && hit.end <= other.end),
  );

/** The first place of each of these words, in the source text. */
export function wordsFound(words: readonly string[], prepared: PreparedText): Evidence[] {
  const { text } = prepared.clean;
  return [...new Set(words)].flatMap((word): Evidence[] => {
    const start = text.indexOf(word);
    if (start < 0) return [];
    return [{ ...spanToSource(prepared.clean, { start, end: start + word.length }), weight: WEIGHT }];
  });
}
