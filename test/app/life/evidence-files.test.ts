import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEvidenceFiles } from '../../../src/app/life/evidence-files.ts';
import type { EvidenceUpload } from '../../../src/app/life/evidence-files.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { filesBeside } from '../../../src/store/file-folder.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { evidenceFiles } from '../../../src/store/schema/files.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { NOW, desk, dispatcher, handler, order, system } from '../../support/desk.ts';
import { SAMPLES } from '../../support/sample-files.ts';

const MB = 1 << 20;
const JPEG = SAMPLES.jpeg.bytes;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* stream(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
const upload = (bytes: Uint8Array, more: Partial<EvidenceUpload> = {}): EvidenceUpload => ({
  stream: stream(bytes),
  name: '现场.jpg',
  mediaType: 'image/jpeg',
  kind: 'photo',
  purpose: 'visit',
  limit: 20 * MB,
  ...more,
});

async function site() {
  const d = await desk();
  const [first, second] = await d.services.intake.accept(system, [order('工地噪声扰民'), order('占道经营')]);
  if (first === undefined || first.status === 'refused') throw new Error('refused');
  if (second === undefined || second.status === 'refused') throw new Error('refused');
  const folder = filesBeside(d.url) ?? '';
  const make = (store: Store) => createEvidenceFiles({ store, clock: d.clock, folder });
  return { ...d, id: first.id, other: second.id, folder, make, evidence: make(d.store) };
}
const placeOf = (folder: string, sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2));

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('a file is kept, listed, given back as it came, and audited', async () => {
  const s = await site();
  const file = await s.evidence.add(handler, s.id, upload(JPEG));
  expect(file).toMatchObject({
    orderId: s.id,
    sha256: hashOf(JPEG),
    bytes: JPEG.length,
    name: '现场.jpg',
    mediaType: 'image/jpeg',
    kind: 'photo',
    purpose: 'visit',
    url: null,
    addedAt: NOW,
    addedBy: handler.id,
    addedByName: handler.name,
  });
  expect(await s.evidence.list(s.id)).toEqual([file]);
  expect(await s.evidence.list(s.other)).toEqual([]);
  expect(await s.evidence.get(file.id)).toEqual(file);
  const read = await s.evidence.read(file.id);
  expect(await bytesOf(read.stream)).toEqual(Buffer.from(JPEG));
  expect(read.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': String(JPEG.length),
    'content-disposition': `attachment; filename="__.jpg"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.jpg`,
    'x-content-type-options': 'nosniff',
  });
  const rows = (await s.store.read((db) => db.select().from(audit))).filter(({ action }) =>
    action.startsWith('evidence'),
  );
  expect(rows).toMatchObject([
    {
      action: 'evidence.add',
      subject: s.id,
      actorId: handler.id,
      detail: `照片“现场.jpg”，sha256 ${hashOf(JPEG)}`,
    },
  ]);
  expect(await verifyAudit(s.store.read)).toMatchObject({ ok: true });
});

test('the same content is one file; told again of the same order it is one row', async () => {
  const s = await site();
  const first = await s.evidence.add(handler, s.id, upload(JPEG));
  s.clock.set(NOW + 5000);
  expect(await s.evidence.add(dispatcher, s.id, upload(JPEG, { name: '再来.jpg' }))).toEqual(first);
  await s.evidence.add(handler, s.id, upload(JPEG, { purpose: 'result' }));
  await s.evidence.add(handler, s.other, upload(JPEG));
  expect(await s.evidence.list(s.id)).toHaveLength(2);
  expect(await s.evidence.folder.contents()).toHaveLength(1);
  expect(await s.evidence.verify(null)).toEqual([
    { sha256: hashOf(JPEG), name: '现场.jpg', state: 'intact' },
  ]);
});

test('many at once are all kept', async () => {
  const s = await site();
  const pieces = Array.from({ length: 12 }, (_, i) => Buffer.concat([JPEG, Buffer.from([i % 4])]));
  await Promise.all(pieces.map((bytes, i) => s.evidence.add(handler, i % 2 ? s.id : s.other, upload(bytes))));
  expect(await s.evidence.folder.contents()).toHaveLength(4);
  expect((await s.evidence.verify(null)).map(({ state }) => state)).toEqual(Array(4).fill('intact'));
  expect(await s.evidence.orphans()).toEqual([]);
});

test('refused files leave neither row nor bytes', async () => {
  const s = await site();
  const refused: readonly (readonly [EvidenceUpload, string])[] = [
    [upload(SAMPLES.pdf.bytes), 'file_lies'],
    [upload(SAMPLES.png.bytes, { mediaType: '' }), 'file_lies'],
    [upload(SAMPLES.pdf.bytes, { name: 'a.pdf', mediaType: '' }), 'file_lies'],
    [upload(Buffer.from('@echo off'), { name: 'a.bat', mediaType: '', kind: 'document' }), 'file_kind'],
    [upload(JPEG, { limit: 10 }), 'file_too_large'],
    [upload(JPEG, { announced: 2 ** 31 }), 'file_too_large'],
  ];
  for (const [one, code] of refused)
    await expect(s.evidence.add(handler, s.id, one)).rejects.toMatchObject({ code });
  await expect(s.evidence.add(handler, 'no-order', upload(JPEG))).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await s.evidence.list(s.id)).toEqual([]);
  expect(await s.evidence.folder.contents()).toEqual([]);
  expect(existsSync(join(s.folder, 'tmp')) ? readdirSync(join(s.folder, 'tmp')) : []).toEqual([]);
});

test('a kill between file and row leaves an orphan that the next try takes over', async () => {
  const s = await site();
  const dying = s.make({ ...s.store, write: () => Promise.reject(new Error('killed')) });
  await expect(dying.add(handler, s.id, upload(JPEG))).rejects.toThrow('killed');
  expect(await s.evidence.list(s.id)).toEqual([]);
  expect(await s.evidence.orphans()).toMatchObject([{ sha256: hashOf(JPEG), bytes: JPEG.length }]);
  // Nothing but whole files lies under a name, and a start finds nothing half received.
  expect(await s.evidence.folder.check(hashOf(JPEG))).toBe('intact');
  expect(await s.evidence.sweep()).toBe(0);
  await s.evidence.add(handler, s.id, upload(JPEG));
  expect(await s.evidence.orphans()).toEqual([]);
});

test('damage and loss are found, told in reading too, and healed by the same file', async () => {
  const s = await site();
  const files = [];
  for (const i of [0, 1, 2, 3])
    files.push(await s.evidence.add(handler, s.id, upload(Buffer.concat([JPEG, Buffer.from([i])]))));
  const [whole, flipped, cut, lost] = files.map((file) => ({
    ...file,
    place: placeOf(s.folder, file.sha256),
  }));
  if (!whole || !flipped || !cut || !lost) throw new Error('four files');
  writeFileSync(flipped.place, Buffer.concat([JPEG, Buffer.from([9])]));
  truncateSync(cut.place, 5);
  unlinkSync(lost.place);
  const states = new Map((await s.evidence.verify(s.id)).map(({ sha256, state }) => [sha256, state]));
  expect([whole, flipped, cut, lost].map(({ sha256 }) => states.get(sha256))).toEqual([
    'intact',
    'damaged',
    'damaged',
    'missing',
  ]);
  expect((await s.evidence.verify(null)).filter(({ state }) => state !== 'intact')).toHaveLength(3);
  expect(await s.evidence.verify(s.other)).toEqual([]);
  for (const { id } of [cut, lost])
    await expect(s.evidence.read(id)).rejects.toMatchObject({ code: 'file_damaged' });
  await s.evidence.add(handler, s.id, upload(Buffer.concat([JPEG, Buffer.from([3])])));
  expect(await bytesOf((await s.evidence.read(lost.id)).stream)).toHaveLength(JPEG.length + 1);
});

test('content goes with the last row that needs it', async () => {
  const s = await site();
  const mine = await s.evidence.add(handler, s.id, upload(JPEG));
  const theirs = await s.evidence.add(handler, s.other, upload(JPEG));
  const place = placeOf(s.folder, mine.sha256);
  await s.evidence.remove(dispatcher, mine.id, '传错工单');
  expect(existsSync(place)).toBe(true);
  await s.evidence.remove(dispatcher, theirs.id, '重复');
  expect(existsSync(place)).toBe(false);
  await expect(s.evidence.remove(dispatcher, mine.id, '再来')).rejects.toMatchObject({ code: 'not_found' });
  await expect(s.evidence.read(mine.id)).rejects.toMatchObject({ code: 'not_found' });
  const told = (await s.store.read((db) => db.select().from(audit))).filter(
    ({ action }) => action === 'evidence.remove',
  );
  expect(told.map(({ subject, detail }) => [subject, /理由：.*$/.exec(detail)?.[0]])).toEqual([
    [s.id, '理由：传错工单'],
    [s.other, '理由：重复'],
  ]);
});

test('a file sent in while its last row is taken away keeps its content', async () => {
  const s = await site();
  const { id } = await s.evidence.add(handler, s.id, upload(JPEG));
  let committed: () => void = () => {};
  let goOn: () => void = () => {};
  const gone = new Promise<void>((resolve) => (committed = resolve));
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  let first = true;
  // Stops once between the row's going and the content's.
  const write: Store['write'] = async (work) => {
    const held = first;
    first = false;
    const result = await s.store.write(work);
    if (held) {
      committed();
      await gate;
    }
    return result;
  };
  const slow = s.make({ ...s.store, write });
  const removing = slow.remove(handler, id, '撤下');
  await gone;
  const adding = slow.add(handler, s.other, upload(JPEG));
  await Promise.race([adding, new Promise((resolve) => setTimeout(resolve, 300))]);
  goOn();
  await Promise.all([removing, adding]);
  expect(await slow.verify(null)).toMatchObject([{ sha256: hashOf(JPEG), state: 'intact' }]);
});

test('what lies in another system is a row without bytes', async () => {
  const s = await site();
  const reference = {
    name: '录音 1.mp3',
    mediaType: 'audio/mpeg',
    kind: 'recording',
    purpose: 'contact',
    sha256: 'AB'.repeat(32),
    url: 'https://records.example.cn/a?id=1',
  } as const;
  const file = await s.evidence.refer(handler, s.id, reference);
  expect(file).toMatchObject({ sha256: 'ab'.repeat(32), bytes: null, url: reference.url });
  expect(await s.evidence.refer(handler, s.id, reference)).toEqual(file);
  expect(await s.evidence.verify(null)).toEqual([]);
  await expect(s.evidence.read(file.id)).rejects.toMatchObject({ code: 'not_found' });
  for (const [field, value] of [
    ['sha256', 'abc'],
    ['sha256', `${'a'.repeat(63)}g`],
    ['url', 'javascript:alert(1)'],
    ['url', 'file:///etc/passwd'],
    ['url', '//host/x'],
    ['url', 'https://u:p@host/x'],
    ['url', `https://host/${'x'.repeat(2000)}`],
    ['mediaType', 'audio'],
    ['mediaType', 'a/b\r\nx: y'],
  ] as const)
    await expect(s.evidence.refer(handler, s.id, { ...reference, [field]: value })).rejects.toMatchObject({
      code: 'bad_field',
      details: { field },
    });
  await s.evidence.remove(handler, file.id, '登记有误');
  expect(await s.evidence.list(s.id)).toEqual([]);
});

test('rows are never changed', async () => {
  const s = await site();
  await s.evidence.add(handler, s.id, upload(JPEG));
  await expect(s.store.write((db) => db.update(evidenceFiles).set({ name: 'x' }))).rejects.toThrow();
});

test('a file read in part is let go of', async () => {
  const s = await site();
  const { id } = await s.evidence.add(handler, s.id, upload(Buffer.concat([JPEG, new Uint8Array(3 * MB)])));
  for (let i = 0; i < 5; i++) await (await s.evidence.read(id)).stream.cancel();
  const reader = (await s.evidence.read(id)).stream.getReader();
  expect((await reader.read()).value?.length).toBe(256 << 10);
  await reader.cancel();
  const open = existsSync('/proc/self/fd')
    ? readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return statSync(`/proc/self/fd/${fd}`).size === JPEG.length + 3 * MB;
        } catch {
          return false;
        }
      })
    : [];
  expect(open).toEqual([]);
});

test('a store opened for reading can be examined', async () => {
  const s = await site();
  await s.evidence.add(handler, s.id, upload(JPEG));
  const reading = await openStore({ url: s.url, readOnly: true });
  try {
    const doctor = s.make(reading);
    expect(await doctor.verify(null)).toMatchObject([{ state: 'intact' }]);
    expect(await doctor.orphans()).toEqual([]);
  } finally {
    await reading.close();
  }
});
