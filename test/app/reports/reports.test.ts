import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { textOfCell } from '../../../src/app/reports/report-lines.ts';
import type { Made, Report } from '../../../src/app/reports/report-types.ts';
import { keysOf } from '../../../src/kernel/keys.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { REPORT_KIND } from '../../../src/kernel/report-words.ts';
import type { ReportKind } from '../../../src/kernel/report-words.ts';
import type { Store } from '../../../src/store/store.ts';
import { lifeDesk, PEOPLE } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { walk } from '../../support/random-life.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const { leader, handler, callback, chief, analyst, dispatcher, admin } = PEOPLE;
const DATES: Readonly<Record<ReportKind, string>> = {
  daily: '2026-04-14',
  monthly: '2026-04',
  leader: '2026-04-14',
  meeting: '2026-04',
  annual: '2026',
};

const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));

/** Orders of two months, moved about at random, some of them judged. */
async function busyDesk(): Promise<LifeDesk> {
  const d = await desk();
  for (const [i, text] of ['西单的鞋', '西单的包', '西单的伞'].entries()) {
    const id = await d.handled(text);
    await d.move(handler, id, 'reply', d.replyData());
    const verdict = {
      solved: i === 0 ? 'solved' : 'unsolved',
      satisfied: i === 0 ? 'satisfied' : 'dissatisfied',
      attitude: 'good',
    } as const;
    await d.services.callbacks.record(callback, id, { data: { result: 'answered', verdict } });
  }
  const ids: string[] = [];
  const texts = ['西单的鞋', '拿不准的鞋', '施工噪声', '举报西单的店', '着火的店', '某地的卡'];
  for (const day of ['03-10', '04-02', '04-13', '04-14'])
    for (const text of texts) ids.push(await d.take(text, { receivedAt: `2026-${day}T08:30:00+08:00` }));
  await walk(d, ids, 120, seededRandom(5), () => {});
  return d;
}

function whole(made: Made): Report {
  if (!made.ok) throw new Error(`refused: ${JSON.stringify(made.refusal)}`);
  return made.report;
}

const textsOf = ({ title, sections }: Report): string[] => [
  title,
  ...sections.flatMap(({ heading, sentences, tables }) => [
    heading,
    ...sentences,
    ...tables.flatMap(({ caption, rows, note = '' }) => [caption, note, ...rows.flat().map(textOfCell)]),
  ]),
];

test('every kind is made of a busy time, reconciles, and says nothing that is no number and nobody’s name', async () => {
  const d = await busyDesk();
  for (const kind of keysOf(REPORT_KIND)) {
    const report = whole(await d.services.reports.make(leader, { kind, date: DATES[kind] }, 'json'));
    expect(report.reconciliation.cases, kind).toBeGreaterThan(0);
    expect(report.reconciliation.identities.every(({ left, right }) => left === right)).toBe(true);
    const texts = textsOf(report);
    expect(texts.join('\n'), kind).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
    expect(texts.join('\n'), kind).not.toMatch(/1380000|王所|来电人姓名/);
    for (const section of report.sections)
      for (const table of section.tables)
        for (const row of table.rows) expect(row, table.caption).toHaveLength(table.columns.length);
  }
}, 120_000);

test('numbers in sentences are the figures', async () => {
  const d = await busyDesk();
  const { figures } = d.services.figures;
  const monthly = whole(await d.services.reports.make(leader, { kind: 'monthly', date: '2026-04' }, 'json'));
  const { total } = await figures(leader, { from: monthly.period.from, to: monthly.period.to }, 'none');
  const said = monthly.sections.flatMap(({ sentences }) => sentences).join('');
  expect(said).toContain(`受理${total.counts.received}件`);
  expect(said).toContain(`已答复${total.counts.replied}件，其中按期答复${total.counts.repliedInTime}件`);
  expect(said).toContain(`在办${total.counts.open}件`);
  const solved = total.rates.find(({ code }) => code === 'solved');
  expect(said).toContain(
    `解决率考核口径${((solved?.adjusted?.share ?? 0) * 100).toFixed(1)}%（${solved?.adjusted?.hits}／${solved?.adjusted?.n}件`,
  );
  expect(monthly.figures.find(({ key }) => key === 'received')?.value).toBe(total.counts.received);
  const daily = whole(await d.services.reports.make(leader, { kind: 'daily', date: '2026-04-14' }, 'json'));
  const yesterday = await figures(leader, { from: '2026-04-13', to: '2026-04-14' }, 'none');
  expect(daily.sections[0]?.sentences[0]).toContain(`昨日受理${yesterday.total.counts.received}件`);
}, 120_000);

test('a time without orders says so in every kind, and divides nothing by nothing', async () => {
  const d = await desk();
  for (const kind of keysOf(REPORT_KIND)) {
    const date = {
      daily: '2026-02-03',
      monthly: '2026-02',
      leader: '2026-02',
      meeting: '2026-02',
      annual: '2025',
    }[kind];
    const report = whole(await d.services.reports.make(leader, { kind, date }, 'json'));
    const text = textsOf(report).join('\n');
    expect(text, kind).not.toMatch(/NaN|Infinity|undefined/);
    expect(text, kind).toMatch(/无工单|无来件|没有记分|没有可计/);
  }
});

test('an order without facts, a sum that was tampered with, a type nobody knows: refused, with the orders named', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.take('施工噪声');
  const asked = { kind: 'monthly', date: '2026-04' } as const;
  expect((await d.services.reports.make(leader, asked, 'json')).ok).toBe(true);
  const number = (await d.services.orders.get(leader, id)).number;

  await d.store.write((db) => db.run(sql`UPDATE rollups SET received = received + 1 WHERE cube = 'u'`));
  const sums = await d.services.reports.make(leader, asked, 'json');
  if (sums.ok) throw new Error('made');
  const fault = sums.refusal.sums.find(({ orders }) => orders.some((one) => one.id === id));
  expect(fault).toMatchObject({ kept: 2, counted: 1 });
  expect(fault?.what).toContain('来件');
  await d.store.write((db) => db.run(sql`UPDATE rollups SET received = received - 1 WHERE cube = 'u'`));

  await d.store.write((db) => db.run(sql`UPDATE case_facts SET issue_type = '9999' WHERE order_id = ${id}`));
  const unknown = await d.services.reports.make(leader, asked, 'json');
  if (unknown.ok) throw new Error('made');
  expect(unknown.refusal.orphans).toContainEqual(
    expect.objectContaining({ id, number, fault: 'unknownType' }),
  );

  await d.store.write((db) => db.run(sql`DELETE FROM case_facts WHERE order_id = ${id}`));
  for (const kind of ['daily', 'monthly', 'leader', 'meeting'] as const) {
    const made = await d.services.reports
      .make(leader, { kind, date: kind === 'daily' ? '2026-04-15' : '2026-04' }, 'json')
      .catch((error: unknown) => error);
    if (kind === 'daily') {
      // The day after is not yet.
      expect(made).toMatchObject({ code: 'bad_field' });
      continue;
    }
    expect(made).toMatchObject({
      ok: false,
      refusal: { orphans: [expect.objectContaining({ id, number, fault: 'missing' })] },
    });
  }
  d.pass(24 * 3_600_000);
  expect(await d.services.reports.make(leader, { kind: 'daily', date: '2026-04-15' }, 'json')).toMatchObject({
    ok: false,
    refusal: { orphans: [expect.objectContaining({ id, fault: 'missing' })] },
  });
  expect(await d.services.reports.finish(leader, asked)).toMatchObject({ ok: false });
  expect((await d.services.reports.finals(leader)).total).toBe(0);

  await d.store.write((db) => db.run(sql`DELETE FROM orders WHERE id = ${id}`));
  const audit = await d.store.read((db) =>
    db.all<{ action: string }>(sql`SELECT action FROM audit WHERE action LIKE 'report.%'`),
  );
  expect(audit.map(({ action }) => action)).toContain('report.refused');
});

test('facts without an order are named as well', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.store.write((db) => db.run(sql`PRAGMA foreign_keys = OFF`));
  await d.store.write((db) => db.run(sql`UPDATE case_facts SET order_id = 'nobody' WHERE order_id = ${id}`));
  const made = await d.services.reports.make(leader, { kind: 'monthly', date: '2026-04' }, 'json');
  if (made.ok) throw new Error('made');
  expect(made.refusal.orphans.map(({ fault }) => fault).sort()).toEqual(['missing', 'orphan']);
  expect(made.refusal.orphans.find(({ fault }) => fault === 'orphan')?.id).toBe('nobody');
});

test('a unit has its own reports alone, and who may finish is not who may read', async () => {
  const d = await busyDesk();
  const { make, finish, finals, final } = d.services.reports;
  const own = whole(await make(chief, { kind: 'monthly', date: '2026-04' }, 'json'));
  expect(own.unit?.code).toBe('SCS-XCAJ');
  for (const [actor, asked] of [
    [chief, { kind: 'monthly', date: '2026-04', unit: 'CGZF' }],
    [chief, { kind: 'leader', date: '2026-04' }],
    [chief, { kind: 'meeting', date: '2026-04' }],
    [handler, { kind: 'monthly', date: '2026-04' }],
    [callback, { kind: 'daily', date: '2026-04-14' }],
  ] as const)
    await expect(make(actor, asked, 'json'), JSON.stringify(asked)).rejects.toMatchObject({
      code: 'forbidden',
    });
  for (const actor of [analyst, dispatcher, chief])
    await expect(finish(actor, { kind: 'monthly', date: '2026-04' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  const all = await finish(admin, { kind: 'monthly', date: '2026-04' });
  const unit = await finish(leader, { kind: 'monthly', date: '2026-04', unit: 'SCS-XCAJ' });
  if (!all.ok || !unit.ok) throw new Error('refused');
  expect((await finals(analyst)).rows.map(({ id }) => id).sort()).toEqual(
    [all.final.id, unit.final.id].sort(),
  );
  expect((await finals(chief)).rows.map(({ id }) => id)).toEqual([unit.final.id]);
  await expect(final(chief, all.final.id, 'json')).rejects.toMatchObject({ code: 'forbidden' });
  expect((await final(chief, unit.final.id, 'json')).title).toBe(unit.final.title);
}, 120_000);

test('what makes no sense is refused with the field', async () => {
  const d = await desk();
  for (const [asked, field] of [
    [{ kind: 'daily', date: '2026-04' }, 'date'],
    [{ kind: 'daily', date: '2026-02-30' }, 'date'],
    [{ kind: 'monthly', date: '2026-13' }, 'date'],
    [{ kind: 'monthly', date: '2026-05' }, 'date'],
    [{ kind: 'annual', date: '1999' }, 'date'],
    [{ kind: 'monthly', date: '2026-04', unit: 'NOBODY' }, 'unit'],
    [{ kind: 'leader', date: '2026-04', unit: 'CGZF' }, 'unit'],
  ] as const)
    await expect(d.services.reports.make(leader, asked, 'json'), JSON.stringify(asked)).rejects.toMatchObject(
      {
        code: 'bad_field',
        details: { field },
      },
    );
});

test('a finished report stays as it was, and what moved its figures since is named', async () => {
  const d = await desk();
  const id = await d.handled('西单的鞋');
  const finished = await d.services.reports.finish(leader, { kind: 'monthly', date: '2026-04' });
  if (!finished.ok) throw new Error('refused');
  const before = await d.services.reports.final(leader, finished.final.id, 'json');
  expect(before).toMatchObject({ intact: true, changes: [] });
  await d.move(handler, id, 'reply', d.replyData());
  // What came in after the days it tells of moves nothing of it.
  await d.take('施工噪声', { receivedAt: '2026-04-14T09:40:00+08:00' });
  d.pass(24 * 3_600_000);
  await d.take('西单的伞', { receivedAt: '2026-04-15T09:40:00+08:00' });
  const after = await d.services.reports.final(leader, finished.final.id, 'json');
  expect(after.report).toEqual(before.report);
  expect(after.sha256).toBe(finished.final.sha256);
  const replied = after.changes.find(({ key }) => key === 'replied');
  expect(replied).toMatchObject({ was: 0, is: 1, moved: 1, orders: [{ id, was: 0, is: 1 }] });
  expect(after.changes.find(({ key }) => key === 'received')).toMatchObject({ was: 1, is: 2, moved: 1 });
  await expect(d.store.write((db) => db.run(sql`UPDATE reports SET title = 'x'`))).rejects.toThrow();
});
