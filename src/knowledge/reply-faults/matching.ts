import { hanCount } from './substance.ts';
import { overlap, ownTopics } from './topics.ts';
import type { Topics } from './topics.ts';

/** A stretch of the reply that belongs together: from one heading or number to the next. */
export type Section = {
  readonly start: number;
  readonly end: number;
  /** The number it is headed with; null where none is. */
  readonly number: number | null;
  /** With headings and restatements: what it is about. */
  readonly about: Topics;
  /** What stands beside the answer: headings and restatements. */
  readonly head: Topics;
  /** What it says by itself; empty where nothing. */
  readonly answer: string;
  readonly answerTopics: Topics;
  /** The same, sentence by sentence. */
  readonly answered: readonly { readonly answer: string; readonly topics: Topics }[];
};

/** Least share of a demand's own topics an answer must take up; one of several demands is held to more. */
const ALONE = 0.08;
const AMONG = 0.2;
const NEAREST = 0.1;
const HEADED = 0.34;
/** An answer of fewer characters than this says nothing. */
const LEAST = 6;

const FOR_ALL =
  /(?:上述|以上|前述|两项|三项|各项|几项|所有|全部)(?:各|两|三|几|全部)?(?:项|个|点)?(?:诉求|问题|事项|要求|情况)|(?:均|都|一并)(?:已|予|不|无法|属|按|由|应)/u;

/** The words that answer each demand, or null where there are none. */
export function answersTo(demands: readonly Topics[], sections: readonly Section[]): (string | null)[] {
  if (demands.length === 1) return [answerAlone(demands[0] as Topics, sections)];
  const owned = demands.map((_, index) => ownTopics(demands, index));
  const numbered = sections.filter(({ number }) => number !== null);
  // As many numbers as demands: they are answered in the order they were made.
  const inOrder = numbered.length === demands.length && numbered.every(({ number }, at) => number === at + 1);
  return owned.map((own, index) => {
    const others = owned.filter((other, at) => at !== index && other.isOwn);
    const isHeaded = ({ head }: Section): boolean =>
      overlap(own, head) >= HEADED && others.every((other) => overlap(other, head) < HEADED);
    const enough = inOrder ? HEADED : AMONG;
    const fitting = sections
      .filter(
        (section) =>
          hanCount(section.answer) >= LEAST &&
          ((inOrder && numbered[index] === section) ||
            overlap(own, section.answerTopics) >= enough ||
            isHeaded(section) ||
            FOR_ALL.test(section.answer)),
      )
      .map(({ answer }) => answer);
    if (fitting.length === 0 && !inOrder) fitting.push(...nearestTo(index, demands, sections));
    return fitting.length === 0 ? null : fitting.join('\n');
  });
}

/** Sentences that come nearer to this demand than to any other. */
function nearestTo(index: number, demands: readonly Topics[], sections: readonly Section[]): string[] {
  return sections
    .flatMap(({ answered }) => answered)
    .filter(({ answer, topics }) => {
      if (hanCount(answer) < LEAST) return false;
      const scores = demands.map((demand) => overlap(demand, topics));
      const mine = scores[index] ?? 0;
      return mine >= NEAREST && scores.every((score, at) => at === index || score < mine);
    })
    .map(({ answer }) => answer);
}

/** The only demand is answered by whatever the reply says, unless it speaks of other fields altogether. */
function answerAlone(demand: Topics, sections: readonly Section[]): string | null {
  const whole = sections.map(({ answer }) => answer).join('\n');
  if (hanCount(whole) < LEAST) return null;
  const isTakenUp = sections.some(
    ({ about, answerTopics }) => Math.max(overlap(demand, about), overlap(demand, answerTopics)) >= ALONE,
  );
  const fields = new Set(sections.flatMap(({ about }) => [...about.fields]));
  const isBeside = demand.fields.size > 0 && fields.size > 0;
  return isTakenUp || !isBeside ? whole : null;
}

/** Where a demand's fault is shown: the section that comes nearest to it, else the beginning. */
export function placeOf(
  demand: Topics,
  sections: readonly Section[],
  length: number,
): { readonly start: number; readonly end: number; readonly isRestated: boolean } {
  let best: Section | undefined;
  let most = 0;
  for (const section of sections) {
    const score = overlap(demand, section.about);
    if (score > most) [best, most] = [section, score];
  }
  if (best && most >= AMONG) return { start: best.start, end: best.end, isRestated: most >= HEADED };
  return { start: 0, end: Math.min(length, sections[0]?.end ?? length), isRestated: false };
}
