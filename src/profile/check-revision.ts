import { AppError } from '../kernel/errors.ts';
import { holdsOn } from '../kernel/periods.ts';
import { applyChange, entriesOf, EVER } from './apply-revisions.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { checkProfile } from './check.ts';
import type { Duty, ProfileChange } from '../triage/revision-types.ts';
import type { Profile } from './types.ts';

const STREET = 'STREET';

/**
 * What keeps changes from being laid over a profile (with every approved revision over it, those to come included), each
 * in a sentence that names what it is about. None: they fit. Changes are looked at one after the other, so that two of
 * one revision cannot contradict each other. `today`: ISO day in Beijing.
 */
export function faultsOf(profile: Profile, changes: readonly ProfileChange[], today: string): string[] {
  const faults: string[] = [];
  let held = profile;
  for (const change of changes) {
    const found = faultsOfChange(held, change, today, changes);
    faults.push(...found);
    if (found.length === 0) held = applyChange(held, change, EVER);
  }
  if (faults.length > 0) return faults;
  try {
    checkProfile(held);
    checkCatalogue(held);
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'bad_profile') throw error;
    return [String(error.details['reason'])];
  }
}

function faultsOfChange(
  profile: Profile,
  change: ProfileChange,
  today: string,
  all: readonly ProfileChange[],
): string[] {
  const { effectiveFrom } = change;
  const code = 'issueType' in change ? change.issueType : change.code;
  const type = profile.issueTypes.find((one) => one.code === code);
  const what = `${code}${type === undefined ? '' : ` ${type.name}`}`;
  if (effectiveFrom < today)
    return [`${what}：生效日期 ${effectiveFrom} 早于今天；已收到的工单不受影响，追溯没有意义`];
  if (change.kind === 'addType') return newTypeFaults(profile, change, today);
  if (type === undefined) return [`没有分类 ${code}`];
  if (type.retired !== undefined && type.retired.from <= effectiveFrom && change.kind !== 'endEntry')
    return [`${what} 自 ${type.retired.from} 起停用，不能再改`];
  switch (change.kind) {
    case 'entry':
      return [...periodFaults(profile, change), ...dutyFaults(profile, change, what, effectiveFrom, code)];
    case 'endEntry':
      return endFaults(profile, change, what, all);
    case 'changeType':
      return nameFaults(profile, code, change.name);
    case 'retireType':
      return successorFaults(profile, change, what);
  }
}

function periodFaults(profile: Profile, change: Extract<ProfileChange, { kind: 'entry' }>): string[] {
  const last = entriesOf(profile, change.issueType).at(-1);
  if (last === undefined || last.effectiveFrom < change.effectiveFrom) return [];
  const name = profile.issueTypes.find(({ code }) => code === change.issueType)?.name ?? '';
  return [
    `${change.issueType} ${name} 已有自 ${last.effectiveFrom} 起的条目（第${last.clause}项）：` +
      `同一分类、同一地域、同一时间只能有一条；须晚于该日，或先撤回那一条`,
  ];
}

function dutyFaults(
  profile: Profile,
  { owner, level, joint, delegation }: Duty,
  what: string,
  day: string,
  /** Left out: the type is new, and nothing was reserved. */
  issueType?: string,
): string[] {
  const { units } = profile;
  const faults: string[] = [];
  for (const [role, code] of [
    ['承办', owner],
    ['协办', joint],
  ] as const) {
    if (code === null || code === STREET) continue;
    const unit = units.find((one) => one.code === code);
    if (unit === undefined) faults.push(`${what}：没有${role}单位 ${code}`);
    else if (!holdsOn(unit, day))
      faults.push(`${what}：${day} 没有${role}单位 ${unit.name}（未设立或已并入）`);
  }
  if (joint === owner) faults.push(`${what}：主办与协办相同`);
  if ((owner === STREET) !== (level === 'street')) faults.push(`${what}：承办单位与承办层级不符`);
  if (issueType === undefined || level !== 'street' || delegation !== undefined) return faults;
  const before = entriesOf(profile, issueType).at(-1);
  if (before === undefined || before.level === 'street') return faults;
  const holder = units.find(({ code }) => code === before.owner)?.name ?? before.owner;
  return [
    ...faults,
    `${what}：派单目录第${before.clause}项规定由${holder}承办，不得派给街道；确已依法下放的，写明赋权文件`,
  ];
}

function endFaults(
  profile: Profile,
  { issueType, effectiveFrom }: Extract<ProfileChange, { kind: 'endEntry' }>,
  what: string,
  all: readonly ProfileChange[],
): string[] {
  const entries = entriesOf(profile, issueType);
  const last = entries.at(-1);
  if (last === undefined) return [`${what} 没有目录条目`];
  if (last.effectiveFrom > effectiveFrom)
    return [`${what} 有自 ${last.effectiveFrom} 起的条目，先撤回那一条`];
  // One that has not begun is taken back, and the one before goes on.
  if (last.effectiveFrom === effectiveFrom)
    return entries.length > 1 ? [] : [`${what} 自 ${effectiveFrom} 起没有承办单位`];
  if (last.effectiveTo !== null) return [`${what} 的条目已定于 ${last.effectiveTo} 终止`];
  const retired = profile.issueTypes.find(({ code }) => code === issueType)?.retired?.from;
  const retiring = all.find((one) => one.kind === 'retireType' && one.code === issueType)?.effectiveFrom;
  const gone = retired ?? retiring;
  return gone !== undefined && gone <= effectiveFrom
    ? []
    : [`${what} 自 ${effectiveFrom} 起没有承办单位：改为变更承办单位，或先停用这一分类`];
}

function newTypeFaults(
  profile: Profile,
  change: Extract<ProfileChange, { kind: 'addType' }>,
  today: string,
): string[] {
  const { code, name, parent, effectiveFrom } = change;
  const what = `${code} ${name}`;
  const faults: string[] = [];
  const known = profile.issueTypes.find((type) => type.code === code);
  if (known !== undefined) faults.push(`分类编码 ${code} 已用于“${known.name}”，停用的编码也不再用`);
  if (!profile.groups.some((group) => group.code === parent)) faults.push(`没有大类 ${parent}`);
  if (!code.startsWith(parent)) faults.push(`${what}：编码须以大类 ${parent} 开头`);
  if (effectiveFrom < today) faults.push(`${what}：生效日期早于今天`);
  return [...faults, ...nameFaults(profile, code, name), ...dutyFaults(profile, change, what, effectiveFrom)];
}

function nameFaults({ issueTypes }: Profile, code: string, name: string | undefined): string[] {
  const other = issueTypes.find((type) => type.code !== code && type.name === name);
  return name === undefined || other === undefined ? [] : [`分类名称“${name}”已用于 ${other.code}`];
}

function successorFaults(
  { issueTypes }: Profile,
  { code, successors, effectiveFrom }: Extract<ProfileChange, { kind: 'retireType' }>,
  what: string,
): string[] {
  return successors.flatMap((successor) => {
    const type = issueTypes.find((one) => one.code === successor);
    if (successor === code) return [`${what} 不能接替自己`];
    if (type === undefined) return [`${what}：没有接替的分类 ${successor}`];
    if (type.retired !== undefined) return [`${what}：接替的分类 ${successor} ${type.name} 也已停用`];
    if (type.effectiveFrom !== undefined && type.effectiveFrom > effectiveFrom)
      return [`${what}：接替的分类 ${successor} ${type.name} 自 ${type.effectiveFrom} 起才有`];
    return [];
  });
}
