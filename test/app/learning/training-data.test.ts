import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import { checkTrainingData, readSources } from '../../../src/app/learning/training-data.ts';
import { smallProfile } from '../../support/small-profile.ts';
import { tempFolder } from '../../support/temp.ts';

const labelled = (id: string, type: string, more: Partial<LabelledOrder> = {}): LabelledOrder => ({
  id,
  text: `内容 ${id}`,
  type,
  alsoOk: { types: [], units: [] },
  ...more,
});
const check = (...orders: LabelledOrder[]) =>
  checkTrainingData([{ name: 'a.jsonl', sha256: '', orders }], smallProfile);

describe('training data', () => {
  it('lists types with hardly any example, and those with none', () => {
    const many = Array.from({ length: 6 }, (_, i) => labelled(`m${i}`, '0501'));
    expect(check(...many, labelled('x', '0101'))).toEqual({ few: ['0101', '0104', '0402'] });
  });

  it.each([
    ['a type the profile does not have', [labelled('x', '9999')], /a\.jsonl x.*9999/],
    ['a unit the profile does not have', [labelled('x', '0101', { unit: 'NN' })], /a\.jsonl x.*NN/],
    ['nothing at all', [], /没有标注工单/],
    [
      'one text under two types',
      [labelled('x', '0101', { text: '同样 的话' }), labelled('y', '0104', { text: '同样的话' })],
      /a\.jsonl y.*a\.jsonl x.*0104.*0101/,
    ],
  ])('refuses %s, naming where', (_, orders, message) => {
    expect(() => check(...orders)).toThrowError(
      expect.objectContaining({ code: 'bad_training_data', message: expect.stringMatching(message) }),
    );
  });

  it('takes one text twice under one type, or under types that both count as right', () => {
    const twice = [labelled('x', '0101', { text: '话' }), labelled('y', '0101', { text: '话' })];
    expect(() => check(...twice)).not.toThrow();
    const both = labelled('y', '0104', { text: '话', alsoOk: { types: ['0101'], units: [] } });
    expect(() => check(twice[0] as LabelledOrder, both)).not.toThrow();
  });

  it('reads the files of a folder in name order, each once, and refuses an empty one', () => {
    const dir = tempFolder();
    const line = (id: string) => `{"id":"${id}","text":"停水","type":"0101"}\n`;
    writeFileSync(join(dir, 'b.jsonl'), line('b'));
    writeFileSync(join(dir, 'a.jsonl'), line('a'));
    writeFileSync(join(dir, 'notes.txt'), '');
    expect(readSources([dir, join(dir, 'a.jsonl')]).map((s) => s.name)).toEqual(['a.jsonl', 'b.jsonl']);
    writeFileSync(join(dir, 'c.jsonl'), '\n');
    expect(() => readSources([dir])).toThrowError(expect.objectContaining({ code: 'bad_training_data' }));
    mkdirSync(join(dir, 'none'));
    expect(() => readSources([join(dir, 'none')])).toThrowError(
      expect.objectContaining({ code: 'file_unreadable' }),
    );
  });
});
