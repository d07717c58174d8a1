import { expect, test } from 'vitest';
import { buildDuties } from '../../src/triage/duties.ts';
import { ruledCells } from '../../src/triage/ruled-cells.ts';
import type { Ruling } from '../../src/triage/rulings.ts';
import { smallProfile } from '../support/small-profile.ts';

const duties = buildDuties(smallProfile);
const START = Date.parse('2026-04-14T00:00:00+08:00');
const ruling = (id: string, more: Partial<Ruling & { at: number }> = {}) => ({
  id,
  issueType: '0501',
  condition: { any: ['棋牌室'] },
  unit: 'ZWFW',
  byStation: false,
  reason: '',
  decidedBy: '',
  effectiveFrom: '2026-04-14',
  effectiveTo: null,
  originOrder: null,
  at: START - 1,
  ...more,
});
const cellsOf = (rulings: Parameters<typeof ruledCells>[1], day = '2026-04-20') =>
  [...ruledCells(duties, rulings, day, ['西长安街', '德胜'])].flatMap(([type, units]) =>
    [...units].map(([unit, { duty, since }]) => [type, unit, duty, since]),
  );

test('a ruling opens the cell of the unit it names, from its day or its entry on', () => {
  expect(cellsOf([ruling('R1')])).toEqual([['0501', 'ZWFW', 'ZWFW/dept/R1', START]]);
  expect(cellsOf([ruling('R1', { at: START + 5 })])).toEqual([['0501', 'ZWFW', 'ZWFW/dept/R1', START + 5]]);
  expect(cellsOf([ruling('R1')], '2026-04-13')).toEqual([]);
  expect(cellsOf([ruling('R1', { effectiveTo: '2026-04-20' })])).toEqual([]);
});

test('a unit that has the type by the catalogue keeps its own mark', () => {
  expect(cellsOf([ruling('R1', { unit: 'CGZF' })])).toEqual([]);
});

test('a ruling for the streets opens a cell a street, or those of the streets it names', () => {
  const units = (more: Partial<Ruling>) =>
    cellsOf([ruling('R1', { unit: 'STREET', ...more })]).map(([, unit]) => unit);
  expect(units({}).sort()).toEqual(['JD-DS', 'JD-XCAJ', 'ZWFW']);
  expect(units({ condition: { streets: ['德胜'] } })).toEqual(['JD-DS']);
});

test('of two rulings to one unit the older marks the cell', () => {
  const second = ruling('R2', { effectiveFrom: '2026-04-16', condition: { any: ['台球厅'] } });
  for (const both of [
    [ruling('R1'), second],
    [second, ruling('R1')],
  ]) {
    expect(cellsOf(both)).toEqual([['0501', 'ZWFW', 'ZWFW/dept/R1', START]]);
  }
});
