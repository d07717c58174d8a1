import { compileRule } from './applicability/table.ts';
import type { Rule, RuleTable } from './applicability/table.ts';
import { FACTS } from './facts/all.ts';
import type { LawSuccessor } from './law-intervals.ts';
import { foreignOrder, wrongAddressee, wrongUnit } from './reply-faults/addressee.ts';
import { amountMismatches } from './reply-faults/amounts.ts';
import { wrongCitations } from './reply-faults/citations.ts';
import { badDates, dateOrder } from './reply-faults/dates.ts';
import { emptyPhrases, postponed, referrals } from './reply-faults/empty-phrases.ts';
import type { ReplyFault } from './reply-faults/fault.ts';
import { missingParts } from './reply-faults/form.ts';
import { internalWords } from './reply-faults/internal-words.ts';
import { createLawBook } from './reply-faults/law-book.ts';
import { openVariableFaults } from './reply-faults/open-variables.ts';
import { complainantExposed, informantExposed, personalData } from './reply-faults/personal-data.ts';
import { promises } from './reply-faults/promises.ts';
import { readReply } from './reply-faults/reading.ts';
import type { Reading, ReplyCheckInput, ReplyLaw } from './reply-faults/reading.ts';
import { againstVerdicts } from './reply-faults/rule-verdicts.ts';
import { exclamationFaults, toneFaults, youFaults } from './reply-faults/tone.ts';
import { doubledFaults, typoFaults, unmatchedFaults } from './reply-faults/typing.ts';
import { unansweredDemands } from './reply-faults/unanswered.ts';
import type { Article } from './types.ts';

const CHECKS: readonly ((reading: Reading) => readonly ReplyFault[])[] = [
  openVariableFaults,
  unansweredDemands,
  emptyPhrases,
  referrals,
  postponed,
  promises,
  wrongCitations,
  againstVerdicts,
  personalData,
  complainantExposed,
  informantExposed,
  toneFaults,
  youFaults,
  exclamationFaults,
  doubledFaults,
  unmatchedFaults,
  typoFaults,
  badDates,
  dateOrder,
  amountMismatches,
  wrongUnit,
  wrongAddressee,
  foreignOrder,
  internalWords,
  missingParts,
];

/** What replies are checked against; about a tenth of a second for the law that ships. */
export function createReplyLaw(source: {
  readonly articles: readonly Article[];
  readonly rules?: readonly RuleTable[];
  readonly successors?: readonly LawSuccessor[];
}): ReplyLaw {
  const rules: readonly Rule[] = (source.rules ?? []).map((table) => compileRule(table, FACTS));
  return { ...createLawBook(source.articles, source.successors), rules };
}

/**
 * Faults of a reply, in the order of the text. Pure and total: any string gives a list, spans lie inside the text.
 * An empty list does not say the reply is right, only that none of the known faults was found.
 */
export function checkReply(law: ReplyLaw, input: ReplyCheckInput): ReplyFault[] {
  const reading = readReply(input, law);
  return CHECKS.flatMap((check) => check(reading)).sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.code < b.code ? -1 : 1),
  );
}

/** Whether the reply may be finished. */
export const mayFinish = (faults: readonly ReplyFault[]): boolean =>
  faults.every(({ severity }) => severity !== 'blocks');
