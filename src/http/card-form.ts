import type { CardForm } from '../web/pages/teaching-card-editor.tsx';
import { madeCitations, one, orNull, typedCitations, type FormBody } from './entry-form.ts';

const FIELDS = [
  ...(['base', 'source', 'title', 'issueType', 'tags', 'day', 'situation', 'request', 'outcome'] as const),
  ...(['right', 'wrong', 'lesson', 'owner', 'note'] as const),
] as const;

/** What was typed. */
export function typedCard(body: FormBody): CardForm {
  const plain = Object.fromEntries(FIELDS.map((field) => [field, one(body, field)])) as Record<
    (typeof FIELDS)[number],
    string
  >;
  return { ...plain, citations: typedCitations(body) };
}

/** A typed card as the API takes it. */
export function madeCard(form: CardForm): unknown {
  const { title, issueType, situation, request, outcome, right, wrong, lesson } = form;
  return {
    base: Number(form.base),
    body: {
      title,
      issueType,
      tags: form.tags.split(/[\s，,、;；]+/u).filter((tag) => tag !== ''),
      day: form.day.trim(),
      situation,
      request,
      outcome,
      right,
      wrong,
      lesson,
      citations: madeCitations(form.citations),
      source: orNull(form.source),
    },
    owner: orNull(form.owner),
    note: orNull(form.note),
  };
}
