import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commencement, frontDates, isDay, writtenDays } from '../../src/knowledge/law-dates.ts';
import { sourceLines } from '../../src/knowledge/law-lines.ts';

const front = (text: string) => frontDates(sourceLines(text));

describe('isDay', () => {
  it('agrees with the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), fc.nat(14), fc.nat(33), (year, month, day) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
        expect(isDay(text)).toBe(exists);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['1899-12-31', '2024-1-1', '2024/01/01', '2024-02-30', '', '2024-01-01T00:00'])(
    'refuses %j',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );
});

describe('writtenDays', () => {
  it.each([
    ['2024年3月15日', '2024-03-15'],
    ['2008年 3月 1日', '2008-03-01'],
    ['一九八五年十月一日', '1985-10-01'],
    ['二○○四年十二月三十一日', '2004-12-31'],
    ['二〇二〇年十一月二十日', '2020-11-20'],
    ['2024-03-15', '2024-03-15'],
    ['2024年2月30日', null],
  ])('reads %s', (text, day) => {
    expect(writtenDays(`于${text}公布`)).toEqual([{ day, text, at: 1 }]);
  });
});

describe('commencement', () => {
  it.each([
    ['本条例自2024年7月1日起施行。', { kind: 'day', day: '2024-07-01' }],
    ['本法自一九八五年十月一日起施行。', { kind: 'day', day: '1985-10-01' }],
    ['本办法由2005年7月3日起施行。原有规定以本办法为准。', { kind: 'day', day: '2005-07-03' }],
    ['本规定自公布之日起施行。', { kind: 'publication' }],
    ['本规定从发布之日起施行。', { kind: 'publication' }],
    ['自2020年1月1日起施行。2010年5月1日公布的旧办法同时废止。', { kind: 'day', day: '2020-01-01' }],
    ['本条例由国务院解释。', { kind: 'unsaid' }],
    ['自1995年8月l日起施行。', { kind: 'unsaid' }],
  ])('reads %s', (text, said) => {
    expect(commencement(text)).toEqual(said);
  });
});

describe('frontDates', () => {
  it('takes the last amendment for the publication and tells the day of effect apart', () => {
    expect(front('（2017年1月6日令第90号公布 根据2020年10月23日令第31号修订）').publishedOn).toBe(
      '2020-10-23',
    );
    expect(front('2024年2月23日通过 2024年3月15日公布 自2024年7月1日起施行')).toEqual({
      publishedOn: '2024-03-15',
      effectiveOn: '2024-07-01',
      faults: [],
    });
    expect(front('<!-- EFFECTIVE_FROM: 2024-07-01 -->').effectiveOn).toBe('2024-07-01');
  });

  it('does not date an amended text by its first day, unless a comment does', () => {
    const first = '自2017年3月15日起施行 根据2020年10月23日令修订';
    expect(front(first)).toMatchObject({ publishedOn: '2020-10-23', effectiveOn: null });
    expect(front(`<!-- EFFECTIVE_FROM: 2017-03-15 -->\n${first}`).effectiveOn).toBe('2017-03-15');
  });

  it('says which day is none', () => {
    expect(front('\n2024年13月1日公布').faults).toEqual([
      { code: 'bad_date', line: 2, text: '2024年13月1日' },
    ]);
    expect(front('<!-- EFFECTIVE_FROM: soon -->').faults).toEqual([
      { code: 'bad_date', line: 1, text: 'soon' },
    ]);
  });
});
