import type { ChartPoint, ControlSpec, TrendSpec } from '../../kernel/chart-types.ts';
import { FONT, WIDTH, at, pointWords, shown, tickWords, ticksTo, widthOf, withUnit } from './chart-text.ts';
import { Drawing, type Drawn } from './drawing.tsx';

const PLOT = 250;
const TOP = 16;
/** Points of one line up to which each value is printed beside it. */
const PRINTED = 16;

/** Places of periods and values, with the lines and names of both axes. */
function frameOf(
  spec: TrendSpec | ControlSpec,
  labels: readonly string[],
  values: readonly number[],
  zero: boolean,
  atMost: number | undefined,
) {
  const high = Math.max(0, ...values);
  const low = zero || values.length === 0 ? 0 : Math.min(...values);
  // Shares are not drawn out so far that tenths of a percent look like much.
  const least = spec.numbers === 'share' ? 0.04 : Math.abs(high) * 0.02 || 1;
  const span = Math.max(high - low, least);
  const wanted = zero ? [0, high === 0 ? 1 : high] : [Math.max(0, high - span * 1.15), high + span * 0.1];
  const end = atMost === undefined ? (wanted[1] as number) : Math.min(atMost, wanted[1] as number);
  const ticks = ticksTo(end, 4, wanted[0] as number).filter(
    (tick) => atMost === undefined || tick <= atMost + 1e-9,
  );
  const bottomValue = ticks[0] as number;
  const topValue = Math.max(ticks.at(-1) as number, end);
  const left = Math.max(...ticks.map((tick) => widthOf(tickWords(spec.numbers, tick)))) + 14;
  const right = 20;
  const step = (WIDTH - left - right) / Math.max(1, labels.length);
  const x = (i: number): number => left + (i + 0.5) * step;
  const y = (value: number): number =>
    TOP + (1 - (value - bottomValue) / (topValue - bottomValue || 1)) * PLOT;
  // As many names as have room.
  const every = Math.max(1, Math.ceil((Math.max(...labels.map((label) => widthOf(label))) + 12) / step));
  const axes = (
    <>
      {ticks.map((tick) => (
        <>
          <line class="grid" x1={at(left)} x2={WIDTH - right} y1={at(y(tick))} y2={at(y(tick))} />
          <text class="tick" x={at(left - 6)} y={at(y(tick) + FONT * 0.36)} text-anchor="end">
            {tickWords(spec.numbers, tick)}
          </text>
        </>
      ))}
      {labels.map((label, i) =>
        i % every === 0 ? (
          <text class="tick" x={at(x(i))} y={TOP + PLOT + 18} text-anchor="middle">
            {label}
          </text>
        ) : null,
      )}
    </>
  );
  return { x, y, axes, step, left, right: WIDTH - right, bottom: TOP + PLOT + 24 };
}

/** A path over the points that are there; it breaks where one is not. */
function pathOver(
  values: readonly (number | null)[],
  x: (i: number) => number,
  y: (value: number) => number,
): string {
  return values
    .map((value, i) => {
      if (value === null) return '';
      const before = i > 0 ? values[i - 1] : null;
      return `${before === null || before === undefined ? 'M' : 'L'}${at(x(i))} ${at(y(value))}`;
    })
    .join('');
}

/** The area between both ends of intervals, in pieces where a point is missing. */
function bandOver(
  points: readonly ChartPoint[],
  x: (i: number) => number,
  y: (value: number) => number,
): string {
  const pieces: { i: number; low: number; high: number }[][] = [];
  points.forEach(({ value, low, high }, i) => {
    if (value === null || low === undefined || high === undefined) return;
    const last = pieces.at(-1);
    if (last?.at(-1)?.i === i - 1) last.push({ i, low, high });
    else pieces.push([{ i, low, high }]);
  });
  return pieces
    .map((piece) => {
      const there = piece
        .map(({ i, high }, k) => `${k === 0 ? 'M' : 'L'}${at(x(i))} ${at(y(high))}`)
        .join('');
      const back = [...piece]
        .reverse()
        .map(({ i, low }) => `L${at(x(i))} ${at(y(low))}`)
        .join('');
      return `${there}${back}Z`;
    })
    .join('');
}

const SHAPES = [
  'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z',
  'M-4-4h8v8h-8Z',
  'M0-5L5 4H-5Z',
  'M0-5L5 0L0 5L-5 0Z',
] as const;

function Point(props: {
  x: number;
  y: number;
  shape: number;
  few: boolean;
  title: string;
  signal?: boolean;
}) {
  const { x, y, shape, few, title, signal = false } = props;
  return (
    <g transform={`translate(${at(x)} ${at(y)})`}>
      <title>{title}</title>
      {signal ? <circle class="ring" r={9} /> : null}
      <path class={`dot dot-${shape + 1}${few ? ' few' : ''}`} d={SHAPES[shape % SHAPES.length] as string} />
    </g>
  );
}

type LegendEntry = { readonly name: string; readonly line: string; readonly dot?: number };

/** What the lines are, side by side below the plot. */
function Legend({ y, entries }: { y: number; entries: readonly LegendEntry[] }) {
  return (
    <>
      {entries.map(({ name, line, dot }, k) => {
        const from = 8 + entries.slice(0, k).reduce((sum, entry) => sum + widthOf(entry.name) + 60, 0);
        return (
          <g>
            <line class={line} x1={at(from)} x2={at(from + 30)} y1={y} y2={y} />
            {dot === undefined ? null : (
              <path
                class={`dot dot-${dot + 1}`}
                transform={`translate(${at(from + 15)} ${y})`}
                d={SHAPES[dot % SHAPES.length] as string}
              />
            )}
            <text class="name" x={at(from + 36)} y={at(y + FONT * 0.36)}>
              {name}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** Lines over time with what is aimed at, intervals of the first line as a band, gaps where there were no cases. */
export function TrendDrawing({ spec, ids }: Drawn<TrendSpec>) {
  const { lines, targets, numbers, unit } = spec;
  const labels = lines[0]?.points.map(({ label }) => label) ?? [];
  const values = [
    ...lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? [])),
    ...targets.map(({ value }) => value),
  ];
  const { x, y, axes, step, bottom } = frameOf(spec, labels, values, spec.zero, spec.atMost);
  const clamped = (value: number): number => Math.max(TOP, Math.min(TOP + PLOT, y(value)));
  const printed = lines.length === 1 && labels.length <= PRINTED;
  return (
    <Drawing spec={spec} ids={ids} height={bottom + 24}>
      {axes}
      <path class="band" d={bandOver(lines[0]?.points ?? [], x, clamped)} />
      {targets.map(({ value, from, to }) => (
        <>
          <line
            class="mark"
            x1={at(x(from) - step / 2)}
            x2={at(x(to - 1) + step / 2)}
            y1={at(y(value))}
            y2={at(y(value))}
          />
        </>
      ))}
      {lines.map(({ name, points }, k) => (
        <>
          <path
            class={`line line-${k + 1}`}
            d={pathOver(
              points.map(({ value }) => value),
              x,
              y,
            )}
          />
          {points.map((point, i) =>
            point.value === null ? null : (
              <Point
                x={x(i)}
                y={y(point.value)}
                shape={k}
                few={point.few === true}
                title={`${lines.length > 1 ? `${name} ` : ''}${pointWords(numbers, unit, point)}`}
              />
            ),
          )}
        </>
      ))}
      {printed
        ? (lines[0]?.points ?? []).map(({ value }, i) =>
            value === null ? null : (
              <text class="value" x={at(x(i))} y={at(Math.max(FONT, y(value) - 10))} text-anchor="middle">
                {shown(numbers, value)}
              </text>
            ),
          )
        : null}
      <Legend
        y={bottom + 12}
        entries={[
          ...lines.map(({ name }, k) => ({ name, line: `line line-${k + 1}`, dot: k })),
          ...targets.map(({ label, value }) => ({
            name: `${label} ${withUnit(numbers, unit, value)}`,
            line: 'mark',
          })),
        ]}
      />
    </Drawing>
  );
}

/** Points between their limits; what stands out is ringed and said. */
export function ControlDrawing({ spec, ids }: Drawn<ControlSpec>) {
  const { points, centre, numbers, unit } = spec;
  const values = points.flatMap(({ value, lower, upper }) => [value, lower, upper].filter((v) => v !== null));
  const { x, y, axes, step, left, right, bottom } = frameOf(
    spec,
    points.map(({ label }) => label),
    values,
    false,
    numbers === 'share' ? 1 : undefined,
  );
  const stepped = (of: (point: ControlSpec['points'][number]) => number | null): string =>
    points
      .map((point, i) => {
        const value = of(point);
        if (value === null) return '';
        return `M${at(x(i) - step / 2)} ${at(y(value))}H${at(x(i) + step / 2)}`;
      })
      .join('');
  return (
    <Drawing spec={spec} ids={ids} height={bottom + 24}>
      {axes}
      <path class="limit" d={stepped(({ upper }) => upper)} />
      <path class="limit" d={stepped(({ lower }) => lower)} />
      {centre === null ? null : (
        <>
          <line class="centre" x1={at(left)} x2={at(right)} y1={at(y(centre))} y2={at(y(centre))} />
        </>
      )}
      <path
        class="line line-1"
        d={pathOver(
          points.map(({ value }) => value),
          x,
          y,
        )}
      />
      {points.map((point, i) =>
        point.value === null ? null : (
          <Point
            x={x(i)}
            y={y(point.value)}
            shape={point.signals.length > 0 ? 3 : 0}
            few={point.few === true}
            signal={point.signals.length > 0}
            title={`${pointWords(numbers, unit, point)}${signalWords(point.signals)}`}
          />
        ),
      )}
      <Legend
        y={bottom + 12}
        entries={[
          { name: '各时段', line: 'line line-1', dot: 0 },
          { name: `中心线 ${withUnit(numbers, unit, centre)}`, line: 'centre' },
          { name: '上下限', line: 'limit' },
        ]}
      />
    </Drawing>
  );
}

export const SIGNAL_WORDS = { above: '高于上限', below: '低于下限', run: '连续八点在中心线同侧' } as const;

const signalWords = (signals: ControlSpec['points'][number]['signals']): string =>
  signals.length === 0 ? '' : `；${signals.map((signal) => SIGNAL_WORDS[signal]).join('、')}`;
