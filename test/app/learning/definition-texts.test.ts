import { describe, expect, it } from 'vitest';
import { definitionTexts, questionWeight } from '../../../src/app/learning/definition-texts.ts';
import { casesOf } from '../../../src/triage/definition-cases.ts';
import type { IssueType } from '../../../src/triage/types.ts';

const type: IssueType = {
  code: '0601',
  name: '违法停车',
  parent: '06',
  owner: 'GAJT',
  level: 'dept',
  urgency: 'normal',
  joint: null,
  definition: '机动车占道、占便道,僵尸车(占消防通道的一律见1203)',
};

describe('what a type is learned from without orders', () => {
  it('is its name and definition where there are orders enough', () => {
    expect(definitionTexts(type, 21)).toEqual([
      { text: `违法停车。${type.definition}`, form: 'summary', weight: 1 },
    ]);
  });

  it('is every case besides, as somebody would say it, where there are hardly any', () => {
    const texts = definitionTexts(type, 20);
    expect(texts[0]).toEqual(definitionTexts(type, 21)[0]);
    // Name and three cases, each told by an agent and by a citizen.
    expect(texts).toHaveLength(1 + 4 * 2);
    for (const what of ['违法停车', '机动车占道', '占便道', '僵尸车']) {
      const said = texts
        .slice(1)
        .filter(({ text }) => text.includes(`反映${what}`) || text.includes(`一下${what}`));
      expect(said.map(({ form }) => form)).toEqual(['summary', 'message']);
    }
    expect(texts.slice(1).some(({ text }) => text.includes('1203'))).toBe(false);
  });

  it('takes cases at every mark, without words that only lead to them', () => {
    expect(casesOf('平台自身的问题:投诉不处理、自动续费；含大数据杀熟等')).toEqual([
      '平台自身的问题',
      '投诉不处理',
      '自动续费',
      '大数据杀熟',
    ]);
    expect(casesOf('')).toEqual([]);
  });

  it('counts questions more where nothing else is known', () => {
    expect(questionWeight(0)).toBeGreaterThan(questionWeight(500));
  });
});
