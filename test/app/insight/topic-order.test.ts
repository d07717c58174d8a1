import { expect, test } from 'vitest';
import { saidWords, topicOrderOf } from '../../../src/app/insight/topic-order.ts';
import { matterFacts } from '../../../src/triage/matter.ts';

/** Two names nobody else says, among everyday words. */
const rarity = (word: string): number => (['五矿', '万境'].includes(word) ? 9 : 4);
const wordsOf = (cut: readonly string[], leftOut: readonly string[] = []): string[] =>
  saidWords(cut, rarity, leftOut).map(([word]) => word);

test('rare words that stand side by side more than once are a name beside its parts', () => {
  const text = ['五矿', '万境', '的', '房子', '开裂', '，', '五矿', '万境', '漏水'];
  expect(saidWords(text, rarity)).toContainEqual(['五矿万境', 2]);
  expect(wordsOf(text)).toEqual(expect.arrayContaining(['五矿', '万境', '房子', '开裂', '漏水']));
});

test('once, or with anything between them, they are not; everyday words never are', () => {
  expect(wordsOf(['五矿', '万境', '漏水'])).not.toContain('五矿万境');
  const apart = ['五矿', '、', '万境', '五矿', '的', '万境'];
  expect(wordsOf(apart)).not.toContain('五矿万境');
  expect(wordsOf(['小区', '漏水', '小区', '漏水'])).not.toContain('小区漏水');
});

test('what is left out is no part of a name', () => {
  expect(wordsOf(['五矿', '万境', '五矿', '万境'], ['万境'])).toEqual(['五矿']);
});

const factsOf = (text: string, subject?: string) =>
  matterFacts({
    receivedAt: 0,
    phone: null,
    issueType: '0101',
    street: null,
    text,
    entities:
      subject === undefined
        ? []
        : [
            {
              kind: 'subject',
              start: text.indexOf(subject),
              end: text.indexOf(subject) + subject.length,
              text: subject,
            },
          ],
    address: null,
  });
/** Every name tells something: whether it is one is what is asked. */
const subjectsOf = (text: string, subject?: string): readonly string[] =>
  topicOrderOf({ seq: 1, facts: factsOf(text, subject), caller: null, words: [], typed: true }, () => 9)
    .subjects;

test('a word in quotation marks is no merchant; it stays a name where two texts are compared', () => {
  for (const text of [
    '12345 回复显示“已转”，一直没人联系。',
    '村里搞“电采暖试点”，问能不能补贴。',
    '银行查询“系统内无申请”，要求核实。',
    '合同写着“不可抗力”不退。',
    '物业贴了“维修告知书”就不管了。',
  ])
    expect(subjectsOf(text), text).toEqual([]);
  expect(factsOf('村里搞“电采暖试点”，问能不能补贴。').names).toEqual(['电采暖试点']);
});

test('what ends like a business, stands beside what it is, or was read as the party, is one', () => {
  for (const [text, name] of [
    ['在“安泽大药房”买的药。', '安泽大药房'],
    ['在西单“雪屿”羽绒服专柜买的。', '雪屿'],
    ['商家“童步”不给换。', '童步'],
    ['楼下一家叫“锐动”的，办卡不退。', '锐动'],
    ['在“康宁堂”抓的药发霉。', '康宁堂'],
  ] as const)
    expect(subjectsOf(text), text).toEqual([name]);
  expect(subjectsOf('在“茶不语”买的卡，要求退。')).toEqual([]);
  expect(subjectsOf('在“茶不语”买的卡，要求退。', '茶不语')).toEqual(['茶不语']);
});
