import type { AbuseKind } from '../kernel/abuse-words.ts';
import type { Span } from '../text/types.ts';

/** What is looked at in texts, and when staff are told to rest; data of the profile. */
export type CareRules = {
  readonly version: string;
  readonly abuse: {
    /** Days for which a flag stands unless it is lifted. */
    readonly days: number;
    readonly words: Readonly<Partial<Record<AbuseKind, readonly string[]>>>;
  };
  readonly rest: {
    readonly afterAbuse: boolean;
    /** Minutes of work without a break, and acts on orders in one go; null: not counted. */
    readonly minutes: number | null;
    readonly acts: number | null;
    /** A pause of so many minutes is a break. */
    readonly breakMinutes: number;
  };
};

/** Words of a text that may be abuse of staff; offsets in it as received. */
export type AbuseHint = { readonly kind: AbuseKind; readonly spans: readonly Span[] };

/** What an agent says, or notes of what was said, is no word of the caller's. */
const AGENT = /^\s*(?:坐席|客服|话务员|接线员)\s*[:：]/u;

/**
 * Words by which a caller may have insulted or threatened staff, by kind. Only a hint for whoever heard it: nothing is
 * decided by it, and triage never sees it.
 */
export function abuseHints({ abuse }: CareRules, text: string): AbuseHint[] {
  const found = new Map<AbuseKind, Span[]>();
  let at = 0;
  for (const line of text.split('\n')) {
    if (!AGENT.test(line))
      for (const [kind, words] of Object.entries(abuse.words) as [AbuseKind, readonly string[]][])
        for (const word of words)
          for (let from = line.indexOf(word); from >= 0; from = line.indexOf(word, from + word.length))
            found.set(kind, [...(found.get(kind) ?? []), { start: at + from, end: at + from + word.length }]);
    at += line.length + 1;
  }
  return [...found].map(([kind, spans]) => ({ kind, spans: spans.sort((a, b) => a.start - b.start) }));
}
