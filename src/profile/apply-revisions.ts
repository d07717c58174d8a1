import { holdsOn } from '../kernel/periods.ts';
import type { CatalogueEntry } from '../triage/duties.ts';
import type { IssueType } from '../triage/types.ts';
import type { AppliedRevision, Duty, ProfileChange } from '../triage/revision-types.ts';
import type { Profile } from './types.ts';

/** Later than every day that is named. */
export const EVER = '9999-12-31';
/** First day of an entry made from the tree of types, where the catalogue had none for the type. */
const ALWAYS = '1949-10-01';

/**
 * The profile with approved revisions over it, as it stands on a day (ISO day in Beijing). Entries of the catalogue are
 * dated themselves and all there; types are added, renamed and retired once their day has come. The versions name the
 * last revision that has a part in each. The same object where nothing is laid over it. Pure.
 */
export function applyRevisions(
  shipped: Profile,
  revisions: readonly AppliedRevision[],
  day: string,
): Profile {
  const sorted = [...revisions].sort((a, b) => a.applied - b.applied);
  let profile = shipped;
  let catalogue = 0;
  let taxonomy = 0;
  for (const { applied, changes } of sorted)
    for (const change of changes) {
      const next = applyChange(profile, change, day);
      if (next.catalogue !== profile.catalogue) catalogue = applied;
      if (next.issueTypes !== profile.issueTypes && isOfTypes(change)) taxonomy = applied;
      profile = next;
    }
  if (profile === shipped) return shipped;
  const versions = {
    catalogue: versionOf(shipped.versions.catalogue, catalogue),
    taxonomy: versionOf(shipped.versions.taxonomy, taxonomy),
  };
  const { catalogue: held } = profile;
  return {
    ...profile,
    versions,
    ...(held === undefined ? {} : { catalogue: { ...held, version: versions.catalogue } }),
  };
}

const isOfTypes = ({ kind }: ProfileChange): boolean => kind !== 'entry' && kind !== 'endEntry';

/** `xicheng-catalogue-2026.1+r3`: what was shipped, and the number of the last revision over it. */
export const versionOf = (shipped: string, applied: number): string =>
  applied === 0 ? shipped : `${shipped}+r${applied}`;

/** The days after today on which what is in force changes by itself. */
export function comingDays(revisions: readonly AppliedRevision[], today: string): string[] {
  const days = revisions.flatMap(({ changes }) => changes.map(({ effectiveFrom }) => effectiveFrom));
  return [...new Set(days)].filter((day) => day > today).sort();
}

/** One change over a profile; the profile itself where its day has not come or there is nothing to change. */
export function applyChange(profile: Profile, change: ProfileChange, day: string): Profile {
  switch (change.kind) {
    case 'entry': {
      const type = profile.issueTypes.find(({ code }) => code === change.issueType);
      if (type === undefined) return profile;
      return withEntries(profile, type.code, (own) => [
        ...own.map((entry) =>
          entry.effectiveTo === null ? { ...entry, effectiveTo: change.effectiveFrom } : entry,
        ),
        entryOf(change.issueType, change, change.effectiveFrom),
      ]);
    }
    case 'endEntry':
      return withEntries(profile, change.issueType, (own) => ended(own, change.effectiveFrom));
    case 'addType': {
      if (change.effectiveFrom > day || profile.issueTypes.some(({ code }) => code === change.code))
        return profile;
      const { code, name, parent, urgency, definition, keywords, owner, level, joint, effectiveFrom } =
        change;
      const added: IssueType = {
        code,
        name,
        parent,
        owner,
        level,
        urgency,
        joint,
        definition,
        ...(keywords.length === 0 ? {} : { keywords }),
        effectiveFrom,
      };
      const issueTypes = [...profile.issueTypes, added].sort((a, b) => (a.code < b.code ? -1 : 1));
      return withEntries({ ...profile, issueTypes }, code, () => [entryOf(code, change, effectiveFrom)]);
    }
    case 'changeType':
      return withType(profile, change.code, change.effectiveFrom <= day, (type) => {
        const { name = type.name, definition = type.definition, keywords = type.keywords } = change;
        const former = { name: type.name, until: change.effectiveFrom };
        return {
          ...type,
          name,
          definition,
          ...(keywords === undefined ? {} : { keywords }),
          ...(name === type.name ? {} : { formerNames: [...(type.formerNames ?? []), former] }),
        };
      });
    case 'retireType':
      return withType(profile, change.code, change.effectiveFrom <= day, (type) => ({
        ...type,
        retired: { from: change.effectiveFrom, successors: change.successors },
      }));
  }
}

/** What is in force, or planned next, gets an end; an entry that begins on that day is taken back. */
function ended(own: readonly CatalogueEntry[], from: string): CatalogueEntry[] {
  const last = own.at(-1);
  if (last === undefined) return [];
  if (last.effectiveFrom !== from) return [...own.slice(0, -1), { ...last, effectiveTo: from }];
  const before = own.at(-2);
  return before === undefined ? [...own] : [...own.slice(0, -2), { ...before, effectiveTo: null }];
}

function entryOf(issueType: string, duty: Duty, effectiveFrom: string): CatalogueEntry {
  const { owner, level, joint, clause, basis, condition, delegation } = duty;
  return {
    issueType,
    owner,
    level,
    joint,
    clause,
    basis,
    effectiveFrom,
    ...(condition === undefined ? {} : { condition }),
    ...(delegation === undefined ? {} : { delegation }),
    effectiveTo: null,
  };
}

/** Entries of a type, oldest first; made of the tree where the catalogue has none. */
export function entriesOf(
  { catalogue, issueTypes }: Pick<Profile, 'catalogue' | 'issueTypes'>,
  code: string,
) {
  const own = (catalogue?.entries ?? []).filter(({ issueType }) => issueType === code);
  if (own.length > 0) return own.sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  const type = issueTypes.find((one) => one.code === code);
  if (type === undefined) return [];
  const { owner, level, joint } = type;
  const effectiveFrom = catalogue?.effectiveFrom ?? ALWAYS;
  return [{ issueType: code, owner, level, joint, clause: code, effectiveFrom, effectiveTo: null }];
}

/** The entry of a type in force on a day; null where there is none. */
export const entryOn = (profile: Pick<Profile, 'catalogue' | 'issueTypes'>, code: string, day: string) =>
  entriesOf(profile, code).find((entry) => holdsOn(entry, day)) ?? null;

/** The tree of types says what the newest entry does. */
function withEntries(
  profile: Profile,
  code: string,
  change: (own: readonly CatalogueEntry[]) => readonly CatalogueEntry[],
): Profile {
  const own = change(entriesOf(profile, code));
  const newest = own.at(-1);
  if (newest === undefined) return profile;
  const { owner, level, joint } = newest;
  const { catalogue } = profile;
  return {
    ...profile,
    catalogue: {
      version: catalogue?.version ?? profile.versions.catalogue,
      title: catalogue?.title ?? '派单目录',
      effectiveFrom: catalogue?.effectiveFrom ?? ALWAYS,
      entries: [...(catalogue?.entries ?? []).filter(({ issueType }) => issueType !== code), ...own],
    },
    issueTypes: profile.issueTypes.map((type) =>
      type.code === code ? { ...type, owner, level, joint } : type,
    ),
  };
}

function withType(
  profile: Profile,
  code: string,
  isTime: boolean,
  change: (type: IssueType) => IssueType,
): Profile {
  if (!isTime || !profile.issueTypes.some((type) => type.code === code)) return profile;
  return {
    ...profile,
    issueTypes: profile.issueTypes.map((type) => (type.code === code ? change(type) : type)),
  };
}
