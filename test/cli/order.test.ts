import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { audit } from '../../src/store/schema/journal.ts';
import { ordersAfter } from '../../src/store/order-pages.ts';
import { updateOrder } from '../../src/store/orders.ts';
import { openStore } from '../../src/store/store.ts';
import { tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

const SECRET = '13800001234';
const ORDER = {
  channel: 'phone',
  receivedAt: '2026-04-14T09:30:00+08:00',
  text: `市民反映在西单北大街某商场花1680元购买羽绒服一件，拉链损坏，要求退货，店家拒绝。电话${SECRET}。`,
  caller: { name: '王女士', phone: SECRET },
};

/** Runs a command on a database and answers with what it ended with and said. */
async function run(db: string, input: string, ...argv: readonly string[]) {
  const { io, out, err } = recordingIo(input);
  const code = await main([...argv, '--db', db], io);
  return { code, out: out(), err: err() };
}

test('an order is shown, traced and moved with the rights of a user, by its id or by its number', async () => {
  const folder = tempFolder();
  const db = `file:${join(folder, 'a.db')}`;
  writeFileSync(join(folder, 'orders.jsonl'), `${JSON.stringify(ORDER)}\n`);
  expect((await run(db, '', 'order', 'show', 'x')).err).toContain('[not_found]');
  expect(await run(db, '', 'import', join(folder, 'orders.jsonl'), '--quiet')).toMatchObject({ code: 0 });
  const store = await openStore({ url: db, readOnly: true });
  const [order] = await store.read((read) => ordersAfter(read, 0, 1));
  await store.close();
  if (order === undefined) throw new Error('There is no order.');
  const { id, number, leadUnit } = order;
  for (const [name, role] of [
    ['zhang', 'dispatcher'],
    ['li', 'handler'],
  ]) {
    const more = role === 'handler' ? ['--unit', leadUnit] : [];
    const added = await run(
      db,
      'mima-mima-1\n',
      'user',
      'add',
      name as string,
      '--role',
      role as string,
      ...more,
      '--password-stdin',
    );
    expect(added.code).toBe(0);
  }
  const move = (as: string, name: string, ...more: readonly string[]) =>
    run(db, '', 'order', 'move', number, '--move', name, '--as', as, ...more);
  if (order.state === 'received')
    expect(await move('zhang', 'dispatch')).toMatchObject({
      code: 0,
      out: `工单 ${number}：派单，现在已派单（第 3 步）\n`,
    });
  expect(await move('li', 'acknowledge', '--version', '3')).toMatchObject({ code: 0 });
  const contact = ['--data', '{"way":"phone","result":"reached"}', '--key', 'k-1'];
  const once = { code: 0, out: `工单 ${number}：记录联系，现在已联系（第 5 步）\n` };
  expect([await move('li', 'contact', ...contact), await move('li', 'contact', ...contact)]).toMatchObject([
    once,
    once,
  ]);
  expect(await move('li', 'handle', '--version', '4')).toMatchObject({
    code: 1,
    err: expect.stringContaining('错误[order_changed] 工单刚刚被别人办理过'),
  });
  expect(await move('nobody', 'handle')).toMatchObject({
    code: 1,
    err: expect.stringContaining('[not_found]'),
  });

  const shown = await run(db, '', 'order', 'show', id);
  expect(shown.code).toBe(0);
  expect(shown.out).toContain(`工单 ${number}（${id}）`);
  expect(shown.out).toMatch(/状态：已联系，自 \d{4}-\d\d-\d\d \d\d:\d\d 起，第 5 步/);
  expect(shown.out).toContain('依据：《北京市接诉即办工作条例》第十五条');
  expect(shown.out).toMatch(/记录联系　li　电话，已联系上/);
  const traced = await run(db, '', 'order', 'trace', number);
  expect(traced.code).toBe(0);
  expect(traced.out).toContain('在谁手里');
  expect(traced.out).toMatch(/总计　\S+（工作日 \S+）/);
  // What was said and who said it is no business of whoever keeps the machine.
  for (const { out } of [shown, traced]) expect(out).not.toMatch(new RegExp(`${SECRET}|王女士|拉链`));

  const writing = await openStore({ url: db });
  const acted = await writing.read((read) =>
    read.select().from(audit).where(eq(audit.action, 'order.move_as')),
  );
  expect(acted.map(({ actorName, subject, detail }) => [actorName, subject, detail])).toContainEqual([
    '运维',
    id,
    '以 li 的身份：记录联系',
  ]);
  await writing.write((write) => updateOrder(write, id, { state: 'closed' }));
  // Beside a process that writes.
  expect((await run(db, '', 'doctor', '--deep')).out).toContain(
    `异常  工单状态与事件一致：全部 1 张，不一致 1 张：${number}（state）\n`,
  );
  await writing.close();
}, 240_000);

test('wrong usage is named and ends with 2', async () => {
  const db = `file:${join(tempFolder(), 'a.db')}`;
  for (const [argv, said] of [
    [[], '缺少操作'],
    [['fly', 'x'], '没有操作“fly”'],
    [['show'], '缺少工单的 ID 或编号'],
    [['show', 'x', '--key', 'k'], '选项 --key 只用于 order move'],
    [['move', 'x'], '须用 --move 写明做哪一步'],
    [['move', 'x', '--move', 'fly', '--as', 'li'], '没有“fly”这一步'],
    [['move', 'x', '--move', 'toString', '--as', 'li'], '没有“toString”这一步'],
    [['move', 'x', '--move', 'note'], '须用 --as 写明以哪个账号办理'],
    [['move', 'x', '--move', 'note', '--as', 'li', '--data', '{'], '选项 --data 不是合法的 JSON'],
    [['move', 'x', '--move', 'note', '--as', 'li', '--version', '0'], '选项 --version 须为正整数'],
    [['move', 'x', '--move', 'acknowledge', '--as', 'li', '--key', 'k'], '签收不带 --data 和 --key'],
  ] as const) {
    const { code, err } = await run(db, '', 'order', ...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  }
});
