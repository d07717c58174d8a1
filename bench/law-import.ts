/**
 * Articles a second of `jiesu kb import` into a fresh database, the same file once more, and a made-up file of some
 * 200 MB that is only checked: its peak of memory shows that rows are streamed.
 *   npx tsx bench/law-import.ts --file laws.jsonl.gz [--megabytes 200]
 */
import { createWriteStream, statSync } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { chineseNumeral } from '../src/knowledge/numerals.ts';
import { CLI, inTemporaryFolder, report, timed } from './support.ts';

const { values } = parseArgs({
  options: { file: { type: 'string' }, megabytes: { type: 'string', default: '200' } },
});

/** Laws of a hundred articles each, until the file is as long as asked for. */
async function bigFile(file: string, bytes: number): Promise<number> {
  const out = createWriteStream(file);
  let written = 0;
  let articles = 0;
  for (let law = 1; written < bytes; law++) {
    let text = '';
    for (let n = 1; n <= 100; n++) {
      const row = {
        law: `第${law}号条例`,
        effective_date: '2020-01-01',
        article: `第${chineseNumeral(n)}条`,
        text: '国家保障公民、法人和其他组织的合法权益。'.repeat(8),
      };
      text += `${JSON.stringify(row)}\n`;
    }
    articles += 100;
    written += Buffer.byteLength(text);
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return articles;
}

await inTemporaryFolder(async (dir) => {
  if (values.file !== undefined) {
    const db = `file:${dir}/laws.db`;
    for (const what of ['kb import', 'kb import, again']) {
      const run = await timed(process.execPath, [CLI, 'kb', 'import', values.file, '--db', db, '--quiet']);
      const articles = Number(/(?:写入|未变) ([1-9]\d*)/.exec(run.stdout.split('条文：')[1] ?? '')?.[1]);
      report({ what, articles, seconds: Number(run.seconds.toFixed(1)), peakMb: run.peakMb });
    }
    report({ what: 'database', megabytes: Math.round(statSync(`${dir}/laws.db`).size / 1e6) });
  }
  const big = `${dir}/big.jsonl`;
  const articles = await bigFile(big, Number(values.megabytes) * 1e6);
  const run = await timed(process.execPath, [CLI, 'kb', 'import', big, '--check', '--quiet']);
  report({
    what: 'kb import --check',
    megabytes: Number(values.megabytes),
    articles,
    seconds: Number(run.seconds.toFixed(1)),
    peakMb: run.peakMb,
  });
});
