import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PATHS_FILE, loadLegalPaths } from '../../src/profile/legal-paths.ts';

const PATH = { code: 'P1', kind: 'court', name: '诉讼', any: ['法院'], tell: '找法院', laws: [] };
let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'jiesu-paths-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (...paths: object[]) => {
  writeFileSync(join(folder, PATHS_FILE), JSON.stringify({ title: '指引', paths }));
  return loadLegalPaths(folder);
};

it('a profile may go without ways of its own', () => {
  expect(loadLegalPaths(folder)).toBeUndefined();
});

it('ways are read as they are', () => {
  const emergency = { ...PATH, code: 'P2', kind: 'emergency', urgencies: ['safety'], unless: ['去年'] };
  expect(load(PATH, emergency)).toEqual([PATH, emergency]);
});

it.each([
  ['an expression that is none', [{ ...PATH, any: ['(法院'] }], '不是正则表达式'],
  ['one that finds nothing everywhere', [{ ...PATH, any: ['(?:法院)?'] }], '空文本'],
  ['no expression', [{ ...PATH, any: [] }], '不能为空'],
  ['a kind that there is not', [{ ...PATH, kind: 'church' }], 'kind'],
  ['nothing to tell', [{ ...PATH, tell: ' ' }], '不能为空'],
  ['one code twice', [PATH, PATH], 'P1 重复'],
  ['a field that there is not', [{ ...PATH, none: ['x'] }], 'none'],
])('%s is refused, naming the file', (_, paths, words) => {
  expect(() => load(...paths)).toThrow(PATHS_FILE);
  expect(() => load(...paths)).toThrow(words);
});
