import { expect, test } from 'vitest';
import { auditRows } from '../../support/audit-rows.ts';
import { HOUR, PEOPLE } from '../../support/life-desk.ts';
import { agrees, BOTH_NO, BOTH_YES, judged, nextYear, ONE_NO, UNIT } from '../../support/scored-desk.ts';

const { leader, admin, handler, chief, elsewhere, dispatcher, analyst, callback } = PEOPLE;
const other = { ...leader, id: 'u-l2', name: '副主任' };

test('verdicts come to points and yuan of the unit that leads, each line with its reasons and its order', async () => {
  const d = await judged(BOTH_NO, ONE_NO, BOTH_YES, BOTH_NO);
  const year = await d.scores.year(leader, 2026);
  expect(year.units).toMatchObject([
    { unit: UNIT, tenths: -15, fen: -45_000, lines: 4, loses: true, hash: null },
  ]);
  const { lines, intact } = await d.scores.ledger(leader, UNIT, 2026);
  expect(intact).toBe(true);
  expect(lines.map(({ kind, tenths }) => [kind, tenths])).toEqual([
    ['bothNo', -10],
    ['oneNo', -5],
    ['bothYes', 10],
    ['bothNo', -10],
  ]);
  expect(lines.map(({ order }) => order?.id)).toEqual(d.ids);
  for (const line of lines) expect(line.words).toContain(`工单 ${line.order?.number}，2026-04-14 回访评价`);
  // Nobody is named.
  const told = JSON.stringify([year, lines]);
  for (const { name } of [handler, chief, leader, callback]) expect(told).not.toContain(name);
});

test('who sees what: the centre everything, a unit its own, the callback desk nothing', async () => {
  const d = await judged(BOTH_NO);
  for (const actor of [leader, admin, dispatcher, analyst])
    expect((await d.scores.year(actor, 2026)).units.map(({ unit }) => unit)).toEqual([UNIT]);
  expect((await d.scores.ledger(handler, UNIT, 2026)).lines).toHaveLength(1);
  expect((await d.scores.year(elsewhere, 2026)).units).toMatchObject([{ unit: 'SCS-DS', lines: 0 }]);
  for (const refused of [
    d.scores.ledger(elsewhere, UNIT, 2026),
    d.scores.year(callback, 2026),
    d.scores.record(dispatcher, { kind: 'publicIncident', unit: UNIT, day: '2026-04-14', words: '事' }),
    d.scores.record(chief, { kind: 'publicIncident', unit: 'SCS-DS', day: '2026-04-14', words: '事' }),
    d.scores.pending(handler),
    d.scores.settle(leader, 2025),
    d.scores.replay(handler, { from: '2026-01-01', to: '2027-01-01', draft: '{}' }),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  await expect(d.scores.ledger(leader, 'NOWHERE', 2026)).rejects.toMatchObject({ code: 'not_found' });
  await expect(d.scores.year(leader, 1)).rejects.toMatchObject({ details: { field: 'year' } });
});

test('a unit that was sent an order by mistake is not scored, and the line of the right one says so', async () => {
  const d = await judged();
  const id = await d.take('西单的鞋');
  await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  const by = elsewhere;
  d.pass(HOUR / 10);
  await d.services.handling.acknowledge(by, id);
  const files = [await d.file(id, 'contact', 'recording', by), await d.file(id, 'visit', 'photo', by)];
  await d.move(by, id, 'contact', { way: 'phone', result: 'reached', files: files.slice(0, 1) });
  await d.move(by, id, 'contact', { way: 'visit', result: 'met', files: files.slice(1) });
  await d.move(by, id, 'handle');
  await d.file(id, 'result', 'document', by);
  await d.judge(id, BOTH_NO, by);
  const { units } = await d.scores.year(leader, 2026);
  expect(units).toMatchObject([{ unit: 'SCS-DS', tenths: -10 }]);
  const { lines } = await d.scores.ledger(leader, 'SCS-DS', 2026);
  expect(lines[0]?.words).toContain('首派西长安街市场监管所属误派，不记该单位');
  expect((await d.scores.ledger(handler, UNIT, 2026)).lines).toEqual([]);
  // Judged under the station, done once more, and found to be another's: the verdict is about neither.
  const again = await d.handled('西单的伞');
  await d.judge(again, BOTH_NO);
  expect((await d.scores.ledger(handler, UNIT, 2026)).unit.tenths).toBe(-10);
  await d.move(callback, again, 'reopen', { reason: '来电人不认可' });
  await d.services.handling.correct(dispatcher, again, { unit: 'SCS-DS' });
  expect((await d.scores.ledger(handler, UNIT, 2026)).lines).toEqual([]);
  const moved = (await d.scores.ledger(leader, 'SCS-DS', 2026)).lines.at(-1);
  expect(moved).toMatchObject({ tenths: 0, notCounted: 'rerouted', order: { id: again } });
  await agrees(d, 2026);
});

test('missing material counts at once, a public incident when a second person approves it', async () => {
  const d = await judged(BOTH_YES);
  const order = await d.numberOf(d.ids[0] ?? '');
  const missing = await d.scores.record(leader, {
    kind: 'missingMaterial',
    order,
    day: '2026-04-14',
    words: '联系环节没有录音，13800001234',
  });
  expect(missing).toMatchObject({
    state: 'counted',
    unit: { code: UNIT },
    words: '联系环节没有录音，[电话]',
  });
  const incident = {
    kind: 'publicIncident',
    unit: UNIT,
    day: '2026-04-14',
    words: '工作不力引发负面舆情',
  } as const;
  const pending = await d.scores.record(leader, incident);
  const score = async () => (await d.scores.year(leader, 2026)).units[0]?.tenths;
  expect(await score()).toBe(5);
  expect((await d.scores.pending(leader)).map(({ decides }) => decides)).toEqual([false]);
  expect((await d.scores.pending(other)).map(({ decides }) => decides)).toEqual([true]);
  const approve = (actor: typeof leader, reason?: string) =>
    d.scores.approve(actor, pending.id, { approve: true, ...(reason === undefined ? {} : { reason }) });
  await expect(approve(leader)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await score()).toBe(5);
  expect(await approve(other)).toMatchObject({ state: 'approved' });
  expect(await score()).toBe(-25);
  await expect(approve(other)).rejects.toMatchObject({ code: 'conflict' });
  const refused = await d.scores.record(leader, incident);
  await expect(d.scores.approve(other, refused.id, { approve: false })).rejects.toMatchObject({
    code: 'missing_field',
  });
  await d.scores.approve(other, refused.id, { approve: false, reason: '查无此事' });
  expect(await score()).toBe(-25);
  for (const [more, field] of [
    [{ kind: 'missingMaterial', unit: 'SCS-DS', order }, 'unit'],
    [{ kind: 'missingMaterial' }, 'order'],
    [{ kind: 'publicIncident', unit: 'NOWHERE' }, 'unit'],
    [{ day: '2026-04-15' }, 'day'],
    [{ day: '2026-04-13', order }, 'day'],
    [{ words: ' ' }, 'words'],
  ] as const)
    await expect(d.scores.record(leader, { ...incident, ...more })).rejects.toMatchObject({
      details: { field },
    });
  const actions = (await auditRows(d.store)).map(({ action }) => action);
  expect(actions.filter((action) => action.startsWith('score.'))).toEqual([
    'score.record',
    'score.record',
    'score.approve',
    'score.record',
    'score.approve',
  ]);
});

test('a unit appeals once against a deduction of its own; the centre decides, and the verdict stays', async () => {
  const d = await judged(BOTH_NO, BOTH_YES);
  const { lines } = await d.scores.ledger(chief, UNIT, 2026);
  expect(lines.map(({ appealable }) => appealable)).toEqual([true, false]);
  expect((await d.scores.ledger(handler, UNIT, 2026)).lines.some(({ appealable }) => appealable)).toBe(false);
  const [bad, good] = lines.map(({ key }) => key);
  const ask = (actor: typeof chief, key = bad ?? '') =>
    d.scores.appeal(actor, { key, year: 2026, reason: '商家已注销' });
  await expect(ask({ ...chief, role: 'handler' } as never)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(ask({ ...chief, unit: 'SCS-DS' } as never)).rejects.toMatchObject({ code: 'not_found' });
  await expect(ask(chief, good)).rejects.toMatchObject({ code: 'conflict' });
  const appeal = await ask(chief);
  await expect(ask(chief)).rejects.toMatchObject({ code: 'conflict' });
  const waiting = await d.scores.ledger(chief, UNIT, 2026);
  expect(waiting.lines[0]).toMatchObject({ tenths: -10, appeal: 'pending', appealable: false });
  const decide = (actor: typeof leader) =>
    d.scores.decide(actor, appeal.id, { grant: true, reason: '情况属实' });
  await expect(decide({ ...leader, unit: UNIT } as never)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(decide(chief as never)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await decide(leader)).toMatchObject({ state: 'granted', decision: '情况属实' });
  await expect(decide(leader)).rejects.toMatchObject({ code: 'conflict' });
  const after = await d.scores.ledger(chief, UNIT, 2026);
  expect(after.lines[0]).toMatchObject({ tenths: 0, notCounted: 'appeal', kind: 'bothNo' });
  expect(after.unit.tenths).toBe(10);
  await agrees(d, 2026);
  expect(await d.scores.appeals(elsewhere)).toEqual([]);
  expect(await d.scores.appeals(chief)).toMatchObject([{ state: 'granted' }]);
  const figures = await d.services.figures.figures(leader, { from: '2026-01-01', to: '2027-01-01' }, 'none');
  expect(figures.total.rates.find(({ code }) => code === 'solved')?.raw).toMatchObject({ hits: 1, n: 2 });
});

test('a year is settled once, after its end; what comes later goes to the next one and says so', async () => {
  const d = await judged(BOTH_NO, ONE_NO);
  const { lines } = await d.scores.ledger(chief, UNIT, 2026);
  const appeal = await d.scores.appeal(chief, { key: lines[0]?.key ?? '', year: 2026, reason: '另有责任方' });
  const incident = await d.scores.record(leader, {
    kind: 'publicIncident',
    unit: UNIT,
    day: '2026-04-14',
    words: '舆情',
  });
  await expect(d.scores.settle(admin, 2026)).rejects.toThrow(/还没有过完/);
  nextYear(d);
  await expect(d.scores.settle(admin, 2025)).rejects.toThrow(/没有记分/);
  const settled = await d.scores.settle(admin, 2026);
  expect(settled).toMatchObject({
    settledYears: [2026],
    units: [{ tenths: -15, fen: -45_000, loses: true }],
  });
  expect(settled.units[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  await expect(d.scores.settle(admin, 2026)).rejects.toThrow(/已经结算/);
  // Decided after the settlement.
  await d.scores.decide(leader, appeal.id, { grant: true, reason: '情况属实' });
  await d.scores.approve(other, incident.id, { approve: true });
  for (const year of [2026, 2027]) await agrees(d, year);
  const frozen = await d.scores.ledger(leader, UNIT, 2026);
  expect(frozen).toMatchObject({ intact: true, unit: { tenths: -15, hash: settled.units[0]?.hash } });
  const next = await d.scores.ledger(leader, UNIT, 2027);
  expect(next.unit).toMatchObject({ tenths: 10 - 30, fen: (10 - 30) * 3000 });
  const words = next.lines.map(({ words: said }) => said);
  expect(
    words.find((said) => said.includes('更正 2026 年已结算的记分：原记 -1 分（-300 元），现为 0 分')),
  ).toBeDefined();
  expect(next.lines.every(({ fromYear }) => fromYear === 2026)).toBe(true);
  // That year settled as well, nothing is left to carry.
  nextYear(d, 2028);
  await d.scores.settle(admin, 2027);
  expect((await d.scores.year(leader, 2028)).units).toEqual([]);
  // Nobody changes what was settled, not even with the database at hand.
  for (const statement of ['UPDATE score_settlements SET tenths = 0', 'DELETE FROM score_settled_lines'])
    await expect(d.store.write((db) => db.run(statement))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('a settled year is never changed') },
    });
});

test('an order that turns out to be another unit’s after the settlement is taken back in the next year', async () => {
  const d = await judged(BOTH_NO, ONE_NO);
  const id = d.ids[0] ?? '';
  nextYear(d);
  await d.scores.settle(admin, 2026);
  await d.move(callback, id, 'reopen', { reason: '来电人不认可' });
  await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  const next = await d.scores.ledger(handler, UNIT, 2027);
  expect(next).toMatchObject({ unit: { tenths: 10 }, lines: [{ unit: UNIT, fromYear: 2026, tenths: 10 }] });
  expect(next.lines[0]?.words).toContain('原记 -1 分（-300 元），现为 0 分（0 元），差额计入 2027 年');
  expect((await d.scores.ledger(leader, 'SCS-DS', 2027)).unit.tenths).toBe(0);
  expect((await d.scores.ledger(handler, UNIT, 2026)).unit.tenths).toBe(-15);
  for (const year of [2026, 2027]) await agrees(d, year);
});

test('a replay lists whose score moves and why, and writes nothing', async () => {
  const d = await judged(BOTH_NO, ONE_NO, BOTH_YES);
  const before = [await auditRows(d.store), await d.scores.year(leader, 2026)];
  const shipped = {
    title: '草案',
    versions: [
      {
        version: 'draft',
        effectiveFrom: '2026-01-01',
        effectiveTo: null,
        note: '单否加重',
        points: { bothNo: -1, oneNo: -2.5, bothYes: 1, missingMaterial: -0.5, publicIncident: -3 },
        satisfiedAnswers: ['satisfied'],
        yuanPerPoint: 300,
        notScored: [],
      },
    ],
  };
  const ask = (draft: string) => d.scores.replay(leader, { from: '2026-01-01', to: '2027-01-01', draft });
  const made = await ask(JSON.stringify(shipped));
  expect(made).toMatchObject({
    lines: 3,
    units: [
      {
        unit: UNIT,
        before: { tenths: -5 },
        after: { tenths: -25 },
        changedLines: 1,
        changed: [{ why: '“单否”由 -0.5 分改为 -2.5 分' }],
      },
    ],
  });
  const [version] = shipped.versions;
  const overlapping = {
    ...shipped,
    versions: [version, { ...version, version: 'next', effectiveFrom: '2026-06-01' }],
  };
  await expect(ask(JSON.stringify(overlapping))).rejects.toMatchObject({
    code: 'bad_field',
    details: { field: 'versions.0.effectiveTo', reason: 'draft 与 next 的日期重叠' },
  });
  await expect(ask('{')).rejects.toMatchObject({ details: { reason: '不是合法的 JSON' } });
  await expect(
    d.scores.replay(leader, { from: '2026-02-30', to: '2027-01-01', draft: '{}' }),
  ).rejects.toMatchObject({ details: { field: 'from' } });
  expect([await auditRows(d.store), await d.scores.year(leader, 2026)]).toEqual(before);
});
