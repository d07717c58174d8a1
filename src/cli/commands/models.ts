import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareModels, FIGURE_NAMES, SET_NAMES, type Comparison } from '../../app/learning/comparing.ts';
import { readLabelledOrders } from '../../app/learning/labelled-order.ts';
import { readManifest, readRegistry } from '../../app/learning/model-files.ts';
import { unfitFor } from '../../app/learning/model-fit.ts';
import { bundleOf, enter, listModels, previousOf } from '../../app/learning/model-registry.ts';
import { createReadingKit } from '../../app/intake/reading-kit.ts';
import type { Config } from '../../config.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand } from '../command.ts';
import { configOf, profileOf, programPath } from '../opening.ts';

export const command = defineCommand({
  name: 'models',
  summary: '模型库：列出模型、与在用的对比、启用一个、退回上一个',
  usage: ['models list', 'models compare ID', 'models promote ID [--force 理由]', 'models rollback'],
  options: {
    force: { type: 'string', value: '理由', help: '对比不通过仍要启用时写明理由，理由记入模型库' },
  },
  async run({ values, positionals }, io) {
    const config = configOf(io);
    const dir = programPath(config.modelDir);
    const [action, id, ...rest] = positionals;
    if (rest.length > 0) throw new AppError('bad_usage', { reason: `多余的参数“${rest.join(' ')}”` });
    if (values.force !== undefined && action !== 'promote') {
      throw new AppError('bad_usage', { reason: '--force 只用于 models promote' });
    }
    if (values.force !== undefined && values.force.trim() === '') {
      throw new AppError('bad_usage', { reason: '--force 须写明理由' });
    }
    if (action === 'list' && id === undefined) {
      io.out(listing(dir));
      return 0;
    }
    if (action === 'compare' && id !== undefined) {
      const comparison = compare(config, dir, id);
      io.out(comparisonText(comparison));
      return comparison.reasons.length === 0 ? 0 : 1;
    }
    if (action === 'promote' && id !== undefined) {
      promote(config, dir, id, values.force);
    } else if (action === 'rollback' && id === undefined) {
      rollback(config, dir);
    } else {
      throw new AppError('bad_usage', {
        reason: '用 models list、models compare ID、models promote ID 或 models rollback',
      });
    }
    io.out(listing(dir));
    return 0;
  },
});

/** Who changes the registry from the machine itself. */
const OPERATOR = '命令行';

function listing(dir: string): string {
  const { current } = readRegistry(dir);
  return listModels(dir)
    .map(({ version, metrics, data }) => {
      const top1 = metrics['typeTop1'] as { share: number; n: number } | undefined;
      const figure = top1 ? `分类首选 ${(top1.share * 100).toFixed(1)}%（留出 n=${top1.n}）` : '';
      const count = data.reduce((sum, source) => sum + source.rows, 0);
      return `${version === current ? '*' : ' '} ${version}  ${count} 条标注  ${figure}\n`;
    })
    .join('');
}

function compare(config: Config, dir: string, id: string): Comparison {
  const gold = config.gold === '' ? null : programPath(config.gold);
  return compareModels({
    kit: createReadingKit(profileOf(config)),
    oldDir: join(dir, readRegistry(dir).current),
    newDir: bundleOf(dir, id),
    gold: gold !== null && existsSync(gold) ? readLabelledOrders(gold) : [],
  });
}

function comparisonText({ version, against, figures, notes, reasons }: Comparison): string {
  const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
  const rows = figures.map(
    (f) =>
      `  ${SET_NAMES[f.set]} ${FIGURE_NAMES[f.name]}  ${percent(f.old.share)} → ${percent(f.new.share)}  ` +
      `差 [${percent(f.low)}, ${percent(f.high)}]  n=${f.new.n}  ${{ better: '变好', same: '无显著差别', worse: '变差' }[f.verdict]}\n`,
  );
  return [
    `在用 ${against} → ${version}\n`,
    ...rows,
    ...notes.map((note) => `  注：${note}\n`),
    reasons.length === 0 ? '对比通过，可以启用\n' : `不能启用：${reasons.join('；')}\n`,
  ].join('');
}

function promote(config: Config, dir: string, id: string, force: string | undefined): void {
  const bundle = bundleOf(dir, id);
  const { current } = readRegistry(dir);
  if (current === id) return;
  refuseUnfit(config, bundle, id);
  const change = { at: new Date().toISOString(), from: current, to: id, by: OPERATOR };
  if (force !== undefined) return enter(dir, { ...change, how: 'force', reason: force.trim() });
  const { reasons } = compare(config, dir, id);
  if (reasons.length > 0) {
    throw new AppError('promotion_refused', {
      version: id,
      reason: `${reasons.join('；')}。仍要启用：jiesu models promote ${id} --force 理由`,
    });
  }
  enter(dir, { ...change, how: 'promote', reason: '' });
}

function rollback(config: Config, dir: string): void {
  const previous = previousOf(dir);
  if (previous === null) throw new AppError('conflict', { reason: '没有可退回的上一个模型' });
  refuseUnfit(config, bundleOf(dir, previous), previous);
  const { current } = readRegistry(dir);
  const change = { at: new Date().toISOString(), from: current, to: previous, by: OPERATOR };
  enter(dir, { ...change, how: 'rollback', reason: '' });
}

/** No reason helps here: the program could not start with such a model. */
function refuseUnfit(config: Config, bundle: string, id: string): void {
  const unfit = unfitFor(readManifest(bundle), profileOf(config));
  if (unfit !== null) throw new AppError('promotion_refused', { version: id, reason: unfit });
}
