import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  loadModel,
  readManifest,
  readRegistry,
  saveModel,
  writeRegistry,
  type ModelManifest,
} from '../../../src/app/learning/model-files.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { encodeWeights } from '../../../src/learn/bundle.ts';
import { packLinear, scoreLinear } from '../../../src/learn/linear.ts';
import { indexOf } from '../../../src/learn/vocabulary.ts';
import { tempFolder } from '../../support/temp.ts';

const linear = packLinear([
  { weights: Float32Array.of(1, -2), bias: 0.5 },
  { weights: Float32Array.of(0.3, 4), bias: -1 },
]);
const vocabulary = {
  keys: Uint32Array.of(77, 4_000_000_000),
  idf: Float32Array.of(1, 2),
  blockWeights: [1, 1.4],
};
const weights = encodeWeights({ vocabulary, linear });

const manifest = (version = 'abc'): ModelManifest => ({
  version,
  taxonomy: 't1',
  command: 'jiesu train --data a.jsonl --seed 1',
  options: { seed: 1 },
  data: [{ name: 'a.jsonl', rows: 2, sha256: '00' }],
  heads: [{ name: 'issueType', labels: ['0101', '0402'], first: 0, sharpness: 3 }],
  unitCalibration: { weights: [0, 1] },
  weightsSha256: createHash('sha256').update(weights).digest('hex'),
  metrics: { heldBack: 2 },
});

function saved(version = 'abc', dir = join(tempFolder(), version)): string {
  saveModel(dir, manifest(version), weights, '# 评估卡\n');
  return dir;
}

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a model on disk', () => {
  it('comes back as it was saved', () => {
    const { model, manifest: read } = loadModel(saved());
    expect(read).toEqual(manifest());
    expect(model).toMatchObject({
      version: 'abc',
      heads: manifest().heads,
      unitCalibration: { weights: [0, 1] },
    });
    expect(model.linear).toEqual(linear);
    expect(indexOf(model.lookup, 4_000_000_000)).toBe(1);
    const vector = { indices: Int32Array.of(0, 1), values: Float32Array.of(1, 1) };
    expect(scoreLinear(model.linear, vector)).toEqual(scoreLinear(linear, vector));
  });

  it('is three files and nothing half-written', () => {
    expect(readdirSync(saved()).sort()).toEqual(['card.md', 'manifest.json', 'weights.bin.gz']);
  });

  it('is saved to the same bytes twice', () => {
    const [a, b] = [saved(), saved()];
    for (const name of readdirSync(a))
      expect(readFileSync(join(a, name))).toEqual(readFileSync(join(b, name)));
  });

  it('is refused where a single weight was changed', () => {
    const dir = saved();
    const changed = weights.slice();
    changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1;
    writeFileSync(join(dir, 'weights.bin.gz'), gzipSync(changed));
    const error = refusal(() => loadModel(dir));
    expect(error.code).toBe('bad_model');
    expect(error.message).toContain('校验和');
    expect(error.message).toContain(dir);
  });

  it('is refused where the weights are cut off, gone or no archive', () => {
    const dir = saved();
    const file = join(dir, 'weights.bin.gz');
    const whole = readFileSync(file);
    for (const bytes of [whole.subarray(0, 30), Buffer.from('not an archive'), Buffer.alloc(0)]) {
      writeFileSync(file, bytes);
      expect(refusal(() => loadModel(dir)).code).toBe('bad_model');
    }
    expect(refusal(() => loadModel(tempFolder())).code).toBe('bad_model');
  });

  it('is refused where the manifest lacks a field, which is named', () => {
    const dir = saved();
    const { heads: _, ...rest } = manifest();
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(rest));
    const error = refusal(() => loadModel(dir));
    expect(error.code).toBe('bad_model');
    expect(error.message).toContain('heads');
    writeFileSync(join(dir, 'manifest.json'), '{');
    expect(refusal(() => readManifest(dir)).code).toBe('bad_model');
  });
});

describe('a registry of models', () => {
  it('gives the model in use', () => {
    const root = tempFolder();
    saved('one', join(root, 'one'));
    saved('two', join(root, 'two'));
    writeRegistry(root, { current: 'two', history: ['one'] });
    expect(loadModel(root).model.version).toBe('two');
    writeRegistry(root, { current: 'one', history: [] });
    expect(loadModel(root).model.version).toBe('one');
    expect(loadModel(join(root, 'two')).model.version).toBe('two');
    expect(readdirSync(root).sort()).toEqual(['one', 'registry.json', 'two']);
  });

  it('is read as it was written', () => {
    const root = join(tempFolder(), 'not', 'yet', 'there');
    writeRegistry(root, { current: 'b', history: ['a'] });
    expect(readRegistry(root)).toEqual({ current: 'b', history: ['a'] });
  });

  it('is refused where it is damaged or names a model that is not there', () => {
    const root = tempFolder();
    writeRegistry(root, { current: 'gone', history: [] });
    expect(refusal(() => loadModel(root)).code).toBe('bad_model');
    writeFileSync(join(root, 'registry.json'), '{"current": 5}');
    expect(refusal(() => loadModel(root)).message).toContain('registry.json');
  });
});
