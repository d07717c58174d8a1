import { describe, expect, expectTypeOf, it } from 'vitest';
import { PROGRAM, branchOf, scopeOf } from '../../src/app/rights.ts';
import type { Actor } from '../../src/app/types.ts';
import type { Branch, Permitted } from '../../src/kernel/reach.ts';
import type { listKeys, listUsers } from '../../src/store/accounts.ts';
import { arrivalsBy } from '../../src/store/arrivals.ts';
import type { searchAudit } from '../../src/store/audit-search.ts';
import type { Db } from '../../src/store/client.ts';
import type { OrderQuery } from '../../src/store/order-conditions.ts';
import type { ordersOfPeople, sessionCounts } from '../../src/store/people.ts';
import { openRegistered } from '../../src/store/report-cases.ts';
import { dueOrders, judgedOrders } from '../../src/store/report-lists.ts';
import { reportById } from '../../src/store/reports.ts';
import type { listReports } from '../../src/store/reports.ts';
import type { CaseScope } from '../../src/store/rollups.ts';
import { scoreAppealsOf } from '../../src/store/scores.ts';
import type { scoreRecordsOf, scoredPage, settledScoreLines } from '../../src/store/scores.ts';
import { chronicPlaces, listTopics, membersOf } from '../../src/store/topics.ts';
import type { identitiesAt } from '../../src/store/user-identities.ts';
import { actsOf, listTasks } from '../../src/store/warnings.ts';
import type { listWarnings, ordersOfSubject, taskById } from '../../src/store/warnings.ts';
import { lifeProfile } from '../support/life-desk.ts';

type Proof<F extends (...args: never[]) => unknown> = Parameters<F>[1];

describe('what is read of people and units takes the proof of the right', () => {
  it('that the check of this very right gives', () => {
    expectTypeOf<Permitted<'account.manage'>>().toExtend<Proof<typeof listUsers>>();
    expectTypeOf<Permitted<'account.manage'>>().toExtend<Proof<typeof sessionCounts>>();
    expectTypeOf<Permitted<'account.manage'>>().toExtend<Proof<typeof ordersOfPeople>>();
    expectTypeOf<Permitted<'account.manage'>>().toExtend<Proof<typeof identitiesAt>>();
    expectTypeOf<Permitted<'key.manage'>>().toExtend<Proof<typeof listKeys>>();
    expectTypeOf<Permitted<'topic.read'>>().toExtend<Proof<typeof listTopics>>();
    expectTypeOf<Permitted<'warning.decide'>>().toExtend<Proof<typeof listWarnings>>();
    expectTypeOf<Permitted<'task.end'>>().toExtend<Proof<typeof taskById>>();
    expectTypeOf<Permitted<'subject.read'>>().toExtend<Proof<typeof ordersOfSubject>>();
    expectTypeOf<Permitted<'score.read'>>().toExtend<Proof<typeof scoredPage>>();
    expectTypeOf<Branch<'figure.read'>>().toExtend<CaseScope['reach']>();
    expectTypeOf<Branch<'report.read'>>().toExtend<Proof<typeof listReports>>();
    expectTypeOf<Branch<'report.read'>>().toExtend<Proof<typeof listTopics>>();
    expectTypeOf(PROGRAM).toExtend<Proof<typeof listUsers>>();
  });

  it('and neither another right, nor what looks like a proof, nor nothing', () => {
    expectTypeOf<Permitted<'order.list'>>().not.toExtend<Proof<typeof listUsers>>();
    expectTypeOf<Permitted<'key.manage'>>().not.toExtend<Proof<typeof listUsers>>();
    expectTypeOf<Permitted<'account.manage'>>().not.toExtend<Proof<typeof listKeys>>();
    expectTypeOf<Permitted<'order.list'>>().not.toExtend<Proof<typeof searchAudit>>();
    expectTypeOf<Permitted<'order.list'>>().not.toExtend<Proof<typeof listTopics>>();
    expectTypeOf<Permitted<'topic.read'>>().not.toExtend<Proof<typeof ordersOfSubject>>();
    expectTypeOf<Permitted<'topic.read'>>().not.toExtend<Proof<typeof taskById>>();
    expectTypeOf<Permitted<'figure.read'>>().not.toExtend<Proof<typeof scoreRecordsOf>>();
    expectTypeOf<Branch<'figure.read'>>().not.toExtend<Proof<typeof listReports>>();
    // A right over one unit is none over the units below it.
    expectTypeOf<Permitted<'figure.read'>>().not.toExtend<CaseScope['reach']>();
    expectTypeOf<Permitted<'report.read'>>().not.toExtend<Proof<typeof listReports>>();
    expectTypeOf(PROGRAM).not.toExtend<Proof<typeof listTopics>>();
    type Written = { readonly unit: string | null; readonly branch: readonly string[] | undefined };
    expectTypeOf<Written>().not.toExtend<CaseScope['reach']>();
    expectTypeOf<Written>().not.toExtend<OrderQuery['reach']>();
    expectTypeOf<Written>().not.toExtend<Proof<typeof settledScoreLines>>();
    // Never called: it is there not to compile.
    const forgetful = (db: Db): void => {
      // @ts-expect-error without a proof
      void listTopics(db, { from: 0, least: 1 }, { limit: 1, offset: 0 });
      // @ts-expect-error without a proof
      void membersOf(db, 1, null, 1);
      // @ts-expect-error without a proof
      void chronicPlaces(db, { from: 0, until: 1, orders: 1, months: 1, limit: 1 });
      // @ts-expect-error without a proof
      void listTasks(db, {}, { limit: 1, offset: 0 });
      // @ts-expect-error without a proof
      void actsOf(db, '某店');
      // @ts-expect-error without a proof
      void scoreAppealsOf(db);
      // @ts-expect-error without a proof
      void reportById(db, '1');
      // @ts-expect-error a list of units is not a proof
      void dueOrders(db, [0, 1], [0, 1], ['SCS-XCAJ']);
      // @ts-expect-error a list of units is not a proof
      void judgedOrders(db, [0, 1], ['SCS-XCAJ']);
      // @ts-expect-error nothing is not a proof
      void openRegistered(db, 0, undefined);
      // @ts-expect-error without a proof
      void arrivalsBy(db, { from: 0, to: 1 }, 'none');
    };
    expect(forgetful).toBeTypeOf('function');
  });
});

describe('the part of the tree of units that somebody reaches', () => {
  const profile = lifeProfile();
  const tree = {
    units: [
      { ...profile.units[0], code: 'TOP', parent: null },
      { ...profile.units[0], code: 'MID', parent: 'TOP' },
      { ...profile.units[0], code: 'LOW', parent: 'MID' },
      { ...profile.units[0], code: 'SIDE', parent: 'TOP' },
    ] as typeof profile.units,
  };
  const actor = (role: Actor['role'], unit: string | null): Actor => ({ id: 'a', name: 'a', role, unit });
  const reached = (who: Actor, asked?: string): readonly string[] | undefined =>
    branchOf(who, 'figure.read', tree, asked).branch;

  it('is all for the centre, and what it asks for', () => {
    expect(reached(actor('leader', null))).toBeUndefined();
    expect(reached(actor('leader', null), 'MID')).toEqual(['MID', 'LOW']);
  });

  it('is the own unit with those below it, a part of that where asked for, and nothing beside or above', () => {
    const mid = actor('handler', 'MID');
    expect(reached(mid)).toEqual(['MID', 'LOW']);
    expect(reached(mid, 'LOW')).toEqual(['LOW']);
    for (const asked of ['TOP', 'SIDE', 'NONE'])
      expect(() => reached(mid, asked)).toThrowError('限于本单位和下级单位');
  });

  it('is nothing without the right', () => {
    expect(() => branchOf(actor('callback', null), 'report.read', tree)).toThrowError('没有权限');
    expect(() => scopeOf(actor('handler', null), 'figure.read')).toThrowError('没有权限');
  });
});
