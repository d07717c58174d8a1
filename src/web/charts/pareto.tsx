import type { ParetoSpec } from '../../kernel/chart-types.ts';
import {
  FONT,
  LINE,
  WIDTH,
  at,
  shown,
  tickWords,
  ticksTo,
  widthOf,
  withUnit,
  wrapped,
} from './chart-text.ts';
import { Drawing, Label, Linked, type Drawn } from './drawing.tsx';

const GAP = 8;
const TOP = 44;
const NAME = 240;
/** Room of the cumulative line beside the bars. */
const LINE_ROOM = 210;

export type ParetoRow = {
  readonly label: string;
  readonly value: number;
  readonly share: number;
  readonly cumulative: number;
  readonly href?: string;
};

/** Rows from the largest with their share of all and the cumulative share. */
export function paretoRows({ bars, rest }: Pick<ParetoSpec, 'bars' | 'rest'>): ParetoRow[] {
  const total = bars.reduce((sum, { value }) => sum + value, rest);
  let sum = 0;
  return [...bars]
    .sort((a, b) => b.value - a.value)
    .map((bar) => {
      sum += bar.value;
      const of = (n: number): number => (total === 0 ? 0 : n / total);
      return { ...bar, share: of(bar.value), cumulative: of(sum) };
    });
}

/** Lying bars on the left, the cumulative share as a line on the right: names of any length stay readable. */
export function ParetoDrawing({ spec, ids }: Drawn<ParetoSpec>) {
  const { numbers, unit, mark } = spec;
  const rows = paretoRows(spec);
  const names = rows.map(({ label }) => wrapped(label, NAME));
  const left = Math.min(NAME, Math.max(60, ...rows.map(({ label }) => widthOf(label)))) + 14;
  const values = rows.map(({ value }) => withUnit(numbers, unit, value));
  const middleGap = Math.max(40, ...values.map((text) => widthOf(text))) + 24;
  const barEnd = WIDTH - LINE_ROOM - middleGap - 62;
  const lineFrom = WIDTH - LINE_ROOM - 58;
  const ticks = ticksTo(Math.max(1, rows[0]?.value ?? 1));
  const x = (value: number): number => left + (value / (ticks.at(-1) as number)) * (barEnd - left);
  const share = (value: number): number => lineFrom + value * LINE_ROOM;
  const heights = names.map((lines) => Math.max(24, lines.length * LINE) + GAP);
  const tops = heights.map((_, i) => TOP + heights.slice(0, i).reduce((a, b) => a + b, 0));
  const bottom = TOP + heights.reduce((a, b) => a + b, 0);
  const middleOf = (i: number): number => (tops[i] as number) + ((heights[i] as number) - GAP) / 2;
  return (
    <Drawing spec={spec} ids={ids} height={bottom + 6} linked={rows.some(({ href }) => href !== undefined)}>
      <text class="tick" x={left} y={14}>{`${spec.unit === '' ? '数' : spec.unit}（条）`}</text>
      <text class="tick" x={at(lineFrom)} y={14}>
        累计占比（线）
      </text>
      {ticks.map((tick) => (
        <>
          <line class="grid" x1={at(x(tick))} x2={at(x(tick))} y1={TOP - 6} y2={bottom} />
          <text class="tick" x={at(x(tick))} y={TOP - 10} text-anchor="middle">
            {tickWords(numbers, tick)}
          </text>
        </>
      ))}
      {[0, 0.5, 1].map((value) => (
        <>
          <line class="grid" x1={at(share(value))} x2={at(share(value))} y1={TOP - 6} y2={bottom} />
          <text class="tick" x={at(share(value))} y={TOP - 10} text-anchor="middle">{`${value * 100}%`}</text>
        </>
      ))}
      <line class="mark" x1={at(share(mark))} x2={at(share(mark))} y1={TOP - 6} y2={bottom} />
      <text class="mark-name" x={at(share(mark))} y={TOP - 10} text-anchor="middle">
        {`${Math.round(mark * 100)}%`}
      </text>
      {rows.map(({ label, value, share: part, cumulative, href }, i) => (
        <Linked href={href}>
          <title>
            {`${label}：${values[i] as string}（占 ${shown('share', part)}，累计 ${shown('share', cumulative)}）`}
          </title>
          <Label lines={names[i] as string[]} x={left - 8} middle={middleOf(i)} anchor="end" />
          <rect class="bar" x={left} y={at(middleOf(i) - 9)} width={at(x(value) - left)} height={18} />
          <text class="value" x={at(x(value) + 6)} y={at(middleOf(i) + FONT * 0.36)}>
            {values[i]}
          </text>
          <text class="value" x={WIDTH - 4} y={at(middleOf(i) + FONT * 0.36)} text-anchor="end">
            {shown('share', cumulative)}
          </text>
        </Linked>
      ))}
      <path
        class="line line-1"
        d={rows
          .map((row, i) => `${i === 0 ? 'M' : 'L'}${at(share(row.cumulative))} ${at(middleOf(i))}`)
          .join('')}
      />
      {rows.map(({ cumulative }, i) => (
        <circle class="dot dot-1" cx={at(share(cumulative))} cy={at(middleOf(i))} r={3.5} />
      ))}
    </Drawing>
  );
}
