import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { openStore } from '../../src/store/store.ts';
import { decideRevision, insertRevision } from '../../src/store/profile-revisions.ts';
import { recordingIo } from './support.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jiesu-catalogue-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const { io, out, err } = recordingIo('', { JIESU_DB: `file:${join(dir, 'a.db')}` });
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}

it('exports the catalogue of a day, and compares a table with it', async () => {
  const file = join(dir, 'catalogue.csv');
  expect(await run('catalogue', 'export', '--as-of', '2026-06-01', '--out', file)).toMatchObject({ code: 0 });
  expect(readFileSync(file, 'utf8')).toContain('"0101"');
  const same = await run('catalogue', 'diff', file, '--as-of', '2030-01-01');
  expect(same).toEqual({ code: 0, out: '不同 0 条，相同 107 条，拒收 0 行\n', err: '' });
  const lines = readFileSync(file, 'utf8').split('\r\n');
  lines[1] = (lines[1] ?? '').replace('"1.1",""', '"1.9.9","某法"');
  lines[2] = (lines[2] ?? '').replace('SCJG', 'NIEMAND');
  writeFileSync(file, lines.join('\r\n'));
  const changed = await run('catalogue', 'diff', file, '--as-of', '2030-01-01');
  expect(changed.code).toBe(1);
  expect(changed.out).toContain('0101 条款：1.1 → 1.9.9\n');
  expect(changed.out).toContain('不同 1 条，相同 105 条，拒收 1 行');
  expect(changed.err).toContain('第 3 行，主办单位编码：没有单位“NIEMAND”');
});

it('has approved revisions of the database over the shipped catalogue', async () => {
  const store = await openStore({ url: `file:${join(dir, 'a.db')}` });
  await store.write(async (db) => {
    const made = { basis: '某文', reason: '某由', draftedById: 'a', draftedByName: '甲', draftedAt: 1 };
    const change = {
      kind: 'entry',
      issueType: '0101',
      owner: 'SCJG',
      level: 'station',
      joint: null,
      clause: '1.1.1',
      basis: '某法',
      effectiveFrom: '2030-01-01',
    } as const;
    const id = await insertRevision(db, { ...made, subject: 'catalogue', changes: [change] }, '2029');
    const by = { decidedById: 'b', decidedByName: '乙', decidedAt: 2, note: '' };
    await decideRevision(db, id, { ...by, state: 'approved', applied: 1, version: 'v', difference: [] });
  });
  await store.close();
  expect((await run('catalogue', 'export', '--as-of', '2030-01-01')).out).toContain('"1.1.1"');
  expect((await run('catalogue', 'export', '--as-of', '2029-12-31')).out).not.toContain('"1.1.1"');
});

it('says what is wrong with how it is called', async () => {
  expect(await run('catalogue')).toMatchObject({ code: 2 });
  expect(await run('catalogue', 'import', 'x')).toMatchObject({ code: 2 });
  expect(await run('catalogue', 'export', '--as-of', '2026-02-30')).toMatchObject({ code: 2 });
  expect((await run('catalogue', 'diff', join(dir, 'none.csv'))).err).toContain('bad_file');
});
