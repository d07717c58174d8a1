import { expect, test } from 'vitest';
import type { ChartPoint, ChartSpec } from '../../../src/kernel/chart-types.ts';
import { Chart } from '../../../src/web/charts/chart.tsx';
import { tableOf } from '../../../src/web/charts/chart-table.tsx';
import { FONT, WIDTH, ticksTo, widthOf, wrapped } from '../../../src/web/charts/chart-text.ts';
import { shadeOf } from '../../../src/web/charts/heat.tsx';
import { paretoRows } from '../../../src/web/charts/pareto.tsx';

const LONG = '北京某某商业管理有限公司第一分公司（广安门外大街店）与其物业服务合作单位';
const months = <T,>(of: (i: number, label: string) => T, count = 12): T[] =>
  Array.from({ length: count }, (_, i) => of(i, `2026-${String(i + 1).padStart(2, '0')}`));
type ControlPoint = Extract<ChartSpec, { kind: 'control' }>['points'][number];

const SPECS: readonly ChartSpec[] = [
  {
    kind: 'bars',
    title: '分布',
    desc: '谁最多',
    numbers: 'count',
    unit: '件',
    of: '分类',
    bars: [
      { label: LONG, value: 321, href: '/figures/cases?x=1&y=2' },
      { label: '乙', value: 17, low: 9, high: 28, few: true },
      { label: '丙', value: null },
    ],
    reference: { label: '全区', value: 123 },
  },
  {
    kind: 'pareto',
    title: '主体',
    numbers: 'count',
    unit: '件',
    of: '主体',
    bars: [
      { label: '小', value: 11 },
      { label: LONG, value: 77 },
    ],
    rest: 12,
    mark: 0.8,
  },
  {
    kind: 'trend',
    title: '解决率',
    numbers: 'share',
    unit: '',
    of: '月',
    zero: false,
    atMost: 1,
    targets: [{ label: '目标不低于', value: 0.915, from: 3, to: 12 }],
    lines: [
      {
        name: '考核口径',
        points: months((i, label): ChartPoint =>
          i === 4
            ? { label, value: null }
            : { label, value: 0.8 + i / 97, low: 0.7, high: 0.95, parts: `${i}／9`, few: i === 6 },
        ),
      },
      { name: '原始口径', points: months((i, label) => ({ label, value: 0.75 + i / 89 })) },
    ],
  },
  {
    kind: 'control',
    title: '控制图',
    numbers: 'decimal',
    unit: '件/日',
    of: '周',
    method: 'xmr',
    centre: 12.34,
    points: months((i, label): ControlPoint =>
      i === 2
        ? { label, value: null, lower: null, upper: null, signals: [] }
        : { label, value: 12 + i / 7, lower: 10.5, upper: 13.25, signals: i === 9 ? ['above', 'run'] : [] },
    ),
  },
  {
    kind: 'heat',
    title: '热力',
    numbers: 'count',
    unit: '件',
    of: '街道',
    across: '大类',
    columns: ['市场消费', '违法建设与街面秩序', '党纪政风与其他'],
    rows: [
      { label: '德胜', cells: [{ value: 12345 }, { value: 0 }, { value: null }] },
      {
        label: '广安门外',
        cells: [{ value: 7, href: '/figures/cases?street=1' }, { value: 98 }, { value: 3 }],
      },
    ],
  },
];

const html = (spec: ChartSpec): string => String(<Chart spec={spec} id="c" />);
const drawing = (spec: ChartSpec): string => /<svg.*<\/svg>/s.exec(html(spec))?.[0] ?? '';
/** Every number that is written in a text, signs and decimals with it. */
const numbersIn = (text: string): string[] => text.match(/\d+(?:\.\d+)?%?/g) ?? [];
const words = (markup: string): string =>
  [...markup.matchAll(/<(?:text|tspan|title)\b[^>]*>([^<]*)</g)].map(([, text]) => text).join('\n');

test.each(SPECS)('the numbers of the table stand in the drawing: $kind', (spec) => {
  const said = numbersIn(words(drawing(spec)));
  const { rows } = tableOf(spec);
  const cells = rows
    .filter(({ name }) => name !== '其余')
    .flatMap(({ cells: own }) => own.flatMap(({ text }) => numbersIn(text)));
  expect(cells.length).toBeGreaterThan(3);
  // Limits are lines and have no words; all else is said.
  const drawn = spec.kind === 'control' ? cells.filter((n) => n !== '10.50' && n !== '13.25') : cells;
  expect(drawn.filter((n) => !said.includes(n))).toEqual([]);
});

test.each(SPECS)('the table stands in the page with headers, and the drawing is named: $kind', (spec) => {
  const page = html(spec);
  expect(page).toContain('<th scope="col">');
  expect(page).toContain('<th scope="row">');
  const svg = drawing(spec);
  expect(svg).toMatch(/<svg[^>]*role="(?:img|graphics-document)"[^>]*aria-labelledby="c-title/);
  expect(svg).toContain(`<title id="c-title">${spec.title}</title>`);
  // Styles in attributes are refused by the content security policy.
  expect(page).not.toMatch(/\sstyle=/);
  expect(page).not.toContain('NaN');
  expect(page).not.toContain('undefined');
});

test('parts that lead to orders are followed by keys in the table alone', () => {
  const [bars, , , , heat] = SPECS;
  if (bars === undefined || heat === undefined) throw new Error('no specs');
  for (const spec of [bars, heat]) {
    const svg = drawing(spec);
    expect(svg).toContain('role="graphics-document"');
    expect(svg.match(/<a [^>]*>/g)?.every((link) => link.includes('tabindex="-1"'))).toBe(true);
    const table = html(spec).slice(html(spec).indexOf('<table'));
    const href = /href="([^"]+)"/.exec(svg)?.[1] ?? '';
    expect(table).toContain(`<a href="${href}">`);
  }
});

/** Boxes of the lines of names in a drawing. */
function boxesOf(svg: string): { text: string; left: number; right: number; y: number }[] {
  return [...svg.matchAll(/<text class="name[^"]*" text-anchor="(\w+)">(.*?)<\/text>/gs)].flatMap(
    ([, anchor, inner = '']) =>
      [...inner.matchAll(/<tspan x="([\d.]+)" y="([\d.]+)">([^<]*)</g)].map(([, x, y, text = '']) => {
        const size = inner.length > 0 && svg.includes('small-name') ? 11 : FONT;
        const width = widthOf(text, size);
        const left =
          anchor === 'end' ? Number(x) - width : anchor === 'middle' ? Number(x) - width / 2 : Number(x);
        return { text, left, right: left + width, y: Number(y) };
      }),
  );
}

test.each(SPECS.filter(({ kind }) => kind !== 'trend' && kind !== 'control'))(
  'long Chinese names are broken, stay inside and overlap nothing: $kind',
  (spec) => {
    const boxes = boxesOf(drawing(spec));
    expect(boxes.length).toBeGreaterThanOrEqual(2);
    for (const box of boxes) {
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.right).toBeLessThanOrEqual(WIDTH);
    }
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        expect(a.right <= b.left || b.right <= a.left || Math.abs(a.y - b.y) >= 12).toBe(true);
  },
);

test('a gap in a line is a gap, few cases are open marks, what stands out is ringed', () => {
  const [, , trend, control] = SPECS;
  if (trend === undefined || control === undefined) throw new Error('no specs');
  const line = /class="line line-1" d="([^"]*)"/.exec(drawing(trend))?.[1] ?? '';
  // Two pieces: four points, then seven.
  expect(line.match(/M/g)).toHaveLength(2);
  expect(line.match(/L/g)).toHaveLength(3 + 6);
  expect(drawing(trend).match(/class="dot dot-1 few"/g)).toHaveLength(1);
  expect(drawing(control).match(/class="ring"/g)).toHaveLength(1);
  expect(html(control)).toContain('高于上限、连续八点在中心线同侧');
});

test('rows of a Pareto chart go from the largest and add up to all', () => {
  const rows = paretoRows({
    bars: [
      { label: 'a', value: 10 },
      { label: 'b', value: 70 },
    ],
    rest: 20,
  });
  expect(rows.map(({ label, share, cumulative }) => [label, share, cumulative])).toEqual([
    ['b', 0.7, 0.7],
    ['a', 0.1, 0.8],
  ]);
  expect(paretoRows({ bars: [{ label: 'a', value: 0 }], rest: 0 })[0]).toMatchObject({
    share: 0,
    cumulative: 0,
  });
});

test('lines are few, balanced and hold the whole text; axes end on round numbers', () => {
  const lines = wrapped(LONG, 200);
  expect(lines.join('')).toBe(LONG);
  const widths = lines.map((line) => widthOf(line));
  expect(Math.max(...widths)).toBeLessThanOrEqual(200);
  expect(Math.min(...widths)).toBeGreaterThan(Math.max(...widths) * 0.6);
  expect(ticksTo(321)).toEqual([0, 100, 200, 300, 400]);
  expect(ticksTo(1, 4, 0.94).at(-1)).toBe(1);
  expect([0, 1, 25, 100].map((n) => shadeOf(n, 100))).toEqual([0, 1, 3, 6]);
  expect(shadeOf(null, 100)).toBe(0);
});

/** WCAG contrast of two colours of the style sheet. */
function contrast(a: string, b: string): number {
  const light = (hex: string): number => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test('numbers on every shade can be read, and shades grow darker on grey paper too', async () => {
  const { readFileSync } = await import('node:fs');
  const css = readFileSync(new URL('../../../src/web/assets/style.css', import.meta.url), 'utf8');
  const shades = Array.from(
    { length: 7 },
    (_, i) => new RegExp(`\\.shade-${i} \\{\\s*fill: (#\\w{6})`).exec(css)?.[1] ?? '',
  );
  shades.forEach((shade, i) => {
    expect(contrast(shade, i >= 4 ? '#ffffff' : '#1b2430')).toBeGreaterThanOrEqual(4.5);
    if (i > 0) expect(contrast(shade, '#ffffff')).toBeGreaterThan(contrast(shades[i - 1] ?? '', '#ffffff'));
  });
});
