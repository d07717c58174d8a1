import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { TINY, tinyCopy } from '../support/tiny-encoder.ts';
import { tempDatabase, tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

async function run(argv: readonly string[], env: Record<string, string>) {
  const { io, out, err } = recordingIo('', env);
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}

/** A knowledge folder with two articles, one of them in two versions of the same words. */
function knowledge(): string {
  const dir = tempFolder();
  for (const name of ['entries', 'asked', 'article-questions', 'rules']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'manifest.json'), '{"version":"试"}');
  const article = (articleNo: number, effectiveFrom: string, text: string): string =>
    JSON.stringify({
      law: '试行办法',
      short: '试行办法',
      article: `第${articleNo}条`,
      articleNo,
      chapter: '',
      text,
      effectiveFrom,
      effectiveTo: null,
    });
  const lines = [
    article(1, '2020-01-01', '七日内可以退货。'),
    article(1, '2024-01-01', '七日内可以退货。'),
    article(2, '2020-01-01', '夜间不得施工。'),
  ];
  writeFileSync(join(dir, 'articles.jsonl'), `${lines.join('\n')}\n`);
  for (const name of ['precedents.jsonl', 'asked-nothing.jsonl', 'terms.jsonl'])
    writeFileSync(join(dir, name), '');
  return dir;
}

it('embeds what is in use, goes on where nothing is left, and starts over with another model', async () => {
  const env = { JIESU_ENCODER: TINY, JIESU_DB: tempDatabase(), JIESU_KNOWLEDGE: knowledge() };
  const before = await run(['encoder', 'info'], env);
  expect(before).toMatchObject({ code: 0, err: '' });
  expect(before.out).toMatch(
    /^测试用小模型（.*）\n标识 [0-9a-f]{64}\n16 维，0\.0 MB，载入 \d+\.\d 秒，110 字一条 .*\n/,
  );
  expect(before.out).toContain('它的向量 0 条\n');
  expect(await run(['encoder', 'embed'], env)).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^文本 2 条：已有 0，新算 2，用时 \d+\.\d 秒\n$/) as string,
  });
  expect((await run(['encoder', 'embed', '--quiet'], env)).out).toContain('已有 2，新算 0');
  expect((await run(['encoder', 'info'], env)).out).toContain('它的向量 2 条\n');

  const dir = tinyCopy();
  writeFileSync(join(dir, 'jiesu.json'), '{"maxTokens":20}');
  const other = { ...env, JIESU_ENCODER: dir };
  expect((await run(['encoder', 'info'], other)).out).toContain('0 条，另一个模型的 2 条，须重新计算');
  expect((await run(['doctor'], other)).out).toMatch(
    /异常 {2}编码器：\[bad_encoder\] .*另一个模型.*；分拣和按字词检索不受影响\n/,
  );
  expect((await run(['encoder', 'embed'], other)).out).toContain('另一个模型的 2 条已清除');
  expect((await run(['doctor'], other)).out).toMatch(
    /正常 {2}编码器：model [0-9a-f]{12}，16 维，.*，数据库里有它的向量 2 条\n/,
  );
});

it('says that there is none, and what is wrong with one', async () => {
  const env = { JIESU_DB: tempDatabase() };
  expect((await run(['doctor'], { ...env, JIESU_ENCODER: 'off' })).out).toContain('正常  编码器：未启用\n');
  expect(await run(['encoder', 'info'], { ...env, JIESU_ENCODER: 'off' })).toEqual({
    code: 1,
    out: '',
    err: '错误[bad_setting] 设置 JIESU_ENCODER 有误：没有启用编码器\n',
  });
  const bad = await run(['encoder', 'embed'], { ...env, JIESU_ENCODER: tempFolder() });
  expect(bad).toMatchObject({ code: 1, out: '' });
  expect(bad.err).toMatch(/^错误\[bad_encoder\] 编码器 .* 有误：缺少 config\.json、tokenizer\.json、/);
});

it.each([[['encoder']], [['encoder', 'fly']], [['encoder', 'info', 'more']]])(
  'calls %j wrong usage',
  async (argv) => {
    const { code, out, err } = await run(argv, {});
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^错误\[bad_usage\] [^\n]+\n$/);
  },
);
