import { createHash } from 'node:crypto';
import type { SuggestionKind } from '../../kernel/rating-words.ts';
import type { Sources } from '../../knowledge/sources.ts';
import type { Answer, LegalBasis, Verdict } from '../../knowledge/types.ts';
import { articleKey, heldShelf } from './held-shelf.ts';
import { entriesIn } from './knowledge-uses.ts';
import type { Suggested } from './rating-types.ts';
import type { OrderDetail } from '../types.ts';

type Made = Pick<Suggested, 'knowledge' | 'model' | 'day' | 'madeAt'>;
type Part = {
  readonly kind: SuggestionKind;
  readonly reference: string;
  /** Tells apart what has the same reference: place in the text, the words of a draft. */
  readonly place?: string;
  readonly about?: readonly string[];
  readonly citations?: readonly string[];
  readonly verdict?: Verdict;
  readonly label: string;
};

/** The id of a suggestion: `s` and 24 hexadecimal digits of a sha256. Nothing of the order or question can be read off. */
export function suggestionId(
  subject: string,
  part: Pick<Part, 'kind' | 'reference' | 'place'>,
  knowledge: string,
): string {
  const parts = JSON.stringify([subject, part.kind, part.reference, part.place ?? '', knowledge]);
  return `s${createHash('sha256').update(parts).digest('hex').slice(0, 24)}`;
}

function numbered(subject: string, parts: readonly Part[], made: Made): Suggested[] {
  const ranks = new Map<SuggestionKind, number>();
  return parts.map((part) => {
    const rank = (ranks.get(part.kind) ?? 0) + 1;
    ranks.set(part.kind, rank);
    return {
      id: suggestionId(subject, part, made.knowledge),
      kind: part.kind,
      reference: part.reference,
      about: [...new Set(part.about ?? [])],
      citations: part.citations ?? [],
      verdict: part.verdict ?? null,
      rank,
      label: part.label,
      ...made,
    };
  });
}

/**
 * Everything beside an order that can be rated, ranks in the order it was found in. `knowledge` is the version the
 * reply was drafted with, null where only that of triage is known; `sources` what is answered from now.
 */
export function suggestedForOrder(
  order: Pick<OrderDetail, 'id' | 'triage' | 'suggestion' | 'input'>,
  made: {
    readonly triagedAt: number;
    readonly day: string;
    readonly draft: { readonly knowledge: string | null; readonly at: number } | null;
    /** Rules the order calls up, as they are decided now. */
    readonly rules: {
      readonly cards: readonly { readonly id: string; readonly name: string; readonly verdict: Verdict }[];
      readonly knowledge: string;
      readonly at: number;
    };
    readonly sources: Sources | null;
  },
): Suggested[] {
  const { triage, suggestion, input } = order;
  const { laws, misquoted, versions } = triage;
  const { sources, day, draft, rules } = made;
  const found: Part[] = [
    ...laws.map((law): Part => ({
      kind: 'law',
      reference: articleKey(law),
      place: law.effectiveFrom,
      about: [`article:${articleKey(law)}`, ...speakersOf(sources, law)],
      verdict: law.verdict,
      label: `《${law.law}》${law.article}`,
    })),
    ...misquoted.map((item): Part => ({
      kind: 'misquote',
      reference: articleKey(item),
      place: String(item.start),
      about: [...(item.article === '' ? [] : [`article:${articleKey(item)}`]), ...speakersOf(sources, item)],
      verdict: 'does_not_apply',
      label: `误引“${input.text.slice(item.start, item.end).slice(0, 40)}”`,
    })),
  ];
  const base = { model: versions.model, day };
  const decided = rules.cards.map(({ id, name, verdict }): Part => ({
    kind: 'verdict',
    reference: `rule:${id}`,
    place: verdict,
    about: [`rule:${id}`],
    verdict,
    label: name,
  }));
  const beside = [
    ...numbered(order.id, found, { ...base, knowledge: versions.knowledge, madeAt: made.triagedAt }),
    ...numbered(order.id, decided, { ...base, knowledge: rules.knowledge, madeAt: rules.at }),
  ];
  if (suggestion === null) return beside;
  const later: Part[] = suggestion.likeOrders.map(({ id, number }) => ({
    kind: 'like',
    reference: id,
    label: `类似工单 ${number}`,
  }));
  const { draftReply } = suggestion;
  if (draftReply !== '')
    later.push({
      kind: 'reply',
      reference: 'reply',
      place: hashOf(draftReply),
      about: entriesOf(sources, draftReply, laws),
      label: '整份答复草稿',
    });
  for (const { number, text } of paragraphsOf(draftReply))
    later.push({
      kind: 'paragraph',
      reference: String(number),
      place: hashOf(text),
      about: entriesOf(sources, text, laws),
      label: text,
    });
  const knowledge = draft?.knowledge ?? versions.knowledge;
  return [
    ...beside,
    ...numbered(order.id, later, { ...base, knowledge, madeAt: draft?.at ?? made.triagedAt }),
  ];
}

/** Characters beside variables and a number that make a line of a draft worth an opinion. */
const SUBSTANCE = 12;

/** Lines of a draft that say something of their own, with their number among all lines, from 1. */
export function paragraphsOf(draft: string): { readonly number: number; readonly text: string }[] {
  return draft.split('\n').flatMap((line, i) => {
    const text = line.trim();
    const own = text.replace(/\{[^{}]*\}/gu, '').replace(/[\p{P}\p{Z}]/gu, '');
    const isFrame = i === 0 || /^(?:[一二三四五六七八九十]{1,3}、)?关于您提出的“|联系人：\{/u.test(text);
    return isFrame || own.length < SUBSTANCE ? [] : [{ number: i + 1, text }];
  });
}

/** What an answer to a question can be rated on. `subject`: the question without personal data, and the day asked for. */
export function suggestedForQuestion(
  subject: { readonly question: string; readonly date: string },
  answer: Answer,
  made: Made & { readonly sources: Sources | null },
): Suggested[] {
  const { sources, ...versions } = made;
  const { citations, verdicts, keyPoints, reply, similarOrders } = answer;
  const first = citations[0];
  const entries =
    sources === null
      ? []
      : entriesIn(sources, { text: reply, keyPoints, cited: citations }).map(({ id }) => id);
  const said = verdicts.map(({ rule, verdict }): Part => {
    const speaker = named(sources, rule, entries);
    return {
      kind: 'verdict',
      reference: speaker ?? rule,
      about: speaker === null ? [] : [speaker],
      verdict,
      label: rule,
    };
  });
  const whole: Part = {
    kind: 'answer',
    reference: entries[0] ?? (first === undefined ? '' : articleKey(first)),
    about: [
      ...entries.map((id) => `entry:${id}`),
      ...(first === undefined ? [] : [`article:${articleKey(first)}`]),
    ],
    citations: citations.map(articleKey),
    ...(verdicts[0] === undefined ? {} : { verdict: verdicts[0].verdict }),
    label: '这个回答',
  };
  const parts: Part[] = [
    whole,
    ...said,
    ...citations.map((cited): Part => ({
      kind: 'citation',
      reference: articleKey(cited),
      place: cited.effectiveFrom,
      about: [`article:${articleKey(cited)}`],
      label: `《${cited.law}》${cited.article}`,
    })),
    ...similarOrders.map(({ id }): Part => ({ kind: 'like', reference: id, label: `类似工单 ${id}` })),
  ];
  return numbered(JSON.stringify([subject.question, subject.date]), parts, versions);
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function entriesOf(sources: Sources | null, text: string, cited: readonly LegalBasis[]): string[] {
  return sources === null ? [] : entriesIn(sources, { text, cited }).map(({ id }) => `entry:${id}`);
}

/** The rules and entries whose words a verdict beside an order takes over. */
function speakersOf(
  sources: Sources | null,
  said: { readonly law: string; readonly article: string; readonly why: string },
): string[] {
  if (sources === null) return [];
  const { rules, citing } = heldShelf(sources);
  const speaks = [...rules.values()].filter(({ rows }) => rows.some(({ why }) => why === said.why));
  if (speaks.length > 0) return speaks.map(({ id }) => `rule:${id}`);
  return (citing.get(articleKey(said)) ?? [])
    .filter((entry) => [entry.rule, `适用条件：${entry.applies.join('；')}`].includes(said.why))
    .map(({ id }) => `entry:${id}`);
}

/** The rule or entry that goes by a name, an entry used in the answer first. */
function named(sources: Sources | null, name: string, used: readonly string[]): string | null {
  if (sources === null) return null;
  const shelf = heldShelf(sources);
  const entry = used.find((id) => shelf.entries.get(id)?.title === name);
  if (entry !== undefined) return `entry:${entry}`;
  const rule = [...shelf.rules.values()].find((one) => one.name === name);
  if (rule !== undefined) return `rule:${rule.id}`;
  const other = [...shelf.entries.values()].find(({ title }) => title === name);
  return other === undefined ? null : `entry:${other.id}`;
}
