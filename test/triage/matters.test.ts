import { describe, expect, it } from 'vitest';
import { findMatters } from '../../src/triage/matters.ts';
import type { Candidate, Prediction } from '../../src/triage/types.ts';
import type { Span } from '../../src/text/types.ts';
import { prepare } from './tiny-problem.ts';

const TEXT = '工地半夜还在打桩，吵得睡不着，请责令停工。楼下饭馆把桌子摆到人行道上，请清理。';

const said = (several: number | null): Prediction => ({
  issueTypes: [
    { code: '0501', confidence: 0.7 },
    { code: '0402', confidence: 0.2 },
  ],
  demandKinds: [{ code: '投诉', confidence: 1 }],
  urgencies: [{ code: 'normal', confidence: 1 }],
  saleChannels: [{ code: 'none', confidence: 1 }],
  several,
  evidence: [],
});

/** Types of a stretch by the words that stand in it. */
function typesIn(text: string) {
  return (span: Span): Candidate[] => {
    const words = text.slice(span.start, span.end);
    const noise = (words.match(/打桩|吵|停工/g) ?? []).length + 0.1;
    const street = (words.match(/饭馆|桌子|人行道|清理/g) ?? []).length + 0.1;
    return [
      { code: '0501', confidence: noise / (noise + street) },
      { code: '0402', confidence: street / (noise + street) },
    ].sort((a, b) => b.confidence - a.confidence);
  };
}

const partsOf = (text: string, several: number | null, threshold = 0.5): [string, string][] =>
  findMatters(prepare(text), said(several), typesIn(text), threshold).map(({ span, issueType }) => [
    issueType,
    text.slice(span.start, span.end),
  ]);

describe('the matters of a call', () => {
  it('are one where the model does not think of several, whatever the wording', () => {
    expect(partsOf(TEXT, 0.49)).toEqual([['0501', TEXT]]);
    expect(partsOf(`${TEXT}另外还反映路灯不亮。`, 0.1)).toHaveLength(1);
  });

  it('are cut where the two parts are surest of different types', () => {
    expect(partsOf(TEXT, 0.5)).toEqual([
      ['0501', '工地半夜还在打桩，吵得睡不着，请责令停工。'],
      ['0402', '楼下饭馆把桌子摆到人行道上，请清理。'],
    ]);
  });

  it('cover the text without gap or overlap', () => {
    const matters = findMatters(prepare(TEXT), said(0.9), typesIn(TEXT), 0.5);
    expect(matters[0]?.span.start).toBe(0);
    expect(matters[1]?.span.start).toBe(matters[0]?.span.end);
    expect(matters[1]?.span.end).toBe(TEXT.length);
  });

  it('are one where the text is too short to be cut', () => {
    expect(partsOf('太吵了，占道。', 0.99)).toHaveLength(1);
  });

  it('follow the wording alone where the model has not learned to tell', () => {
    expect(partsOf(TEXT, null)).toHaveLength(1);
    expect(
      partsOf('工地半夜打桩吵得睡不着，请责令停工。另外，还反映楼下饭馆占道摆桌子，也请城管部门清理。', null),
    ).toHaveLength(2);
  });
});
