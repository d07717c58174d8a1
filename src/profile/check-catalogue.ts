import { AppError } from '../kernel/errors.ts';
import { boundariesOf, holdsOn } from '../kernel/periods.ts';
import type { CatalogueEntry } from '../triage/duties.ts';
import type { Unit } from '../triage/types.ts';
import type { Profile } from './types.ts';

const FILE = 'catalogue.json';
const STREET = 'STREET';

function fail(reason: string): never {
  throw new AppError('bad_profile', { file: FILE, reason });
}

/**
 * Checks the dated entries of the duty catalogue: types and units exist, the periods of a type follow each other
 * without overlap or gap to the present, the newest entry is what the tree of types says, and on every day the
 * stations and offices an entry needs are there. Throws `bad_profile`.
 */
export function checkCatalogue(profile: Profile): void {
  const byType = new Map<string, CatalogueEntry[]>();
  for (const entry of profile.catalogue?.entries ?? []) {
    const list = byType.get(entry.issueType);
    if (list) list.push(entry);
    else byType.set(entry.issueType, [entry]);
  }
  if (byType.size === 0) return;
  const units = new Map(profile.units.map((unit) => [unit.code, unit]));
  for (const type of profile.issueTypes) {
    const entries = byType.get(type.code);
    if (entries === undefined) continue;
    byType.delete(type.code);
    const sorted = [...entries].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
    for (const entry of sorted) checkEntry(entry, units);
    checkPeriods(sorted, type.retired?.from);
    const newest = sorted.at(-1) as CatalogueEntry;
    for (const part of ['owner', 'level', 'joint'] as const)
      if (newest[part] !== type[part])
        fail(`${type.code} 自 ${newest.effectiveFrom} 起的 ${part} 与 issue-types.json 不符`);
  }
  const [unknown] = byType.keys();
  if (unknown !== undefined) fail(`分类 ${unknown} 不存在`);
  checkStations(profile);
}

function checkEntry(entry: CatalogueEntry, units: ReadonlyMap<string, Unit>): void {
  const { issueType, owner, level, joint, effectiveFrom } = entry;
  const where = `${issueType} 自 ${effectiveFrom} 起`;
  if ((owner === STREET) !== (level === 'street')) fail(`${where}的 owner 与 level 不符`);
  if (owner !== STREET && !units.has(owner)) fail(`${where}的承办单位 ${owner} 不存在`);
  if (joint !== null && joint !== STREET && !units.has(joint)) fail(`${where}的协办单位 ${joint} 不存在`);
  if (joint === owner) fail(`${where}的主办与协办相同`);
  if (owner !== STREET && (level === 'enterprise') !== (units.get(owner)?.kind === 'enterprise'))
    fail(`${where}的 level 与承办单位 ${owner} 不符`);
}

/** `entries` of one type, by their first day; a type that is retired from a day on may end without another. */
function checkPeriods(entries: readonly CatalogueEntry[], retired?: string): void {
  for (const [i, entry] of entries.entries()) {
    const { issueType, effectiveFrom, effectiveTo } = entry;
    const next = entries[i + 1];
    if (effectiveTo !== null && effectiveTo <= effectiveFrom)
      fail(`${issueType} 的 effectiveTo ${effectiveTo} 不晚于 effectiveFrom ${effectiveFrom}`);
    if (next === undefined) {
      if (effectiveTo !== null && (retired === undefined || effectiveTo < retired))
        fail(`${issueType} 自 ${effectiveTo} 起没有承办单位`);
      return;
    }
    if (effectiveTo === null || next.effectiveFrom < effectiveTo)
      fail(`${issueType} 自 ${effectiveFrom} 与自 ${next.effectiveFrom} 起的两条有效期重叠`);
    if (effectiveTo < next.effectiveFrom)
      fail(`${issueType} 在 ${effectiveTo} 与 ${next.effectiveFrom} 之间没有承办单位`);
  }
}

/** A station matter has a station in every street that has an office that day. */
function checkStations({ catalogue, units }: Profile): void {
  const entries = catalogue?.entries ?? [];
  for (const day of boundariesOf([...entries, ...units])) {
    const there = units.filter((unit) => holdsOn(unit, day));
    const streets = there.flatMap((unit) => (unit.kind === 'street' && unit.street ? [unit.street] : []));
    for (const entry of entries) {
      if (entry.level !== 'station' || !holdsOn(entry, day)) continue;
      const { issueType, owner } = entry;
      const served = new Set(there.flatMap((unit) => (unit.parent === owner ? [unit.street] : [])));
      const missing = streets.find((street) => !served.has(street));
      if (missing !== undefined) fail(`${issueType} 在 ${day}：${owner} 在“${missing}”没有所站`);
    }
  }
}
