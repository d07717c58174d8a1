import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModelFolder } from '../../src/encoder/folder.ts';
import { createTokens } from '../../src/encoder/tokens.ts';
import { TINY, golden, tinyCopy } from '../support/tiny-encoder.ts';

it('cuts texts into the pieces that the tokenizers library of Python makes', () => {
  const tokens = createTokens(readModelFolder(TINY));
  for (const { text, ids } of golden) expect(tokens.of(text)).toEqual(ids);
  expect(tokens.highest).toBe(252);
});

it('answers a text without any piece with the piece for the unknown', () => {
  const tokens = createTokens(readModelFolder(TINY));
  expect(['', ' \n', '\u3000'].map((text) => tokens.of(text))).toEqual([[1], [1], [1]]);
});

it('keeps what stands around every text when a text is cut', () => {
  const dir = tinyCopy();
  const file = join(dir, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(file, 'utf8')) as object;
  const special = (id: string, number: number) => ({ [id]: { id, ids: [number], tokens: [id] } });
  const part = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const processor = {
    type: 'TemplateProcessing',
    single: [part('[UNK]'), { Sequence: { id: 'A', type_id: 0 } }, part('[PAD]')],
    pair: [],
    special_tokens: { ...special('[UNK]', 1), ...special('[PAD]', 0) },
  };
  writeFileSync(file, JSON.stringify({ ...tokenizer, post_processor: processor }));
  const around = createTokens(readModelFolder(dir));
  const bare = createTokens(readModelFolder(TINY));
  const short = '要求退款';
  expect(around.of(short)).toEqual([1, ...bare.of(short), 0]);
  const long = '要求退款，'.repeat(1000);
  expect(around.of(long)).toEqual([1, ...bare.of(long).slice(0, 62), 0]);
  expect(bare.of(long)).toHaveLength(64);
  expect(around.of('')).toEqual([1, 0]);
});
