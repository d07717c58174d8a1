import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { readProfileFile } from './files.ts';

export const ORDER_LAYOUTS_FILE = 'order-layouts.json';

const words = z.string().regex(/\S/, '不能为空');

const layoutSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, '须为小写字母、数字和连字符'),
  name: words,
  description: words,
  columns: z
    .array(
      z.strictObject({
        heading: words,
        aliases: z.array(words),
        /** Column of the export that fills it. */
        field: words,
        /** Field of an order going in that it fills; null: told and left out. */
        imports: words.nullable(),
      }),
    )
    .min(1, '不能为空'),
});
const fileSchema = z.strictObject({ layouts: z.array(layoutSchema) });

/** A table of orders as another system hands it out and takes it in: its columns, in order. */
export type OrderLayout = Readonly<z.infer<typeof layoutSchema>>;

/**
 * The layouts of a profile; none where it has no such file. A heading or alias stands for one column only, and a field
 * of an order is filled by one column only. Throws `bad_profile`.
 */
export function loadOrderLayouts(dir: string): readonly OrderLayout[] | undefined {
  const file = join(dir, ORDER_LAYOUTS_FILE);
  if (!existsSync(file)) return undefined;
  const bad = (reason: string) => new AppError('bad_profile', { file, reason });
  const { layouts } = readProfileFile(dir, ORDER_LAYOUTS_FILE, fileSchema);
  const twice = (names: readonly string[]): string | undefined =>
    names.find((name, i) => names.indexOf(name) !== i);
  const id = twice(layouts.map((layout) => layout.id));
  if (id !== undefined) throw bad(`版式 ${id} 出现两次`);
  for (const { id: layout, columns } of layouts) {
    const heading = twice(columns.flatMap((column) => [column.heading, ...column.aliases]));
    if (heading !== undefined) throw bad(`版式 ${layout} 的列名“${heading}”出现两次`);
    const filled = twice(columns.flatMap(({ imports }) => imports ?? []));
    if (filled !== undefined) throw bad(`版式 ${layout} 有两列导入到“${filled}”`);
  }
  return layouts;
}
