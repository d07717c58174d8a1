import { expect, test } from 'vitest';
import { excerptOf, maskNumbers } from '../../../src/app/intake/excerpt.ts';

test('long numbers keep their last four characters', () => {
  expect(maskNumbers('电话13600001127或 010-6601 2345，证件11010219800101123X，1680元，2026年')).toBe(
    '电话*******1127或 *********2345，证件**************123X，1680元，2026年',
  );
});

test('a call begins with what the citizen says, a summary with its first line', () => {
  expect(excerptOf('坐席：您好\n市民：我要退鞋\n坐席：好的')).toBe('我要退鞋');
  expect(excerptOf('坐席：您好')).toBe('坐席：您好');
  expect(excerptOf('市民来电：\r\n  要退鞋\u200b', 'summary')).toBe('市民来电： 要退鞋');
});

test('eighty characters at most, none of them cut in half', () => {
  const excerpt = excerptOf('𠮷'.repeat(100));
  expect([...excerpt]).toHaveLength(80);
  expect(excerpt.endsWith('𠮷…')).toBe(true);
});

test('what a form or a web page left in the text is not shown', () => {
  expect(excerptOf('要退鞋，&nbsp;&nbsp;商家说&quot;不退&quot;')).toBe('要退鞋， 商家说"不退"');
});
