import { AppError } from '../kernel/errors.ts';
import type { GazetteerEntry } from '../triage/types.ts';
import type { Profile } from './types.ts';

/** The stand-in for "the street office of the place" in the tree. */
const STREET = 'STREET';

/**
 * Checks the files of a profile against each other: codes are unique, owners and assisting units exist, every type
 * finds a unit in every street, places lie in known streets, no name is given twice. Throws `bad_profile`.
 */
export function checkProfile(profile: Profile): void {
  checkUnits(profile);
  checkTypes(profile);
  checkRouting(profile);
  checkGazetteer(profile);
}

function fail(file: string, reason: string): never {
  throw new AppError('bad_profile', { file, reason });
}

function refuseDuplicates(file: string, what: string, values: readonly string[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) fail(file, `${what}“${value}”重复`);
    seen.add(value);
  }
}

function checkUnits({ units }: Profile): void {
  const file = 'units.json';
  refuseDuplicates(
    file,
    '承办单位编码',
    units.map((unit) => unit.code),
  );
  refuseDuplicates(
    file,
    '承办单位名称',
    // A unit that was merged may have had the name that another has now.
    units.filter((unit) => unit.effectiveTo === undefined).map((unit) => unit.name),
  );
  const codes = new Set(units.map((unit) => unit.code));
  for (const unit of units) {
    if (unit.parent !== null && !codes.has(unit.parent))
      fail(file, `${unit.code} 的上级 ${unit.parent} 不存在`);
    const territorial = unit.kind === 'station' || unit.kind === 'street';
    if (territorial !== (unit.street !== undefined)) fail(file, `${unit.code} 的 street 与 kind 不符`);
    if (unit.kind === 'station' && unit.parent === null) fail(file, `${unit.code} 没有上级部门`);
    const { effectiveFrom, effectiveTo, successor } = unit;
    if (effectiveFrom !== undefined && effectiveTo !== undefined && effectiveTo <= effectiveFrom)
      fail(file, `${unit.code} 的 effectiveTo ${effectiveTo} 不晚于 effectiveFrom ${effectiveFrom}`);
    if ((successor === undefined) !== (effectiveTo === undefined))
      fail(file, `${unit.code} 的 effectiveTo 与 successor 须同时写明`);
    const heir = units.find(({ code }) => code === successor);
    if (successor !== undefined && (heir === undefined || heir === unit))
      fail(file, `${unit.code} 的继任单位 ${successor} 不存在`);
    // Each heir outlives the one before it, so that no ring of successors is possible.
    if (heir?.effectiveTo !== undefined && heir.effectiveTo <= (effectiveTo as string))
      fail(file, `${unit.code} 的继任单位 ${heir.code} 先于它撤销`);
    const untils = (unit.formerNames ?? []).map(({ until }) => until);
    if (untils.some((until, i) => i > 0 && until <= (untils[i - 1] as string)))
      fail(file, `${unit.code} 的 formerNames 没有按日期排列`);
  }
  refuseDuplicates(
    file,
    '街道办事处',
    units
      .filter((unit) => unit.kind === 'street' && unit.effectiveTo === undefined)
      .map((unit) => unit.street ?? ''),
  );
}

function checkTypes({ issueTypes, groups, units, urgencies }: Profile): void {
  const file = 'issue-types.json';
  refuseDuplicates(
    file,
    '分类编码',
    [...groups, ...issueTypes].map((type) => type.code),
  );
  refuseDuplicates(
    file,
    '分类名称',
    issueTypes.map((type) => type.name),
  );
  for (const level of ['safety', 'livelihood', 'normal'] as const) {
    if (urgencies[level] === undefined) fail(file, `缺少紧急程度 ${level}`);
  }
  const parents = new Set(groups.map((group) => group.code));
  const kinds = new Map(units.map((unit) => [unit.code, unit.kind]));
  const streets = units.flatMap((unit) =>
    unit.kind === 'street' && unit.street && unit.effectiveTo === undefined ? [unit.street] : [],
  );
  for (const type of issueTypes) {
    if (!parents.has(type.parent)) fail(file, `${type.code} 的上级分类 ${type.parent} 不存在`);
    if (type.joint !== null && type.joint !== STREET && !kinds.has(type.joint))
      fail(file, `${type.code} 的协办单位 ${type.joint} 不存在`);
    if (type.joint === type.owner) fail(file, `${type.code} 的主办与协办相同`);
    if ((type.owner === STREET) !== (type.level === 'street'))
      fail(file, `${type.code} 的 owner 与 level 不符`);
    if (type.owner === STREET) {
      if (streets.length === 0) fail(file, `${type.code} 由街道承办，但没有街道办事处`);
      continue;
    }
    const kind = kinds.get(type.owner);
    if (kind === undefined) fail(file, `${type.code} 的承办单位 ${type.owner} 不存在`);
    if ((type.level === 'enterprise') !== (kind === 'enterprise'))
      fail(file, `${type.code} 的 level 与承办单位 ${type.owner} 不符`);
    if (type.level !== 'station') continue;
    const served = new Set(
      units.flatMap((unit) =>
        unit.parent === type.owner && unit.street && unit.effectiveTo === undefined ? [unit.street] : [],
      ),
    );
    const missing = streets.find((street) => !served.has(street));
    if (missing !== undefined) fail('units.json', `${type.code}：${type.owner} 在“${missing}”没有所站`);
  }
}

function checkRouting({ routing, units, issueTypes }: Profile): void {
  const file = 'routing.json';
  if (!units.some((unit) => unit.code === routing.fallbackUnit))
    fail(file, `兜底单位 ${routing.fallbackUnit} 不存在`);
  const codes = new Set(issueTypes.map((type) => type.code));
  for (const part of ['byType', 'jointWords'] as const) {
    const unknown = Object.keys(routing[part] ?? {}).find((code) => !codes.has(code));
    if (unknown !== undefined) fail(file, `${part} 中的分类 ${unknown} 不存在`);
  }
  const right = routing.earnedRight;
  if (right && right.brokenRate <= 1 - right.target)
    fail(file, 'earnedRight.brokenRate 须大于 1 - target，否则连错无从识别');
  if (right && right.spotCheck.youngShare < right.spotCheck.share)
    fail(file, 'earnedRight.spotCheck.youngShare 不能小于 share');
}

function checkGazetteer({ gazetteer, units }: Profile): void {
  const file = 'gazetteer.json';
  const streets = new Set(
    units.flatMap((unit) => (unit.kind === 'street' && unit.street ? [unit.street] : [])),
  );
  refuseDuplicates(
    file,
    '地名',
    gazetteer.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]),
  );
  for (const entry of gazetteer) {
    const unknown = streetsOf(entry).find((street) => !streets.has(street));
    if (unknown !== undefined) fail(file, `“${entry.name}”所在街道“${unknown}”不存在`);
    if (entry.street !== null && (entry.sides || entry.between || entry.outside))
      fail(file, `“${entry.name}”已定街道，不能再写 sides、between 或 outside`);
    const reversed = entry.numbers?.find((range) => range.from > range.to);
    if (reversed) fail(file, `“${entry.name}”的门牌范围 ${reversed.from}-${reversed.to} 颠倒`);
  }
}

function streetsOf(entry: GazetteerEntry): string[] {
  return [
    ...(entry.street === null ? [] : [entry.street]),
    ...(entry.numbers ?? []).map((range) => range.street),
    ...Object.values(entry.sides ?? {}),
    ...(entry.between ?? []),
  ];
}
