import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { contactPurpose, keptBecause } from '../../../src/app/life/evidence-desk.ts';
import type { Actor } from '../../../src/app/types.ts';
import { auditRows } from '../../support/audit-rows.ts';
import { analyst, callback, caseDesk, colleague, leader } from '../../support/case-desk.ts';
import { admin, desk, dispatcher, elsewhere, handler, street, system } from '../../support/desk.ts';
import { smallProfile } from '../../support/small-profile.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Without rules of handling nothing is asked of a reply but its parts. */
const plain = { profile: smallProfile };

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const REPLY = {
  way: 'phone',
  outcome: 'explained',
  demands: [{ demand: 1, answer: '已经解释' }],
  text: '您好，已经解释。',
};

describe('evidence', () => {
  it('is for the units of the order and the centre, reading and adding each', async () => {
    const d = await caseDesk(plain);
    const id = await d.receive('商场退鞋');
    const file = await d.photo(handler, id);
    const may = async (work: () => Promise<unknown>): Promise<boolean> =>
      work().then(
        () => true,
        (error: { code?: string }) => {
          if (error.code !== 'forbidden') throw error;
          return false;
        },
      );
    const rights: [Actor, boolean, boolean][] = [
      [handler, true, true],
      [colleague, true, true],
      [dispatcher, true, true],
      [leader, true, true],
      [admin, true, true],
      [callback, true, false],
      [elsewhere, false, false],
      [street, false, false],
      [analyst, false, false],
      [system, false, false],
    ];
    for (const [actor, reads, adds] of rights) {
      const who = `${actor.name} ${actor.role}`;
      expect(await may(() => d.evidence.list(actor, id)), who).toBe(reads);
      expect((await d.evidence.beside(actor, id)) !== null, who).toBe(reads);
      const got = await may(async () => (await d.evidence.read(actor, id, file.id)).stream.cancel());
      expect(got, who).toBe(reads);
      expect(await may(async () => bytesOf((await d.evidence.pack(actor, id)).bytes)), who).toBe(reads);
      expect(await may(() => d.evidence.mayAdd(actor, id)), who).toBe(adds);
      expect(await may(() => d.photo(actor, id, 9)), who).toBe(adds);
    }
  });

  it('leaves a line in the audit for every reading', async () => {
    const d = await caseDesk(plain);
    const id = await d.receive('商场退鞋');
    const { id: file, sha256 } = await d.photo(handler, id);
    await d.evidence.list(handler, id);
    await (await d.evidence.read(dispatcher, id, file)).stream.cancel();
    await bytesOf((await d.evidence.pack(leader, id)).bytes);
    const rows = (await auditRows(d.store)).filter(({ action }) => action.startsWith('evidence.'));
    expect(rows.map(({ action, actorName, subject }) => [action, actorName, subject])).toEqual([
      ['evidence.add', '王所', id],
      ['evidence.list', '王所', id],
      ['evidence.read', '派单员', id],
      ['evidence.pack', '刘主任', id],
    ]);
    expect(rows[2]?.detail).toContain(sha256);
  });

  it('is found under its own order alone', async () => {
    const d = await caseDesk(plain);
    const [first, second] = [await d.receive('商场退鞋'), await d.receive('办卡不退')];
    const { id } = await d.photo(handler, first);
    await expect(d.evidence.read(handler, second, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(d.evidence.remove(handler, second, id, '传错了')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is taken away by who added it or the centre, with a reason', async () => {
    const d = await caseDesk(plain);
    const id = await d.receive('商场退鞋');
    const [a, b] = [await d.photo(handler, id, 1), await d.photo(handler, id, 2)];
    await expect(d.evidence.remove(colleague, id, a.id, '重复')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(d.evidence.remove(handler, id, a.id, ' ')).rejects.toMatchObject({ code: 'bad_field' });
    await d.evidence.remove(handler, id, a.id, '传错了');
    await d.evidence.remove(dispatcher, id, b.id, '含他人信息');
    expect(await d.evidence.list(handler, id)).toEqual([]);
  });

  it('stays once a reply was given, even where the order is opened again', async () => {
    const d = await caseDesk(plain);
    const id = await d.contacted('商场退鞋');
    const before = await d.photo(handler, id, 1);
    d.later(5);
    const toldAt = new Date(d.clock.now()).toISOString();
    await d.move(handler, id, 'reply', { ...REPLY, toldAt });
    for (const who of [handler, dispatcher])
      await expect(d.evidence.remove(who, id, before.id, '不要了')).rejects.toMatchObject({
        code: 'conflict',
      });
    d.later(5);
    await d.move(dispatcher, id, 'reopen', { reason: '来电人补充' });
    const after = await d.photo(handler, id, 2);
    await expect(d.evidence.remove(handler, id, before.id, '不要了')).rejects.toMatchObject({
      code: 'conflict',
    });
    await d.evidence.remove(handler, id, after.id, '传错了');
    expect((await d.evidence.list(handler, id)).map(({ id: one }) => one)).toEqual([before.id]);
  });

  it.each([
    ['phone', 'reached', 'contact'],
    ['message', 'reached', 'contact'],
    ['meeting', 'met', 'visit'],
    ['phone', 'met', 'visit'],
    ['visit', 'noAnswer', 'contact'],
    ['phone', 'noAnswer', 'contact'],
    ['visit', 'meetingRefused', 'refusal'],
    ['phone', 'meetingRefused', 'refusal'],
  ] as const)('of a contact by %s, %s, is proof of %s', (way, result, purpose) => {
    expect(contactPurpose(way, result)).toBe(purpose);
  });

  it('becomes proof of the contact that names it, and stays proof of what it was', async () => {
    const d = await caseDesk(plain);
    const id = await d.receive('商场退鞋');
    await d.services.handling.acknowledge(handler, id);
    const open = await d.photo(handler, id, 1);
    const result = await d.photo(handler, id, 2, 'result');
    const files = [open.sha256, result.sha256];
    d.later(5);
    await d.move(handler, id, 'contact', { way: 'visit', result: 'meetingRefused', files });
    const kept = (await d.evidence.list(handler, id)).map(({ sha256, purpose }) => [sha256, purpose]);
    expect(kept).toEqual([
      [open.sha256, 'other'],
      [result.sha256, 'result'],
      [open.sha256, 'refusal'],
      [result.sha256, 'refusal'],
    ]);
    // The same files named again for the same kind of contact change nothing.
    await d.move(handler, id, 'contact', { way: 'visit', result: 'meetingRefused', files });
    expect(await d.evidence.list(handler, id)).toHaveLength(4);
  });

  it('goes into a pack with its contacts, whose sums are right', async () => {
    const d = await caseDesk(plain);
    const id = await d.receive('商场退鞋');
    await d.services.handling.acknowledge(handler, id);
    const { sha256 } = await d.photo(handler, id, 1);
    await d.move(handler, id, 'tryContact', { way: 'phone', note: '无人接听' });
    d.later(60);
    await d.move(handler, id, 'contact', { way: 'meeting', result: 'met', files: [sha256] });
    const { name, bytes } = await d.evidence.pack(dispatcher, id);
    expect(name).toMatch(/^contact-proof-\d{8}-\d{6}\.zip$/);
    const files = unzipSync(await bytesOf(bytes));
    const manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as {
      contacts: { way: string; result: string; person: string; files: { path: string }[] }[];
      events: { count: number };
    };
    expect(manifest.contacts.map(({ way, result, person }) => [way, result, person])).toEqual([
      ['电话', '未联系上', '王所'],
      ['约见', '已见面', '王所'],
    ]);
    expect(manifest.events.count).toBe(6);
    const path = manifest.contacts[1]?.files[0]?.path ?? '';
    expect(hashOf(files[path] ?? new Uint8Array())).toBe(sha256);
  });

  it('that is damaged is told by whoever asks for what is whole', async () => {
    const d = await caseDesk(plain);
    const id = await d.receive('商场退鞋');
    const [a, b] = [await d.photo(handler, id, 1), await d.photo(handler, id, 2)];
    rmSync(join(d.folder, a.sha256.slice(0, 2), a.sha256.slice(2)));
    const whole = (await d.evidence.verify(id)).filter(({ state }) => state === 'intact');
    expect(whole.map(({ sha256 }) => sha256)).toEqual([b.sha256]);
    await expect(d.evidence.read(handler, id, a.id)).rejects.toMatchObject({ code: 'file_damaged' });
  });

  it('has no place where none is set', async () => {
    const { services } = await desk();
    expect(services.evidence).toBeUndefined();
  });
});

it('who added a file is told from who did not, and before the reply from after it', () => {
  const file = { addedAt: 100, addedBy: 'a' };
  const event = (kind: 'reply' | 'contact' | 'grantExclusion', at: number) => ({ kind, at }) as never;
  const mine = { id: 'a', role: 'handler' } as const;
  expect(keptBecause(mine, file, [])).toBeNull();
  expect(keptBecause({ id: 'b', role: 'handler' }, file, [])).toContain('自己加的');
  expect(keptBecause({ id: 'b', role: 'leader' }, file, [])).toBeNull();
  expect(keptBecause(mine, file, [event('contact', 200)])).toBeNull();
  expect(keptBecause(mine, file, [event('reply', 99)])).toBeNull();
  expect(keptBecause(mine, file, [event('reply', 100)])).toContain('不能移除');
  expect(keptBecause(mine, file, [event('grantExclusion', 300)])).toContain('不能移除');
});
