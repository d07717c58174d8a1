import { applyChange, entriesOf, EVER } from './apply-revisions.ts';
import type { DifferenceLine, ProfileChange } from '../triage/revision-types.ts';
import type { Profile } from './types.ts';

const LEVELS = { dept: '部门', station: '所站', street: '街道', enterprise: '企业' } as const;

/** What changes make another of a profile (every approved revision over it), line by line, in words. */
export function differenceOf(profile: Profile, changes: readonly ProfileChange[]): DifferenceLine[] {
  const lines: DifferenceLine[] = [];
  let held = profile;
  for (const change of changes) {
    const next = applyChange(held, change, EVER);
    const code = 'issueType' in change ? change.issueType : change.code;
    const before = partsOf(held, code);
    const after = partsOf(next, code);
    for (const what of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(what) ?? null, after.get(what) ?? null];
      if (was !== is) lines.push({ code, what, before: was, after: is, effectiveFrom: change.effectiveFrom });
    }
    held = next;
  }
  return lines;
}

/** Everything of a type that can change, by its name for people. */
function partsOf(profile: Profile, code: string): Map<string, string> {
  const parts = new Map<string, string>();
  const type = profile.issueTypes.find((one) => one.code === code);
  if (type === undefined) return parts;
  const unit = (one: string): string =>
    one === 'STREET' ? '属地街道办事处' : (profile.units.find((u) => u.code === one)?.name ?? one);
  const set = (what: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') parts.set(what, text);
  };
  set('名称', type.name);
  set('定义', type.definition);
  set('词语', type.keywords?.join('、'));
  set(
    '停用',
    type.retired === undefined
      ? undefined
      : `${type.retired.from} 起，接替 ${type.retired.successors.join('、')}`,
  );
  const entry = entriesOf(profile, code).at(-1);
  if (entry === undefined) return parts;
  set('主办', `${unit(entry.owner)}（${LEVELS[entry.level]}）`);
  set('协办', entry.joint === null ? '不设' : unit(entry.joint));
  set('条款', entry.clause);
  set('依据', entry.basis);
  set('赋权文件', entry.delegation);
  const { onlyIf, notIf } = entry.condition ?? {};
  set(
    '协办条件',
    [onlyIf && `含 ${onlyIf.join('、')}`, notIf && `不含 ${notIf.join('、')}`].filter(Boolean).join('；'),
  );
  set('终止', entry.effectiveTo ?? undefined);
  return parts;
}
