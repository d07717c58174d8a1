import type { DialPointView } from '../../app/dispatch/dispatch-types.ts';

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 46;
const RIGHT = 24;
const TOP = 14;
const BOTTOM = 36;

/** Orders below which a share says nothing. */
export const ENOUGH = 20;

/** Coverage and precision over the dispatch line, with the precision's 95 % interval. The table beside it says the same. */
export function DialChart({ points, line }: { points: readonly DialPointView[]; line: number }) {
  const x = (threshold: number) => LEFT + ((threshold - 0.5) / 0.5) * (WIDTH - LEFT - RIGHT);
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const known = points.filter(({ precision }) => precision.n >= ENOUGH);
  const path = (of: (point: DialPointView) => number, among: readonly DialPointView[]) =>
    among.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.threshold).toFixed(1)} ${y(of(p)).toFixed(1)}`).join('');
  const band =
    known.length === 0
      ? ''
      : `${path((p) => p.precision.high, known)}${[...known]
          .reverse()
          .map((p) => `L${x(p.threshold).toFixed(1)} ${y(p.precision.low).toFixed(1)}`)
          .join('')}Z`;
  return (
    <svg
      class="dial-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`派单线从 50% 到 99% 时的覆盖与精度；现在的线是 ${Math.round(line * 100)}%。数字见下表。`}
    >
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g>
          <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(share)} y2={y(share)} />
          <text x={LEFT - 6} y={y(share) + 4} text-anchor="end">{`${share * 100}%`}</text>
        </g>
      ))}
      {[0.5, 0.6, 0.7, 0.8, 0.9, 1].map((threshold) => (
        <text x={x(threshold)} y={HEIGHT - BOTTOM + 16} text-anchor="middle">
          {`${Math.round(threshold * 100)}%`}
        </text>
      ))}
      <text x={(LEFT + WIDTH) / 2} y={HEIGHT - 4} text-anchor="middle">
        派单线（承办单位把握不低于）
      </text>
      <path class="band" d={band} />
      <path class="coverage" d={path((p) => p.coverage.share, points)} />
      <path class="precision" d={path((p) => p.precision.share, known)} />
      <line class="now" x1={x(line)} x2={x(line)} y1={TOP} y2={HEIGHT - BOTTOM} />
    </svg>
  );
}
