import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

const ROOT = join(import.meta.dirname, '../..');

const right = {
  id: 'g-1',
  form: 'message',
  text: '牛街街道我们小区物业不打扫卫生，保安也没有，物业服务太差，请管一管。',
  type: '0301',
  unit: 'JD-NJ',
  urgency: 'normal',
};
const danger = {
  id: 'g-2',
  text: '电梯卡在三楼，里面困着一个孩子，快来救人。',
  type: '1206',
  unit: 'SCJG',
  urgency: 'safety',
};
// Labelled falsely on purpose: an error must show.
const wrong = { ...right, id: 'g-3', type: '1101', unit: 'RSJ' };

function goldFile(...rows: readonly object[]): string {
  const file = join(tempFolder(), 'gold.jsonl');
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

async function evaluate(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, out, err } = recordingIo();
  const code = await main(['evaluate', ...argv], io);
  return { code, out: out(), err: err() };
}

describe('jiesu evaluate', () => {
  it('prints the card with n and interval', async () => {
    const { code, out, err } = await evaluate('--gold', goldFile(right, danger, wrong));
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toContain('共 3 件');
    expect(out).toMatch(/\| 问题分类首选 \| 66\.7% \| 3 \|/);
    expect(out).toMatch(/\| 主办单位（含街道） \| 66\.7% \| 3 \|/);
    expect(out).toMatch(/\| 安全类召回 \| 100\.0% \| 1 \|/);
    expect(out).toMatch(/\| 20% \| 主办单位 \| \d+\.\d% \| 3 \|/);
    expect(out).not.toContain('g-3');
  });

  it('prints the same as JSON, with the model it measured', async () => {
    const { code, out } = await evaluate('--gold', goldFile(right, danger, wrong), '--json');
    expect(code).toBe(0);
    const { current } = JSON.parse(readFileSync(join(ROOT, 'models/registry.json'), 'utf8')) as {
      current: string;
    };
    expect(JSON.parse(out)).toMatchObject({
      model: current,
      n: 3,
      typeTop1: { hits: 2, n: 3 },
      unit: { hits: 2, n: 3 },
      safetyRecall: { hits: 1, n: 1 },
      typeConfusions: [{ gold: '1101', predicted: '0301', n: 1 }],
      dials: {
        unit: {
          byGroup: [
            { label: '03', n: 2, few: true },
            { label: '12', n: 1 },
          ],
        },
      },
      robustness: {
        levels: [0, 0.05, 0.1, 0.2].map((rate) => ({ rate, typeTop1: { n: 3 }, safetyRecall: { n: 1 } })),
      },
    });
  });

  it('lists each error where asked', async () => {
    const { out } = await evaluate('--gold', goldFile(right, wrong), '--errors');
    const lines = out.split('\n').filter((line) => line.startsWith('g-'));
    expect(lines).toEqual(['g-3\tissueType\t1101\t0301', 'g-3\tunit\tRSJ\tJD-NJ']);
  });

  it('measures the model that is named', async () => {
    const named = await evaluate('--gold', goldFile(right), '--model', join(ROOT, 'models'), '--json');
    const used = await evaluate('--gold', goldFile(right), '--json');
    expect(named.out).toBe(used.out);
    const none = await evaluate('--gold', goldFile(right), '--model', tempFolder());
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toContain('错误[bad_model]');
  });

  it.each([
    [[], 2, '错误[bad_usage] 用法有误：缺少 --gold'],
    [['gold.jsonl'], 2, '错误[bad_usage]'],
    [['--gold', '/no/such/gold.jsonl'], 1, '错误[file_unreadable]'],
  ])('refuses %j', async (argv, exit, why) => {
    const { code, out, err } = await evaluate(...argv);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toContain(why);
  });

  it('refuses labels it cannot read, with the line', async () => {
    const { code, err } = await evaluate('--gold', goldFile(right, { ...right, urgency: '急' }));
    expect(code).toBe(1);
    expect(err).toMatch(/错误\[bad_training_data\].*第 2 行.*urgency/);
  });
});
