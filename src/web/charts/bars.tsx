import type { BarsSpec } from '../../kernel/chart-types.ts';
import {
  FONT,
  LINE,
  WIDTH,
  at,
  pointWords,
  tickWords,
  ticksTo,
  widthOf,
  withUnit,
  wrapped,
} from './chart-text.ts';
import { Drawing, Label, Linked, type Drawn } from './drawing.tsx';

const GAP = 8;
const TOP = 26;
/** Names are broken into lines of this width at most. */
const NAME = 200;

/** Horizontal bars with their values, intervals as whiskers, few cases hatched. */
export function BarsDrawing({ spec, ids }: Drawn<BarsSpec>) {
  const { bars, numbers, unit, reference } = spec;
  const names = bars.map(({ label }) => wrapped(label, NAME));
  const left = Math.min(NAME, Math.max(60, ...bars.map(({ label }) => widthOf(label)))) + 14;
  const values = bars.map((bar) => wordsOf(spec, bar));
  const right = Math.max(60, ...values.map((text) => widthOf(text))) + 16;
  const top = Math.max(
    reference?.value ?? 0,
    ...bars.map(({ value, high }) => Math.max(value ?? 0, high ?? 0)),
  );
  const ticks = ticksTo(top === 0 ? 1 : top);
  const end = ticks.at(-1) as number;
  const x = (value: number): number => left + (value / end) * (WIDTH - left - right);
  const heights = names.map((lines) => Math.max(24, lines.length * LINE) + GAP);
  const tops = heights.map((_, i) => TOP + heights.slice(0, i).reduce((a, b) => a + b, 0));
  const height = TOP + heights.reduce((a, b) => a + b, 0) + 6;
  return (
    <Drawing spec={spec} ids={ids} height={height} linked={bars.some(({ href }) => href !== undefined)}>
      {ticks.map((tick) => (
        <>
          <line class="grid" x1={at(x(tick))} x2={at(x(tick))} y1={TOP - 6} y2={height - 6} />
          <text class="tick" x={at(x(tick))} y={TOP - 11} text-anchor="middle">
            {tickWords(numbers, tick)}
          </text>
        </>
      ))}
      {bars.map((bar, i) => {
        const y = tops[i] as number;
        const tall = (heights[i] as number) - GAP;
        const middle = y + tall / 2;
        const { value, low, high, few, href } = bar;
        return (
          <Linked href={href}>
            <title>{pointWords(numbers, unit, bar)}</title>
            <Label lines={names[i] as string[]} x={left - 8} middle={middle} anchor="end" />
            {value === null ? null : (
              <rect
                class={few === true ? 'bar few' : 'bar'}
                x={left}
                y={at(middle - 9)}
                width={at(Math.max(0, x(value) - left))}
                height={18}
              />
            )}
            {low === undefined || high === undefined ? null : (
              <path
                class="whisker"
                d={`M${at(x(low))} ${at(middle)}H${at(x(high))}M${at(x(low))} ${at(middle - 5)}v10M${at(x(high))} ${at(middle - 5)}v10`}
              />
            )}
            <text
              class="value"
              x={at(Math.max(x(value ?? 0), x(high ?? 0)) + 6)}
              y={at(middle + FONT * 0.36)}
            >
              {values[i]}
            </text>
          </Linked>
        );
      })}
      {reference === undefined ? null : (
        <>
          <line
            class="mark"
            x1={at(x(reference.value))}
            x2={at(x(reference.value))}
            y1={TOP - 4}
            y2={height - 4}
          />
          <text
            class="mark-name"
            x={at(x(reference.value) + (x(reference.value) > WIDTH / 2 ? -4 : 4))}
            y={height - 2}
            text-anchor={x(reference.value) > WIDTH / 2 ? 'end' : 'start'}
          >
            {`${reference.label} ${withUnit(numbers, unit, reference.value)}`}
          </text>
        </>
      )}
    </Drawing>
  );
}

const wordsOf = ({ numbers, unit }: BarsSpec, { value, few }: BarsSpec['bars'][number]): string =>
  value === null ? '没有' : `${withUnit(numbers, unit, value)}${few === true ? ' 件数少' : ''}`;
