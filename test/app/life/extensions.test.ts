import { afterEach, expect, test } from 'vitest';
import { lifeEventsOf } from '../../../src/store/events.ts';
import type { Store } from '../../../src/store/store.ts';
import { HOUR, PEOPLE, isoOf, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, handler } = PEOPLE;
const UNTIL = '2026-04-24T18:00:00+08:00';
const asked = { reason: '检测要十天', code: 'Y01', until: UNTIL };
const choicesFor = async (d: LifeDesk, id: string) => (await d.services.orders.get(handler, id)).choices;

test('each reason for more time is shown with its article and with what it lacks', async () => {
  const d = await desk();
  const id = await d.contacted();
  const { reasons } = await choicesFor(d, id);
  const shown = reasons.filter(({ kind }) => kind === 'extension');
  expect(shown.map(({ code }) => code)).toEqual(['Y01', 'Y02', 'Y03', 'Y04', 'Y05', 'Y06', 'Y07']);
  expect(shown[0]?.laws).toEqual([
    {
      law: '北京市接诉即办工作条例',
      article: '第十五条',
      quote: '确需依法延长办理时限的，向诉求人说明理由，并通报市民热线服务工作机构；',
    },
  ]);
  // The day before the rules of 2026: the article of then.
  expect(shown.at(-1)?.laws.map(({ law, article }) => `${law}${article}`)).toEqual([
    '市场监督管理投诉举报处理暂行办法第二十三条',
  ]);
  expect(shown[3]?.missing).toEqual([]);
});

test('more time is refused before the caller was told why, and without the papers of the reason', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.services.handling.acknowledge(handler, id);
  await expect(d.move(handler, id, 'proposeExtension', asked)).rejects.toMatchObject({
    code: 'illegal_move',
    details: { need: 'proof', rule: '还缺：委托鉴定、检测、检验的材料、向诉求人说明延期理由的联系记录' },
  });
  await d.file(id, 'other', 'document');
  await d.move(handler, id, 'contact', { way: 'phone', result: 'reached' });
  const done = await d.move(handler, id, 'proposeExtension', asked);
  expect(done.life.pending).toMatchObject({
    kind: 'extension',
    code: 'Y01',
    codeName: '要等鉴定、检测、检验的结论',
    clause: '《北京市接诉即办工作条例》第十五条',
    missing: [],
  });
  expect(done.checklists.map((list) => list.for)).toContain('extension');
});

test('no code, a code of another list and one that is not for this order are refused', async () => {
  const d = await desk();
  const id = await d.handled();
  const { code: _, ...bare } = asked;
  await expect(d.move(handler, id, 'proposeExtension', bare)).rejects.toMatchObject({
    code: 'bad_field',
    details: { field: 'code' },
  });
  for (const [code, words] of [
    ['H01', '没有“H01”这一项'],
    ['Y08', '适用于这张工单的延期理由'],
  ] as const)
    await expect(d.move(handler, id, 'proposeExtension', { ...asked, code })).rejects.toThrow(words);
});

test('a clause that was typed stays; one that was not is the article of the reason', async () => {
  const d = await desk();
  const id = await d.handled();
  await d.move(handler, id, 'proposeExtension', { ...asked, clause: '第十五条第二项' });
  const last = (await d.store.read((db) => lifeEventsOf(db, id))).at(-1);
  expect(last?.data).toMatchObject({ code: 'Y01', clause: '第十五条第二项' });
});

test('what proves a reason can be gone before it is decided, and then it is not granted', async () => {
  const d = await desk();
  const id = await d.contacted();
  await d.file(id, 'other', 'document');
  await d.move(handler, id, 'proposeExtension', asked);
  await d.store.write(async (db) => {
    await db.run("DELETE FROM evidence_files WHERE kind <> 'recording'");
  });
  await expect(d.move(dispatcher, id, 'grantExtension')).rejects.toMatchObject({
    details: { need: 'proof', rule: '还缺：委托鉴定、检测、检验的材料' },
  });
});

test('the bounds of the policy are shown and kept: how far, and how often', async () => {
  const d = await desk();
  // Urgent: of its clocks only that of verifying a report can be moved.
  const id = await d.handled('举报西单着火的店');
  const [bounds, ...others] = (await choicesFor(d, id)).extensions;
  expect(others).toEqual([]);
  expect(bounds).toMatchObject({ name: '举报核查', atMost: '15个工作日', timesLeft: 1 });
  const latest = bounds?.latest ?? 0;
  const more = { ...asked, code: 'Y08' };
  const until = (at: number) => d.move(handler, id, 'proposeExtension', { ...more, until: isoOf(at) });
  await expect(until(latest + HOUR)).rejects.toThrow('最晚延到 ');
  await until(latest);
  await d.move(dispatcher, id, 'grantExtension');
  const [after] = (await choicesFor(d, id)).extensions;
  expect(after).toMatchObject({ timesLeft: 0, dueAt: latest });
  await expect(until(latest + HOUR)).rejects.toThrow('最多延期 1 次，已经延过');
});

test('a clock whose basis sets no bound says so', async () => {
  const d = await desk();
  const id = await d.handled();
  expect((await choicesFor(d, id)).extensions).toEqual([
    expect.objectContaining({ name: '热线办理', latest: null, atMost: null, timesLeft: null }),
  ]);
});
