import { cleanText, spanToSource } from '../text/clean.ts';
import { callerTurns, sentencesIn } from '../text/sentences.ts';
import { parseTurns } from '../text/transcript.ts';
import type { Span } from '../text/types.ts';
import type { Urgency } from './types.ts';

/** What kind of way other than the hotline's a matter has. */
export const PATH_KINDS = {
  emergency: '紧急警情',
  court: '诉讼',
  arbitration: '仲裁',
  review: '行政复议、信息公开',
  discipline: '纪检监察',
  petition: '信访',
  outside: '本市以外',
} as const;
export type PathKind = keyof typeof PATH_KINDS;

/**
 * A way other than the hotline's, as the profile has it. The sources of regular expressions are looked for in each
 * sentence of the caller: one of `any`, none of `unless`.
 */
export type LegalPath = {
  readonly code: string;
  readonly kind: PathKind;
  readonly name: string;
  /** Only for orders of these urgencies; left out: for all. */
  readonly urgencies?: readonly Urgency[];
  readonly any: readonly string[];
  readonly unless?: readonly string[];
  /** What the caller is told: names the way. */
  readonly tell: string;
  readonly laws: readonly {
    readonly law: string;
    readonly article: string;
    readonly quote: string;
    readonly effectiveFrom: string;
  }[];
};

/** Paths with the expressions they are found by, made once. */
export type PathBook = {
  readonly paths: readonly LegalPath[];
  readonly find: (source: string, urgency: Urgency) => PathFound[];
};

/** A path that a text speaks of; `spans` are the words in the text as received that say so, in order. */
export type PathFound = { readonly path: LegalPath; readonly spans: readonly Span[] };

/** Throws `SyntaxError` for an expression that is none. */
export function pathBook(paths: readonly LegalPath[]): PathBook {
  const rules = paths.map((path) => ({
    path,
    any: path.any.map((source) => new RegExp(source, 'gu')),
    unless: (path.unless ?? []).map((source) => new RegExp(source, 'u')),
  }));
  return {
    paths,
    find: (source, urgency) => {
      const clean = cleanText(source);
      const { text } = clean;
      const sentences = callerTurns(parseTurns(text), text).flatMap((turn) => sentencesIn(text, turn));
      return rules.flatMap(({ path, any, unless }): PathFound[] => {
        if (path.urgencies !== undefined && !path.urgencies.includes(urgency)) return [];
        const spans: Span[] = [];
        for (const { start, end } of sentences) {
          const sentence = text.slice(start, end);
          if (unless.some((pattern) => pattern.test(sentence))) continue;
          const found = any.flatMap((pattern) =>
            [...sentence.matchAll(pattern)].map((match): Span => ({
              start: start + match.index,
              end: start + match.index + match[0].length,
            })),
          );
          spans.push(...apart(found));
        }
        return spans.length === 0 ? [] : [{ path, spans: spans.map((span) => spanToSource(clean, span)) }];
      });
    },
  };
}

/** Spans in order; of those that meet, the first and longest. */
function apart(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end))
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept;
}
