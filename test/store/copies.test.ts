import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backupName } from '../../src/app/admin/backups.ts';
import { createCopies } from '../../src/app/admin/copies.ts';
import { startKeeping } from '../../src/jobs/keeping.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { copyFolder, lastMomentOf, outlived, stampOf } from '../../src/store/copies.ts';
import { openStore } from '../../src/store/store.ts';
import { auditRows } from '../support/audit-rows.ts';
import { closeAfterTest } from '../support/closing.ts';
import { DAY, HOUR } from '../support/life-desk.ts';
import { tempDatabase } from '../support/temp.ts';

const NOW = Date.parse('2026-11-29T10:00:00+08:00');
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

it('a name tells its moment', () => {
  expect(stampOf(backupName(NOW))).toBe(NOW);
});

it('all copies of two days are kept, then one a day, then none, and always the newest', () => {
  const every = Array.from({ length: 24 * 20 }, (_, i) => backupName(NOW - i * HOUR));
  const gone = new Set(outlived(every, NOW, 14));
  const kept = every.filter((name) => !gone.has(name)).map(stampOf);
  expect(kept.filter((at) => at > NOW - 2 * DAY)).toHaveLength(48);
  const older = kept.filter((at) => at <= NOW - 2 * DAY);
  const days = older.map((at) => new Date(at + 8 * HOUR).toISOString().slice(0, 10));
  expect(new Set(days).size).toBe(days.length);
  expect(Math.min(...kept)).toBeGreaterThan(NOW - 14 * DAY);
  // The last one of each day.
  expect(older.slice(1).every((at) => new Date(at + 8 * HOUR).getUTCHours() === 23)).toBe(true);
  expect(outlived([backupName(NOW - 400 * DAY)], NOW, 14)).toEqual([]);
});

it('a copy is made when it is time for one, recorded, and none where none is wanted', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  closeAfterTest(() => store.close());
  const clock = fixedClock(NOW);
  const folder = String(copyFolder(url));
  const copies = createCopies({ store, clock }, { everyHours: 6, keepDays: 14 });
  expect(await createCopies({ store, clock }, { everyHours: 0, keepDays: 14 }).keep()).toBeNull();
  expect(await copies.keep()).toBe(backupName(NOW));
  clock.set(NOW + 5 * HOUR);
  expect(await copies.keep()).toBeNull();
  clock.set(NOW + 6 * HOUR);
  expect(await copies.keep()).toBe(backupName(NOW + 6 * HOUR));
  // The second one holds the record of the first.
  expect(await lastMomentOf(join(folder, backupName(NOW + 6 * HOUR)))).toBe(NOW);
  const rows = (await auditRows(store)).filter(({ action }) => action === 'copy.make');
  expect(rows.map(({ subject, actorName }) => [subject, actorName])).toEqual([
    [backupName(NOW), '系统'],
    [backupName(NOW + 6 * HOUR), '系统'],
  ]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, backupName(NOW - 40 * DAY)), 'old');
  clock.set(NOW + 12 * HOUR);
  await copies.keep();
  expect(readdirSync(folder)).not.toContain(backupName(NOW - 40 * DAY));
});

it('what is due by age goes once a night, and a fault of one does not keep the other from its turn', async () => {
  const clock = fixedClock(Date.parse('2026-11-29T02:59:00+08:00'));
  const done: string[] = [];
  const keeping = startKeeping({
    copies: { keep: () => Promise.reject(new Error('no room')) },
    privacy: {
      retain: async (actor, { apply }) => {
        done.push(`${actor.name} ${apply}`);
        return { title: null, counts: [], cleaned: false };
      },
    },
    clock,
    log: SILENT,
  });
  closeAfterTest(() => keeping.stop());
  await keeping.look();
  expect(done).toEqual([]);
  clock.set(Date.parse('2026-11-29T03:00:00+08:00'));
  await keeping.look();
  await keeping.look();
  expect(done).toEqual(['系统 true']);
  clock.set(Date.parse('2026-11-30T03:00:00+08:00'));
  await keeping.look();
  expect(done).toHaveLength(2);
});
