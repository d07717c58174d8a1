import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lifeEventsOf } from '../../../src/store/events.ts';
import type { EvidenceFile } from '../../../src/store/files.ts';
import { caseDesk, leader } from '../../support/case-desk.ts';
import { dispatcher, handler } from '../../support/desk.ts';
import { SAMPLES } from '../../support/sample-files.ts';

const E01 = { code: 'E01', reason: '实体店购买，不喜欢' };

/** An exclusion that waits for the second person, with the files it rests on. */
async function asked(options: Parameters<typeof caseDesk>[0] = {}) {
  const d = await caseDesk(options);
  const id = await d.contacted();
  const files = [await d.photo(handler, id, 1), await d.photo(handler, id, 2, 'result')];
  const call = await d.evidence.add(handler, id, {
    stream: (async function* () {
      yield SAMPLES.mp3.bytes;
    })(),
    name: '通话.mp3',
    mediaType: 'audio/mpeg',
    kind: 'recording',
    purpose: 'contact',
  });
  d.later(10);
  await d.move(handler, id, 'proposeExclusion', E01);
  const placeOf = ({ sha256 }: Pick<EvidenceFile, 'sha256'>) =>
    join(d.folder, sha256.slice(0, 2), sha256.slice(2));
  return { ...d, id, files: [...files, call], placeOf };
}
type Asked = Awaited<ReturnType<typeof asked>>;

const grant = (d: Asked) => d.move(leader, d.id, 'grantExclusion');

test('the files are looked at again when the ending is granted, and the audit says how many', async () => {
  const d = await asked();
  const [proposed] = (await d.store.read((db) => lifeEventsOf(db, d.id))).slice(-1);
  expect(proposed?.data).toMatchObject({
    filed: d.files.map(({ sha256, name }) => ({ sha256, name })),
  });
  expect((await grant(d)).state).toBe('excluded');
  const rows = await d.store.read((db) =>
    db.all<{ detail: string }>('SELECT detail FROM audit ORDER BY seq'),
  );
  expect(rows.map(({ detail }) => detail).join('\n')).toContain('审定前核对材料 3 件');
});

test.each([
  ['one byte is another', (at: string) => writeFileSync(at, Uint8Array.from([...SAMPLES.jpeg.bytes, 9]))],
  ['it is cut off', (at: string) => truncateSync(at, 8)],
])('a file that differs is named, and nothing is granted: %s', async (_, spoil) => {
  const d = await asked();
  const [, spoilt] = d.files;
  if (spoilt === undefined) throw new Error('no file');
  spoil(d.placeOf(spoilt));
  await expect(grant(d)).rejects.toMatchObject({
    code: 'evidence_changed',
    message: expect.stringContaining('材料“现场2.jpg”的内容与留存时的校验码不符，不能审定'),
    details: { name: '现场2.jpg', sha256: spoilt.sha256 },
  });
  const order = await d.services.orders.get(dispatcher, d.id);
  expect(order).toMatchObject({ state: 'contacted', pending: 'exclusion' });
  // It can be refused, and asked for anew.
  expect((await d.move(leader, d.id, 'refuse', { reason: '材料损坏' })).pending).toBeNull();
});

test('a file that is gone from the disk is named', async () => {
  const d = await asked();
  rmSync(d.placeOf(d.files[0] as EvidenceFile));
  await expect(grant(d)).rejects.toThrow('材料“现场1.jpg”的内容已经丢失，不能审定');
});

test('what was filed cannot be taken away while the application waits, and is missed where it was', async () => {
  const d = await asked();
  const [first] = d.files;
  const remove = () => d.evidence.remove(handler, d.id, first?.id ?? '', '放错了');
  await expect(remove()).rejects.toThrow('申请等待审定，申请时留存的材料不能移除');
  // Taken from the database by other means.
  await d.store.write(async (db) => {
    await db.run(`DELETE FROM evidence_files WHERE id = '${first?.id}'`);
  });
  await d.photo(handler, d.id, 7);
  await expect(grant(d)).rejects.toMatchObject({
    code: 'evidence_changed',
    message: expect.stringContaining('材料“现场1.jpg”在申请之后已被移除'),
  });
});

test('what came later can be taken away again, and after a withdrawal everything', async () => {
  const d = await asked();
  d.later(5);
  const late = await d.photo(handler, d.id, 8);
  await d.evidence.remove(handler, d.id, late.id, '多余');
  await d.move(handler, d.id, 'withdraw');
  await d.evidence.remove(handler, d.id, d.files[0]?.id ?? '', '放错了');
});

test('nobody learns of files who may not grant', async () => {
  const d = await asked();
  rmSync(d.placeOf(d.files[0] as EvidenceFile));
  for (const actor of [handler, { ...handler, id: 'x', unit: 'SCS-DS' }])
    await expect(d.move(actor, d.id, 'grantExclusion')).rejects.not.toMatchObject({
      code: 'evidence_changed',
    });
});

test('a grant sent twice under one key is answered as the first time', async () => {
  const d = await asked();
  const sent = () =>
    d.services.handling.move(leader, d.id, { move: 'grantExclusion', data: {}, idempotencyKey: 'k1' });
  const first = await sent();
  rmSync(d.placeOf(d.files[0] as EvidenceFile));
  expect(await sent()).toMatchObject({ version: first.version, state: 'excluded' });
});

test('others have their turn while a big file is read', async () => {
  const d = await asked({ limit: 80 << 20 });
  const piece = new Uint8Array(1 << 20);
  await d.evidence.add(handler, d.id, {
    stream: (async function* () {
      yield SAMPLES.jpeg.bytes;
      for (let n = 0; n < 64; n++) yield piece;
    })(),
    name: '大图.jpg',
    mediaType: 'image/jpeg',
    kind: 'photo',
    purpose: 'other',
  });
  let turns = 0;
  let going = true;
  const turn = (): void => {
    turns++;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  await grant(d);
  going = false;
  // 64 MiB in pieces of 256 KiB: a hash in one go would have left none of these turns.
  expect(turns).toBeGreaterThan(100);
});
