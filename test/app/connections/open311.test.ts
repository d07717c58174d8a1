import { expect, test } from 'vitest';
import { createOpen311 } from '../../../src/app/connections/open311.ts';
import type { Profile } from '../../../src/profile/types.ts';
import { desk, NOW } from '../../support/desk.ts';

test('services changed on the last day that is past of the catalogue, of a new type, a new name or a retired one', async () => {
  const { context, services } = await desk();
  const { catalogue: _, ...bare } = context.profile;
  const [type, ...others] = bare.issueTypes;
  if (type === undefined) throw new Error('a profile without types');
  const changedAt = (more: Partial<Profile>): number =>
    createOpen311({ ...context, profile: { ...bare, ...more } }, services.intake, {
      isPublic: true,
      jurisdiction: '',
    }).changedAt();
  const day = (text: string): number => Date.parse(`${text}T00:00:00+08:00`);
  const catalogue = { version: '1', title: '目录', effectiveFrom: '2026-01-01' };
  const withType = (more: object) => ({ catalogue, issueTypes: [{ ...type, ...more }, ...others] });

  expect(changedAt({})).toBe(NOW);
  expect(changedAt({ catalogue })).toBe(day('2026-01-01'));
  expect(changedAt(withType({ effectiveFrom: '2026-02-01' }))).toBe(day('2026-02-01'));
  expect(changedAt(withType({ effectiveFrom: '2099-01-01' }))).toBe(day('2026-01-01'));
  expect(changedAt(withType({ retired: { from: '2026-03-01', successors: [] } }))).toBe(day('2026-03-01'));
  expect(changedAt(withType({ formerNames: [{ name: '旧名', until: '2026-04-14' }] }))).toBe(
    day('2026-04-14'),
  );
});
