import { citeTitle } from './answer.ts';
import type { LegalBasis } from './types.ts';

export type Notes = {
  /** `《…》第二十五条〔1〕`; the same article has the same number throughout. */
  readonly cite: (law: LegalBasis) => string;
  /** One line an article: number, title, article, the day it took effect, and the words quoted. */
  readonly lines: () => string[];
};

/** Numbers the articles of a reply in the order in which they are cited. */
export function createNotes(): Notes {
  const held: LegalBasis[] = [];
  const numberOf = (law: LegalBasis): number => {
    const at = held.findIndex((other) => other.law === law.law && other.article === law.article);
    return at >= 0 ? at + 1 : held.push(law);
  };
  return {
    cite: (law) => `${citeTitle(law)}〔${numberOf(law)}〕`,
    lines: () =>
      held.map(
        (law, index) =>
          `〔${index + 1}〕${citeTitle(law)}（${law.effectiveFrom} 起施行）：“${law.quote.replace(/\s*\n\s*/gu, '')}”`,
      ),
  };
}
