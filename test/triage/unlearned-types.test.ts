import { expect, test } from 'vitest';
import { prepareText } from '../../src/text/prepare.ts';
import { loadSegmenter } from '../../src/text/segment.ts';
import { buildNames } from '../../src/text/names.ts';
import { typesWithout, withoutUnlearned } from '../../src/triage/unlearned-types.ts';
import type { Candidate, IssueType, Prediction } from '../../src/triage/types.ts';
import { smallProfile } from '../support/small-profile.ts';

const segmenter = loadSegmenter([]);
const names = buildNames(smallProfile.gazetteer);
const prepared = (text: string) => prepareText(text, { form: 'summary', receivedAt: 0, segmenter, names });
const said = (...issueTypes: Candidate[]): Prediction => ({
  issueTypes,
  demandKinds: [],
  urgencies: [],
  saleChannels: [],
  several: null,
  evidence: [],
});
const retire = (code: string, successors: string[]): IssueType[] =>
  smallProfile.issueTypes.map((type) =>
    type.code === code ? { ...type, retired: { from: '2026-05-01', successors } } : type,
  );
const ALL = [
  { code: '0501', confidence: 0.7 },
  { code: '0402', confidence: 0.2 },
  { code: '0104', confidence: 0.06 },
  { code: '0101', confidence: 0.04 },
];

test('nothing changes where no type was added or retired', () => {
  const prediction = said(...ALL);
  expect(withoutUnlearned(prediction, smallProfile.issueTypes, prepared('工地夜里施工'), '2026-05-01')).toBe(
    prediction,
  );
});

test('what is said of a retired type goes to its successors, from its last day on', () => {
  const types = retire('0501', ['0402', '0104']);
  const text = prepared('工地夜里施工');
  expect(withoutUnlearned(said(...ALL), types, text, '2026-04-30').issueTypes).toEqual(ALL);
  const after = withoutUnlearned(said(...ALL), types, text, '2026-05-01').issueTypes;
  expect(after.map(({ code }) => code)).toEqual(['0402', '0104', '0101']);
  expect(after[0]?.confidence).toBeCloseTo(0.55);
  expect(after.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1);
  expect(typesWithout(ALL, types, '0502', '2026-05-01').map(({ code }) => code)).toEqual([
    '0402',
    '0104',
    '0101',
    '0502',
  ]);
});

test('a type no model knows is put forward by words of its definition, never for sure', () => {
  const fresh: IssueType = {
    ...(smallProfile.issueTypes[3] as IssueType),
    code: '0502',
    name: '广场舞噪声',
    definition: '广场舞音响过大,跳舞扰民',
    keywords: ['广场舞', '大音响'],
    effectiveFrom: '2026-05-01',
  };
  const types = [...smallProfile.issueTypes, fresh];
  const one = withoutUnlearned(said(...ALL), types, prepared('楼下跳广场舞'), '2026-05-01');
  expect(one.issueTypes.find(({ code }) => code === '0502')?.confidence).toBeCloseTo(0.35);
  expect(one.unlearned).toBeUndefined();
  const text = '楼下跳广场舞，开着大音响';
  const two = withoutUnlearned(said(...ALL), types, prepared(text), '2026-05-01');
  expect(two.issueTypes[0]).toEqual({ code: '0502', confidence: 0.6 });
  expect(two.unlearned).toBe(true);
  expect(two.evidence.map(({ start, end }) => text.slice(start, end))).toEqual(['广场舞', '大音响']);
  expect(two.issueTypes.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1);
  expect(withoutUnlearned(said(...ALL), types, prepared(text), '2026-04-30').issueTypes).toEqual(ALL);
});
