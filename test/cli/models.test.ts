import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRegistry, writeRegistry } from '../../src/app/learning/model-files.ts';
import { main } from '../../src/cli/main-cli.ts';
import { tempFolder } from '../support/temp.ts';
import { jiesu, recordingIo } from './support.ts';

/** A registry of three models, of which the second is in use. */
function registry(): string {
  const dir = tempFolder();
  ['m1', 'm2', 'm3'].forEach((version, i) => {
    mkdirSync(join(dir, version));
    const manifest = {
      version,
      taxonomy: 't1',
      command: 'jiesu train',
      options: {},
      data: [
        { name: 'a.jsonl', rows: 100, sha256: '' },
        { name: 'b.jsonl', rows: i, sha256: '' },
      ],
      heads: [],
      unitCalibration: { weights: [] },
      weightsSha256: '',
      metrics: { typeTop1: { share: 0.8 + i / 100, n: 50 } },
    };
    writeFileSync(join(dir, version, 'manifest.json'), JSON.stringify(manifest));
  });
  mkdirSync(join(dir, 'notes'));
  writeRegistry(dir, { current: 'm2', history: ['m1'] });
  return dir;
}

async function models(dir: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, out, err } = recordingIo('', { JIESU_MODEL: dir });
  const code = await main(['models', ...argv], io);
  return { code, out: out(), err: err() };
}

describe('jiesu models', () => {
  it('lists every model with its size and its figure, and marks the one in use', async () => {
    const { code, out } = await models(registry(), 'list');
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      '  m1  100 条标注  分类首选 80.0%（留出 n=50）',
      '* m2  101 条标注  分类首选 81.0%（留出 n=50）',
      '  m3  102 条标注  分类首选 82.0%（留出 n=50）',
    ]);
  });

  it('promotes a model and remembers the one before', async () => {
    const dir = registry();
    const { code, out } = await models(dir, 'promote', 'm3', '--force', '试用新数据');
    expect(code).toBe(0);
    expect(out).toContain('* m3');
    expect(readRegistry(dir)).toMatchObject({ current: 'm3', history: ['m1', 'm2'] });
    expect(readRegistry(dir).log).toMatchObject([
      { how: 'force', from: 'm2', to: 'm3', by: '命令行', reason: '试用新数据' },
    ]);
  });

  it('does nothing where the model is in use already', async () => {
    const dir = registry();
    await models(dir, 'promote', 'm2');
    expect(readRegistry(dir)).toEqual({ current: 'm2', history: ['m1'] });
  });

  it('rolls back step by step, and says when there is nothing left', async () => {
    const dir = registry();
    await models(dir, 'promote', 'm3', '--force', '试用');
    expect((await models(dir, 'rollback')).out).toContain('* m2');
    expect((await models(dir, 'rollback')).out).toContain('* m1');
    const { code, err } = await models(dir, 'rollback');
    expect(code).toBe(1);
    expect(err).toContain('错误[conflict]');
    expect(readRegistry(dir)).toMatchObject({ current: 'm1', history: [] });
    expect(readRegistry(dir).log?.map((change) => change.how)).toEqual(['force', 'rollback', 'rollback']);
  });

  it('refuses a model that is not there and leaves the registry as it was', async () => {
    const dir = registry();
    const before = readFileSync(join(dir, 'registry.json'), 'utf8');
    for (const id of ['m9', 'notes']) {
      const { code, err } = await models(dir, 'promote', id);
      expect(code).toBe(1);
      expect(err).toBe(`错误[not_found] 没有找到模型 ${id}\n`);
    }
    expect(readFileSync(join(dir, 'registry.json'), 'utf8')).toBe(before);
  });

  it('does not promote what cannot be compared, and leaves the registry as it was', async () => {
    const dir = registry();
    const before = readFileSync(join(dir, 'registry.json'), 'utf8');
    const { code, err } = await models(dir, 'promote', 'm3');
    expect(code).toBe(1);
    expect(err).toContain('错误[bad_model]');
    expect(readFileSync(join(dir, 'registry.json'), 'utf8')).toBe(before);
  });

  it('refuses a model with a type that the profile has lost, reason or not', async () => {
    const dir = registry();
    const file = join(dir, 'm3', 'manifest.json');
    const heads = [{ name: 'issueType', labels: ['0101', '9999'], first: 0, sharpness: 1 }];
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), heads }));
    const { code, err } = await models(dir, 'promote', 'm3', '--force', '理由');
    expect(code).toBe(1);
    expect(err).toContain('错误[promotion_refused]');
    expect(err).toContain('9999');
    expect(readRegistry(dir).current).toBe('m2');
  });

  it('does not roll back to a model that has been deleted since', async () => {
    const dir = registry();
    rmSync(join(dir, 'm1'), { recursive: true });
    const { code, err } = await models(dir, 'rollback');
    expect(code).toBe(1);
    expect(err).toContain('m1');
    expect(readRegistry(dir).current).toBe('m2');
  });

  it.each([
    [[]],
    [['list', 'm1']],
    [['promote']],
    [['rollback', 'm1']],
    [['promote', 'm1', 'm2']],
    [['delete', 'm1']],
    [['promote', 'm3', '--force=']],
    [['list', '--force', '理由']],
    [['compare']],
  ])('refuses %j as wrong usage', async (argv) => {
    const { code, out, err } = await models(registry(), ...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('错误[bad_usage]');
  });

  it('finds the shipped registry from any folder', async () => {
    const { code, out } = await jiesu(['models', 'list'], { cwd: tempFolder() });
    expect(code).toBe(0);
    expect(out).toMatch(/^\* [0-9a-f]{12} {2}\d+ 条标注/m);
  });
});
