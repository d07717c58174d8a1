import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { openStore } from '../../src/store/store.ts';
import { recordingIo } from './support.ts';

let dir = '';
let db = '';

async function run(...argv: string[]) {
  const { io, out, err } = recordingIo('', {});
  const code = await main([...argv, '--db', db], io);
  return { code, out: out(), err: err() };
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jiesu-report-'));
  db = `file:${join(dir, 'x.db')}`;
  const orders = [
    ['R1', '市民反映在西单大悦城“星语服装店”购买的羽绒服掉毛，要求商家退货退款。'],
    ['R2', '市民反映在西单北大街“安康眼镜店”配的眼镜度数不对，要求重新配制。'],
  ].map(([externalId, text]) =>
    JSON.stringify({ channel: 'phone', externalId, receivedAt: '2026-11-20T09:30:00+08:00', text }),
  );
  writeFileSync(join(dir, 'orders.jsonl'), `${orders.join('\n')}\n`);
  expect((await run('import', join(dir, 'orders.jsonl'))).out).toContain('新收 2 件');
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('prints a report as text, and writes the other formats by the name of the file', async () => {
  const text = await run('report', 'monthly', '--date', '2026-11');
  expect(text).toMatchObject({ code: 0 });
  expect(text.out).toContain('接诉即办月度通报（2026年11月');
  expect(text.out).toContain('受理2件');
  expect(text.err).toMatch(/制表标记 B\d{8}-/);
  const json = await run('report', 'leader', '--date', '2026-11', '--format', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ kind: 'leader', mark: { who: '运维（命令行）' } });
  for (const format of ['html', 'docx'])
    expect(
      (await run('report', 'daily', '--date', '2026-11-21', '--out', join(dir, `d.${format}`))).code,
    ).toBe(0);
  expect(readFileSync(join(dir, 'd.html'), 'utf8')).toContain('工单日报');
  const document = unzipSync(new Uint8Array(readFileSync(join(dir, 'd.docx'))))['word/document.xml'];
  expect(strFromU8(document ?? new Uint8Array())).toContain('昨日受理2件');
}, 60_000);

it('says what is wrong with what was typed', async () => {
  expect(await run('report', 'weekly', '--date', '2026-11')).toMatchObject({ code: 2 });
  expect(await run('report', 'monthly')).toMatchObject({ code: 2 });
  expect(await run('report', 'monthly', '--date', '2026-11', '--format', 'docx')).toMatchObject({ code: 2 });
  const date = await run('report', 'monthly', '--date', '2026');
  expect(date.code).toBe(1);
  expect(date.err).toContain('须为月份');
  expect(await run('report', 'monthly', '--date', '2026-11', '--as', 'nobody')).toMatchObject({ code: 1 });
}, 60_000);

it('does not print what does not reconcile, and names the orders', async () => {
  const store = await openStore({ url: db });
  const [row] = await store.read((one) =>
    one.all<{ id: string; number: string }>(sql`SELECT id, number FROM orders LIMIT 1`),
  );
  await store.write((one) => one.run(sql`DELETE FROM case_facts WHERE order_id = ${row?.id ?? ''}`));
  await store.close();
  const out = join(dir, 'refused.docx');
  const refused = await run('report', 'monthly', '--date', '2026-11', '--out', out);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(`工单 ${row?.number}：工单在册，统计中没有`);
  expect(() => readFileSync(out)).toThrow();
}, 60_000);
