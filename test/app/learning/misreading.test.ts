import { expect, test } from 'vitest';
import { annotations, annotationTasks } from '../../../src/store/schema/annotations.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { misreadingCauses } from '../../../src/store/schema/misreadings.ts';
import { likelyCause } from '../../../src/app/learning/likely-cause.ts';
import { admin, desk, dispatcher, handler, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

const analyst = { id: 'u-f', name: '分析员', role: 'analyst', unit: null } as const;
const second = { ...analyst, id: 'u-f2', name: '另一分析员' };
const PERIOD = { from: '2026-04-01', to: '2026-05-01' };
const pair = { ...PERIOD, about: 'type', said: '0501', truth: '0402' } as const;

async function accept(d: Desk, ...texts: string[]): Promise<string[]> {
  const outcomes = await d.services.intake.accept(
    system,
    texts.map((text) => order(text)),
  );
  return outcomes.map((one) => {
    if (one.status === 'refused') throw new Error('refused');
    return one.id;
  });
}

test('pairs come from what people decided: corrections, and those who looked and sent; safety first', async () => {
  const d = await desk();
  const ids = await accept(
    d,
    '拿不准的噪声甲',
    '拿不准的噪声乙',
    '拿不准的噪声丙',
    '拿不准的占道着火',
    '没有人看过的噪声',
  );
  const [first = '', other = '', sent = '', fire = ''] = ids;
  for (const id of [first, other]) await d.services.handling.correct(dispatcher, id, { issueType: '0402' });
  await d.services.handling.correct(dispatcher, fire, { issueType: '0501' });
  await d.services.handling.dispatch(dispatcher, sent);
  const found = await d.services.misreadings.overview(analyst, 'type', PERIOD);
  expect(found.wrong).toMatchObject({ hits: 3, n: 4 });
  expect(
    found.pairs.map(({ said, truth, orders, safety }) => [said.code, truth.code, orders, safety]),
  ).toEqual([
    ['0402', '0501', 1, 1],
    ['0501', '0402', 2, 0],
  ]);
  expect(found.pairs[1]?.share).toMatchObject({ hits: 2, n: 3 });
  expect(found.pairs[1]?.share.low).toBeGreaterThan(0.1);
  expect(found.matrix?.groups.map(({ code }) => code)).toEqual(['01', '04', '05']);
  expect(found.matrix?.counts).toEqual([
    [0, 0, 0],
    [0, 0, 1],
    [0, 2, 0],
  ]);
  expect(found.open).toBe(3);
  const units = await d.services.misreadings.overview(analyst, 'unit', PERIOD);
  expect(units.pairs.map(({ said, truth, orders }) => [said.code, truth.code, orders])).toEqual([
    ['JD-XCAJ', 'CGZF', 1],
    ['CGZF', 'JD-XCAJ', 2],
  ]);
  expect(
    (await d.services.misreadings.overview(analyst, 'type', { from: '2026-03-01', to: '2026-04-01' })).wrong
      .n,
  ).toBe(0);
  await expect(
    d.services.misreadings.overview(analyst, 'type', { from: '2026-05-01', to: '2026-04-01' }),
  ).rejects.toMatchObject({ code: 'bad_field' });
});

test('two annotators who agree have a say against the machine; one alone has none', async () => {
  const d = await desk();
  const [id = ''] = await accept(d, '噪声，其实是摆摊');
  const task = await d.services.learning.annotating.add(analyst, { orderId: id });
  const label = { issueType: '0402', demandKind: '投诉' } as const;
  await d.services.learning.annotating.submit(analyst, task.id, label);
  expect((await d.services.misreadings.overview(analyst, 'type', PERIOD)).wrong.n).toBe(0);
  await d.services.learning.annotating.submit(second, task.id, label);
  const { rows } = await d.services.misreadings.orders(analyst, pair);
  expect(rows).toMatchObject([
    { orderId: id, word: 'agreed', said: { code: '0501' }, truth: { code: '0402' } },
  ]);
  expect(await d.store.read((db) => db.select().from(annotations))).toHaveLength(2);
});

test('orders of a pair show text masked for analysts, what would be said now, and are recorded as read', async () => {
  const d = await desk();
  const [id = ''] = await accept(d, '拿不准的噪声，我叫张建国，住西单北大街120号3单元501室，电话13800138000');
  await d.services.handling.correct(dispatcher, id, { issueType: '0402' });
  const { rows, mended, total } = await d.services.misreadings.orders(analyst, pair);
  expect({ total, mended }).toEqual({ total: 1, mended: 0 });
  expect(rows[0]?.text).not.toMatch(/张建国|13800138000/);
  expect(rows[0]?.text).toHaveLength(
    '拿不准的噪声，我叫张建国，住西单北大街120号3单元501室，电话13800138000'.length,
  );
  expect((await d.services.misreadings.orders(admin, pair)).rows[0]?.text).toContain('13800138000');
  expect(rows[0]?.now).toMatchObject({ code: '0501', mended: false });
  const read = (await d.store.read((db) => db.select().from(audit))).filter(
    ({ action, actorId }) => action === 'order.read' && actorId === analyst.id,
  );
  expect(read.map(({ subject }) => subject)).toEqual([id]);
});

test('a cause is recorded with a note, the last one counts, and only for what is wrong', async () => {
  const d = await desk();
  const { misreadings } = d.services;
  const [wrong = '', right = ''] = await accept(d, '拿不准的噪声甲', '拿不准的噪声乙');
  await d.services.handling.correct(dispatcher, wrong, { issueType: '0402' });
  await d.services.handling.dispatch(dispatcher, right);
  const say = (id: string, cause: 'few_data' | 'wrong_label', note = '') =>
    misreadings.record(analyst, id, { about: 'type', cause, note });
  await say(wrong, 'few_data');
  await say(wrong, 'wrong_label', '派单员点错');
  await expect(say(right, 'few_data')).rejects.toMatchObject({ code: 'conflict' });
  await expect(say('nope', 'few_data')).rejects.toMatchObject({ code: 'not_found' });
  await expect(say(wrong, 'few_data', '字'.repeat(501))).rejects.toMatchObject({ code: 'bad_field' });
  const found = await misreadings.overview(analyst, 'type', PERIOD);
  expect({ causes: found.causes, open: found.open }).toEqual({ causes: { wrong_label: 1 }, open: 0 });
  expect(
    (await misreadings.orders(analyst, { ...pair, cause: 'wrong_label' })).rows[0]?.recorded,
  ).toMatchObject({
    cause: 'wrong_label',
    note: '派单员点错',
    by: '分析员',
  });
  expect((await misreadings.orders(analyst, { ...pair, cause: 'open' })).total).toBe(0);
  // Corrected back: it is not wrong any more, and nothing is left to explain.
  await d.services.handling.correct(dispatcher, wrong, { issueType: '0501' });
  expect((await misreadings.overview(analyst, 'type', PERIOD)).causes).toEqual({});
  await expect(d.store.write((db) => db.delete(misreadingCauses))).rejects.toThrow();
});

test('like orders that nobody labelled go on the list of annotation, once', async () => {
  const d = await desk();
  const [wrong = ''] = await accept(d, '拿不准的噪声，广场上摆摊的大喇叭天天叫卖');
  await accept(d, '广场上摆摊的大喇叭又叫卖了', '会员卡店里不肯退钱');
  await d.services.handling.correct(dispatcher, wrong, { issueType: '0402' });
  expect(await d.services.misreadings.toLabelling(analyst, pair, 1)).toEqual({ looked: 2, added: 1 });
  const tasks = await d.store.read((db) => db.select().from(annotationTasks));
  expect(tasks).toHaveLength(1);
  expect(tasks[0]?.candidates).toEqual(expect.arrayContaining(['0402', '0501']));
  const { task } = await d.services.learning.annotating.next(analyst);
  expect(task?.text).toContain('又叫卖');
  await expect(
    d.services.misreadings.toLabelling(analyst, { ...pair, said: '0101' }, 5),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(d.services.misreadings.toLabelling(analyst, pair, 0)).rejects.toMatchObject({
    code: 'bad_field',
  });
});

test('only analysts and administrators look at errors', async () => {
  const d = await desk();
  for (const who of [dispatcher, handler]) {
    await expect(d.services.misreadings.overview(who, 'type', PERIOD)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(d.services.misreadings.orders(who, pair)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(d.services.misreadings.toLabelling(who, pair, 1)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      d.services.misreadings.record(who, 'x', { about: 'type', cause: 'few_data', note: '' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test('the likely cause is a guess that says why, and none where the model has it right by now', () => {
  const clues = {
    about: 'type',
    word: 'corrected',
    typeRight: false,
    truth: '0402',
    few: [] as string[],
    now: { confidence: 0.5, mended: false },
  } as const;
  expect(likelyCause({ ...clues, now: { confidence: 0.5, mended: true } })).toBeNull();
  expect(likelyCause(clues)?.cause).toBe('weak_features');
  expect(likelyCause({ ...clues, few: ['0402'] })?.cause).toBe('few_data');
  expect(likelyCause({ ...clues, word: 'adjudicated' })?.cause).toBe('unclear_definition');
  expect(likelyCause({ ...clues, now: { confidence: 0.95, mended: false } })?.cause).toBe('wrong_label');
  expect(likelyCause({ ...clues, about: 'unit', typeRight: true })?.cause).toBe('rules_or_catalogue');
});
