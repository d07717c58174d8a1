import { expect, test } from 'vitest';
import { verifyAudit } from '../../../src/store/audit.ts';
import { decisions } from '../../../src/store/schema/orders.ts';
import { profileRevisions } from '../../../src/store/schema/profile-revisions.ts';
import type { NewRevision } from '../../../src/app/catalogue/revision-types.ts';
import { createProfileHolder } from '../../../src/app/catalogue/profile-holder.ts';
import { admin, dispatcher, handler, order, system } from '../../support/desk.ts';
import { profileWithRight } from '../../support/earned-right.ts';
import { analyst, otherAdmin, revisedDesk } from '../../support/revised-desk.ts';
import { smallProfile } from '../../support/small-profile.ts';

const entry = {
  kind: 'entry',
  issueType: '0501',
  owner: 'ZWFW',
  level: 'dept',
  joint: null,
  clause: '5.1',
  basis: '某条例第一条',
  effectiveFrom: '2026-04-14',
} as const;
const made: NewRevision = {
  subject: 'catalogue',
  changes: [entry],
  basis: '区政府办〔2026〕3号',
  reason: '职责调整',
};

type Desk = Awaited<ReturnType<typeof revisedDesk>>;

async function accept({ services }: Desk, text: string, receivedAt = '2026-04-14T09:30:00+08:00') {
  const [outcome] = await services.intake.accept(system, [order(text, { receivedAt })]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome;
}

test('an approved revision decides from the next order on, without a restart, and its version is kept with the decision', async () => {
  const d = await revisedDesk();
  const { catalogue } = d.services;
  const before = await accept(d, '工地施工噪声');
  const draft = await catalogue.draft(analyst, made);
  expect(draft).toMatchObject({ id: 'X2026-0001', state: 'waiting', mayApprove: false, mayWithdraw: true });
  expect((await accept(d, '工地施工噪声，夜里')).triage.unit.lead).toBe('CGZF');
  const approved = await catalogue.approve(admin, draft.id, '');
  expect(approved).toMatchObject({ state: 'approved', version: 'c1+r1', faults: [] });
  const after = await accept(d, '工地施工噪声，天天');
  expect(after.triage.unit.lead).toBe('ZWFW');
  // What was received the day before goes by what held then.
  expect((await accept(d, '工地施工噪声，补录', '2026-04-13T09:00:00+08:00')).triage.unit.lead).toBe('CGZF');
  expect((await d.services.orders.get(dispatcher, before.id)).leadUnit.code).toBe('CGZF');
  const kept = await d.store.read((db) => db.select().from(decisions));
  expect(kept.map((row) => row.catalogue)).toEqual(['c1', 'c1', 'c1+r1', 'c1+r1']);
  // A restart reads the same.
  const again = createProfileHolder(smallProfile, d.clock);
  await again.refresh(d.store);
  expect(again.profile.versions.catalogue).toBe('c1+r1');
  expect({ ...again.profile }.issueTypes).toEqual(d.profile.issueTypes);
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('who drafted it never approves it, and others may neither draft nor see it', async () => {
  const d = await revisedDesk();
  const { catalogue } = d.services;
  const own = await catalogue.draft(admin, made);
  await expect(catalogue.approve(admin, own.id, '')).rejects.toMatchObject({ code: 'self_approval' });
  await expect(catalogue.refuse(admin, own.id, '不行')).rejects.toMatchObject({ code: 'self_approval' });
  await expect(catalogue.approve(analyst, own.id, '')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(catalogue.draft(dispatcher, made)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(catalogue.entries(handler, {})).rejects.toMatchObject({ code: 'forbidden' });
  // Not even past the program.
  const cheat = { state: 'approved', decidedById: admin.id, decidedByName: '', decidedAt: 0, applied: 1 };
  await expect(d.store.write((db) => db.update(profileRevisions).set(cheat))).rejects.toThrow();
  await expect(catalogue.withdraw(analyst, own.id)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await catalogue.withdraw(admin, own.id)).state).toBe('withdrawn');
  await expect(catalogue.approve(otherAdmin, own.id, '')).rejects.toMatchObject({ code: 'conflict' });
  await expect(d.store.write((db) => db.delete(profileRevisions))).rejects.toThrow();
});

test('what another revision made impossible meanwhile is refused at approval, by name', async () => {
  const d = await revisedDesk();
  const { catalogue } = d.services;
  const first = await catalogue.draft(analyst, made);
  const second = await catalogue.draft(analyst, { ...made, changes: [{ ...entry, owner: 'SCJG' }] });
  await catalogue.approve(admin, first.id, '');
  await expect(catalogue.approve(admin, second.id, '')).rejects.toMatchObject({
    code: 'revision_refused',
    details: { reason: expect.stringMatching(/0501 施工噪声 已有自 2026-04-14 起的条目/) },
  });
  expect((await catalogue.revision(admin, second.id)).faults).toHaveLength(1);
  expect((await catalogue.refuse(admin, second.id, '已有')).decided).toMatchObject({ note: '已有' });
  await expect(catalogue.draft(analyst, { ...made, basis: ' ' })).rejects.toMatchObject({
    code: 'bad_field',
  });
});

test('a preview tells which orders of the last 90 days would go elsewhere, and keeps nothing', async () => {
  const d = await revisedDesk();
  for (const text of ['工地施工噪声', '装修施工', '会员卡退费']) await accept(d, text);
  const tried = await d.services.catalogue.preview(analyst, made);
  expect(tried).toMatchObject({ days: 90, orders: 2, limited: false, elsewhere: 2, otherJoint: 0 });
  expect(tried.examples[0]).toMatchObject({ from: '区城管执法局', to: '区政务服务局' });
  const joint = { ...entry, owner: 'CGZF' } as const;
  expect(await d.services.catalogue.preview(analyst, { ...made, changes: [joint] })).toMatchObject({
    elsewhere: 0,
    otherJoint: 2,
  });
  expect(await d.services.catalogue.revisions(analyst)).toEqual([]);
  expect(
    await d.services.catalogue.preview(analyst, {
      ...made,
      subject: 'taxonomy',
      changes: [
        {
          kind: 'addType',
          code: '0105',
          name: '健身卡',
          parent: '01',
          urgency: 'normal',
          definition: '健身房会员卡退费',
          keywords: ['会员卡'],
          owner: 'SCJG',
          level: 'station',
          joint: null,
          clause: '1.5',
          basis: '某法',
          effectiveFrom: '2026-04-14',
        },
        { kind: 'retireType', code: '0501', successors: ['0402'], effectiveFrom: '2026-04-14' },
      ],
    }),
  ).toMatchObject({ newType: 1, retired: 2 });
});

test('the right of a cell whose duty is another from today on is withdrawn at once, others keep theirs', async () => {
  const d = await revisedDesk(profileWithRight({ share: 0, youngShare: 0, youngUntil: 0 }));
  await accept(d, '工地施工噪声');
  await accept(d, '会员卡退费');
  const duty = async () =>
    await d.store.read((db) =>
      db.all<{ key: string; value: string; since: number; first: number }>(
        "SELECT key, value, since, first FROM dispatch_epochs WHERE key LIKE 'duty:%' ORDER BY key",
      ),
    );
  const before = new Map((await duty()).map((row) => [row.key, row]));
  d.clock.set(d.clock.now() + 1000);
  const { id } = await d.services.catalogue.draft(analyst, made);
  await d.services.catalogue.approve(admin, id, '');
  const after = new Map((await duty()).map((row) => [row.key, row]));
  expect(after.get('duty:0501')).toMatchObject({ value: 'ZWFW/dept', since: d.clock.now(), first: 0 });
  expect(after.get('duty:0104')).toEqual(before.get('duty:0104'));
});

test('a change to come takes effect on its day by itself; types are renamed for all who ask for names', async () => {
  const d = await revisedDesk();
  const { catalogue } = d.services;
  const later = { kind: 'changeType', code: '0501', name: '工地噪声', effectiveFrom: '2026-04-20' } as const;
  const { id } = await catalogue.draft(analyst, { ...made, subject: 'taxonomy', changes: [later] });
  await catalogue.approve(admin, id, '');
  expect(d.context.names.issueType('0501')).toBe('施工噪声');
  d.clock.set(Date.parse('2026-04-20T00:00:01+08:00'));
  expect(d.context.names.issueType('0501')).toBe('工地噪声');
  expect((await catalogue.types(analyst)).rows.find(({ code }) => code === '0501')).toMatchObject({
    name: '工地噪声',
    formerNames: [{ name: '施工噪声', until: '2026-04-20' }],
  });
});

test('orders are not corrected to a type that is retired', async () => {
  const d = await revisedDesk();
  const retire = {
    kind: 'retireType',
    code: '0402',
    successors: ['0501'],
    effectiveFrom: '2026-04-14',
  } as const;
  const { id } = await d.services.catalogue.draft(analyst, {
    ...made,
    subject: 'taxonomy',
    changes: [retire],
  });
  await d.services.catalogue.approve(admin, id, '');
  const { id: orderId } = await accept(d, '拿不准的事情');
  await expect(d.services.handling.correct(dispatcher, orderId, { issueType: '0402' })).rejects.toMatchObject(
    {
      code: 'bad_field',
      details: { reason: expect.stringMatching(/停用，改用 0501/) },
    },
  );
});

test('a table of the catalogue comes back as it went out; what differs is proposed, bad rows are named', async () => {
  const d = await revisedDesk();
  const { catalogue } = d.services;
  const { id } = await catalogue.draft(analyst, {
    ...made,
    changes: [{ ...entry, joint: 'STREET', condition: { onlyIf: ['夜间', '凌晨'] } }],
  });
  await catalogue.approve(admin, id, '');
  const csv = await catalogue.csv(analyst, '2026-04-14');
  expect(await catalogue.read(analyst, csv, 'a.csv', '2026-05-01')).toEqual({
    changes: [],
    same: 4,
    refused: [],
  });
  const text = new TextDecoder().decode(csv);
  const lines = text.trimEnd().split('\r\n');
  const noise = lines.find((line) => line.includes('0501')) ?? '';
  const table = [
    lines[0],
    noise.replace('ZWFW', 'CGZF'),
    noise,
    noise.replace('0501', '9999'),
    noise.replace('0501', '0104').replace('施工噪声', '').replace('部门', '市里'),
    noise.replace('0501', '0101').replace('施工噪声', '').replace('某条例第一条', ''),
  ].join('\r\n');
  const read = await catalogue.read(analyst, new TextEncoder().encode(table), 'a.csv', '2026-05-01');
  expect(read.changes).toEqual([
    {
      ...entry,
      owner: 'CGZF',
      joint: 'STREET',
      condition: { onlyIf: ['夜间', '凌晨'] },
      effectiveFrom: '2026-05-01',
    },
  ]);
  expect(read.refused.map(({ row, column }) => [row, column])).toEqual([
    [3, '分类编码'],
    [4, '分类编码'],
    [5, '承办层级'],
    [6, '依据'],
  ]);
});
