import { exactQuote, isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import { isDay } from './law-dates.ts';
import type { Article, AskedQuestion, KnowledgeEntry, KnowledgeKind } from './types.ts';

export const KNOWLEDGE_KINDS: readonly KnowledgeKind[] = [
  'rule',
  'misconception',
  'procedure',
  'duty',
  'contact-path',
  'permit',
  'faq',
  'normative',
];

/** What is wrong with a field, in Chinese; `citations[0].quote` names a field of the first citation. */
export type Fault = { readonly field: string; readonly reason: string };

/** What an entry is checked against. */
export type EntryChecks = {
  readonly shelf: Pick<ArticleShelf, 'all' | 'versions'>;
  readonly isType: (code: string) => boolean;
  readonly isUnit: (code: string) => boolean;
  /** Whether there is another entry of this id. */
  readonly isEntry: (id: string) => boolean;
  /** ISO day. */
  readonly today: string;
};

/** Characters of each text at most. */
const LIMITS = { title: 80, question: 300, rule: 1000, quote: 2000, line: 300, path: 500, reply: 2000 };
const MOST = { questions: 60, citations: 12, lines: 20, asked: 100, types: 30 };

/** Everything that keeps an entry from being saved; none: it may be. */
export function entryFaults(
  entry: KnowledgeEntry & { readonly asked?: readonly Omit<AskedQuestion, 'entry'>[] },
  checks: EntryChecks,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, reason: string): void => void faults.push({ field, reason });
  const text = (field: string, value: string, limit: number, needed = true): void => {
    if (needed && value.trim() === '') fault(field, '不能为空');
    else if (value.length > limit) fault(field, `最多 ${limit} 个字符，现有 ${value.length} 个`);
    else if (/[\0\p{Cs}]/u.test(value)) fault(field, '含有不能保存的字符');
  };
  const list = (field: string, values: readonly string[], limit: number, most: number): void => {
    if (values.length > most) fault(field, `最多 ${most} 项，现有 ${values.length} 项`);
    values.forEach((value, i) => text(`${field}[${i}]`, value, limit));
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (twice !== undefined) fault(field, `“${twice.slice(0, 40)}”出现了两次`);
  };

  if (!KNOWLEDGE_KINDS.includes(entry.kind)) fault('kind', `没有“${entry.kind}”这一类`);
  text('title', entry.title, LIMITS.title);
  text('rule', entry.rule, LIMITS.rule);
  text('reply', entry.reply, LIMITS.reply);
  if (entry.ask !== null) text('ask', entry.ask, LIMITS.line);
  if (entry.path !== null) text('path', entry.path, LIMITS.path);
  if (entry.questions.length === 0) fault('questions', '至少要有一个群众的问法，否则问不到这一条');
  list('questions', entry.questions, LIMITS.question, MOST.questions);
  list('applies', entry.applies, LIMITS.line, MOST.lines);
  list('notApplies', entry.notApplies, LIMITS.line, MOST.lines);
  list('keyPoints', entry.keyPoints, LIMITS.line, MOST.lines);
  if (entry.types.length === 0) fault('types', '至少选一个问题分类');
  list('types', entry.types, 4, MOST.types);
  for (const code of entry.types) if (!checks.isType(code)) fault('types', `没有分类 ${code}`);
  if (entry.unit !== null && !checks.isUnit(entry.unit)) fault('unit', `没有单位 ${entry.unit}`);

  const validDates = dateFaults(entry, checks, fault);
  if (entry.citations.length === 0) fault('citations', '至少引用一条法律、规章或者规范性文件');
  if (entry.citations.length > MOST.citations) fault('citations', `最多 ${MOST.citations} 条`);
  entry.citations.forEach((cited, i) => {
    const field = `citations[${i}]`;
    text(`${field}.quote`, cited.quote, LIMITS.quote);
    if (cited.quote.trim() === '' || !validDates) return;
    const wrong = citationFault(cited, entry, checks);
    if (wrong !== null) fault(`${field}.${wrong.part}`, wrong.reason);
  });

  const asked = entry.asked ?? [];
  if (asked.length > MOST.asked) fault('asked', `最多 ${MOST.asked} 个`);
  asked.forEach((question, i) => {
    text(`asked[${i}].text`, question.text, LIMITS.question);
    if (question.first < 0 || question.first >= entry.citations.length)
      fault(`asked[${i}].first`, `没有第 ${question.first + 1} 条引用`);
  });
  return faults;
}

function dateFaults(
  { id, validFrom, validTo, supersededBy }: KnowledgeEntry,
  { isEntry }: EntryChecks,
  fault: (field: string, reason: string) => void,
): boolean {
  let valid = true;
  const wrong = (field: string, reason: string): void => {
    valid = false;
    fault(field, reason);
  };
  if (!isDay(validFrom)) wrong('validFrom', '须为日期，如 2026-04-15');
  if (validTo !== null && !isDay(validTo)) wrong('validTo', '须为日期，如 2026-04-15，或者不填');
  if (valid && validTo !== null && validTo <= validFrom) wrong('validTo', '须晚于起始日期（不含当日）');
  if (supersededBy === id) fault('supersededBy', '不能由自己取代');
  else if (supersededBy !== null && !isEntry(supersededBy))
    fault('supersededBy', `没有条目 ${supersededBy.slice(0, 32)}`);
  return valid;
}

export type CitationFault = { readonly part: 'law' | 'article' | 'quote'; readonly reason: string };

/**
 * Whether a citation stands: an entry that holds rests on the text in force (or the one to come, where it begins
 * later), one that has ended on a text in force while it held. Null when it does.
 */
export function citationFault(
  { law, article, quote }: KnowledgeEntry['citations'][number],
  { validFrom, validTo }: Pick<KnowledgeEntry, 'validFrom' | 'validTo'>,
  { shelf, today }: Pick<EntryChecks, 'shelf' | 'today'>,
): CitationFault | null {
  const named = `《${law}》${article}`;
  const versions = shelf.versions(law, article).map((index) => shelf.all[index] as Article);
  if (versions.length === 0) {
    const known = shelf.all.some((one) => one.law === law);
    return known
      ? { part: 'article', reason: `知识库的《${law}》里没有${article}` }
      : { part: 'law', reason: `知识库里没有《${law}》；须写全称` };
  }
  const ended = validTo !== null && validTo <= today;
  const day = validFrom > today ? validFrom : today;
  const held = versions.filter((one) =>
    ended
      ? one.effectiveFrom < validTo && (one.effectiveTo === null || one.effectiveTo > validFrom)
      : isInForce(one, day),
  );
  if (held.length === 0) {
    const spans = versions.map(
      (one) => `${one.effectiveFrom} 起${one.effectiveTo === null ? '' : `至 ${one.effectiveTo}`}`,
    );
    const when = ended ? `${validFrom} 至 ${validTo} 之间` : day;
    return { part: 'article', reason: `${named}在 ${when} 不施行（${spans.join('；')}）` };
  }
  if (held.some((one) => exactQuote(one.text, quote) !== null)) return null;
  const elsewhere = versions.find((one) => exactQuote(one.text, quote) !== null);
  return {
    part: 'quote',
    reason:
      elsewhere === undefined
        ? `引文与${named}的原文不一致，须一字不差`
        : `引文是${named} ${elsewhere.effectiveFrom} 起施行的文本，不是现行文本`,
  };
}
