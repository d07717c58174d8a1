import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { countWord } from '../../src/web/layout.tsx';

test('the menu counts to 99 and says of more that there is more, as the script that keeps it up to date does', () => {
  expect([0, 1, 99, 100, 470].map(countWord)).toEqual(['0', '1', '99', '99+', '99+']);
  const script = readFileSync(new URL('../../src/web/assets/live.js', import.meta.url), 'utf8');
  const said = /textContent = (unseen > .*);/u.exec(script)?.[1] ?? '';
  for (const unseen of [1, 99, 100, 470])
    expect(runInNewContext(said, { unseen, String })).toBe(countWord(unseen));
});
