import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/app/canonical.ts';
import { proofPack, proofPackName } from '../../../src/app/life/proof-pack.ts';
import type { ProofPackInput } from '../../../src/app/life/proof-pack.ts';
import type { manifestOf } from '../../../src/app/life/proof-words.ts';
import type { FileKind } from '../../../src/kernel/file-kinds.ts';
import { openFileFolder } from '../../../src/store/file-folder.ts';
import type { EvidenceFile } from '../../../src/store/files.ts';
import { SAMPLES } from '../../support/sample-files.ts';
import { tempFolder } from '../../support/temp.ts';

const AT = Date.parse('2026-04-14T10:00:01+08:00');
const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
async function* stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A folder with a file of every kind, their rows, and a pack of them. */
async function site() {
  const path = tempFolder();
  const folder = openFileFolder(path);
  const files: EvidenceFile[] = [];
  for (const [i, kind] of (Object.keys(SAMPLES) as FileKind[]).entries()) {
    const { name, media, bytes } = SAMPLES[kind];
    const content = await folder.putFile(stream(bytes), { name, mediaType: media, limit: 1 << 20 });
    files.push({
      ...content,
      id: `id-${String(i).padStart(2, '0')}`,
      orderId: 'o',
      kind: 'document',
      purpose: 'contact',
      url: null,
      addedAt: AT + i * 60_000,
      addedBy: 'u-h',
      addedByName: '王所',
    });
  }
  const input: ProofPackInput = {
    orderNumber: '20260414-000123',
    madeAt: AT + 86_400_000,
    madeBy: '派单员',
    contacts: [
      {
        at: AT,
        way: '电话',
        result: '无人接听',
        person: '王所',
        note: '拨打两次\r\n2. 伪造的一行',
        files: [files[0]?.sha256 ?? '', files[6]?.sha256 ?? ''],
      },
      { at: AT + 3_600_000, way: '见面', result: '拒绝见面', person: '王所', note: '', files: [] },
    ],
    events: [
      { at: AT, event: 'received', detail: '{"b":1}' },
      { event: 'dispatched', at: AT + 1 },
    ],
    files,
  };
  const pack = async (more: Partial<ProofPackInput> = {}) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of await proofPack({ ...input, ...more }, folder)) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  const spoil = (file: EvidenceFile | undefined, bytes: string) =>
    writeFileSync(join(path, file?.sha256.slice(0, 2) ?? '', file?.sha256.slice(2) ?? ''), bytes);
  return { path, folder, files, input, pack, spoil };
}

const decode = (bytes: Uint8Array | undefined): string =>
  new TextDecoder().decode(bytes ?? new Uint8Array(0));
function opened(zip: Uint8Array) {
  const entries = unzipSync(zip);
  const manifest = JSON.parse(decode(entries['manifest.json'])) as ReturnType<typeof manifestOf>;
  const sums = decode(entries['SHA256SUMS'])
    .trimEnd()
    .split('\n')
    .map((line) => line.split('  ') as [hash: string, path: string]);
  return { entries, manifest, sums, readMe: decode(entries['说明.txt']) };
}

test('the pack opens again and every hash in it is right', async () => {
  const s = await site();
  const zip = await s.pack();
  const { entries, manifest, sums } = opened(zip);
  expect(sums).toHaveLength(1 + s.files.length);
  for (const [hash, path] of sums) expect(hashOf(entries[path] ?? ''), path).toBe(hash);
  expect(Object.keys(entries).sort()).toEqual(
    [...sums.map(([, path]) => path), 'SHA256SUMS', '说明.txt'].sort(),
  );
  expect(manifest).toMatchObject({
    order: '20260414-000123',
    madeAt: '2026-04-15T10:00:01.000+08:00',
    madeBy: '派单员',
    events: { count: 2, sha256: hashOf(canonicalJson(s.input.events)) },
  });
  expect(manifest.contacts).toMatchObject([
    {
      at: '2026-04-14T10:00:01.000+08:00',
      way: '电话',
      result: '无人接听',
      person: '王所',
      files: [
        { sha256: s.files[0]?.sha256, path: 'files/001-document-contact.jpg' },
        { sha256: s.files[6]?.sha256, path: 'files/007-document-contact.mp3' },
      ],
    },
    { way: '见面', result: '拒绝见面', files: [] },
  ]);
  for (const [i, told] of manifest.files.entries()) {
    const { sha256, bytes, name, addedByName } = s.files[i] as EvidenceFile;
    expect(told).toMatchObject({ sha256, bytes, name, state: 'intact', addedBy: addedByName });
    expect(Buffer.from(entries[told.path ?? ''] ?? '')).toEqual(
      Buffer.from(Object.values(SAMPLES)[i]?.bytes ?? ''),
    );
    expect(told.path).toMatch(/^files\/\d{3}-[a-z]+-[a-z]+\.[a-z0-9]+$/);
  }
  expect(manifest.files.map(({ addedAt }) => addedAt)[1]).toBe('2026-04-14T10:01:01.000+08:00');
});

test('the same input gives the same bytes, in every time zone and order of rows', async () => {
  const s = await site();
  const first = hashOf(await s.pack());
  const before = process.env['TZ'];
  try {
    for (const zone of ['UTC', 'America/New_York', 'Asia/Shanghai']) {
      process.env['TZ'] = zone;
      expect(hashOf(await s.pack({ files: [...s.files].reverse() }))).toBe(first);
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
  expect(hashOf(await s.pack({ madeAt: s.input.madeAt + 1 }))).not.toBe(first);
});

test('files are stored as they are, dated in Beijing', async () => {
  const s = await site();
  const zip = await s.pack();
  let seen = 0;
  for (let at = 0; (at = zip.indexOf('PK\x03\x04', at, 'latin1')) >= 0; at += 4) {
    const name = zip.subarray(at + 30, at + 30 + zip.readUInt16LE(at + 26)).toString();
    if (!name.startsWith('files/')) continue;
    expect(zip.readUInt16LE(at + 8)).toBe(0);
    const [time, day] = [zip.readUInt16LE(at + 10), zip.readUInt16LE(at + 12)];
    expect([time >> 11, (time >> 5) & 63, day & 31]).toEqual([10, Number(name.slice(6, 9)) - 1, 14]);
    seen++;
  }
  expect(seen).toBe(s.files.length);
  // UTF-8 by flag, and made on Unix: else `unzip` reads the Chinese name in an old code page.
  const listed = zip.indexOf('PK\x01\x02', 0, 'latin1');
  const chinese = zip.lastIndexOf('说明.txt') - 46;
  expect(chinese).toBeGreaterThan(listed);
  expect([zip[chinese + 5], (zip[chinese + 9] ?? 0) & 8]).toEqual([3, 8]);
});

test('the explanation tells in Chinese what is there, and nobody writes a line into it', async () => {
  const s = await site();
  const { readMe, entries } = opened(await s.pack());
  expect(readMe).toContain('工单 20260414-000123 联系凭证包');
  expect(readMe).toContain(
    '1. 2026-04-14 10:00:01　电话　无人接听　经办：王所\r\n   说明：拨打两次 2. 伪造的一行\r\n',
  );
  expect(readMe).toContain(`凭证：files/001-document-contact.jpg（sha256 ${s.files[0]?.sha256}）`);
  expect(readMe).toContain('sha256sum -c SHA256SUMS');
  expect(readMe).toContain(`4. manifest.json 的 sha256：${hashOf(entries['manifest.json'] ?? '')}`);
  expect(readMe.split('\r\n').filter((line) => line.startsWith('2. 伪造'))).toEqual([]);
});

test('what is damaged, missing, elsewhere or unknown is told and left out', async () => {
  const s = await site();
  const [damaged, missing, twice] = s.files;
  if (!damaged || !missing || !twice) throw new Error('three files');
  s.spoil(damaged, 'rot');
  await s.folder.remove(missing.sha256);
  const elsewhere = {
    ...twice,
    id: 'z1',
    sha256: 'e'.repeat(64),
    bytes: null,
    url: 'https://rec.example.cn/1',
  };
  const again = { ...twice, id: 'z2', purpose: 'result', addedAt: AT + 9e6 } as const;
  const contacts = [
    {
      at: AT,
      way: '电话',
      result: '已联系',
      person: '王所',
      note: '',
      files: [damaged.sha256, missing.sha256, elsewhere.sha256, 'f'.repeat(64), twice.sha256],
    },
  ];
  const { manifest, sums, entries, readMe } = opened(
    await s.pack({ files: [damaged, missing, twice, elsewhere, again], contacts }),
  );
  const path = 'files/003-document-contact.webp';
  expect(sums.map(([, name]) => name)).toEqual(['manifest.json', path]);
  expect(Object.keys(entries).filter((name) => name.startsWith('files/'))).toEqual([path]);
  expect(manifest.files.map(({ state, path: told }) => [state, told])).toEqual([
    ['damaged', null],
    ['missing', null],
    ['intact', path],
    ['elsewhere', null],
    ['intact', path],
  ]);
  expect(manifest.contacts[0]?.files.map((one) => one.path)).toEqual([null, null, null, null, path]);
  for (const words of [
    '已损坏，未放入',
    '已丢失，未放入',
    '存于 https://rec.example.cn/1',
    '没有登记这个文件',
  ])
    expect(readMe).toContain(`凭证：${words}`.replace('没有登记', '本工单没有登记'));
});

test('a file that changes while the pack is given out ends it', async () => {
  const s = await site();
  const pieces = await proofPack(s.input, s.folder);
  s.spoil(s.files[3], 'changed');
  await expect(
    (async () => {
      for await (const _ of pieces);
    })(),
  ).rejects.toMatchObject({ code: 'file_damaged' });
});

test('beyond 4 GB it is refused before it begins', async () => {
  const s = await site();
  const files = s.files.map((file) => ({ ...file, bytes: 2 ** 31 }));
  await expect(proofPack({ ...s.input, files }, s.folder)).rejects.toMatchObject({ code: 'file_too_large' });
});

test('an order without contacts or files has a pack that says so', async () => {
  const s = await site();
  const { manifest, sums, readMe } = opened(await s.pack({ contacts: [], files: [], events: [] }));
  expect(manifest).toMatchObject({ contacts: [], files: [], events: { count: 0, sha256: hashOf('[]') } });
  expect(sums).toHaveLength(1);
  expect(readMe).toContain('（没有联系记录）');
  expect(readMe).toContain('（没有凭证文件）');
});

test('a pack is called by the number of its order', () => {
  expect(proofPackName('20260414-000123')).toBe('contact-proof-20260414-000123.zip');
  expect(proofPackName('../x"\r\n')).toBe('contact-proof-___x___.zip');
});
