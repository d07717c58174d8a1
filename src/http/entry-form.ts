import type { EntryForm } from '../web/pages/knowledge-editor.tsx';
import { AppError, type FieldFault } from '../kernel/errors.ts';

/** A form as browsers send it: several values under one name. */
export type FormBody = Readonly<Record<string, unknown>>;

export const all = (body: FormBody, name: string): string[] =>
  [body[name] ?? []].flat().map((value) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''));
export const one = (body: FormBody, name: string): string => all(body, name)[0] ?? '';

const FIELDS = [
  ...(['base', 'title', 'kind', 'types', 'unit', 'owner', 'validFrom', 'validTo', 'supersededBy'] as const),
  ...(['rule', 'applies', 'notApplies', 'ask', 'path', 'keyPoints', 'reply', 'questions', 'asked'] as const),
  ...(['reviewBy', 'note'] as const),
] as const;

/** What was typed. */
export function typedEntry(body: FormBody): EntryForm {
  const plain = Object.fromEntries(FIELDS.map((field) => [field, one(body, field)])) as Record<
    (typeof FIELDS)[number],
    string
  >;
  return {
    ...plain,
    isPublic: one(body, 'isPublic') === 'on',
    citations: typedCitations(body),
  };
}

/** The citations that were typed, empty ones among them. */
export function typedCitations(body: FormBody): EntryForm['citations'] {
  const [laws, articles, clauses, quotes] = ['c-law', 'c-article', 'c-clause', 'c-quote'].map((name) =>
    all(body, name),
  ) as [string[], string[], string[], string[]];
  return laws.map((law, i) => ({
    law,
    article: articles[i] ?? '',
    clause: clauses[i] ?? '',
    quote: quotes[i] ?? '',
  }));
}

/** Typed citations as the API takes them; empty ones are left out. */
export function madeCitations(typed: EntryForm['citations']) {
  return typed
    .map(({ law, article, clause, quote }) => ({
      law: law.trim().replace(/^《(.*)》$/u, '$1'),
      article: article.trim(),
      clause: orNull(clause),
      quote: quote.trim(),
    }))
    .filter(({ law, article, quote }) => law !== '' || article !== '' || quote !== '');
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const VERDICTS: Readonly<Record<string, string>> = {
  适用: 'applies',
  不适用: 'does_not_apply',
  待核实: 'unknown',
};

/** A typed entry as the API takes it. Throws `bad_knowledge` for lines that cannot be read. */
export function madeOf(form: EntryForm): unknown {
  const faults: FieldFault[] = [];
  const asked = lines(form.asked).map((line, i) => {
    const [text = '', verdict = '', first = '1', ...rest] = line.split(/[｜|]/u).map((part) => part.trim());
    const known = VERDICTS[verdict];
    if (known === undefined || rest.length > 0 || !/^\d{1,2}$/.test(first))
      faults.push({ field: `asked[${i}]`, reason: '须写成：问法｜适用、不适用或待核实｜先引第几条' });
    return { text, verdict: known ?? 'unknown', first: Number(first) - 1 };
  });
  if (faults.length > 0) {
    const reason = faults.map((fault) => `${fault.field} ${fault.reason}`).join('；');
    throw new AppError('bad_knowledge', { count: faults.length, reason, faults });
  }
  const citations = madeCitations(form.citations);
  return {
    base: Number(form.base),
    body: {
      kind: form.kind,
      types: form.types.split(/[\s,，、;；]+/u).filter((code) => code !== ''),
      title: form.title,
      questions: lines(form.questions),
      citations,
      rule: form.rule,
      applies: lines(form.applies),
      notApplies: lines(form.notApplies),
      ask: orNull(form.ask),
      unit: orNull(form.unit),
      path: orNull(form.path),
      keyPoints: lines(form.keyPoints),
      reply: form.reply,
      validFrom: form.validFrom.trim(),
      validTo: orNull(form.validTo),
      supersededBy: orNull(form.supersededBy),
      ...(asked.length === 0 ? {} : { asked }),
    },
    owner: orNull(form.owner),
    reviewBy: orNull(form.reviewBy),
    isPublic: form.isPublic,
    note: orNull(form.note),
  };
}
