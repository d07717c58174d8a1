import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDemoDoor, readTour } from '../../../src/app/demo/demo-door.ts';
import { ROLES } from '../../../src/app/accounts.ts';
import { markDemoAccounts } from '../../../src/store/accounts.ts';
import { desk, order, system } from '../../support/desk.ts';

const PASSWORD = 'demo-pass-123';
const tour = readTour(readFileSync('data/demo/tour.json', 'utf8'));
const account = (
  username: string,
  role: 'admin' | 'handler' | 'unitLeader' | 'dispatcher',
  unit: string | null,
) => ({
  id: `demo-${username}`,
  username,
  name: username,
  role,
  unit,
  password: PASSWORD,
});

/** A database as the first run leaves it, and its door. */
async function house(options: { password?: string; isLocal?: boolean; marked?: boolean } = {}) {
  const d = await desk();
  await d.services.accounts.addUser(
    account('admin', 'admin', null),
    account('paidan', 'dispatcher', null),
    account('jiedao', 'handler', 'JD-XCAJ'),
    account('xdsc', 'handler', 'SCS-XCAJ'),
    account('suozhang', 'unitLeader', 'SCS-XCAJ'),
  );
  if (options.marked !== false)
    await d.store.write((db) =>
      markDemoAccounts(
        db,
        ['admin', 'paidan', 'jiedao', 'xdsc', 'suozhang'].map((name) => `demo-${name}`),
      ),
    );
  const door = () =>
    createDemoDoor(d.context, {
      demoIds: ['demo-order'],
      tour,
      password: options.password ?? PASSWORD,
      isLocal: options.isLocal ?? true,
    });
  return { d, door };
}
const names = async (door: ReturnType<typeof createDemoDoor>) =>
  (await door.accounts()).map(({ username }) => username);

it('one account a role is offered; of two handlers the one whose leader is there', async () => {
  const { door } = await house();
  expect(await names(door())).toEqual(['paidan', 'xdsc', 'suozhang', 'admin']);
});

it('nobody is offered where the first run made no accounts for a demonstration', async () => {
  const { door } = await house({ marked: false });
  expect(await names(door())).toEqual([]);
  expect(await door().passwordOf('paidan')).toBeNull();
});

it('the password is told at this machine alone, and never of who manages the accounts', async () => {
  const { door } = await house();
  expect(await door().passwordOf('paidan')).toBe(PASSWORD);
  expect(await door().passwordOf('admin')).toBeNull();
  expect(await door().passwordOf('nobody')).toBeNull();
  const far = await house({ isLocal: false });
  expect(await far.door().passwordOf('paidan')).toBeNull();
  expect(await names(far.door())).not.toEqual([]);
  const random = await house({ password: '' });
  expect(await random.door().passwordOf('paidan')).toBeNull();
  // Set anew for another start than the one that made the accounts.
  const other = await house({ password: 'another-pass-1' });
  expect(await other.door().passwordOf('paidan')).toBeNull();
});

it('whatever takes the installation into use shuts it, and it stays shut', async () => {
  const changed = await house();
  const door = changed.door();
  expect(await names(door)).not.toEqual([]);
  await changed.d.services.accounts.setPassword('paidan', 'a-new-password');
  expect(await names(door)).toEqual([]);
  expect(await door.passwordOf('xdsc')).toBeNull();
  // Set back to what it was: the hash is another one, and nobody is offered.
  await changed.d.services.accounts.setPassword('paidan', PASSWORD);
  expect(await names(changed.door())).toEqual([]);

  const disabled = await house();
  await disabled.d.services.accounts.disableUser('xdsc');
  expect(await names(disabled.door())).toEqual([]);

  const joined = await house();
  await joined.d.services.accounts.addUser({ ...account('wang', 'dispatcher', null), id: 'u-wang' });
  expect(await names(joined.door())).toEqual([]);

  const working = await house();
  await working.d.services.intake.accept(system, [order('西单的鞋', { id: 'demo-order' })]);
  expect(await names(working.door())).not.toEqual([]);
  await working.d.services.intake.accept(system, [order('一件真实的工单')]);
  expect(await names(working.door())).toEqual([]);
});

it('steps are for the accounts of the demonstration, by role, as long as it is one', async () => {
  const { d, door } = await house();
  const paidan = { id: 'demo-paidan', name: '派单员', role: 'dispatcher', unit: null } as const;
  expect(await door().stepsFor(paidan)).toEqual(tour.dispatcher);
  expect(await door().stepsFor({ ...paidan, id: 'u-1' })).toEqual([]);
  await d.services.accounts.setPassword('admin', 'a-new-password');
  expect(await door().stepsFor(paidan)).toEqual([]);
});

it('every role has steps, and a file that leads elsewhere is refused', () => {
  for (const role of ROLES) expect(tour[role]?.length).toBeGreaterThanOrEqual(4);
  const step = { path: '//evil.example', link: '看', text: '看' };
  expect(() => readTour(JSON.stringify({ admin: [step, step, step, step] }))).toThrow(/tour\.json/);
});
