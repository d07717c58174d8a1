import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/app/types.ts';
import { groupsFor } from '../../src/web/navigation.ts';

const ROLES: readonly Role[] = [
  'dispatcher',
  'handler',
  'unitLeader',
  'callback',
  'analyst',
  'leader',
  'admin',
];
const of = (role: Role) =>
  groupsFor({ actor: { id: 'u', name: '某人', role, unit: 'SCS-XCAJ' }, reminders: 0 });

describe('the navigation', () => {
  it.each(ROLES)('holds at most nine names for %s, none twice', (role) => {
    const names = of(role).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(2);
    expect(names.length).toBeLessThanOrEqual(9);
    expect(new Set(names).size).toBe(names.length);
  });

  it('calls a group that holds one page for a person by the name of the page', () => {
    expect(of('handler').map(({ name }) => name)).toContain('值班与人手');
    expect(of('dispatcher').map(({ name }) => name)).toContain('派单');
    expect(of('leader').map(({ name }) => name)).toContain('审计');
  });

  it('has reminders only for whom there are any', () => {
    const actor = { id: 'u', name: '某人', role: 'analyst', unit: null } as const;
    expect(groupsFor({ actor }).map(({ name }) => name)).not.toContain('提醒');
  });
});
