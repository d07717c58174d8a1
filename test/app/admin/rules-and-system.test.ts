import { writeFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRuleFiles } from '../../../src/app/admin/rule-checks.ts';
import { dueJobs, enqueue, failJob, OUTBOX_ATTEMPTS } from '../../../src/store/outbox.ts';
import { adminDesk, FILES } from '../../support/admin-site.ts';
import { NOW, PEOPLE } from '../../support/life-desk.ts';
import { tempFolder } from '../../support/temp.ts';

const { admin: boss, leader } = PEOPLE;

describe('the rules in force', () => {
  it('are those of the day that is asked for, each with what it rests on', async () => {
    const { admin } = await adminDesk();
    const clocks = (day: string) => {
      const chapter = admin.rules.view(boss, day).chapters.find(({ code }) => code === 'clocks');
      return (chapter?.lines ?? [])
        .filter(({ name }) => name.includes('调解'))
        .flatMap(({ says }) => says[0] ?? []);
    };
    // The law of market supervision of 2026: 45 workdays before, 60 days after.
    expect(clocks('2026-04-14').join()).toContain('限 45个工作日');
    expect(clocks('2026-04-15').join()).toContain('限 60个自然日');
    expect(clocks('2026-04-15').join()).not.toContain('45');
    const { chapters, calendar } = admin.rules.view(boss, '2026-11-22');
    expect(chapters.map(({ code, empty }) => [code, empty === null])).toEqual([
      ['clocks', true],
      ['callbacks', true],
      ['scores', true],
      ['checklists', true],
      ['targets', false],
    ]);
    const lines = chapters.flatMap((chapter) => chapter.lines);
    expect(lines.some(({ quote }) => quote?.includes('七日内退货'))).toBe(true);
    expect(lines.flatMap(({ says }) => says).join('')).not.toMatch(/undefined|\[object|null/);
    expect(calendar?.years.find(({ year }) => year === 2026)).toMatchObject({ known: true });
    expect(calendar?.years.at(-1)).toMatchObject({ known: false });
    expect(() => admin.rules.view(boss, '2026-13-01')).toThrow('须为日期');
    expect(() => admin.rules.view(leader, '2026-01-01')).toThrow('没有权限');
  });

  it('are found sound as shipped, and a fault is named', async () => {
    const { admin } = await adminDesk();
    expect((await admin.rules.check(boss)).filter(({ ok }) => !ok)).toEqual([]);
    const profileDir = join(tempFolder(), 'profile');
    cpSync(FILES.profileDir, profileDir, { recursive: true });
    const path = join(profileDir, 'handling.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('消费者有权自收到商品之日起七日内退货', '消费者有权自收到商品之日起九日内退货'),
    );
    const calendarFile = join(tempFolder(), 'cn.json');
    writeFileSync(calendarFile, '{');
    const found = checkRuleFiles({ ...FILES, profileDir });
    expect(found.filter(({ ok }) => !ok)).toMatchObject([{ name: '办理规则所引法条逐字相符' }]);
    const bad = checkRuleFiles({ ...FILES, calendarFile });
    expect(bad.find(({ name }) => name === '工作日历')?.text).toContain('不是合法的 JSON');
  });
});

describe('the units', () => {
  it('stand below those they belong to, with people, orders and switches', async () => {
    const d = await adminDesk();
    const people = async () =>
      (await d.admin.units(boss)).lines.find(({ code }) => code === 'SCS-XCAJ')?.people;
    const before = (await people()) ?? 0;
    const { id } = await d.admin.people.add(boss, {
      username: 'a',
      name: '甲',
      role: 'handler',
      unit: 'SCS-XCAJ',
    });
    expect(await people()).toBe(before + 1);
    await d.admin.people.disable(boss, id);
    await d.take('西单的鞋');
    await d.services.switching.set(boss, { unit: 'SCS-XCAJ', issueType: '0101', enabled: false });
    await d.services.switching.set(boss, { unit: 'CGZF', issueType: '*', enabled: false });
    const { lines } = await d.admin.units(boss);
    expect(lines.map(({ code }) => code).sort()).toEqual(d.profile.units.map(({ code }) => code).sort());
    const at = (code: string) => lines.findIndex((one) => one.code === code);
    expect(lines[at('SCS-XCAJ')]).toMatchObject({ depth: 1, people: before, open: 1, dispatch: 'some' });
    expect(at('SCS-XCAJ')).toBeGreaterThan(at('SCJG'));
    expect(lines[at('CGZF')]).toMatchObject({ dispatch: 'off' });
    expect(lines[at('SCS-DS')]).toMatchObject({ dispatch: 'on' });
    await expect(d.admin.units(leader)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('how the program runs', () => {
  it('is told, and jobs that were given up start anew, one or all', async () => {
    const sweep = { at: NOW, orders: 3, failed: 0, made: 1, unknownYears: [2027] };
    const d = await adminDesk({ lastSweep: () => sweep });
    const jobs = [1, 2, 3].map((n) => ({ topic: 'suggest', payload: { orderId: `o-${n}` } }));
    await d.store.write((db) => enqueue(db, jobs, NOW));
    const [first, second] = await d.store.read((db) => dueJobs(db, NOW, 10));
    for (const job of [first, second])
      await d.store.write((db) =>
        failJob(db, { id: job?.id ?? 0, attempts: OUTBOX_ATTEMPTS - 1 }, '磁盘已满', NOW),
      );
    const state = await d.admin.system.state(boss);
    expect(state.outbox).toMatchObject({
      waiting: 1,
      dead: 2,
      oldest: NOW,
      topics: [{ topic: 'suggest', waiting: 1, dead: 2 }],
    });
    expect(state.outbox.failed.map(({ order, error }) => [order, error])).toEqual([
      ['o-2', '磁盘已满'],
      ['o-1', '磁盘已满'],
    ]);
    expect(state).toMatchObject({ sweep, database: { answers: true }, encoder: { good: true } });
    expect(state.database.bytes).toBeGreaterThan(0);
    expect(await d.admin.system.retry(boss, first?.id)).toBe(1);
    await expect(d.admin.system.retry(boss, first?.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await d.admin.system.retry(boss)).toBe(1);
    expect((await d.admin.system.state(boss)).outbox).toMatchObject({ waiting: 3, dead: 0 });
    expect((await d.admin.audit.search(boss, { action: 'outbox.retry' })).lines).toHaveLength(2);
    await expect(d.admin.system.state(leader)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
