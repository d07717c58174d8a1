import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../src/web/assets');
const scripts = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));

describe('assets', () => {
  it('has islands of less than 15 kB each, and of less than 150 kB together', () => {
    const sizes = scripts.map((name) => [name, readFileSync(join(FOLDER, name)).length] as const);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    expect(sizes.filter(([, bytes]) => bytes >= 15_000)).toEqual([]);
    expect(sizes.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(150_000);
  });

  it('asks for nothing outside', () => {
    for (const name of readdirSync(FOLDER)) {
      const text = readFileSync(join(FOLDER, name), 'utf8').replaceAll('http://www.w3.org/2000/svg', '');
      expect(text, name).not.toMatch(/https?:|@import|url\(/);
    }
  });
});
