import { holdsOn } from '../../kernel/periods.ts';
import { entriesOf } from '../../profile/apply-revisions.ts';
import type { Profile } from '../../profile/types.ts';
import type { CatalogueEntry } from '../../triage/duties.ts';
import type { Engine } from '../types.ts';
import type { CatalogueFilter, CatalogueRow, CatalogueView, TypeRow, TypesView } from './revision-types.ts';

/** The entries of a day, and those that begin after it, as far as they fit the filter. */
export function catalogueView(profile: Profile, filter: CatalogueFilter, asOf: string): CatalogueView {
  const all = profile.issueTypes
    .flatMap(({ code }) => entriesOf(profile, code))
    .map((e) => rowOf(profile, e));
  const fit = all.filter((row) => fits(row, filter));
  return {
    asOf,
    title: profile.catalogue?.title ?? '派单目录',
    version: profile.versions.catalogue,
    total: all.filter((row) => holdsOn(row, asOf)).length,
    rows: fit.filter((row) => holdsOn(row, asOf)),
    coming: fit.filter(({ effectiveFrom }) => effectiveFrom > asOf),
  };
}

function rowOf(profile: Profile, entry: CatalogueEntry): CatalogueRow {
  const type = profile.issueTypes.find(({ code }) => code === entry.issueType);
  const unit = (code: string) => ({
    code,
    name: code === 'STREET' ? '属地街道办事处' : (profile.units.find((u) => u.code === code)?.name ?? code),
  });
  const { level, clause, basis = '', effectiveFrom, effectiveTo } = entry;
  return {
    issueType: { code: entry.issueType, name: type?.name ?? entry.issueType },
    owner: unit(entry.owner),
    level,
    joint: entry.joint === null ? null : unit(entry.joint),
    condition: entry.condition ?? profile.routing.jointWords?.[entry.issueType] ?? null,
    clause,
    basis,
    effectiveFrom,
    effectiveTo,
  };
}

function fits(row: CatalogueRow, { issueType, unit, words }: CatalogueFilter): boolean {
  const { owner, joint, condition } = row;
  const text = [
    row.issueType.code,
    row.issueType.name,
    owner.name,
    joint?.name,
    row.clause,
    row.basis,
    ...(condition?.onlyIf ?? []),
    ...(condition?.notIf ?? []),
  ].join(' ');
  return (
    (issueType === undefined || row.issueType.code.startsWith(issueType)) &&
    (unit === undefined || owner.code === unit || joint?.code === unit) &&
    (words ?? '').split(/\s+/).every((word) => text.includes(word))
  );
}

/** The issue types as they are named today, with what the model in use knows of each. */
export function typesView(profile: Profile, engine: Pick<Engine, 'few' | 'learnedTypes'>): TypesView {
  const names = new Map(profile.issueTypes.map(({ code, name }) => [code, name]));
  const few = new Set(engine.few ?? []);
  const learned = engine.learnedTypes === undefined ? null : new Set(engine.learnedTypes);
  const rows = profile.issueTypes.map((type): TypeRow => {
    const { code, name, parent, urgency, definition, keywords = [], retired, formerNames = [] } = type;
    return {
      code,
      name,
      parent,
      urgency,
      definition,
      keywords,
      formerNames,
      effectiveFrom: type.effectiveFrom ?? null,
      retired:
        retired === undefined
          ? null
          : {
              from: retired.from,
              successors: retired.successors.map((one) => ({
                code: one,
                name: names.get(one) ?? one,
              })),
            },
      learned: learned !== null && !learned.has(code) ? 'none' : few.has(code) ? 'few' : 'many',
    };
  });
  return { version: profile.versions.taxonomy, rows };
}
