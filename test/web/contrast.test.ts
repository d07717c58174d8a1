import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/web/assets/style.css'), 'utf8').replace(
  /\/\*[\s\S]*?\*\//g,
  '',
);
const variables = new Map(
  [...(/:root\s*\{([^}]*)\}/.exec(css)?.[1] ?? '').matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(
    ([, name, value]) => [name as string, (value as string).trim()],
  ),
);

/** Red, green, blue, 0 to 255, of `#abc`, `#aabbcc` or a variable that is one; null for anything else. */
function colour(value: string): readonly number[] | null {
  const name = /var\((--[\w-]+)\)/.exec(value)?.[1];
  if (name !== undefined) return colour(variables.get(name) ?? '');
  const hex = /#([0-9a-f]{6}|[0-9a-f]{3})\b/i.exec(value)?.[1];
  if (hex === undefined) return null;
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16));
}

/** Contrast of two colours, 1 to 21: WCAG 2.2, relative luminance. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (rgb: readonly number[]): number =>
    rgb
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * ([0.2126, 0.7152, 0.0722][i] as number), 0);
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const named = (name: string): readonly number[] => colour(`var(${name})`) as readonly number[];

test('contrast is that of the standard', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
});

test.each(['--ink', '--muted', '--primary', '--bad', '--warn', '--good'])(
  '%s can be read on a panel and on the ground of the page',
  (name) => {
    for (const ground of ['--panel', '--ground'])
      expect(contrast(named(name), named(ground)), ground).toBeGreaterThanOrEqual(4.5);
  },
);

test.each(['bad', 'warn', 'good'])('%s can be read on its own ground', (name) => {
  expect(contrast(named(`--${name}`), named(`--${name}-ground`))).toBeGreaterThanOrEqual(4.5);
});

test('whoever sets both the colour of text and its ground keeps them 4.5 apart', () => {
  let compared = 0;
  for (const [, selector, body] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const of = (property: string): readonly number[] | null => {
      const value = new RegExp(`(?:^|;)\\s*${property}:\\s*([^;]+)`).exec(body as string)?.[1];
      return value === undefined ? null : colour(value);
    };
    const [text, ground] = [of('color'), of('background(?:-color)?')];
    if (text === null || ground === null) continue;
    compared++;
    expect(contrast(text, ground), (selector as string).trim()).toBeGreaterThanOrEqual(4.5);
  }
  expect(compared).toBeGreaterThan(20);
});

test('edges of controls and the mark of focus stand out by 3', () => {
  for (const name of ['--control', '--focus'])
    for (const ground of ['--panel', '--ground'])
      expect(contrast(named(name), named(ground)), `${name} ${ground}`).toBeGreaterThanOrEqual(3);
});
