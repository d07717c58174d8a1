import { parse } from 'csv-parse/sync';
import { expect, onTestFinished, test } from 'vitest';
import { mayDo } from '../../../src/app/rights.ts';
import type { Actor } from '../../../src/app/types.ts';
import { personalSpans } from '../../../src/text/redact.ts';
import { lifeDesk, PEOPLE } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const SECRETS = ['张建国', '13912345678', '133号院2号楼'];
const TEXT = '我叫张建国，电话13912345678，住西单北大街133号院2号楼，投诉西单的鞋开胶，张建国要求退货';

async function site() {
  const d = await lifeDesk(tempDatabase(), (store) => onTestFinished(() => store.close()));
  const id = await d.take(TEXT, {
    caller: { name: '张建国', phone: '13912345678' },
    place: { address: '西单北大街133号院2号楼', lng: 116.37, lat: 39.9 },
  });
  await d.take('西单的包坏了');
  d.pass(60_000);
  await d.services.handling.acknowledge(PEOPLE.handler, id);
  return { d, id };
}

const ROLES: readonly Actor[] = Object.values(PEOPLE).filter(
  ({ id }) => !['u-e', 'u-g', 'u-s'].includes(id),
) as readonly Actor[];

test('who gets callers masked in a table gets them masked on the page, in lists and in the API, and nobody else does', async () => {
  const { d, id } = await site();
  const roles = new Set(ROLES.map(({ role }) => role));
  expect(roles.size).toBe(8);
  const masked: string[] = [];
  for (const actor of ROLES) {
    const file = await d.services.exporting?.take(
      actor,
      {},
      { format: 'csv', described: '', columns: ['all'] },
    );
    if (file === undefined) throw new Error('nothing can be exported');
    const parts: Uint8Array[] = [];
    for await (const part of file.bytes()) parts.push(part);
    const rows = parse(Buffer.concat(parts), { bom: true, columns: true }) as Record<string, string>[];
    const row = rows.find((one) => one['系统编号'] === id);
    const detail = await d.services.orders.get(actor, id);
    const listed = (await d.services.orders.list(actor, {})).rows.find((one) => one.id === id);
    const seenIn = (value: unknown) => SECRETS.filter((secret) => JSON.stringify(value).includes(secret));
    const sees = mayDo(actor, 'order.personal');
    expect(seenIn(row), `${actor.role} export`).toEqual(sees ? SECRETS : []);
    expect(seenIn(detail), `${actor.role} page`).toEqual(sees ? SECRETS : []);
    if (!sees) {
      masked.push(actor.role);
      expect(seenIn(listed)).toEqual([]);
      expect(detail.input.caller).toEqual({ name: row?.['来电人'], phone: row?.['联系电话'] });
      expect(detail.input.place?.address).toBe(row?.['事发地址']);
      expect(detail.input.place).not.toHaveProperty('lng');
      expect([row?.['经度'], row?.['纬度']]).toEqual(['', '']);
    } else expect(listed?.excerpt).toContain('张建国');
  }
  expect(masked).toEqual(['analyst']);
});

test('offsets into a masked text still point to what they pointed to', async () => {
  const { d, id } = await site();
  const [open, masked] = [
    await d.services.orders.get(PEOPLE.leader, id),
    await d.services.orders.get(PEOPLE.analyst, id),
  ];
  expect(masked.input.text).toHaveLength(open.input.text.length);
  const hidden = personalSpans(open.input.text);
  for (const [i, c] of [...open.input.text].entries())
    expect(masked.input.text[i]).toBe(hidden.some(({ start, end }) => i >= start && i < end) ? '*' : c);
  expect(masked.triage.decision).toEqual(open.triage.decision);
  expect(masked.input.text).toContain('投诉西单的鞋开胶');
});
