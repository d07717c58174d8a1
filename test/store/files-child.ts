// Takes files in until it is killed and prints the hash of each; run by file-kill.test.ts.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openFileFolder } from '../../src/store/file-folder.ts';

const folder = openFileFolder(process.argv[2] as string);

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
  for (let i = 0; i < 6; i++) yield randomBytes(40_000);
}

async function takeForever(): Promise<void> {
  for (;;) {
    const { sha256 } = await folder.putFile(pieces(), { name: 'a.jpg', mediaType: '', limit: 1 << 20 });
    writeSync(1, `${sha256}\n`);
  }
}

await Promise.all([0, 1, 2].map(takeForever));
