import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNative, checkNode, missingBuildTools, preflight } from '../../src/cli/preflight.js';

const fails = () => {
  throw new Error('Cannot find module nodejieba.node\nRequire stack: …');
};

describe('the preflight', () => {
  it('is silent where everything is there', () => {
    expect(preflight()).toBeNull();
  });

  it.each(['18.20.4', '16.0.0', '4.9.1'])('names both versions on Node %s', (version) => {
    expect(checkNode(version)).toMatch(/需要 20 或更高/);
    expect(checkNode(version)).toContain(version);
  });

  it.each(['20.0.0', '22.11.0', '100.1.0'])('takes Node %s', (version) => {
    expect(checkNode(version)).toBeNull();
  });

  it('says that nothing is installed', () => {
    expect(preflight(mkdtempSync(join(tmpdir(), 'jiesu-')))).toContain('npm ci');
  });

  it('names the compiler parts that are missing, in one line', () => {
    const line = checkNative('/nowhere', fails, (program: string) => program === 'make');
    expect(line).toContain('缺少编译工具 g++、python3（');
    expect(line).not.toContain('\n');
  });

  it('advises a rebuild where the compiler is there', () => {
    expect(checkNative('/nowhere', fails, () => true)).toContain('npm rebuild nodejieba');
  });

  it('takes any compiler of the known names', () => {
    expect(missingBuildTools((program: string) => ['clang++', 'gmake', 'python'].includes(program))).toEqual(
      [],
    );
  });
});
