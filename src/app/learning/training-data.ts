import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import type { Profile } from '../../profile/types.ts';
import { readLabelledOrders, type LabelledOrder } from './labelled-order.ts';
import type { TrainingSource } from './retraining.ts';

/** A type with fewer labelled texts than this is learned, but listed: its figures mean nothing. */
export const FEW = 5;

/**
 * Every jsonl file named or found in a named folder, once, in name order.
 * @throws AppError `file_unreadable`, `bad_training_data` (an empty file, a bad row).
 */
export function readSources(paths: readonly string[]): TrainingSource[] {
  const files = paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) throw new AppError('file_unreadable', { file: path, reason: '文件不存在' });
    if (!stat.isDirectory()) return [path];
    const inside = readdirSync(path)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
    if (inside.length === 0)
      throw new AppError('file_unreadable', { file: path, reason: '目录中没有 .jsonl 文件' });
    return inside.map((name) => join(path, name));
  });
  return [...new Set(files)].map((file) => ({
    name: basename(file),
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    orders: readLabelledOrders(file),
  }));
}

/**
 * Whether a model can be made of these sources. Answers the types with fewer than `FEW` labelled texts (those
 * with none are known from their definition alone), in order of code.
 * @throws AppError `bad_training_data`: no orders at all, a type or unit that the profile does not have, or the
 * same text under two types (each named with file and id).
 */
export function checkTrainingData(
  sources: readonly TrainingSource[],
  profile: Profile,
): { readonly few: readonly string[] } {
  const counts = new Map(profile.issueTypes.map((type) => [type.code, 0]));
  const units = new Set(profile.units.map((unit) => unit.code));
  const byText = new Map<string, { readonly order: LabelledOrder; readonly where: string }>();
  for (const { name, orders } of sources) {
    for (const order of orders) {
      const where = `${name} ${order.id}`;
      const count = counts.get(order.type);
      if (count === undefined) refuse(where, `没有问题分类“${order.type}”`);
      counts.set(order.type, count + 1);
      if (order.unit !== undefined && !units.has(order.unit)) refuse(where, `没有承办单位“${order.unit}”`);
      const text = order.text.replace(/\s+/g, '');
      const twin = byText.get(text);
      if (twin === undefined) byText.set(text, { order, where });
      else if (!compatible(twin.order, order)) {
        refuse(where, `与 ${twin.where} 内容相同而分类不同（${order.type} 与 ${twin.order.type}），请先核定`);
      }
    }
  }
  if (byText.size === 0) refuse(sources.map((source) => source.name).join('、') || '（无）', '没有标注工单');
  return { few: [...counts].filter(([, n]) => n < FEW).map(([code]) => code) };
}

/** Read only where a text gives no date of its own; a constant, so that training stays the same to the byte. */
export const UNDATED = Date.UTC(2026, 0, 1);

/** When a labelled order came in, UTC milliseconds. */
export function receivedAt(gold: LabelledOrder): number {
  return gold.receivedAt ? Date.parse(gold.receivedAt) : UNDATED;
}

function compatible(a: LabelledOrder, b: LabelledOrder): boolean {
  return a.type === b.type || a.alsoOk.types.includes(b.type) || b.alsoOk.types.includes(a.type);
}

function refuse(where: string, reason: string): never {
  throw new AppError('bad_training_data', { where, reason });
}
