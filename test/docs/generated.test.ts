import { describe, expect, it } from 'vitest';
import { generatedPages, writtenPage } from '../../docs/generate.ts';

const pages = await generatedPages();

describe('generated documentation', () => {
  it.each([...pages.keys()])('docs/%s is what the code says today (npm run docs writes it)', async (name) => {
    expect(await writtenPage(name)).toBe(pages.get(name));
  });
});
