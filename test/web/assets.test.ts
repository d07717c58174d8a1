import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../src/web/assets');
const scripts = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));
const css = readFileSync(join(FOLDER, 'style.css'), 'utf8');

/** Relative luminance and contrast after WCAG 2.2, 1.4.3. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((i) => {
    const c = Number.parseInt(full.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const colour = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{3,6});`).exec(css)?.[1] ?? '';

describe('assets', () => {
  it('has islands of less than 5 kB each', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(4);
    for (const name of scripts) expect(readFileSync(join(FOLDER, name)).length, name).toBeLessThan(5000);
  });

  it('asks for nothing outside', () => {
    for (const name of readdirSync(FOLDER)) {
      const text = readFileSync(join(FOLDER, name), 'utf8').replaceAll('http://www.w3.org/2000/svg', '');
      expect(text, name).not.toMatch(/https?:|@import|url\(/);
    }
  });

  it.each([
    ['ink', 'panel', 4.5],
    ['muted', 'panel', 4.5],
    ['muted', 'ground', 4.5],
    ['primary', 'panel', 4.5],
    ['bad', 'bad-ground', 4.5],
    ['warn', 'warn-ground', 4.5],
    ['good', 'good-ground', 4.5],
    ['control', 'panel', 3],
    ['focus', 'panel', 3],
    ['focus', 'ground', 3],
  ])('keeps %s on %s at a contrast of %d or more', (front, back, least) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(least);
  });
});
