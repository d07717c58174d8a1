import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest, readRegistry, writeRegistry, type ModelRegistry } from '../../app/model-files.ts';
import { AppError } from '../../kernel/errors.ts';
import { defineCommand } from '../command.ts';
import { configOf, programPath } from '../opening.ts';

export const command = defineCommand({
  name: 'models',
  summary: '模型库：列出模型、启用一个、退回上一个',
  usage: ['models list', 'models promote ID', 'models rollback'],
  options: {},
  async run({ positionals }, io) {
    const dir = programPath(configOf(io).modelDir);
    const [action, id, ...rest] = positionals;
    if (rest.length > 0) throw new AppError('bad_usage', { reason: `多余的参数“${rest.join(' ')}”` });
    if (action === 'list' && id === undefined) {
      io.out(listing(dir));
      return 0;
    }
    if (action === 'promote' && id !== undefined) {
      promote(dir, id);
    } else if (action === 'rollback' && id === undefined) {
      rollback(dir);
    } else {
      throw new AppError('bad_usage', { reason: '用 models list、models promote ID 或 models rollback' });
    }
    io.out(listing(dir));
    return 0;
  },
});

function listing(dir: string): string {
  const { current } = readRegistry(dir);
  const rows = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(dir, entry.name, 'manifest.json')))
    .map((entry) => {
      const { version, metrics, data } = readManifest(join(dir, entry.name));
      const top1 = metrics['typeTop1'] as { share: number; n: number } | undefined;
      const figure = top1 ? `分类首选 ${(top1.share * 100).toFixed(1)}%（留出 n=${top1.n}）` : '';
      const count = data.reduce((sum, source) => sum + source.rows, 0);
      return `${version === current ? '*' : ' '} ${version}  ${count} 条标注  ${figure}\n`;
    });
  return rows.join('');
}

function mustExist(dir: string, id: string): void {
  if (!existsSync(join(dir, id, 'manifest.json'))) throw new AppError('not_found', { what: `模型 ${id}` });
}

function promote(dir: string, id: string): void {
  mustExist(dir, id);
  const { current, history } = readRegistry(dir);
  if (current !== id) writeRegistry(dir, { current: id, history: [...history, current] });
}

function rollback(dir: string): void {
  const registry: ModelRegistry = readRegistry(dir);
  const previous = registry.history[registry.history.length - 1];
  if (previous === undefined) throw new AppError('conflict', { reason: '没有可退回的上一个模型' });
  mustExist(dir, previous);
  writeRegistry(dir, { current: previous, history: registry.history.slice(0, -1) });
}
