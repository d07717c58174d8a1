import { describe, expect, it } from 'vitest';
import { classDials } from '../../../src/app/dispatch/class-dials.ts';

const of = (label: string, confidence: number, right: boolean) => ({ label, confidence, right });

describe('the dial of each class', () => {
  const { byType, byGroup } = classDials([
    ...Array.from({ length: 19 }, () => of('0101', 0.95, true)),
    of('0102', 0.85, false),
    of('0102', 0.7, true),
    of('0301', 0.99, true),
  ]);
  const dial = (label: string) => [...byType, ...byGroup].find((own) => own.label === label);
  const at = (label: string, line: number) => dial(label)?.points.find((point) => point.threshold === line);

  it('stands for every type said, and for every group, in order', () => {
    expect(byType.map(({ label, n }) => [label, n])).toEqual([
      ['0101', 19],
      ['0102', 2],
      ['0301', 1],
    ]);
    expect(byGroup.map(({ label, n }) => [label, n])).toEqual([
      ['01', 21],
      ['03', 1],
    ]);
  });

  it('gives coverage and precision of the class alone', () => {
    expect(at('0102', 0.8)?.coverage).toMatchObject({ hits: 1, n: 2 });
    expect(at('0102', 0.8)?.precision).toMatchObject({ hits: 0, n: 1 });
    expect(at('01', 0.9)?.coverage).toMatchObject({ hits: 19, n: 21 });
    expect(at('01', 0)?.precision).toMatchObject({ hits: 20, n: 21 });
  });

  it('says where there are too few', () => {
    expect([...byType, ...byGroup].map(({ label, few }) => [label, few])).toEqual([
      ['0101', true],
      ['0102', true],
      ['0301', true],
      ['01', false],
      ['03', true],
    ]);
  });
});
