import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWatchedFolder } from '../../../src/app/import/watched-folder.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { startWatching } from '../../../src/jobs/watching.ts';
import { desk, dispatcher } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

const line = (externalId: string, text = '西单的鞋') =>
  JSON.stringify({ channel: 'phone', receivedAt: '2026-11-20T09:00:00+08:00', text, externalId });

describe('the import folder', () => {
  let folder: string;
  let d: Desk;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jiesu-folder-'));
    d = await desk();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function watched(more: { settledMs?: number; intake?: Desk['services']['intake']; map?: string } = {}) {
    const { importing } = d.services;
    if (importing === undefined) throw new Error('nothing imports');
    return createWatchedFolder(
      d.context,
      { intake: more.intake ?? d.services.intake, desk: importing },
      { folder, map: more.map ?? '', settledMs: more.settledMs ?? 0 },
    );
  }
  const look = (folderOf = watched()) => folderOf.look(() => false);
  const total = async () => (await d.services.orders.list(dispatcher, {}, { page: 1, pageSize: 1 })).total;
  const names = (place: string) => readdirSync(join(folder, place)).sort();
  const report = (place: string): Record<string, unknown> => {
    const name = names(place).find((one) => one.endsWith('.report.json')) ?? '';
    return JSON.parse(readFileSync(join(folder, place, name), 'utf8')) as Record<string, unknown>;
  };

  it('takes a file in, moves it, and hands back the rows it refused', async () => {
    writeFileSync(join(folder, 'a.jsonl'), `${line('1')}\n${line('2', '')}\n${line('3')}\n`);
    expect(await look()).toBe(1);
    expect(await total()).toBe(2);
    expect(readdirSync(folder)).toEqual(['done']);
    expect(names('done')).toHaveLength(3);
    expect(report('done')).toMatchObject({ file: 'a.jsonl', accepted: 2, duplicate: 0, refused: 1 });
    const back = names('done').find((name) => name.includes('.refused.')) ?? '';
    expect(readFileSync(join(folder, 'done', back), 'utf8')).toContain('"externalId":"2"');
    expect(await look()).toBe(0);
  });

  it('counts what is here already as duplicate, and keeps no empty list of refused rows', async () => {
    writeFileSync(join(folder, 'a.jsonl'), `${line('1')}\n`);
    await look();
    d.clock.set(d.clock.now() + 60_000);
    writeFileSync(join(folder, 'a.jsonl'), `${line('1')}\n${line('2')}\n`);
    await look();
    expect(await total()).toBe(2);
    expect(names('done').filter((name) => name.includes('.refused.'))).toEqual([]);
  });

  it('puts aside what nobody can read, says why, and goes on with the next', async () => {
    writeFileSync(join(folder, 'a.xlsx'), 'no sheet');
    writeFileSync(join(folder, 'b.pdf'), 'x');
    writeFileSync(join(folder, 'c.jsonl'), line('1'));
    expect(await look()).toBe(3);
    expect(await total()).toBe(1);
    expect(names('failed').filter((name) => name.endsWith('.report.json'))).toHaveLength(2);
    expect(report('failed')).toMatchObject({ file: 'a.xlsx' });
    expect(String(report('failed')['message'])).toMatch(/a\.xlsx/);
  });

  it('leaves alone what is still being written, folders, links and hidden files', async () => {
    writeFileSync(join(folder, 'late.jsonl'), line('1'));
    expect(await look(watched({ settledMs: 60_000 }))).toBe(0);
    rmSync(join(folder, 'late.jsonl'));
    for (const name of ['x.jsonl.part', '.hidden.jsonl', '~$book.xlsx'])
      writeFileSync(join(folder, name), line('1'));
    mkdirSync(join(folder, 'sub.jsonl'));
    symlinkSync('/etc/hostname', join(folder, 'link.jsonl'));
    expect(await look()).toBe(0);
    expect(await total()).toBe(0);
  });

  it('keeps the file where it lies when the database is at fault, and takes it in at the next look', async () => {
    writeFileSync(join(folder, 'a.jsonl'), `${line('1')}\n`);
    const intake = {
      ...d.services.intake,
      accept: () => Promise.reject(new AppError('database_busy')),
    };
    await expect(look(watched({ intake }))).rejects.toThrow('数据库忙');
    expect(readdirSync(folder)).toContain('a.jsonl');
    expect(names('done')).toEqual([]);
    expect(await look()).toBe(1);
    expect(await total()).toBe(1);
  });

  it('watches until it is stopped', async () => {
    const watching = startWatching(watched(), { info() {}, warn() {}, error() {} }, { everyMs: 20 });
    writeFileSync(join(folder, 'a.jsonl'), line('1'));
    await expect.poll(total, { timeout: 10_000 }).toBe(1);
    await watching.stop();
    writeFileSync(join(folder, 'b.jsonl'), line('2'));
    await new Promise((go) => setTimeout(go, 100));
    expect(await total()).toBe(1);
  });
});
