import { newRevisionSchema, revisionOf } from './catalogue-schemas.ts';
import type { NewRevision, RevisionSubject } from '../app/catalogue/revision-types.ts';
import type { ProfileView } from '../web/view.ts';
import { REVISION_FIELDS, type RevisionForm } from '../web/revision-values.ts';
import { validationError } from './validation.ts';

/** The form of a body. */
export const revisionFormIn = (body: Readonly<Record<string, unknown>>): RevisionForm =>
  Object.fromEntries(
    REVISION_FIELDS.map((name) => {
      const value = body[name];
      return [name, typeof value === 'string' ? value.trim() : ''];
    }),
  ) as unknown as RevisionForm;

const wordsOf = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((word) => word !== '');

/** A code may come with its name behind it, as lists offer it. */
const codeOf = (text: string): string => text.trim().split(/\s/)[0] ?? '';

/** The revision of a form. Throws `missing_field`, `bad_field` with the field. */
export function revisionFrom(
  form: RevisionForm,
  subject: RevisionSubject,
  units: ProfileView['units'],
): NewRevision {
  return checkedRevision({
    subject,
    changes: [changeOf(form, units)],
    basis: form.basis,
    reason: form.reason,
  });
}

/** Throws `missing_field`, `bad_field`, `unknown_field`. */
export function checkedRevision(value: unknown): NewRevision {
  const parsed = newRevisionSchema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
  return revisionOf(parsed.data);
}

function changeOf(form: RevisionForm, units: ProfileView['units']): Record<string, unknown> {
  const { kind, effectiveFrom } = form;
  const code = codeOf(form.code);
  switch (kind) {
    case 'entry':
      return { kind, issueType: code, effectiveFrom, ...dutyOf(form, units) };
    case 'endEntry':
      return { kind, issueType: code, effectiveFrom };
    case 'addType': {
      const { name, urgency, definition } = form;
      const parent = form.parent;
      const keywords = wordsOf(form.keywords);
      return {
        kind,
        code,
        name,
        parent,
        urgency,
        definition,
        keywords,
        effectiveFrom,
        ...dutyOf(form, units),
      };
    }
    case 'changeType':
      return {
        kind,
        code,
        effectiveFrom,
        ...(form.name === '' ? {} : { name: form.name }),
        ...(form.definition === '' ? {} : { definition: form.definition }),
        ...(form.keywords === '' ? {} : { keywords: wordsOf(form.keywords) }),
      };
    default:
      return { kind, code, successors: wordsOf(form.successors), effectiveFrom };
  }
}

/** The level follows from the unit: the office of the street, an enterprise, or the station of the street where wanted. */
function dutyOf(form: RevisionForm, units: ProfileView['units']): Record<string, unknown> {
  const { owner, byStation, joint, clause, law, delegation } = form;
  const [onlyIf, notIf] = [wordsOf(form.onlyIf), wordsOf(form.notIf)];
  const kind = units.find((unit) => unit.code === owner)?.kind;
  const level =
    owner === 'STREET'
      ? 'street'
      : kind === 'enterprise'
        ? 'enterprise'
        : byStation === 'on'
          ? 'station'
          : 'dept';
  return {
    owner,
    level,
    clause,
    basis: law,
    joint: joint === '' ? null : joint,
    ...(onlyIf.length + notIf.length === 0
      ? {}
      : {
          condition: {
            ...(onlyIf.length === 0 ? {} : { onlyIf }),
            ...(notIf.length === 0 ? {} : { notIf }),
          },
        }),
    ...(delegation === '' ? {} : { delegation }),
  };
}
