import { createHash } from 'node:crypto';
import { reachOf } from '../../support/reach.ts';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupName } from '../../../src/app/admin/backups.ts';
import { backupFolder, makeBackup } from '../../../src/store/backup.ts';
import { pathOf } from '../../../src/store/client.ts';
import { checkBackup, restoreBackup } from '../../../src/store/restore.ts';
import { openStore } from '../../../src/store/store.ts';
import { countOrders } from '../../../src/store/orders.ts';
import { adminDesk } from '../../support/admin-site.ts';
import { NOW, PEOPLE } from '../../support/life-desk.ts';
import { tempDatabase, tempFolder } from '../../support/temp.ts';

const { admin: boss, leader } = PEOPLE;

describe('a backup', () => {
  it('is made while orders come in, whole, with its sum beside it', async () => {
    const d = await adminDesk();
    const id = await d.take('西单的鞋');
    await d.admin.backups.make(boss);
    await expect(d.admin.backups.make(boss)).rejects.toMatchObject({ code: 'backup_refused' });
    const meanwhile = Array.from({ length: 20 }, (_, i) => d.take(`西单的包第${i}个`));
    await d.admin.backups.settled();
    await Promise.all(meanwhile);
    const view = await d.admin.backups.view(boss);
    expect(view).toMatchObject({ running: null, problem: null });
    const [made] = view.list;
    expect(made).toMatchObject({ name: backupName(NOW), by: boss.name });
    const file = join(view.folder ?? '', made?.name ?? '');
    const bytes = readFileSync(file);
    expect(made?.bytes).toBe(bytes.length);
    expect(made?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(readdirSync(view.folder ?? '').sort()).toEqual([made?.name, `${made?.name}.sha256`]);
    const checked = await checkBackup(file);
    expect(checked.orders).toBeGreaterThanOrEqual(1);
    expect(checked.compared).toBe(true);

    const { stream, bytes: told } = await d.admin.backups.download(boss, made?.name ?? '');
    expect(told).toBe(bytes.length);
    expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(new Uint8Array(bytes));
    const [taken] = (await d.admin.audit.search(boss, { action: 'backup.download' })).lines;
    expect(taken).toMatchObject({ subject: made?.name, actor: { id: boss.id } });
    // Who took it away may know every order that is in it.
    const { number } = await d.services.orders.get(leader, id);
    const knowers = await d.admin.audit.knowers(boss, number, d.clock.now());
    expect(knowers.mayHold.map(({ id: who }) => who)).toEqual([boss.id]);
  });

  it('is nobody’s but the administrator’s, and no other file of the folder', async () => {
    const { admin, url } = await adminDesk();
    await expect(admin.backups.view(leader)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(admin.backups.make(leader)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(admin.backups.download(leader, 'x')).rejects.toMatchObject({ code: 'forbidden' });
    for (const name of ['../test.db', 'jiesu-20260414-100000.db', pathOf(url)])
      await expect(admin.backups.download(boss, name)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that cannot be written says why and leaves nothing behind', async () => {
    const d = await adminDesk();
    const folder = backupFolder(d.url) ?? '';
    // A file stands where the folder should be.
    writeFileSync(folder, '');
    await d.admin.backups.make(boss).catch(() => undefined);
    await d.admin.backups.settled();
    const log = await d.admin.audit.search(boss, { action: 'backup.failed' });
    const { problem } = await d.admin.backups.view(boss);
    expect(problem).toContain('上级路径不是目录');
    expect(log.lines[0]?.detail).toBe(problem);
  });
});

describe('a restore', () => {
  async function backedUp() {
    const d = await adminDesk();
    await d.take('西单的鞋');
    const file = join(tempFolder(), 'b.db');
    await makeBackup(d.url, file);
    return { d, file };
  }

  it('puts the backup in place, sets aside what was there, and opens', async () => {
    const { d, file } = await backedUp();
    await d.take('西单的包');
    await d.store.close();
    const done = await restoreBackup(file, d.url, 'x');
    expect(done).toMatchObject({ orders: 1, compared: true, aside: `${pathOf(d.url)}.before-restore-x` });
    for (const [url, orders] of [
      [d.url, 1],
      [`file:${done.aside}`, 2],
    ] as const) {
      const store = await openStore({ url });
      expect(await store.read((db) => countOrders(db, { reach: reachOf() }))).toBe(orders);
      await store.close();
    }
  });

  it('is refused while a server holds the database', async () => {
    const { d, file } = await backedUp();
    await expect(restoreBackup(file, d.url, 'x')).rejects.toMatchObject({ code: 'database_locked' });
    expect(await d.store.read((db) => countOrders(db, { reach: reachOf() }))).toBe(1);
  });

  it('is refused for a file that is damaged, changed, foreign or newer, and the database stays', async () => {
    const { d, file } = await backedUp();
    await d.store.close();
    const url = d.url;
    const before = readFileSync(pathOf(url));
    const whole = readFileSync(file);
    const other = (name: string, bytes: Uint8Array): string => {
      const path = join(tempFolder(), name);
      writeFileSync(path, bytes);
      return path;
    };
    const damaged = Uint8Array.from(whole);
    damaged.fill(0x5a, 8192, 16_384);
    writeFileSync(file, damaged);
    const newer = join(tempFolder(), 'newer.db');
    writeFileSync(newer, whole);
    const store = await openStore({ url: `file:${newer}` });
    await store.close();
    const { connect } = await import('../../../src/store/client.ts');
    const open = await connect(`file:${newer}`);
    await open.client.execute(`INSERT INTO schema_migrations VALUES ('9999_later.sql', 'x', 0)`);
    open.close();
    for (const [bad, words] of [
      [file, '.sha256 不符'],
      [other('d.db', damaged), '没有通过|不是接诉'],
      [other('t.db', Buffer.from('这不是数据库')), '不是接诉'],
      [newer, '备份比程序新'],
    ] as const) {
      await expect(restoreBackup(bad, url, 'x')).rejects.toMatchObject({ code: 'bad_file' });
      await expect(restoreBackup(bad, url, 'x')).rejects.toThrow(new RegExp(words));
    }
    await expect(restoreBackup(join(tempFolder(), 'none'), url, 'x')).rejects.toMatchObject({
      code: 'file_unreadable',
    });
    expect(readFileSync(pathOf(url)).equals(before)).toBe(true);
  });

  it('makes a database where there was none', async () => {
    const { file } = await backedUp();
    const url = tempDatabase();
    expect(await restoreBackup(file, url, 'x')).toMatchObject({ orders: 1, aside: null });
  });
});
