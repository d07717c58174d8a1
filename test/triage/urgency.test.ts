import { describe, expect, it } from 'vitest';
import { decideUrgency } from '../../src/triage/urgency.ts';
import type { IssueType, Prediction, Urgency } from '../../src/triage/types.ts';
import { smallProfile } from '../support/small-profile.ts';
import { prepare } from './tiny-problem.ts';

const type = (urgency: Urgency): IssueType => ({
  ...(smallProfile.issueTypes[3] as IssueType),
  code: '0301',
  urgency,
});
const learned = (safety: number, livelihood: number): Prediction => ({
  issueTypes: [{ code: '0301', confidence: 1 }],
  demandKinds: [{ code: '求助', confidence: 1 }],
  urgencies: [
    { code: 'safety', confidence: safety },
    { code: 'livelihood', confidence: livelihood },
    { code: 'normal', confidence: 1 - safety - livelihood },
  ].sort((a, b) => b.confidence - a.confidence),
  saleChannels: [],
  several: null,
  evidence: [],
});

const PLAIN = '小区门口的电表箱上贴满了小广告，请清理。';
const DANGER = '一根电线被大车挂断，垂落在人行道上。';
const CUT_OFF = '我们楼从昨天起就停水了，到现在也没来。';

function urgency(text: string, of: Urgency, safety = 0, livelihood = 0) {
  const { urgency: level, because } = decideUrgency(prepare(text), type(of), learned(safety, livelihood));
  return { level, codes: because.map((reason) => reason.code), because };
}

describe('the urgency of an order', () => {
  it.each(['normal', 'livelihood', 'safety'] as const)(
    'is that of the type (%s) where nothing else speaks',
    (of) => {
      expect(urgency(PLAIN, of)).toMatchObject({ level: of, codes: ['urgency_type'] });
    },
  );

  it('is raised by danger that the text tells of, and quotes it', () => {
    const { level, because } = urgency(DANGER, 'normal');
    expect(level).toBe('safety');
    const quoted = because
      .flatMap((reason) => reason.evidence)
      .map(({ start, end }) => DANGER.slice(start, end));
    expect(quoted.join('|')).toMatch(/电线.*(挂断|垂落)/);
  });

  it('is raised by a supply cut off', () => expect(urgency(CUT_OFF, 'normal').level).toBe('livelihood'));

  it.each([
    [0.19, 0, 'normal'],
    [0.2, 0, 'safety'],
    [0, 0.59, 'normal'],
    [0, 0.6, 'livelihood'],
    [0.2, 0.7, 'safety'],
  ] as const)(
    'is raised by what was learned from %d safety and %d livelihood to %s',
    (safety, livelihood, level) => {
      const found = urgency(PLAIN, 'normal', safety, livelihood);
      expect(found.level).toBe(level);
      expect(found.codes).toEqual([level === 'normal' ? 'urgency_type' : 'urgency_learned']);
    },
  );

  it('follows the strongest ground, and gives that ground alone', () => {
    // Every ground in turn is the strongest.
    expect(urgency(CUT_OFF, 'safety')).toMatchObject({ level: 'safety', codes: ['urgency_type'] });
    expect(urgency(CUT_OFF, 'normal', 0.9)).toMatchObject({ level: 'safety', codes: ['urgency_learned'] });
    expect(urgency(DANGER, 'livelihood', 0, 0.9).level).toBe('safety');
    expect(urgency(DANGER, 'livelihood', 0, 0.9).codes).not.toContain('urgency_learned');
  });

  it('is never lowered by a ground that speaks for less', () => {
    expect(urgency(PLAIN, 'safety', 0, 0.99)).toMatchObject({ level: 'safety', codes: ['urgency_type'] });
    expect(urgency(PLAIN, 'livelihood', 0, 0)).toMatchObject({ level: 'livelihood' });
  });

  it('gives the type as ground where a weaker or equal one agrees', () => {
    expect(urgency(PLAIN, 'livelihood', 0, 0.9).codes).toEqual(['urgency_type']);
  });
});

describe('temper and persistence', () => {
  const TEMPER = [
    '气死我了！！！你们到底管不管！！！',
    '我已经打了十次电话了，再不处理我就去上访曝光你们。',
    '忍无可忍，简直欺人太甚，要求立即马上处理！',
    '这是第十次来电，十万火急，非常愤怒。',
  ];

  it.each(TEMPER)('%s changes nothing, before or after any text', (words) => {
    for (const text of [PLAIN, DANGER, CUT_OFF]) {
      for (const of of ['normal', 'livelihood', 'safety'] as const) {
        const calm = urgency(text, of).level;
        expect(urgency(words + text, of).level).toBe(calm);
        expect(urgency(text + words, of).level).toBe(calm);
      }
    }
  });
});
