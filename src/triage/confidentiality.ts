import { keepsMore } from '../kernel/confidential-words.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { Span } from '../text/types.ts';
import type { DemandKind, Reason } from './types.ts';

/** Whether the rule itself keeps who called, or a dispatcher is asked. */
export type KeepingRule = { readonly does: 'set' | 'propose'; readonly basis: string };

/** When who called is kept from the unit that handles it 保密; data of the profile. */
export type ConfidentialityRules = {
  readonly version: string;
  /** Kinds of demands whose callers the law protects. */
  readonly kinds: readonly (KeepingRule & { readonly demandKind: DemandKind })[];
  /** Words by which callers ask for it. */
  readonly asks: readonly (KeepingRule & { readonly words: readonly string[] })[];
  /** Words around an ask that make a question of it, looked for in the same sentence. */
  readonly notIf: readonly string[];
};

const SENTENCE_END = /[。！？!?；;\n\r]/u;

/**
 * Why who called should be kept, by rules over the text as received and the kind of demand; null where nothing says so.
 * What keeps at once comes before what is only proposed, the caller's own words before the kind of demand.
 */
export function confidentialityReason(
  rules: ConfidentialityRules,
  text: string,
  demandKind: DemandKind,
): Reason | null {
  const asked = rules.asks.flatMap((rule) => {
    const spans = rule.words
      .flatMap((word) => spansOf(text, word))
      .filter((span) => !isQuestion(rules, text, span));
    return spans.length === 0 ? [] : [{ rule, spans: apart(spans) }];
  });
  const byKind = rules.kinds
    .filter((rule) => rule.demandKind === demandKind)
    .map((rule) => ({ rule, spans: [] as Span[] }));
  const found = [...asked, ...byKind];
  const first = found.find(({ rule }) => rule.does === 'set') ?? found[0];
  if (first === undefined) return null;
  const { rule, spans } = first;
  const why = spans.length > 0 ? '来电人要求保密' : `${demandKind}的来电人受保护`;
  const code = rule.does === 'set' ? 'confidential_set' : 'confidential_proposed';
  const then = rule.does === 'set' ? '身份已保密，只有热线知道来电人是谁' : '请派单员确认是否身份保密';
  return {
    code,
    text: `${why}（${rule.basis}），${then}`,
    evidence: spans.map((span) => ({ ...span, weight: 1 })),
  };
}

/** What an order is kept as on its way in: what was asked for from outside, or more where the rules keep more. */
export function keptAtFirst(
  asked: Confidentiality,
  because: readonly Pick<Reason, 'code'>[],
): Confidentiality {
  const ruled = because.some(({ code }) => code === 'confidential_set') ? 'identity' : 'none';
  return keepsMore(asked, ruled) > 0 ? ruled : asked;
}

function spansOf(text: string, word: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    spans.push({ start: at, end: at + word.length });
  return spans;
}

/** From left to right; one that lies within another is told once. */
function apart(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  return sorted.filter((span, i) => !sorted.slice(0, i).some(({ end }) => span.start < end));
}

function isQuestion({ notIf }: ConfidentialityRules, text: string, { start, end }: Span): boolean {
  let from = start;
  while (from > 0 && !SENTENCE_END.test(text[from - 1] ?? '')) from--;
  let to = end;
  while (to < text.length && !SENTENCE_END.test(text[to] ?? '')) to++;
  const sentence = text.slice(from, to + 1);
  return notIf.some((word) => sentence.includes(word));
}
