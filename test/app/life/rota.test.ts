import { afterEach, describe, expect, test } from 'vitest';
import { isOfficeTime } from '../../../src/app/life/duty.ts';
import { shiftOf } from '../../../src/app/life/rota.ts';
import type { DutyAsked } from '../../../src/app/life/rota-types.ts';
import { colleaguesOf } from '../../../src/app/life/workload.ts';
import { insertUser } from '../../../src/store/accounts.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { connect, databaseOver } from '../../../src/store/client.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, PEOPLE, lifeDesk, lifeProfile } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, leader, analyst, callback, key, handler, chief, street, elsewhere } = PEOPLE;
const UNIT = 'SCS-XCAJ';
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);
const night = (more: Partial<DutyAsked> = {}): DutyAsked => ({
  unit: UNIT,
  day: '2026-04-14',
  period: '18:00-09:00',
  person: 'u-h',
  ...more,
});
const week = { from: '2026-04-13', to: '2026-04-19' };

describe('a shift', () => {
  test('that ends no later than it begins reaches into the next day', () => {
    expect(shiftOf('2026-04-14', '18:00-09:00')).toEqual({
      day: '2026-04-14',
      period: '18:00-09:00',
      fromAt: at('2026-04-14 18:00'),
      toAt: at('2026-04-15 09:00'),
    });
    expect(shiftOf('2026-04-14', '9:00—18:00')).toMatchObject({
      period: '09:00-18:00',
      toAt: at('2026-04-14 18:00'),
    });
    expect(shiftOf('2026-04-14', '00:00-24:00')).toMatchObject({ toAt: at('2026-04-15 00:00') });
  });

  test.each(['夜班', '25:00-09:00', '18:60-09:00', '24:00-09:00', '09:00-24:01', '18:00', ''])(
    'is not “%s”',
    (period) => {
      expect(() => shiftOf('2026-04-14', period)).toThrow('须为时段');
    },
  );

  test('needs a day that there is', () => {
    expect(() => shiftOf('2026-02-30', '09:00-18:00')).toThrow('须为日期');
  });
});

describe('the rota', () => {
  test('says who is on duty at a moment, over midnight, to its people and to the centre', async () => {
    const d = await desk();
    const { rota } = d.services;
    await rota.setDuty(handler, night({ substitute: 'u-u' }));
    await rota.setDuty(leader, night({ day: '2026-04-15', person: '所长', days: 2 }));
    const names = async (moment: string) =>
      (await rota.whoIsOnDuty(dispatcher, UNIT, at(moment))).map(({ name }) => name);
    expect(await names('2026-04-14 17:59')).toEqual([]);
    expect(await names('2026-04-14 18:00')).toEqual(['王所']);
    expect(await names('2026-04-15 08:59')).toEqual(['王所']);
    expect(await names('2026-04-15 09:00')).toEqual([]);
    expect(await names('2026-04-17 03:00')).toEqual(['所长']);
    expect(await names('2026-04-18 03:00')).toEqual([]);
    const { duties } = await rota.list(handler, week);
    expect(
      duties.map(({ day, person, substitute, setBy }) => [day, person.name, substitute?.name, setBy]),
    ).toEqual([
      ['2026-04-14', '王所', '所长', '王所'],
      ['2026-04-15', '所长', undefined, '主任'],
      ['2026-04-16', '所长', undefined, '主任'],
    ]);
    expect((await rota.list(dispatcher, week)).duties).toHaveLength(3);
    expect((await rota.list(elsewhere, week)).duties).toEqual([]);
    expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
  });

  test('replaces a substitute of the same shift, and loses what is taken off', async () => {
    const d = await desk();
    const { rota } = d.services;
    await rota.setDuty(handler, night());
    await rota.setDuty(handler, night({ substitute: 'u-u' }));
    const [duty, ...more] = (await rota.list(handler, week)).duties;
    expect(more).toEqual([]);
    expect(duty?.substitute?.name).toBe('所长');
    await rota.removeDuty(chief, duty?.id ?? '');
    expect((await rota.list(handler, week)).duties).toEqual([]);
    await expect(rota.removeDuty(chief, duty?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is edited by people of the unit for their own, by the centre for all, by nobody else', async () => {
    const d = await desk();
    const { rota } = d.services;
    for (const actor of [street, elsewhere, analyst, callback, key, { ...handler, unit: null }]) {
      await expect(rota.setDuty(actor, night())).rejects.toMatchObject({ code: 'forbidden' });
      await expect(rota.assignable(actor, UNIT)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(rota.whoIsOnDuty(actor, UNIT)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await rota.setDuty(chief, night());
    await rota.setAbsence(dispatcher, { unit: UNIT, person: 'u-u', from: '2026-04-14', to: '2026-04-14' });
    const { duties, absences } = await rota.list(dispatcher, { unit: UNIT, ...week });
    await expect(rota.removeDuty(elsewhere, duties[0]?.id ?? '')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(rota.removeAbsence(elsewhere, absences[0]?.id ?? '')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await rota.removeAbsence(handler, absences[0]?.id ?? '');
  });

  test('takes people of the unit alone', async () => {
    const d = await desk();
    const { rota } = d.services;
    const refusals: readonly (readonly [Partial<DutyAsked>, string])[] = [
      [{ person: 'u-e' }, '本单位没有“u-e”这个人'],
      [{ person: 'u-d' }, '本单位没有'],
      [{ substitute: 'u-h' }, '替班人不能是值班人自己'],
      [{ days: 63 }, '须为 1 到 62'],
      [{ unit: 'XX' }, '没有单位 XX'],
    ];
    for (const [more, reason] of refusals) {
      await expect(rota.setDuty(dispatcher, night(more))).rejects.toThrow(reason);
    }
    await expect(rota.list(dispatcher, { from: '2026-04-13', to: '2026-07-01' })).rejects.toThrow('62 天');
  });

  test('is imported from lines; those that are wrong are named and stop no other', async () => {
    const d = await desk();
    const csv = [
      '\uFEFF单位,日期,时段,值班人,替班人',
      '西长安街市场监管所,2026-04-14,18:00-09:00,王所,所长',
      'SCS-XCAJ,2026-04-15,18:00-09:00,u-u,',
      'SCS-XCAJ,2026-04-15,夜班,u-u,',
      ',,,,',
      'SCS-DS,2026-04-15,18:00-09:00,王所,',
      'SCS-XCAJ,2026-02-30,18:00-09:00,王所,',
    ].join('\r\n');
    const first = await d.services.rota.importDuties(leader, csv);
    expect(first).toMatchObject({ added: 2, changed: 0, same: 0 });
    expect(first.refused.map(({ line, reason }) => [line, reason.slice(0, 8)])).toEqual([
      [4, '须为时段，例如 '],
      [6, '本单位没有“王所'],
      [7, '须为日期，例如 '],
    ]);
    expect(await d.services.rota.importDuties(leader, csv)).toMatchObject({ added: 0, same: 2 });
    const own = await d.services.rota.importDuties(
      handler,
      '日期,时段,值班人\n2026-04-16,09:00-18:00,王所\n',
    );
    expect(own).toEqual({ added: 1, changed: 0, same: 0, refused: [] });
    const foreign = await d.services.rota.importDuties(elsewhere, csv);
    expect(foreign.refused.map(({ line }) => line)).toEqual([2, 3, 4, 6, 7]);
    await expect(d.services.rota.importDuties(leader, '日期,姓名\n')).rejects.toThrow('表头缺少“时段”');
    await expect(d.services.rota.importDuties(leader, '日期,时段,值班人\n"x,1')).rejects.toMatchObject({
      code: 'bad_field',
    });
    await expect(d.services.rota.importDuties(analyst, csv)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('whoever is not there', () => {
  test('is replaced by the substitute of the shift, then by that of the absence, then by nobody', async () => {
    const d = await desk();
    const { rota } = d.services;
    await rota.setDuty(handler, night({ substitute: 'u-u' }));
    const moment = at('2026-04-14 20:00');
    const away = (person: string, substitute?: string) =>
      rota.setAbsence(handler, {
        unit: UNIT,
        person,
        from: '2026-04-14',
        to: '2026-04-16',
        ...(substitute === undefined ? {} : { substitute }),
      });
    await away('u-h', 'u-u');
    expect(await rota.whoIsOnDuty(handler, UNIT, moment)).toMatchObject([
      { name: '所长', inPlaceOf: '王所' },
    ]);
    await away('u-u', 'u-h');
    expect(await rota.whoIsOnDuty(handler, UNIT, moment)).toEqual([]);
    await expect(away('u-h')).rejects.toThrow('王所 2026-04-14 至 2026-04-16 已登记不在岗');
  });

  test('is given no order; the refusal names who stands in', async () => {
    const d = await desk();
    const id = await d.contacted();
    const { rota } = d.services;
    await rota.setAbsence(chief, {
      unit: UNIT,
      person: 'u-u',
      from: '2026-04-14',
      to: '2026-04-15',
      substitute: 'u-h',
    });
    await expect(d.move(handler, id, 'assign', { person: 'u-u' })).rejects.toThrow(
      '所长到 2026-04-15 不在岗，请交给替班人王所',
    );
    d.clock.set(at('2026-04-16 09:00'));
    expect((await d.move(handler, id, 'assign', { person: 'u-u' })).person).toBe('所长');
  });

  test('and what each person has in hand stands in the list of those who can take more, by name', async () => {
    const d = await desk();
    const { rota, handling } = d.services;
    const [late, soon, fresh] = [
      await d.take('西单的鞋'),
      await d.take('西单的衣服'),
      await d.take('西单着火'),
    ];
    for (const id of [late, soon, fresh]) await handling.acknowledge(handler, id);
    await rota.setDuty(handler, night({ day: '2026-04-18', period: '00:00-24:00' }));
    await rota.setAbsence(chief, {
      unit: UNIT,
      person: 'u-u',
      from: '2026-04-18',
      to: '2026-04-19',
      substitute: 'u-h',
    });
    d.clock.set(at('2026-04-18 10:00'));
    const people = await rota.assignable(chief, UNIT);
    expect(people).toMatchObject([
      { name: '所长', open: 0, onDuty: false, away: { until: '2026-04-19', substitute: { name: '王所' } } },
      {
        name: '王所',
        open: 3,
        late: 1,
        soon: 2,
        onDuty: true,
        away: null,
        byUrgency: { safety: 1, livelihood: 0, normal: 2 },
      },
    ]);
  });
});

test('whoever hands an order on sees what colleagues have in hand, and who is not there', async () => {
  const d = await desk();
  const id = await d.contacted();
  const notes = async () =>
    (await d.services.orders.get(handler, id)).choices.colleagues.map(({ name, note }) => [name, note]);
  expect(await notes()).toEqual([
    ['所长', '在办 0'],
    ['王所', '在办 1'],
  ]);
  const absence = { unit: UNIT, person: 'u-u', from: '2026-04-14', to: '2026-04-21', substitute: 'u-h' };
  await d.services.rota.setAbsence(chief, absence);
  d.clock.set(at('2026-04-20 10:00'));
  expect(await notes()).toEqual([
    ['所长', '不在岗到 2026-04-21，替班 王所'],
    ['王所', '在办 1，超期 1'],
  ]);
});

test('what colleagues have in hand is read in as many statements for three hundred people as for one', async () => {
  const url = tempDatabase();
  const d = await lifeDesk(url, (store) => open.push(store));
  const { client, close } = await connect(url);
  let statements = 0;
  const db = databaseOver((statement) => {
    statements++;
    return client.execute(statement);
  });
  const asked = async (): Promise<readonly [people: number, statements: number]> => {
    statements = 0;
    const { length } = await colleaguesOf(db, UNIT, d.clock.now());
    return [length, statements];
  };
  const [few, before] = await asked();
  await d.store.write(async (writing) => {
    for (let i = 0; i < 300; i++) {
      const name = `同事${i}`;
      const person = { id: `c${i}`, username: `c${i}`, name, role: 'handler', unit: UNIT };
      await insertUser(writing, { ...person, passwordHash: '', createdAt: 0, disabledAt: null });
    }
  });
  expect(await asked()).toEqual([few + 300, before]);
  close();
});

describe('an order that goes out out of hours', () => {
  test('names who is on duty, whether it goes by itself or by hand; in hours it does not', async () => {
    const d = await desk();
    await d.services.rota.setDuty(chief, night());
    const last = async (id: string) => (await d.services.orders.get(dispatcher, id)).events.at(-1)?.detail;
    expect(await last(await d.take('西单的鞋'))).toBe('自动派单，主办：西长安街市场监管所');
    const waiting = await d.take('拿不准的鞋');
    d.clock.set(at('2026-04-14 22:00'));
    expect(await last(await d.take('西单的衣服'))).toBe('自动派单，主办：西长安街市场监管所，值班：王所');
    await d.services.handling.dispatch(dispatcher, waiting);
    expect(await last(waiting)).toBe('派单，主办：西长安街市场监管所，值班：王所');
  });

  test('by the office hours and the calendar of the profile; an unknown year is not guessed', () => {
    const profile = lifeProfile();
    expect(isOfficeTime(profile, at('2026-04-14 10:00'))).toBe(true);
    expect(isOfficeTime(profile, at('2026-04-14 12:00'))).toBe(false);
    expect(isOfficeTime(profile, at('2026-04-18 10:00'))).toBe(false);
    // A Saturday that is worked on for the holidays of May.
    expect(isOfficeTime(profile, at('2026-05-09 10:00'))).toBe(true);
    expect(isOfficeTime(profile, at('2030-04-15 10:00'))).toBeNull();
    const { policies: _, ...without } = profile;
    expect(isOfficeTime(without, at('2026-04-14 10:00'))).toBeNull();
  });
});

test('a shift of a person whose account is closed still has a name', async () => {
  const d = await desk();
  await d.services.rota.setDuty(chief, night());
  await d.services.accounts.disableUser('u-h');
  d.pass(DAY - 14 * HOUR);
  expect((await d.services.rota.list(chief, week)).duties[0]?.person.name).toBe('王所');
  expect((await d.services.rota.assignable(chief, UNIT)).map(({ name }) => name)).toEqual(['所长']);
});
