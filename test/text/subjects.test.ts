import { expect, test } from 'vitest';
import { findSubjects } from '../../src/text/subjects.ts';

const best = (text: string): string | undefined => {
  const [first] = findSubjects(text, []);
  return first && text.slice(first.start, first.end);
};

test('a name inside a bracket begins after it', () => {
  expect(best('婚礼跟拍合同（西单某婚庆工作室）约定双机位')).toBe('西单某婚庆工作室');
});

test('a name that holds a whole bracket keeps it', () => {
  expect(best('投诉北京某某（西单）科技有限公司')).toBe('北京某某（西单）科技有限公司');
});

test('who is spoken of by a role is found where no name is', () => {
  expect(best('水管爆了没人修，物业推来推去')).toBe('物业');
  expect(best('水管爆了没人修')).toBeUndefined();
});
