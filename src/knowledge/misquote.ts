import { decide } from './applicability/table.ts';
import type { Rule } from './applicability/table.ts';
import type { ArticleShelf } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import { correctedClaims } from './corrected-claims.ts';
import { FACT_CLAIMS } from './fact-claims.ts';
import { HOME_MISCONCEPTIONS } from './misconceptions-home.ts';
import { LIFE_MISCONCEPTIONS } from './misconceptions-life.ts';
import { PUBLIC_MISCONCEPTIONS } from './misconceptions-public.ts';
import { charactersOf, neededBy } from './needed-characters.ts';
import type { MightMatch } from './needed-characters.ts';
import type { RepealedLaws } from './repealed-laws.ts';
import type { Facts, Misquote } from './types.ts';

export type MisquoteInput = {
  /** Clean text. Spans of the answer point into it. */
  readonly text: string;
  readonly facts: Facts;
  readonly rules: readonly Rule[];
  /** Four-digit issue type, where known. */
  readonly issueType?: string;
  /** ISO day: an article that was not in force is not held against anybody. */
  readonly day: string;
  /** Laws and articles the text names, as `createReferenceReader` reads them. */
  readonly references?: readonly LawReference[];
  /** Laws that are no more. */
  readonly repealed: RepealedLaws;
};

/** Each line with what its claim cannot be made without: most lines are put aside by that. */
const CLAIMS = FACT_CLAIMS.map((line) => ({ line, needed: neededBy(line.claim) }));
const MISCONCEPTIONS = [...HOME_MISCONCEPTIONS, ...LIFE_MISCONCEPTIONS, ...PUBLIC_MISCONCEPTIONS].map(
  (line) => ({ line, needed: neededBy(line.claim) }),
);

type Reading = {
  readonly input: MisquoteInput;
  readonly shelf: ArticleShelf;
  readonly mightMatch: MightMatch;
  /** Whether a place in the text is the citizen's own words. */
  readonly spoken: (at: number) => boolean;
  /** Keeps a span unless one that overlaps it, or one of the same article, was kept before. */
  readonly add: (start: number, end: number, law: string, article: string, why: string) => void;
};

/**
 * Finds the rules a citizen relies on that do not apply to the facts told, each with the words that claim it.
 * What an agent or the seller says is not held against the citizen.
 */
export function findMisquotes(shelf: ArticleShelf, input: MisquoteInput): Misquote[] {
  const { text } = input;
  const found: Misquote[] = [];
  const reading: Reading = {
    input,
    shelf,
    mightMatch: charactersOf(text),
    spoken: citizenSpans(text),
    add: (start, end, law, article, why) => {
      if (found.some((other) => start < other.end && other.start < end)) return;
      if (found.some((other) => other.law === law && other.article === article)) return;
      found.push({ claim: text.slice(start, end), start, end, law, article, why });
    },
  };
  findFactClaims(reading);
  findMisconceptions(reading);
  findRepealed(reading);
  for (const claim of correctedClaims(shelf, text, input.references ?? [], input.day))
    reading.add(claim.start, claim.end, claim.law, claim.article, claim.why);
  return found.sort((a, b) => a.start - b.start);
}

function findFactClaims({ input, shelf, mightMatch, spoken, add }: Reading): void {
  const { text, facts, rules, issueType, day } = input;
  for (const { line, needed } of CLAIMS) {
    if (!mightMatch(needed) || shelf.inForce(line.law, line.article, day) < 0) continue;
    const matches = [...text.matchAll(line.claim)];
    // Where a claim is made twice, the wording that leans on the law is the one to answer.
    const leans = (match: RegExpExecArray): number =>
      LAW_WORDS.test(match[0]) ? 2 : LAW_WORDS.test(around(text, match)) ? 1 : 0;
    matches.sort((a, b) => leans(b) - leans(a));
    const rule = rules.find(({ id }) => id === line.rule);
    if (!rule) continue;
    const outcome = decide(rule, facts);
    // Turns on the whole text, not on the match: asked once, and only where something is claimed.
    let isWrong: boolean | undefined;
    for (const match of matches) {
      const clause = clauseAround(text, match.index, match.index + match[0].length);
      if (!spoken(match.index) || line.notClaimed?.test(clause) || onlyAsks(clause)) continue;
      isWrong ??= line.wrongWhen(outcome.verdict, facts, text, issueType);
      if (!isWrong) break;
      add(match.index, match.index + match[0].length, line.law, line.article, line.why ?? outcome.why);
    }
  }
}

function findMisconceptions({ input, shelf, mightMatch, spoken, add }: Reading): void {
  const { text, issueType, day } = input;
  for (const { line, needed } of MISCONCEPTIONS) {
    if (line.types && (issueType === undefined || !line.types.some((prefix) => issueType.startsWith(prefix))))
      continue;
    if (!mightMatch(needed)) continue;
    if (line.where && !line.where.test(text)) continue;
    if (line.unless?.test(text)) continue;
    if (shelf.inForce(line.law, line.article, day) < 0) continue;
    const match = line.claim.exec(text);
    if (match && match[0] !== '' && spoken(match.index + match[0].length - 1))
      add(match.index, match.index + match[0].length, line.law, line.article, line.why);
  }
}

function findRepealed({ input, spoken, add }: Reading): void {
  const { text, day, repealed } = input;
  for (const { start, end, law, article, on, instead } of repealed.in(text, () => day)) {
    const why = `${law.replace(/^中华人民共和国/u, '')}已于 ${on} 废止，现行的是${instead}`;
    if (spoken(start)) add(start, end, law, article, why);
  }
}

/** A plain question claims nothing; 不是……吗 does, and so does a question that leans on the law. */
const onlyAsks = (clause: string): boolean =>
  /能不能|能否|可不可以|是否|怎么算|(?<!不)(?:能|可以)[^，。]{0,16}吗/u.test(clause) &&
  !LAW_WORDS.test(clause);

const LAW_WORDS = /法律|消法|消保法|权益保护法|规定|条例|国家|三包/u;
const around = (text: string, match: RegExpExecArray): string =>
  text.slice(Math.max(0, match.index - 4), match.index + match[0].length + 5);

/** Longest part of a clause looked at on either side of a claim. */
const CLAUSE = 200;

function clauseAround(text: string, start: number, end: number): string {
  let from = start;
  while (from > 0 && start - from < CLAUSE && !/[，。；？！\s]/u.test(text[from - 1] as string)) from--;
  let to = end;
  while (to < text.length && to - end < CLAUSE && !/[，。；？！\s]/u.test(text[to] as string)) to++;
  return text.slice(from, to);
}

const AGENT_LINE = /^\s*(?:坐席|客服|话务员|接线员|工作人员|受理员)[：:]/u;

/** Whether a place in the text is the citizen's own words: lines that begin with an agent's label are not. */
function citizenSpans(text: string): (at: number) => boolean {
  const ends: number[] = [];
  const agents: boolean[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    at += line.length + 1;
    ends.push(at - 1);
    agents.push(AGENT_LINE.test(line));
  }
  return (place) => {
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < place) low = middle + 1;
      else high = middle;
    }
    return !(agents[low] ?? false);
  };
}
