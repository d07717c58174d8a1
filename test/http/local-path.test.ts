import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPath } from '../../src/http/local-path.ts';

describe('localPath', () => {
  it('keeps paths and queries of this server', () => {
    for (const path of ['/', '/ask?q=%E4%B8%83', '/orders/1?done=x', '/?tab=all&page=2'])
      expect(localPath(path)).toBe(path);
  });

  it('never leads a browser to another host', () => {
    const parts = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '@',
      ':',
      'https:',
      'evil.example',
      '\t',
      '\n',
      ' ',
      '?',
      '#',
      '%2f',
      'a',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(parts, { maxLength: 9 }).map((list) => list.join('')),
          fc.string(),
          fc.anything(),
        ),
        (value) => {
          expect(new URL(localPath(value), 'http://here.test/login').host).toBe('here.test');
        },
      ),
      { numRuns: 2000 },
    );
  });
});
