import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest, saveModel } from '../../src/app/learning/model-files.ts';
import { keptOpinion } from '../../src/app/learning/opinion-file.ts';
import { besideOf } from '../../src/triage/fit-opinion.ts';
import { shareOf } from '../../src/kernel/share.ts';
import type { TriageResult } from '../../src/app/types.ts';
import { main } from '../../src/cli/main-cli.ts';
import { readModelFolder } from '../../src/encoder/folder.ts';
import { gunzipSync } from 'node:zlib';
import { fileFolder, smallTraining } from '../support/small-training.ts';
import { tempFolder } from '../support/temp.ts';
import { TINY, tinyCopy } from '../support/tiny-encoder.ts';
import { recordingIo } from './support.ts';

const SMALL = smallTraining();
const PATIENCE = 120_000;
const SAID = '0306';

async function jiesu(argv: readonly string[], env: Record<string, string>, input = '') {
  const { io, out, err } = recordingIo(input, {
    JIESU_PROFILE: SMALL.profileDir,
    JIESU_KNOWLEDGE: SMALL.knowledgeDir,
    ...env,
  });
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}

/** The bundle with a second opinion that says one type whatever it reads, and wants to be asked of every order. */
function withOpinion(bundle: string, encoder = readModelFolder(TINY)): string {
  const { version, ...manifest } = readManifest(bundle);
  const { width } = encoder;
  const figures = {
    n: 1,
    typeTop1: besideOf([false], [true]),
    typeTop3: besideOf([true], [true]),
    asked: shareOf(1, 1),
    changed: 1,
    righted: 1,
    spoilt: 0,
  };
  const { section, bytes } = keptOpinion(
    {
      encoder: encoder.id,
      codes: SMALL.types,
      width,
      weights: new Float32Array(SMALL.types.length * width),
      biases: Float32Array.from(SMALL.types, (type) => (type === SAID ? 30 : 0)),
      weight: 1,
      line: 1,
    },
    '测试用小模型',
    figures,
  );
  const dir = join(tempFolder(), 'model');
  const read = (name: string): Buffer => readFileSync(join(bundle, name));
  saveModel(
    dir,
    { version: `${version.slice(0, 10)}op`, ...manifest, opinion: section },
    gunzipSync(read('weights.bin.gz')),
    read('card.md').toString(),
    read('dial.json').toString(),
    bytes,
  );
  return dir;
}

const rows = (n: number): string =>
  Array.from({ length: n }, (_, i) =>
    i === 1
      ? 'not json\n'
      : `${JSON.stringify({ id: `t-${i}`, channel: 'phone', receivedAt: '2026-04-14T10:00:00+08:00', text: `第 ${i} 件：健身房办卡不给退钱，请管一管。` })}\n`,
  ).join('');

describe('the second opinion on the command line', () => {
  let bundle = '';
  let card = '';
  beforeAll(async () => {
    bundle = join(fileFolder(), 'bundle');
    const trained = await jiesu(['train', '--data', SMALL.ordersDir, '--out', bundle], {
      JIESU_ENCODER: TINY,
    });
    expect(trained.code).toBe(0);
    card = trained.out;
  }, PATIENCE);

  it('is looked for in a training with an encoder; so few orders say nothing, and the card says that', () => {
    expect(card).toContain('## 第二意见');
    expect(card).toMatch(/编码器“测试用小模型”的意见不采用。编码器没学过的工单只有 \d+ 件/);
    expect(readdirSync(bundle)).not.toContain('opinion.bin.gz');
  });

  it(
    'leaves a training with a broken encoder as it would be without, but for the card',
    async () => {
      const broken = tinyCopy();
      writeFileSync(join(broken, 'tokenizer.json'), '{');
      const out = join(tempFolder(), 'bundle');
      const trained = await jiesu(['train', '--data', SMALL.ordersDir, '--out', out], {
        JIESU_ENCODER: broken,
      });
      expect(trained.code).toBe(0);
      expect(trained.out).toContain('没有第二意见：编码器不能用');
      expect(readManifest(out)).toEqual(readManifest(bundle));
    },
    PATIENCE,
  );

  it(
    'is asked by triage, row by row in the order of the input, bad rows among them',
    async () => {
      const env = { JIESU_MODEL: withOpinion(bundle), JIESU_ENCODER: TINY };
      const { code, out, err } = await jiesu(['triage', '--in', '-'], env, rows(300));
      expect(code).toBe(1);
      const results = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as TriageResult & { error?: unknown });
      expect(results.map(({ id }) => id)).toEqual(
        Array.from({ length: 300 }, (_, i) => (i === 1 ? null : `t-${i}`)),
      );
      expect(results[1]).toHaveProperty('error');
      const others = results.filter((_, i) => i !== 1);
      expect(new Set(others.map(({ issueType }) => issueType.code))).toEqual(new Set([SAID]));
      expect(
        others.every(({ decision }) => decision.because.some(({ code: c }) => c === 'second_opinion')),
      ).toBe(true);
      expect(err).not.toContain('提示');
      // The same again gives the same bytes.
      expect((await jiesu(['triage', '--in', '-'], env, rows(300))).out).toBe(out);
    },
    PATIENCE,
  );

  it(
    'is left out where the encoder is off or another; of another it is said once, who turned it off knows',
    async () => {
      const model = withOpinion(bundle);
      const other = tinyCopy();
      writeFileSync(join(other, 'jiesu.json'), JSON.stringify({ name: '另一个', maxTokens: 32 }));
      for (const [encoder, why, times] of [
        ['off', '编码器没有启用', 0],
        [other, '不是训练模型时的那一个', 1],
      ] as const) {
        const env = { JIESU_MODEL: model, JIESU_ENCODER: encoder };
        const { out, err } = await jiesu(['triage', '--in', '-'], env, rows(3));
        expect(out).not.toContain('second_opinion');
        expect(err.split(why)).toHaveLength(1 + times);
        const doctor = await jiesu(['doctor', '--db', `file:${join(tempFolder(), 'no.db')}`], env);
        expect(doctor.out).toMatch(/第二意见：模型 .*“测试用小模型”/);
        expect(doctor.out).toContain(why);
      }
    },
    PATIENCE,
  );

  it(
    'is measured by evaluate, with and without',
    async () => {
      const gold = join(tempFolder(), 'gold.jsonl');
      cpSync(SMALL.files[0], gold);
      const env = { JIESU_ENCODER: TINY };
      const model = withOpinion(bundle);
      const { code, out } = await jiesu(['evaluate', '--gold', gold, '--model', model, '--json'], env);
      expect(code).toBe(0);
      const { n, typeTop1, opinion } = JSON.parse(out) as {
        n: number;
        typeTop1: { hits: number };
        opinion: {
          state: string;
          figures: { n: number; typeTop1: { with: { hits: number }; without: { hits: number } } };
        };
      };
      expect(opinion.state).toBe('measured');
      expect(opinion.figures.n).toBe(n);
      expect(opinion.figures.typeTop1.with.hits).toBe(typeTop1.hits);
      expect(opinion.figures.typeTop1.without.hits).toBeGreaterThan(typeTop1.hits);
      const off = await jiesu(['evaluate', '--gold', gold, '--model', model], {});
      expect(off.out).toContain('没有第二意见：这次只按字词判，编码器没有启用');
    },
    PATIENCE,
  );
});
