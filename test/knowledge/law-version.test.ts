import { describe, expect, it } from 'vitest';
import {
  DATE_CORRECTIONS,
  END_CORRECTIONS,
  GLUED_HEADINGS,
  MORE_DATE_CORRECTIONS,
  MORE_GLUED_HEADINGS,
  NOT_CITED,
} from '../../src/knowledge/law-corrections.ts';
import { isDay } from '../../src/knowledge/law-dates.ts';
import { settleIntervals } from '../../src/knowledge/law-intervals.ts';
import type { VersionSpan } from '../../src/knowledge/law-intervals.ts';
import {
  correctVersion,
  editionOf,
  inOrder,
  numberNotes,
  shortTitle,
} from '../../src/knowledge/law-version.ts';
import type { LawVersion, VersionArticle } from '../../src/knowledge/law-version.ts';

const article = (label: string, number: number, text = '文。'): VersionArticle => ({
  label,
  number,
  path: null,
  text,
  endsOn: null,
});
const version = (more: Partial<LawVersion> = {}): LawVersion => ({
  law: '某条例',
  short: '某条例',
  level: null,
  category: null,
  issuer: null,
  publishedOn: '2020-01-05',
  effectiveFrom: '2020-03-01',
  effectiveSource: 'info',
  statedTo: null,
  status: 'in_force',
  source: null,
  articles: [article('第一条', 1), article('第二条', 2)],
  ...more,
});

describe('correctVersion', () => {
  it('changes nothing where nothing is known to be wrong', () => {
    expect(correctVersion(version())).toEqual({ version: version(), notes: [] });
  });

  it('applies every correction of a date once, and doing it twice changes nothing more', () => {
    for (const { law, carried, from } of [...DATE_CORRECTIONS, ...MORE_DATE_CORRECTIONS]) {
      const once = correctVersion(version({ law, effectiveFrom: carried, publishedOn: null })).version;
      expect(once.effectiveFrom, law).toBe(from);
      const twice = correctVersion(once).version;
      // Where the right day of one version is the wrong one of another, they could not be told apart.
      expect(twice, law).toEqual(once);
    }
  });

  it('cuts every glued heading once', () => {
    for (const { law, articleNo, tail } of [...GLUED_HEADINGS, ...MORE_GLUED_HEADINGS]) {
      const given = version({ law, articles: [article('第某条', articleNo, `正文。${tail}`)] });
      const { version: made, notes } = correctVersion(given);
      expect(made.articles[0]?.text, law).toBe('正文。');
      expect(notes.some(({ text }) => text.includes('粘连'))).toBe(true);
    }
  });

  it('dates an amended text that carries its first day by its amendment', () => {
    const given = version({
      effectiveFrom: '1994-07-01',
      effectiveSource: 'last_article(original)',
      publishedOn: '2016-02-06',
    });
    const { version: made } = correctVersion(given);
    expect(made).toMatchObject({ effectiveFrom: '2016-02-06', effectiveSource: 'amendment_published' });
    expect(correctVersion(made).version).toEqual(made);
  });

  it.each([
    ['自一九八七年六月一日起施行。', '1987-05-03', '1987-06-01'],
    ['自公布之日起施行。', '1990-11-22', '1990-11-22'],
    ['自1993年1月1日起施行。', '2018-09-18', '2018-09-18'],
    ['由国务院解释。', '1990-11-22', null],
  ])('finds the day where none is given: %s', (text, publishedOn, day) => {
    const given = version({
      effectiveFrom: null,
      effectiveSource: null,
      publishedOn,
      articles: [article('第一条', 1, text)],
    });
    expect(correctVersion(given).version.effectiveFrom).toBe(day);
  });

  it('does not believe an end before the beginning', () => {
    const { version: made, notes } = correctVersion(version({ status: 'repealed', statedTo: '1970-01-01' }));
    expect(made.statedTo).toBeNull();
    expect(notes[0]?.text).toContain('1970-01-01');
  });

  it('ends single articles that ended before their text', () => {
    const end = END_CORRECTIONS.find(({ article: label }) => label !== null);
    const { version: made } = correctVersion(
      version({
        law: end?.law ?? '',
        articles: [article(end?.article ?? '', 32), article('第三十三条', 33)],
      }),
    );
    expect(made.articles.map(({ endsOn }) => endsOn)).toEqual([end?.to, null]);
  });
});

describe('the corrections', () => {
  it('name days that exist', () => {
    for (const { from, carried } of [...DATE_CORRECTIONS, ...MORE_DATE_CORRECTIONS])
      expect([isDay(from), carried === null || isDay(carried)]).toEqual([true, true]);
    for (const { to } of END_CORRECTIONS) expect(isDay(to)).toBe(true);
  });
});

describe('inOrder, numberNotes, shortTitle, editionOf', () => {
  it('orders by number with 之一 after its article', () => {
    const given = [
      article('第三条', 3),
      article('第二条之一', 2),
      article('第一条', 1),
      article('第二条', 2),
    ];
    expect(inOrder(given).map(({ label }) => label)).toEqual(['第一条', '第二条', '第二条之一', '第三条']);
  });

  it('says which numbers are missing', () => {
    const gap = version({ articles: [article('第一条', 1), article('第四条', 4), article('第六条', 6)] });
    expect(numberNotes(gap).map(({ text }) => text)).toEqual(['条号不连续，缺第 2 至 3 条、第 5 条']);
    expect(numberNotes(version())).toEqual([]);
  });

  it('leaves the state out of a title', () => {
    expect(shortTitle('中华人民共和国民法典')).toBe('民法典');
    expect(shortTitle('北京市实施《中华人民共和国红十字会法》办法')).toBe('北京市实施《红十字会法》办法');
  });

  it('tells versions without a day apart by their publication', () => {
    expect(editionOf({ effectiveFrom: null, publishedOn: '2014-02-20' })).toBe('?2014-02-20');
    expect(editionOf({ effectiveFrom: '2020-03-01', publishedOn: null })).toBe('2020-03-01');
  });
});

describe('settleIntervals', () => {
  const span = (effectiveFrom: string | null, more: Partial<VersionSpan> = {}): VersionSpan => ({
    effectiveFrom,
    statedTo: null,
    status: 'in_force',
    ...more,
  });
  const settle = (
    spans: readonly VersionSpan[],
    links: readonly { law: string; on: string }[] = [],
    law = '某法',
  ) => settleIntervals(law, spans, links).map(({ effectiveTo, withheld }) => [effectiveTo, withheld]);

  it('ends a version where the next one begins, whatever its source says', () => {
    expect(
      settle([span('2021-04-29', { status: 'repealed', statedTo: '2025-09-12' }), span('2025-12-01')]),
    ).toEqual([
      ['2025-12-01', null],
      [null, null],
    ]);
  });

  it('ends the last version where a successor took its place, before the end its source gives', () => {
    const old = span('1999-10-01', { status: 'repealed', statedTo: '2019-12-31' });
    expect(settle([old], [{ law: '某法', on: '2021-01-01' }])).toEqual([['2021-01-01', null]]);
    expect(settle([old], [{ law: '别法', on: '2021-01-01' }])).toEqual([['2019-12-31', null]]);
  });

  it('leaves alone what began after its title was given up', () => {
    expect(settle([span('2022-01-01')], [{ law: '某法', on: '2021-01-01' }])).toEqual([[null, null]]);
  });

  it('keeps from being cited what has no start, no end, or is not the text in force', () => {
    expect(settle([span(null)])).toEqual([[null, 'no_start']]);
    expect(settle([span('2000-01-01', { status: 'superseded' })])).toEqual([[null, 'no_end']]);
    expect(settle([span('2000-01-01')], [], NOT_CITED[0])).toEqual([[null, 'outdated']]);
  });

  it('never lets two versions hold on one day', () => {
    const days = ['2001-01-01', '2005-06-01', '2010-01-01', '2020-02-29'];
    const settled = settleIntervals(
      '某法',
      days.map((day) => span(day)),
      [{ law: '某法', on: '2015-01-01' }],
    );
    for (const [i, { effectiveTo }] of settled.entries())
      if (i + 1 < days.length)
        expect(effectiveTo !== null && effectiveTo <= (days[i + 1] as string)).toBe(true);
  });
});
