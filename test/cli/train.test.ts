import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel, readManifest, readRegistry } from '../../src/app/model-files.ts';
import { main } from '../../src/cli/main-cli.ts';
import { tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

const ORDERS = join(import.meta.dirname, '../../data/orders');

/** A folder with two small files of real orders, and one file that is none of them. */
function data(): string {
  const dir = tempFolder();
  for (const part of ['b', 'a']) {
    const lines = readFileSync(join(ORDERS, `train-${part}.jsonl`), 'utf8').split('\n');
    writeFileSync(join(dir, `train-${part}.jsonl`), lines.filter((_, i) => i % 12 === 0).join('\n'));
  }
  writeFileSync(join(dir, 'README.md'), 'not orders');
  return dir;
}

/** Without the questions of the shipped knowledge base training takes a second instead of half a minute. */
function smallKnowledge(): string {
  const dir = tempFolder();
  writeFileSync(join(dir, 'manifest.json'), '{"version":"k-test"}');
  for (const name of ['entries', 'articles', 'precedents']) writeFileSync(join(dir, `${name}.jsonl`), '');
  return dir;
}

async function train(
  argv: readonly string[],
  modelDir = join(tempFolder(), 'models'),
): Promise<{ code: number; out: string; err: string; modelDir: string }> {
  const { io, out, err } = recordingIo('', { JIESU_MODEL: modelDir, JIESU_KNOWLEDGE: smallKnowledge() });
  const code = await main(['train', ...argv], io);
  return { code, out: out(), err: err(), modelDir };
}

describe('jiesu train', () => {
  it('writes manifest, weights and card, prints the card, and takes the first model of a registry into use', async () => {
    const { code, out, modelDir } = await train(['--data', data()]);
    expect(code).toBe(0);
    const { current, history } = readRegistry(modelDir);
    expect(history).toEqual([]);
    const bundle = join(modelDir, current);
    expect(readdirSync(bundle).sort()).toEqual(['card.md', 'manifest.json', 'weights.bin.gz']);
    expect(out).toBe(readFileSync(join(bundle, 'card.md'), 'utf8'));
    expect(out).toContain('| 问题分类首选 |');
    expect(loadModel(modelDir).model.version).toBe(current);
    expect(readManifest(bundle).data.map((source) => source.name)).toEqual([
      'train-a.jsonl',
      'train-b.jsonl',
    ]);
  });

  it('writes the same files from the same data, in the order they were named or not', async () => {
    const dir = data();
    const [one, two] = [join(tempFolder(), 'one'), join(tempFolder(), 'two')];
    await train(['--data', dir, '--out', one]);
    const files = ['train-a.jsonl', 'train-b.jsonl'].map((name) => join(dir, name));
    await train([...files.flatMap((file) => ['--data', file]), '--out', two, '--seed', '1']);
    for (const name of ['card.md', 'manifest.json', 'weights.bin.gz']) {
      expect(readFileSync(join(one, name)).equals(readFileSync(join(two, name)))).toBe(true);
    }
  });

  it('leaves the model in use as it is and says how to take the new one into use', async () => {
    const dir = data();
    const first = await train(['--data', join(dir, 'train-a.jsonl')]);
    const { current } = readRegistry(first.modelDir);
    const second = await train(['--data', dir], first.modelDir);
    expect(readRegistry(first.modelDir).current).toBe(current);
    expect(second.err).toMatch(/尚未启用；启用：jiesu models promote [0-9a-f]{12}/);
    expect(readdirSync(first.modelDir)).toHaveLength(3);
  });

  it('with --out writes there alone and touches no registry', async () => {
    const out = join(tempFolder(), 'deep', 'model');
    const { code, modelDir } = await train(['--data', join(data(), 'train-a.jsonl'), '--out', out]);
    expect(code).toBe(0);
    expect(existsSync(modelDir)).toBe(false);
    expect(loadModel(out).model.version).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([
    [[], 2, 'bad_usage', '缺少 --data'],
    [['--data', '/no/such/file.jsonl'], 1, 'file_unreadable', '/no/such/file.jsonl'],
    [['--data', ORDERS, '--seed', '-1'], 2, 'bad_usage', '--seed'],
    [['--data', ORDERS, '--seed', '1.5'], 2, 'bad_usage', '--seed'],
    [['--data', ORDERS, '--seed', 'x'], 2, 'bad_usage', '--seed'],
    [['--data', ORDERS, '--seed='], 2, 'bad_usage', '--seed'],
  ])('refuses %j', async (argv, exit, code, why) => {
    const { code: ended, out, err, modelDir } = await train(argv);
    expect(ended).toBe(exit);
    expect(out).toBe('');
    expect(err).toContain(`错误[${code}]`);
    expect(err).toContain(why);
    expect(existsSync(modelDir)).toBe(false);
  });

  it('refuses a folder without orders', async () => {
    const empty = join(tempFolder(), 'empty');
    mkdirSync(empty);
    const { code, err } = await train(['--data', empty]);
    expect(code).toBe(1);
    expect(err).toContain('错误[file_unreadable]');
  });

  it('refuses a bad row with file, line and field, and writes nothing', async () => {
    const dir = data();
    const file = join(dir, 'train-c.jsonl');
    writeFileSync(file, '{"id":"1","text":"停水","type":"0701"}\n{"id":"2","text":"停水"}\n');
    const { code, err, modelDir } = await train(['--data', dir]);
    expect(code).toBe(1);
    expect(err).toContain('错误[bad_training_data]');
    expect(err).toContain(`${file} 第 2 行`);
    expect(err).toContain('type');
    expect(existsSync(modelDir)).toBe(false);
  });
});
