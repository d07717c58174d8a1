import { describe, expect, it } from 'vitest';
import { createShelf } from '../../src/knowledge/citation-check.ts';
import { cardFaults, cardLines, draftCardFaults, personalFaults } from '../../src/knowledge/teaching-card.ts';
import type { TeachingCard } from '../../src/knowledge/teaching-card.ts';
import { buildNames } from '../../src/text/names.ts';
import { ARTICLES, CARDS, LAW } from '../support/knowledge-site.ts';
import { teachingCard } from '../support/cards.ts';
import { marksOf } from '../../src/text/exposure.ts';

const checks = {
  shelf: createShelf(ARTICLES),
  isType: (code: string) => code === '0104',
  today: '2026-04-14',
};
const fields = (card: TeachingCard) => cardFaults(card, checks).map(({ field }) => field);
const NAMES = buildNames([]);

describe('what keeps a teaching card back', () => {
  it('finds nothing wrong with a whole card', () => {
    expect(cardFaults(teachingCard(), checks)).toEqual([]);
    expect(personalFaults(teachingCard(), NAMES, [])).toEqual([]);
  });

  it('lets a draft have gaps that a submission may not have', () => {
    const gaps = teachingCard({ lesson: '', outcome: ' ', right: '', wrong: '', citations: [] });
    expect(draftCardFaults(gaps, checks)).toEqual([]);
    expect(fields(gaps)).toEqual(['outcome', 'lesson', 'right', 'citations']);
  });

  it('names what is wrong even in a draft: types, days, lengths', () => {
    const bad = teachingCard({ issueType: '9999', day: '2026-02-30', title: '', tags: ['长'.repeat(17)] });
    expect(draftCardFaults(bad, checks).map(({ field }) => field)).toEqual([
      'title',
      'issueType',
      'day',
      'tags',
    ]);
    expect(draftCardFaults(teachingCard({ day: '2026-04-15' }), checks)).toEqual([
      { field: 'day', reason: '不能晚于今天' },
    ]);
  });

  it('asks for one sentence as the lesson', () => {
    expect(fields(teachingCard({ lesson: '先问渠道。再查合同。' }))).toEqual(['lesson']);
  });

  it('holds the law to the day of the matter: the wording of another day is refused', () => {
    const quote = '发卡企业应当按照约定退还余额';
    const cited = { law: CARDS, article: '第七条', clause: null, quote };
    expect(fields(teachingCard({ day: '2026-02-01', citations: [cited] }))).toEqual([]);
    expect(fields(teachingCard({ day: '2026-04-01', citations: [cited] }))).toEqual(['citations[0].quote']);
    const unknown = { ...cited, law: '没有的法' };
    expect(fields(teachingCard({ citations: [unknown] }))).toEqual(['citations[0].law']);
    expect(fields(teachingCard({ citations: [{ ...cited, law: LAW, article: '第九十九条' }] }))).toEqual([
      'citations[0].article',
    ]);
  });
});

describe('personal data in a teaching card', () => {
  it('is found with field and place, and told without telling it', () => {
    const card = teachingCard({ situation: '来电人电话13812345678，店在别处', tags: ['京A12345'] });
    const faults = personalFaults(card, NAMES, []);
    expect(faults.map(({ field }) => field)).toEqual(['situation', 'tags']);
    expect(faults[0]?.reason).toBe('第 6 至 16 字（“1…”）是电话，须去掉');
    expect(JSON.stringify(faults)).not.toContain('13812345678');
  });

  it('is found where only the system of the order knows that it is personal, once for each place', () => {
    const card = teachingCard({ outcome: '店主与小鱼儿和解，小鱼儿满意' });
    const marks = (name: string) => marksOf({ text: '', caller: { name } }, []);
    expect(personalFaults(card, NAMES, marks('小鱼儿')).map(({ reason }) => reason)).toEqual([
      '第 4 至 6 字（“小…”）是姓名，须去掉',
      '第 10 至 12 字（“小…”）是姓名，须去掉',
    ]);
    expect(personalFaults(card, NAMES, marks('鱼'))).toEqual([]);
  });
});

it('shows a card as lines, a line of text a line', () => {
  const lines = cardLines(teachingCard({ wrong: '甲\n乙' }));
  expect(lines).toContain('做错了什么：甲');
  expect(lines).toContain('做错了什么：乙');
  expect(lines.at(-1)).toMatch(/^一句话的教训：/u);
});
