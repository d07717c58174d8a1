import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPrivacyDesk } from '../../../src/app/privacy/privacy-desk.ts';
import { ERASED } from '../../../src/kernel/erasure-words.ts';
import { pathOf } from '../../../src/store/client.ts';
import { auditRows } from '../../support/audit-rows.ts';
import { SPELLINGS, erasedDesk, filesBeside, marksIn } from '../../support/erased-desk.ts';
import { DAY, PEOPLE } from '../../support/life-desk.ts';
import { SEEDS } from '../../support/seeded.ts';
import { tempFolder } from '../../support/temp.ts';

const { admin, leader } = PEOPLE;
const DAYS = { caller: 1095, evidence: 1825, words: 3650, importFiles: 30, setAside: 30 };

async function privacySite() {
  const d = await erasedDesk();
  const importFolder = tempFolder();
  const profile = { ...d.profile, retention: { title: '保存期限', basis: '依据', days: DAYS } };
  const privacy = createPrivacyDesk(
    { ...d.context, profile },
    {
      evidence: d.services.evidence ?? null,
      places: { importFolder, sessionHours: 12, copies: '不自动做' },
    },
  );
  const asked = { order: d.number, reason: '请求 2026-07', confirm: d.number };
  return { ...d, privacy, importFolder, asked };
}

describe('erasing on request', () => {
  it(
    'asks for a reason and for the number once more, and takes no reason that brings the data back',
    { timeout: 60_000 },
    async () => {
      const { privacy, asked, orderOf, id } = await privacySite();
      for (const wrong of [
        { reason: ' ' },
        { confirm: '20260414-000009' },
        { confirm: '' },
        { reason: `${SEEDS.name}请求` },
        { reason: `来电 ${SPELLINGS[0]} 请求` },
      ])
        await expect(privacy.erase(admin, { ...asked, ...wrong })).rejects.toMatchObject({
          code: 'erasure_refused',
        });
      await expect(privacy.erase(leader, asked)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(privacy.look(leader, asked)).rejects.toMatchObject({ code: 'forbidden' });
      expect((await orderOf(id)).input['text']).not.toBe(ERASED);
    },
  );

  it('erases, clears the file in the background and says so', { timeout: 60_000 }, async () => {
    const { privacy, asked, number, url } = await privacySite();
    expect(await privacy.look(admin, asked)).toMatchObject([{ number, spared: [], erased: [] }]);
    expect(await privacy.erase(admin, asked)).toMatchObject({ erased: [number] });
    await privacy.settled();
    expect(marksIn(filesBeside(url))).toEqual([]);
    const view = await privacy.view(admin);
    expect(view).toMatchObject({ uncleaned: 0, busy: null, problem: null });
    expect(view.erasures).toMatchObject([{ number, what: 'all', because: 'request', byName: '管理员' }]);
    expect(view.erasures[0]?.cleanedAt).not.toBeNull();
    await expect(privacy.erase(admin, asked)).rejects.toThrow('已经清除过');
  });

  it('reaches all orders of one telephone where that is asked for', { timeout: 60_000 }, async () => {
    const { privacy, asked, take, orderOf, number } = await privacySite();
    const open = await take('又来电，鞋还没有退', { caller: { phone: SEEDS.phone } });
    const targets = await privacy.look(admin, { ...asked, person: true });
    expect(targets.map((one) => [one.number, one.spared.length])).toEqual([
      [number, 0],
      [(await orderOf(open)).number, 1],
    ]);
    const report = await privacy.erase(admin, { ...asked, person: true });
    expect(report.erased).toEqual([number]);
    expect(report.spared).toMatchObject([{ why: ['还没有办结'] }]);
    await privacy.settled();
  });

  it('spares what is held by law until the hold ends', { timeout: 60_000 }, async () => {
    const { privacy, asked, number } = await privacySite();
    await privacy.hold(admin, number, '行政复议 2026-18');
    await expect(privacy.hold(admin, number, '又一项')).rejects.toMatchObject({ code: 'conflict' });
    await expect(privacy.erase(admin, asked)).rejects.toThrow('依法保留：行政复议 2026-18');
    const [hold] = (await privacy.view(admin)).holds;
    await privacy.release(admin, String(hold?.id), '复议终结');
    await expect(privacy.release(admin, String(hold?.id), '再次')).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await privacy.erase(admin, asked)).toMatchObject({ erased: [number] });
    await privacy.settled();
  });
});

describe('erasing by age', () => {
  it(
    'counts what is due without touching it, then erases the caller, the files and all words in turn',
    { timeout: 120_000 },
    async () => {
      const d = await privacySite();
      const { privacy, clock, orderOf, id, other } = d;
      const due = async () =>
        Object.fromEntries(
          (await privacy.retain(admin, { apply: false })).counts.map((one) => [one.kind, one.due]),
        );
      expect(await due()).toEqual({ words: 0, evidence: 0, caller: 0, importFiles: 0, setAside: 0 });
      clock.set(clock.now() + 1096 * DAY);
      expect(await due()).toMatchObject({ words: 0, evidence: 0, caller: 2 });
      expect((await orderOf(id)).input['caller']).toBeDefined();
      await privacy.hold(admin, (await orderOf(other)).number, '诉讼');
      const first = await privacy.retain(admin, { apply: true });
      const callers = first.counts.find(({ kind }) => kind === 'caller');
      expect(callers).toMatchObject({ due: 2, done: 1, spared: [{ why: ['依法保留：诉讼'] }] });
      expect(first.cleaned).toBe(true);
      expect((await orderOf(id)).input['caller']).toBeUndefined();
      expect((await orderOf(id)).input['text']).toContain('鞋开胶');
      expect((await orderOf(other)).input['caller']).toBeDefined();
      clock.set(clock.now() + 800 * DAY);
      expect(await due()).toMatchObject({ words: 0, evidence: 2 });
      clock.set(clock.now() + 1800 * DAY);
      expect(await due()).toMatchObject({ words: 2, evidence: 0, caller: 0 });
      await privacy.retain(admin, { apply: true });
      expect((await orderOf(id)).input['text']).toBe(ERASED);
      expect((await orderOf(other)).input['text']).not.toBe(ERASED);
      const told = (await auditRows(d.store)).filter(({ action }) => action === 'privacy.retain');
      expect(told).toHaveLength(2);
    },
  );

  it(
    'takes old files of the import folder and databases set aside away, and no others',
    { timeout: 60_000 },
    async () => {
      const { privacy, importFolder, url, clock } = await privacySite();
      const put = (folder: string, name: string, days: number): string => {
        mkdirSync(folder, { recursive: true });
        const file = join(folder, name);
        writeFileSync(file, 'x');
        const at = clock.now() / 1000 - days * 86_400;
        utimesSync(file, at, at);
        return file;
      };
      const old = [
        put(join(importFolder, 'done'), 'a.csv', 31),
        put(join(importFolder, 'failed'), 'b.csv', 40),
      ];
      const aside = `${pathOf(url)}.before-restore-20260101T000000`;
      writeFileSync(aside, 'x');
      const stays = [put(join(importFolder, 'done'), 'c.csv', 2), put(importFolder, 'd.csv', 90)];
      await privacy.retain(admin, { apply: true });
      for (const file of [...old, aside]) expect(() => readFileSync(file)).toThrow('ENOENT');
      for (const file of stays) expect(readFileSync(file, 'utf8')).toBe('x');
    },
  );
});
