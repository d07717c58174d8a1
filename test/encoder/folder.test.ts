import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEncoder } from '../../src/encoder/encoder.ts';
import type { EncoderFault } from '../../src/encoder/types.ts';
import { tinyCopy } from '../support/tiny-encoder.ts';
import { tempFolder } from '../support/temp.ts';

const MODEL = 'onnx/model_quantized.onnx';
type Tokenizer = { model: { vocab: Record<string, number>; merges: unknown[] } };

const change = (name: string, more: object) => (dir: string) => {
  const value = JSON.parse(readFileSync(join(dir, name), 'utf8')) as object;
  writeFileSync(join(dir, name), JSON.stringify({ ...value, ...more }));
};
const pieces = (edit: (vocab: Record<string, number>) => Record<string, number>) => (dir: string) => {
  const file = join(dir, 'tokenizer.json');
  const value = JSON.parse(readFileSync(file, 'utf8')) as Tokenizer;
  value.model.vocab = edit(value.model.vocab);
  value.model.merges = [];
  writeFileSync(file, JSON.stringify(value));
};
const more = (vocab: Record<string, number>): Record<string, number> => ({
  ...vocab,
  又一个词: 253,
  再一个词: 254,
});
const half = (vocab: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(vocab).filter(([, id]) => id < 120));

it.each<[string, (dir: string) => void, EncoderFault, string]>([
  ['no tokenizer', (dir) => rmSync(join(dir, 'tokenizer.json')), 'missing_file', '缺少 tokenizer.json'],
  ['no config', (dir) => rmSync(join(dir, 'config.json')), 'missing_file', '缺少 config.json'],
  ['no model', (dir) => rmSync(join(dir, MODEL)), 'missing_file', `缺少 ${MODEL} 或 onnx/model.onnx`],
  ['a cut model', (dir) => truncateSync(join(dir, MODEL), 6000), 'broken_model', '不完整或已损坏'],
  ['an empty model', (dir) => truncateSync(join(dir, MODEL), 0), 'broken_model', '不完整或已损坏'],
  ['a model that is text', (dir) => writeFileSync(join(dir, MODEL), '<html>'), 'broken_model', '已损坏'],
  [
    'half a config',
    (dir) => truncateSync(join(dir, 'config.json'), 40),
    'broken_file',
    'config.json 不是完整的 JSON',
  ],
  [
    'half a tokenizer',
    (dir) => truncateSync(join(dir, 'tokenizer.json'), 900),
    'broken_file',
    'tokenizer.json 不是',
  ],
  [
    'a tokenizer of no kind',
    change('tokenizer.json', { model: {} }),
    'broken_file',
    'tokenizer.json 内容有误',
  ],
  [
    'another hidden size',
    change('config.json', { hidden_size: 32 }),
    'other_width',
    '是 32，模型给出的是 16',
  ],
  ['no hidden size', change('config.json', { hidden_size: undefined }), 'other_width', '没有写 hidden_size'],
  ['more pieces than the model', pieces(more), 'other_vocabulary', '分词器有 255 个词'],
  ['far fewer pieces', pieces(half), 'other_vocabulary', '分词器有 120 个词'],
  [
    'a config that says as many as the tokenizer has, and the table is smaller',
    (dir) => {
      pieces(more)(dir);
      change('config.json', { vocab_size: 255 })(dir);
    },
    'other_vocabulary',
    '第 254 号词不在模型的词向量表里',
  ],
  ['more tokens than places', change('jiesu.json', { maxTokens: 65 }), 'too_many_tokens', '65'],
  ['an unknown setting', change('jiesu.json', { layers: 2 }), 'broken_file', 'jiesu.json'],
  ['a wrong setting', change('jiesu.json', { pooling: 'max' }), 'broken_file', 'jiesu.json 字段“pooling”'],
])('names %s', async (_, spoil, fault, reason) => {
  const dir = tinyCopy();
  spoil(dir);
  const error: unknown = await openEncoder({ dir }).then(
    (encoder) => encoder.close(),
    (cause: unknown) => cause,
  );
  expect(error).toMatchObject({ code: 'bad_encoder', details: { dir, fault } });
  expect((error as Error).message).toContain(reason);
});

it('names a folder that is not there', async () => {
  const dir = join(tempFolder(), 'nowhere');
  await expect(openEncoder({ dir })).rejects.toMatchObject({ details: { fault: 'missing_file' } });
});
