import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { appendAudit, eraseAuditWords, verifyAudit } from '../../src/store/audit.ts';
import type { AuditEntry } from '../../src/store/audit.ts';
import { whileErasing } from '../../src/store/erasures.ts';
import { audit } from '../../src/store/schema/journal.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const entry = (i: number): AuditEntry => ({
  at: 1_760_000_000_000 + i,
  actorId: 'u1',
  actorName: '王芳',
  action: 'order.read',
  subject: `order-${i}`,
  detail: i % 2 === 0 ? '' : '查看',
});

async function filled(): Promise<string> {
  const url = tempDatabase();
  const store = await openStore({ url });
  for (let i = 0; i < 20; i += 4) {
    await store.write((db) => appendAudit(db, [entry(i), entry(i + 1), entry(i + 2), entry(i + 3)]));
  }
  await store.close();
  return url;
}

/** Changes the file as someone with a database tool would, triggers removed. */
async function tamper(url: string, ...statements: string[]): Promise<void> {
  const client = createClient({ url });
  await client.execute('DROP TRIGGER audit_no_update');
  await client.execute('DROP TRIGGER audit_no_delete');
  for (const statement of statements) await client.execute(statement);
  client.close();
}

async function check(url: string) {
  const store = await openStore({ url });
  const result = await verifyAudit(store.read);
  await store.close();
  return result;
}

test('an untouched chain verifies', async () => {
  expect(await check(await filled())).toMatchObject({ ok: true, rows: 20 });
});

test.each([
  ["UPDATE audit SET detail = 'x' WHERE seq = 7", 7, 'hash'],
  ["UPDATE audit SET actor_name = '李四' WHERE seq = 1", 1, 'hash'],
  ['UPDATE audit SET at = at + 1 WHERE seq = 20', 20, 'hash'],
  ['DELETE FROM audit WHERE seq = 5', 5, 'gap'],
  [`UPDATE audit SET hash = '${'a'.repeat(64)}' WHERE seq = 3`, 3, 'hash'],
  [`UPDATE audit SET prev = '${'b'.repeat(64)}' WHERE seq = 4`, 4, 'link'],
])('%s is detected', async (statement, brokenAt, reason) => {
  const url = await filled();
  await tamper(url, statement);
  expect(await check(url)).toMatchObject({ ok: false, brokenAt, reason });
});

test('the database itself refuses to change or delete audit rows', async () => {
  const url = await filled();
  const client = createClient({ url });
  await expect(client.execute("UPDATE audit SET detail = 'x'")).rejects.toThrow('append-only');
  await expect(client.execute('DELETE FROM audit WHERE seq = 1')).rejects.toThrow('append-only');
  client.close();
});

test('a cut tail shows in the head', async () => {
  const url = await filled();
  const before = await check(url);
  await tamper(url, 'DELETE FROM audit WHERE seq > 18');
  const after = await check(url);
  expect(after).toMatchObject({ ok: true, rows: 18 });
  expect(after.ok && before.ok && after.head === before.head).toBe(false);
});

/** The chain with the words of row 6 erased, as the program does it. */
async function erasedOnce(): Promise<string> {
  const url = await filled();
  const store = await openStore({ url });
  await store.write((db) =>
    whileErasing(db, async () => {
      const rows = (await db.select().from(audit)).filter(({ seq }) => seq === 6);
      const who = { at: 1, actorId: 'u1', actorName: '王芳', subject: 'order-5' };
      expect(await eraseAuditWords(db, rows, who)).toBe(1);
    }),
  );
  await store.close();
  return url;
}

test('a row whose words were erased holds by what a later row says is left of it', async () => {
  expect(await check(await erasedOnce())).toMatchObject({ ok: true, rows: 21, erased: 1 });
});

test.each([
  ["UPDATE audit SET actor_name = '李四' WHERE seq = 6", 6],
  ["UPDATE audit SET detail = 'x' WHERE seq = 6", 6],
  // Nobody vouches for this one.
  ["UPDATE audit SET detail = '〔已清除〕', salt = '' WHERE seq = 8", 8],
  [`UPDATE audit SET detail = detail || '；第 8 行 ${'a'.repeat(64)}' WHERE seq = 21`, 21],
])('an erasure hides no other change: %s', async (statement, brokenAt) => {
  const url = await erasedOnce();
  await tamper(url, statement);
  expect(await check(url)).toMatchObject({ ok: false, brokenAt, reason: 'hash' });
});
