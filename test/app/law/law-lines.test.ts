import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_LIMIT, streamLines } from '../../../src/app/law/law-lines.ts';
import { tempFolder } from '../../support/temp.ts';

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function linesOf(
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.length],
): Promise<(string | null)[]> {
  const lines: (string | null)[] = [];
  for await (const { line, text } of streamLines(pieces(bytes, sizes), 'x')) {
    expect(line).toBe(lines.length + 1);
    lines.push(text);
  }
  return lines;
}

test('lines are those of the whole text however the stream is cut', async () => {
  const text = fc.array(
    fc.oneof(fc.constantFrom('国', '\n', '\r\n', 'a', ''), fc.string({ unit: 'grapheme' })),
  );
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      async (parts, sizes) => {
        const whole = parts.join('').replace(/^\ufeff+/, '');
        const expected = whole.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(new TextEncoder().encode(whole), sizes)).toEqual(expected);
      },
    ),
  );
});

test('a byte order mark is left out, a line that is too long has no text', async () => {
  expect(await linesOf(new TextEncoder().encode('\ufeff甲\n乙'))).toEqual(['甲', '乙']);
  const long = `甲\n${'x'.repeat(LINE_LIMIT + 10)}\n乙\n`;
  expect(
    (await linesOf(new TextEncoder().encode(long), [1 << 16])).map((line) => line?.slice(0, 9) ?? null),
  ).toEqual(['甲', null, '乙']);
});

test('what a broken stream brought before comes first, but not its last line', async () => {
  const lines: (string | null)[] = [];
  const broken = async function* () {
    yield new TextEncoder().encode('甲\n乙\n丙');
    throw new Error('gone');
  };
  await expect(
    (async () => {
      for await (const { text } of streamLines(broken(), 'x')) lines.push(text);
    })(),
  ).rejects.toThrow('gone');
  expect(lines).toEqual(['甲', '乙']);
});

test('a file many times the memory allowed is read through', async () => {
  const file = join(tempFolder(), 'huge.jsonl');
  const out = createWriteStream(file);
  const row = (law: number, n: number): string =>
    `${JSON.stringify({ law: `第${law}号`, article: `第${n}条`, effective_date: '2020-01-01', text: '文'.repeat(400) })}\n`;
  for (let law = 0; law < 600; law++) {
    const chunk = Array.from({ length: 100 }, (_, n) => row(law, n + 1)).join('');
    if (!out.write(chunk)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  const script = `
    import { lawFiles } from './src/app/law/law-files.ts';
    import { surveyLaws } from './src/app/law/law-import.ts';
    const { versions, articles, refused } = await surveyLaws(await lawFiles(process.argv[1]));
    console.log(JSON.stringify([versions, articles, refused.length]));`;
  const child = spawn(process.execPath, [
    '--max-old-space-size=48',
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
    file,
  ]);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(child, 'close');
  expect(text.trim()).toBe('[600,60000,0]');
});
