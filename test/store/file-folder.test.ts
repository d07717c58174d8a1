import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, test } from 'vitest';
import { filesBeside, openFileFolder } from '../../src/store/file-folder.ts';
import type { FileKind } from '../../src/kernel/file-kinds.ts';
import { GB18030_TEXT, SAMPLES, STRANGERS } from '../support/sample-files.ts';
import { tempFolder } from '../support/temp.ts';

const MB = 1 << 20;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const JPEG = SAMPLES.jpeg.bytes;

/** Pieces one by one, noting how much was asked for and whether it was let go of. */
function source(pieces: Iterable<Uint8Array>) {
  const seen = { bytes: 0, ended: false };
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (const piece of pieces) {
        seen.bytes += piece.length;
        yield piece;
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, stream: read() };
}

function* zerosAfter(head: Uint8Array, total: number): Generator<Uint8Array> {
  const zeros = new Uint8Array(MB);
  yield head;
  for (let sent = head.length; sent < total; sent += MB) yield zeros;
}

/** Every file below a folder, by path. */
function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

const fresh = () => {
  const path = join(tempFolder(), 'test.db.files');
  return { path, folder: openFileFolder(path) };
};
const claim = (kind: FileKind, more: object = {}) => ({
  name: SAMPLES[kind].name,
  mediaType: SAMPLES[kind].media,
  limit: 20 * MB,
  ...more,
});

async function readAll(folder: ReturnType<typeof openFileFolder>, sha256: string): Promise<Buffer | null> {
  const content = await folder.open(sha256);
  if (content === null) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of content.pieces()) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('the folder lies beside a database file, and nowhere for a server', () => {
  expect(filesBeside('file:/srv/a%20b/jiesu.db')).toBe('/srv/a b/jiesu.db.files');
  expect(filesBeside('file:jiesu.db')).toBe('jiesu.db.files');
  expect(filesBeside('libsql://host')).toBeNull();
});

describe('a file that comes', () => {
  it.each(Object.keys(SAMPLES) as FileKind[])('%s lies under its hash and comes back', async (kind) => {
    const { path, folder } = fresh();
    const { bytes } = SAMPLES[kind];
    const content = await folder.putFile(source([bytes]).stream, claim(kind));
    const sha256 = hashOf(bytes);
    expect(content).toMatchObject({ sha256, bytes: bytes.length, name: SAMPLES[kind].name });
    expect(below(path)).toEqual([`${sha256.slice(0, 2)}/${sha256.slice(2)}`]);
    expect(await readAll(folder, sha256)).toEqual(Buffer.from(bytes));
    expect(await folder.check(sha256)).toBe('intact');
  });

  it('is the same in one piece, in single bytes and in pieces of any size', async () => {
    const { path, folder } = fresh();
    const whole = Buffer.concat([JPEG, randomBytes(200_000)]);
    const cuts = [
      [whole],
      Array.from(whole.subarray(0, 70_000), (b) => Uint8Array.of(b)),
      [],
    ] as Uint8Array[][];
    cuts[1]?.push(whole.subarray(70_000));
    for (let at = 0; at < whole.length; at += 7777) cuts[2]?.push(whole.subarray(at, at + 7777));
    for (const pieces of cuts) {
      const { sha256, bytes } = await folder.putFile(source(pieces).stream, claim('jpeg'));
      expect([sha256, bytes]).toEqual([hashOf(whole), whole.length]);
    }
    expect(below(path)).toHaveLength(1);
    expect(await folder.contents()).toMatchObject([{ sha256: hashOf(whole), bytes: whole.length }]);
  });

  it('may be a stream of Node or of the web', async () => {
    const { folder } = fresh();
    const node = await folder.putFile(Readable.from([Buffer.from(JPEG)]), claim('jpeg'));
    const web = await folder.putFile(new Response(Buffer.from(JPEG)).body as never, claim('jpeg'));
    expect(web).toEqual(node);
  });

  it('is never written where its name points', async () => {
    const { path, folder } = fresh();
    const names = [
      '../../escape.jpg',
      '/etc/x.jpg',
      'C:\\x\\y.jpg',
      '..',
      '',
      '\0.jpg',
      'x'.repeat(5000),
      'CON.jpg',
    ];
    for (const name of names)
      await folder.putFile(source([JPEG]).stream, claim('jpeg', { name, mediaType: '' }));
    expect(below(join(path, '..'))).toHaveLength(1);
    for (const hash of ['../../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(64)}/..`])
      await expect(folder.open(hash)).rejects.toThrow('Not a sha256');
  });

  it('heals one that was damaged, since it is the same', async () => {
    const { path, folder } = fresh();
    const { sha256 } = await folder.putFile(source([JPEG]).stream, claim('jpeg'));
    writeFileSync(join(path, sha256.slice(0, 2), sha256.slice(2)), 'rot');
    expect(await folder.check(sha256)).toBe('damaged');
    await folder.putFile(source([JPEG]).stream, claim('jpeg'));
    expect(await folder.check(sha256)).toBe('intact');
    await folder.remove(sha256);
    expect(await folder.check(sha256)).toBe('missing');
    expect(await readAll(folder, sha256)).toBeNull();
    await folder.remove(sha256);
  });
});

describe('a file that is too large', () => {
  it('of 3 GB is left after the limit of 20 MB, and nothing of it stays', async () => {
    const { path, folder } = fresh();
    const { seen, stream } = source(zerosAfter(JPEG, 3 * 1024 * MB));
    await expect(folder.putFile(stream, claim('jpeg'))).rejects.toMatchObject({
      code: 'file_too_large',
      message: '文件“现场.jpg”超过上限 20971520 字节（20 MB）',
      details: { name: '现场.jpg', limit: 20 * MB },
    });
    expect(seen.ended).toBe(true);
    expect(seen.bytes).toBeLessThanOrEqual(21 * MB);
    expect(below(path)).toEqual([]);
  });

  it('of zeros alone is refused for what it is before a byte is written', async () => {
    const { path, folder } = fresh();
    const { seen, stream } = source(zerosAfter(new Uint8Array(9), 3 * 1024 * MB));
    await expect(folder.putFile(stream, claim('jpeg'))).rejects.toMatchObject({ code: 'file_lies' });
    expect(seen).toEqual({ bytes: MB + 9, ended: true });
    expect(existsSync(path)).toBe(false);
  });

  it('is refused at the first piece if it says so itself', async () => {
    const { folder } = fresh();
    const { seen, stream } = source(zerosAfter(JPEG, 3 * 1024 * MB));
    const announced = 3 * 1024 * MB;
    await expect(folder.putFile(stream, claim('jpeg', { announced }))).rejects.toMatchObject({
      code: 'file_too_large',
    });
    expect(seen).toEqual({ bytes: JPEG.length, ended: true });
  });

  it('begins one byte beyond the limit', async () => {
    const { path, folder } = fresh();
    const limit = JPEG.length;
    await folder.putFile(source([JPEG]).stream, claim('jpeg', { limit, announced: limit }));
    await expect(
      folder.putFile(source([JPEG, Uint8Array.of(0)]).stream, claim('jpeg', { limit })),
    ).rejects.toMatchObject({ code: 'file_too_large' });
    await expect(
      folder.putFile(source([JPEG]).stream, claim('jpeg', { limit: limit - 1 })),
    ).rejects.toMatchObject({ code: 'file_too_large' });
    expect(below(path)).toHaveLength(1);
  });
});

describe('a file that is not what it says', () => {
  it.each(STRANGERS)('$what under the name of a photo is refused and not kept', async ({ bytes, what }) => {
    const { path, folder } = fresh();
    await expect(folder.putFile(source([bytes]).stream, claim('jpeg'))).rejects.toMatchObject({
      code: 'file_lies',
      details: { name: '现场.jpg', found: what },
    });
    expect(below(path)).toEqual([]);
  });

  it.each(STRANGERS)('$name is refused under its own name', async ({ name, media, bytes, what }) => {
    const { path, folder } = fresh();
    await expect(
      folder.putFile(source([bytes]).stream, { name, mediaType: media, limit: MB }),
    ).rejects.toMatchObject({ code: 'file_kind', details: { found: what } });
    expect(below(path)).toEqual([]);
  });

  it('is a text that turns into something else further on', async () => {
    const { path, folder } = fresh();
    const text = Buffer.from('联系记录\n'.repeat(20_000));
    const good = await folder.putFile(source([text]).stream, claim('text'));
    expect(good).toMatchObject({ bytes: text.length, mediaType: 'text/plain' });
    for (const rest of [Uint8Array.of(0x4d, 0x5a, 0), Uint8Array.of(0xff), Uint8Array.of(0xe4)]) {
      for (const pieces of [
        [text, rest],
        [Buffer.concat([text, rest])],
        [Buffer.concat([text.subarray(-12), rest])],
      ])
        await expect(folder.putFile(source(pieces).stream, claim('text'))).rejects.toMatchObject({
          code: 'file_lies',
          details: { said: '纯文本（text/plain）', found: expect.stringMatching(/^夹有乱码|^认不出/) },
        });
    }
    await folder.putFile(source([GB18030_TEXT]).stream, claim('text'));
    expect(below(path)).toHaveLength(2);
  });
});

describe('what breaks off', () => {
  it('leaves nothing when the sender goes away', async () => {
    const { path, folder } = fresh();
    async function* torn(): AsyncGenerator<Uint8Array> {
      yield Buffer.concat([JPEG, new Uint8Array(MB)]);
      throw new Error('gone');
    }
    await expect(folder.putFile(torn(), claim('jpeg'))).rejects.toThrow('gone');
    expect(below(path)).toEqual([]);
  });

  it('is not under its name before it is whole, and is swept at the next start', async () => {
    const { path, folder } = fresh();
    let during: string[] = [];
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.concat([JPEG, new Uint8Array(MB)]);
      during = below(path);
      yield new Uint8Array(MB);
    }
    const received = await folder.receive(slow(), claim('jpeg'));
    expect(during).toHaveLength(1);
    expect(during[0]).toMatch(/^tmp\/.*\.part$/);
    // As after a kill: whole, but not settled.
    expect(await folder.contents()).toEqual([]);
    expect(await openFileFolder(path).sweep()).toBe(1);
    expect(below(path)).toEqual([]);
    await expect(received.settle()).rejects.toMatchObject({ code: 'file_unwritable' });
    expect(await folder.sweep()).toBe(0);
  });

  it('says so when the folder cannot be made', async () => {
    const { path, folder } = fresh();
    writeFileSync(path, 'not a folder');
    await expect(folder.putFile(source([JPEG]).stream, claim('jpeg'))).rejects.toMatchObject({
      code: 'file_unwritable',
      details: { reason: '上级路径不是目录' },
    });
  });
});

test('strangers in the folder are not taken for contents', async () => {
  const { path, folder } = fresh();
  await folder.putFile(source([JPEG]).stream, claim('jpeg'));
  mkdirSync(join(path, 'zz'), { recursive: true });
  mkdirSync(join(path, 'ab', 'c'.repeat(62)), { recursive: true });
  writeFileSync(join(path, 'zz', 'd'.repeat(62)), '');
  writeFileSync(join(path, 'ab', 'notes.txt'), '');
  writeFileSync(join(path, 'tmp', 'mine.txt'), '');
  expect(await folder.contents()).toHaveLength(1);
  expect(await folder.sweep()).toBe(0);
  expect(readFileSync(join(path, 'tmp', 'mine.txt'), 'utf8')).toBe('');
});
