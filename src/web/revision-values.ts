/** What was typed into a form of a revision, as typed; every field a text. */
export type RevisionForm = Readonly<Record<RevisionField, string>>;

export const REVISION_FIELDS = [
  'kind',
  'code',
  'effectiveFrom',
  'owner',
  'byStation',
  'joint',
  'onlyIf',
  'notIf',
  'clause',
  'law',
  'delegation',
  'name',
  'parent',
  'urgency',
  'definition',
  'keywords',
  'successors',
  'basis',
  'reason',
] as const;

export type RevisionField = (typeof REVISION_FIELDS)[number];

export const EMPTY_REVISION = Object.fromEntries(
  REVISION_FIELDS.map((name) => [name, '']),
) as unknown as RevisionForm;
