import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, readManifest, readRegistry } from '../../src/app/learning/model-files.ts';
import { main } from '../../src/cli/main-cli.ts';
import { fileFolder, smallTraining } from '../support/small-training.ts';
import { tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

/** A fraction of a second a training; with the whole district it is many. */
const SMALL = smallTraining();
const PATIENCE = 120_000;

async function train(
  argv: readonly string[],
  modelDir = join(tempFolder(), 'models'),
): Promise<{ code: number; out: string; err: string; modelDir: string }> {
  const { io, out, err } = recordingIo('', {
    JIESU_MODEL: modelDir,
    JIESU_PROFILE: SMALL.profileDir,
    JIESU_KNOWLEDGE: SMALL.knowledgeDir,
  });
  const code = await main(['train', ...argv], io);
  return { code, out: out(), err: err(), modelDir };
}

describe('jiesu train', () => {
  let first: Awaited<ReturnType<typeof train>>;
  const bundleOf = ({ modelDir }: { modelDir: string }) => join(modelDir, readRegistry(modelDir).current);
  beforeAll(async () => {
    first = await train(['--data', SMALL.ordersDir], join(fileFolder(), 'models'));
  }, PATIENCE);

  it('writes manifest, weights and card, prints the card, and takes the first model of a registry into use', () => {
    const { code, out, modelDir } = first;
    expect(code).toBe(0);
    const { current, history } = readRegistry(modelDir);
    expect(history).toEqual([]);
    const bundle = join(modelDir, current);
    expect(readdirSync(bundle).sort()).toEqual([
      'card.md',
      'dial.json',
      'held-back.jsonl.gz',
      'manifest.json',
      'suspects.json',
      'weights.bin.gz',
    ]);
    expect(out).toBe(readFileSync(join(bundle, 'card.md'), 'utf8'));
    expect(out).toContain('| 问题分类首选 |');
    expect(loadModel(modelDir).model.version).toBe(current);
    const { data, heads } = readManifest(bundle);
    expect(data.map((source) => source.name)).toEqual(['train-a.jsonl', 'train-b.jsonl']);
    expect(heads.find(({ name }) => name === 'issueType')?.labels).toEqual(SMALL.types);
  });

  it(
    'writes the same files from the same data, named as a folder or one by one; with --out there alone and in no registry',
    async () => {
      const out = join(tempFolder(), 'deep', 'model');
      const named = SMALL.files.flatMap((file) => ['--data', file]);
      const { code, modelDir } = await train([...named, '--out', out, '--seed', '1']);
      expect(code).toBe(0);
      expect(existsSync(modelDir)).toBe(false);
      expect(loadModel(out).model.version).toBe(readRegistry(first.modelDir).current);
      const bundle = bundleOf(first);
      expect(readdirSync(out).sort()).toEqual(readdirSync(bundle).sort());
      for (const name of readdirSync(bundle)) {
        expect(readFileSync(join(out, name)).equals(readFileSync(join(bundle, name))), name).toBe(true);
      }
    },
    PATIENCE,
  );

  it(
    'leaves the model in use as it is and says how to take the new one into use',
    async () => {
      const modelDir = join(tempFolder(), 'models');
      cpSync(first.modelDir, modelDir, { recursive: true });
      const { current } = readRegistry(modelDir);
      const second = await train(['--data', SMALL.files[0]], modelDir);
      expect(readRegistry(modelDir).current).toBe(current);
      expect(second.err).toMatch(/尚未启用；启用：jiesu models promote [0-9a-f]{12}/);
      expect(readdirSync(modelDir)).toHaveLength(3);
    },
    PATIENCE,
  );

  it.each([
    [[], 2, 'bad_usage', '缺少 --data'],
    [['--data', '/no/such/file.jsonl'], 1, 'file_unreadable', '/no/such/file.jsonl'],
    [['--data', '任意', '--seed', '-1'], 2, 'bad_usage', '--seed'],
    [['--data', '任意', '--seed', '1.5'], 2, 'bad_usage', '--seed'],
    [['--data', '任意', '--seed', 'x'], 2, 'bad_usage', '--seed'],
    [['--data', '任意', '--seed='], 2, 'bad_usage', '--seed'],
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
    const dir = tempFolder();
    cpSync(SMALL.ordersDir, dir, { recursive: true });
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
