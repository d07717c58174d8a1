import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownTurns } from '../../src/web/turns.ts';

const shown = (text: string) =>
  shownTurns(text).map(({ label, start, end }) => [label, text.slice(start, end)]);

describe('shownTurns', () => {
  it('takes labels off at the starts of lines', () => {
    expect(shown('坐席：您好。\n市民: 我要投诉。')).toEqual([
      ['坐席', '您好。'],
      ['市民', '我要投诉。'],
    ]);
  });

  it('finds labels inside one line, after the end of a sentence only', () => {
    expect(shown('坐席：您好。市民：我找市民：张三。')).toEqual([
      ['坐席', '您好。'],
      ['市民', '我找市民：张三。'],
    ]);
  });

  it('leaves a text without labels in one piece', () => {
    expect(shown('  市民反映路灯不亮。 ')).toEqual([[null, '市民反映路灯不亮。']]);
    expect(shown(' \n ')).toEqual([]);
  });

  it('keeps what comes before the first label', () => {
    expect(shown('来电时间九点\n市民：喂。')).toEqual([
      [null, '来电时间九点'],
      ['市民', '喂。'],
    ]);
  });

  it('loses nothing but labels and white space, and keeps the order', () => {
    const piece = fc.constantFrom('坐席：', '市民：', '市民1：', '您好', '。', '\n', ' ', 'a', '：');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const turns = shownTurns(text);
        const rebuilt = turns
          .map(({ label, start, end }) => (label === null ? '' : `${label}：`) + text.slice(start, end))
          .join('');
        const plain = (value: string) => value.replace(/\s/g, '');
        // Turns in which nothing was said are not shown.
        const silent = plain(text).length - plain(rebuilt).length;
        expect(silent).toBeGreaterThanOrEqual(0);
        expect(turns.every(({ start, end }, i) => start < end && start >= (turns[i - 1]?.end ?? 0))).toBe(
          true,
        );
        if (!/(坐席|市民1?)：/.test(plain(text))) expect(plain(rebuilt)).toBe(plain(text));
      }),
    );
  });
});
