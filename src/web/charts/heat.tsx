import type { HeatSpec } from '../../kernel/chart-types.ts';
import { FONT, LINE, WIDTH, at, shown, widthOf, withUnit, wrapped } from './chart-text.ts';
import { Drawing, Label, Linked, type Drawn } from './drawing.tsx';

const SHADES = 6;
const ROW = 30;
const SMALL = 11;

/**
 * Shade 0 (nothing) to 6 of a value; by the square root of its part of the largest, so that one crowded cell does not
 * leave all others white. The number is printed in the cell: the shade only leads the eye.
 */
export function shadeOf(value: number | null, most: number): number {
  if (value === null || value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.min(SHADES, Math.ceil(Math.sqrt(value / most) * SHADES)));
}

/** Numbers in shaded cells, rows by columns. */
export function HeatDrawing({ spec, ids }: Drawn<HeatSpec>) {
  const { rows, columns, numbers, unit } = spec;
  const left = Math.min(170, Math.max(40, ...rows.map(({ label }) => widthOf(label)))) + 10;
  const cell = (WIDTH - left - 2) / Math.max(1, columns.length);
  const heads = columns.map((name) => wrapped(name, cell - 4, SMALL));
  const top = Math.max(1, ...heads.map((lines) => lines.length)) * (LINE - 3) + 10;
  const most = Math.max(0, ...rows.flatMap(({ cells }) => cells.map(({ value }) => value ?? 0)));
  const names = rows.map(({ label }) => wrapped(label, left - 10));
  const heights = names.map((lines) => Math.max(ROW, lines.length * LINE + 6));
  const tops = heights.map((_, i) => top + heights.slice(0, i).reduce((a, b) => a + b, 0));
  const linked = rows.some(({ cells }) => cells.some(({ href }) => href !== undefined));
  const height = top + heights.reduce((a, b) => a + b, 0) + 2;
  return (
    <Drawing spec={spec} ids={ids} height={height} linked={linked}>
      {heads.map((lines, j) => (
        <Label
          lines={lines}
          x={left + (j + 0.5) * cell}
          middle={top - 6 - (lines.length * (LINE - 3)) / 2}
          anchor="middle"
          size="small"
        />
      ))}
      {rows.map(({ label, cells }, i) => {
        const y = tops[i] as number;
        const tall = heights[i] as number;
        return (
          <>
            <Label lines={names[i] as string[]} x={left - 6} middle={y + tall / 2} anchor="end" />
            {cells.map(({ value, href, few }, j) => {
              const shade = shadeOf(value, most);
              const text = shown(numbers, value);
              // Long numbers in narrow cells are written smaller.
              const size = Math.min(FONT, (FONT * (cell - 3)) / Math.max(1, widthOf(text)));
              return (
                <Linked href={href}>
                  <title>
                    {`${label}，${columns[j] ?? ''}：${withUnit(numbers, unit, value)}${few === true ? '（件数少）' : ''}`}
                  </title>
                  <rect
                    class={`cell shade-${shade}`}
                    x={at(left + j * cell)}
                    y={at(y)}
                    width={at(cell)}
                    height={at(tall)}
                  />
                  <text
                    class={`cell-value on-${shade}`}
                    x={at(left + (j + 0.5) * cell)}
                    y={at(y + tall / 2 + size * 0.36)}
                    text-anchor="middle"
                    font-size={at(size)}
                  >
                    {text}
                  </text>
                </Linked>
              );
            })}
          </>
        );
      })}
    </Drawing>
  );
}
