import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { readManifest, readRegistry, writeRegistry, type ModelManifest } from './model-files.ts';

/** One change of the model in use, as `registry.json` keeps it. */
export type RegistryChange = {
  readonly at: string;
  readonly how: 'promote' | 'rollback' | 'force';
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly reason: string;
};

/** Manifests of all bundles of a registry, in order of version. */
export function listModels(dir: string): ModelManifest[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(dir, entry.name, 'manifest.json')))
    .map((entry) => readManifest(join(dir, entry.name)));
}

/** The folder of a version. Versions are names of folders, so anything else is refused. @throws `not_found` */
export function bundleOf(dir: string, version: string): string {
  const bundle = join(dir, version);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(version) || !existsSync(join(bundle, 'manifest.json'))) {
    throw new AppError('not_found', { what: `模型 ${version.slice(0, 64)}` });
  }
  return bundle;
}

/** The evaluation card of a version as Markdown. */
export function cardOf(dir: string, version: string): string {
  const file = join(bundleOf(dir, version), 'card.md');
  if (!existsSync(file)) throw new AppError('not_found', { what: `模型 ${version} 的评估卡` });
  return readFileSync(file, 'utf8');
}

/** The version a rollback leads to; null where there is none. */
export function previousOf(dir: string): string | null {
  return readRegistry(dir).history.at(-1) ?? null;
}

/** Takes a version into use and remembers the one before; says so in `log`. */
export function enter(dir: string, change: RegistryChange): void {
  const { history, log = [] } = readRegistry(dir);
  const kept = change.how === 'rollback' ? history.slice(0, -1) : [...history, change.from];
  writeRegistry(dir, { current: change.to, history: kept, log: [...log, change] });
}
