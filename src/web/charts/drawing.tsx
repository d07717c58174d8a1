import type { Child } from 'hono/jsx';
import type { ChartSpec } from '../../kernel/chart-types.ts';
import { FONT, LINE, WIDTH, at } from './chart-text.ts';

/** Ids of title and description, different for every chart of a page. */
export type Ids = { readonly title: string; readonly desc: string };
export type Drawn<T extends ChartSpec> = { readonly spec: T; readonly ids: Ids };

/**
 * The frame of every drawing. An image where nothing in it can be chosen. Where parts lead to orders it is a document of
 * graphics, so that a mouse may follow them; keys follow the same addresses in the table, which is why they are no stops here.
 */
export function Drawing(props: {
  spec: ChartSpec;
  ids: Ids;
  height: number;
  linked?: boolean;
  children: Child;
}) {
  const { spec, ids, height, linked = false } = props;
  return (
    <svg
      class={`chart chart-${spec.kind}`}
      viewBox={`0 0 ${WIDTH} ${Math.ceil(height)}`}
      role={linked ? 'graphics-document' : 'img'}
      aria-labelledby={spec.desc === undefined ? ids.title : `${ids.title} ${ids.desc}`}
      focusable="false"
    >
      <title id={ids.title}>{spec.title}</title>
      {spec.desc === undefined ? null : <desc id={ids.desc}>{spec.desc}</desc>}
      {props.children}
    </svg>
  );
}

/** A part of a drawing that may lead somewhere. */
export function Linked({ href, children }: { href: string | undefined; children: Child }) {
  return href === undefined ? (
    <g>{children}</g>
  ) : (
    <a href={href} tabindex={-1}>
      {children}
    </a>
  );
}

/** Lines of text about a middle. */
export function Label(props: {
  lines: readonly string[];
  x: number;
  middle: number;
  anchor: 'start' | 'middle' | 'end';
  size?: 'small';
}) {
  const { lines, x, middle, anchor, size } = props;
  const step = size === 'small' ? LINE - 3 : LINE;
  const first = middle - ((lines.length - 1) * step) / 2 + FONT * 0.36;
  return (
    <text class={size === undefined ? 'name' : 'name small-name'} text-anchor={anchor}>
      {lines.map((line, i) => (
        <tspan x={at(x)} y={at(first + i * step)}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
