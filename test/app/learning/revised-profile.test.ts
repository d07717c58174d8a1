import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { namesAsOf } from '../../../src/app/context.ts';
import { withSuccessors } from '../../../src/app/learning/training-job.ts';
import { readLabelledOrders } from '../../../src/app/learning/labelled-order.ts';
import { applyRevisions, EVER } from '../../../src/profile/apply-revisions.ts';
import { loadProfile } from '../../../src/profile/load.ts';
import type { ProfileChange } from '../../../src/triage/revision-types.ts';
import { writeProfileFolder } from '../../../src/profile/write-profile.ts';
import { DATA, shippedProfile } from '../../support/shipped-profile.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((dir) => rmSync(dir, { recursive: true, force: true })));

const CHANGES: ProfileChange[] = [
  {
    kind: 'addType',
    code: '0599',
    name: '无人机噪声',
    parent: '05',
    urgency: 'normal',
    definition: '无人机低空飞行',
    keywords: ['无人机'],
    owner: 'STREET',
    level: 'street',
    joint: null,
    clause: '5.99',
    basis: '某法',
    effectiveFrom: '2027-01-01',
  },
  { kind: 'changeType', code: '0101', name: '实体店退换货', effectiveFrom: '2027-02-01' },
  { kind: 'retireType', code: '0501', successors: ['0502', '0599'], effectiveFrom: '2027-03-01' },
  { kind: 'endEntry', issueType: '0501', effectiveFrom: '2027-03-01' },
];

test('a folder written for training holds the revised profile, and loads as it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'jiesu-revised-'));
  folders.push(dir);
  const revised = applyRevisions(shippedProfile(), [{ applied: 3, changes: CHANGES }], EVER);
  const to = join(dir, 'profile');
  writeProfileFolder(join(DATA, 'profile/xicheng'), to, revised);
  writeProfileFolder(join(DATA, 'profile/xicheng'), to, revised);
  const { issueTypes, versions, units } = loadProfile(to);
  expect(versions).toEqual({ taxonomy: 'xicheng-types-2026.1+r3', catalogue: 'xicheng-catalogue-2026.1+r3' });
  expect(issueTypes).toEqual(revised.issueTypes);
  expect(units).toEqual(shippedProfile().units);
});

test('an order of a retired type is right under its successors when models are compared', () => {
  const { issueTypes } = applyRevisions(shippedProfile(), [{ applied: 1, changes: CHANGES }], EVER);
  const orders = readLabelledOrders(join(DATA, 'orders/sweep-a.jsonl')).slice(0, 3);
  const [first, ...rest] = orders;
  if (first === undefined) throw new Error('no orders');
  const read = withSuccessors(
    [{ ...first, type: '0501' }, ...rest.map((o) => ({ ...o, type: '0101' }))],
    issueTypes,
  );
  expect(read[0]?.alsoOk.types).toEqual(expect.arrayContaining(['0502', '0599']));
  expect(read[1]?.alsoOk).toEqual(rest[0]?.alsoOk);
  expect(withSuccessors(orders, shippedProfile().issueTypes)).toBe(orders);
});

test('types are named as they were on a day', () => {
  const revised = applyRevisions(shippedProfile(), [{ applied: 1, changes: CHANGES }], EVER);
  expect(namesAsOf(revised, '2027-01-31').issueType('0101')).toBe('线下购物退换货');
  expect(namesAsOf(revised, '2027-02-01').issueType('0101')).toBe('实体店退换货');
});
