import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { FigureChange } from './report-types.ts';

/** What one order, or one line, adds to each figure, in the order of the names. */
export type DigestRow = { readonly id: string; readonly number: string; readonly values: readonly number[] };
export type Digest = {
  readonly names: readonly (readonly [key: string, name: string])[];
  readonly rows: readonly DigestRow[];
};

/** Orders that a changed figure lists. */
const LISTED = 50;

/** Compressed, the names first, then a line a row. */
export async function packed({ names, rows }: Digest): Promise<Buffer> {
  const lines = [
    JSON.stringify(names),
    ...rows.map(({ id, number, values }) => JSON.stringify([id, number, ...values])),
  ];
  return promisify(gzip)(lines.join('\n'));
}

export async function unpacked(bytes: Uint8Array): Promise<Digest> {
  const [head = '[]', ...lines] = (await promisify(gunzip)(bytes)).toString('utf8').split('\n');
  return {
    names: JSON.parse(head) as Digest['names'],
    rows: lines.map((line) => {
      const [id, number, ...values] = JSON.parse(line) as [string, string, ...number[]];
      return { id, number, values };
    }),
  };
}

/** Figures that are others now, with the orders that moved them. What only one side names counts as nothing there. */
export function changesOf(was: Digest, is: Digest): FigureChange[] {
  const at = new Map(is.names.map(([key], i) => [key, i]));
  const now = new Map(is.rows.map((row) => [row.id, row]));
  const before = new Map(was.rows.map((row) => [row.id, row]));
  const ids = [...before.keys(), ...[...now.keys()].filter((id) => !before.has(id))];
  return was.names.flatMap(([key, name], i): FigureChange[] => {
    const there = at.get(key);
    if (there === undefined) return [];
    let sums = { was: 0, is: 0 };
    let moved = 0;
    const orders: FigureChange['orders'][number][] = [];
    for (const id of ids) {
      const [old, fresh] = [before.get(id), now.get(id)];
      const [a, b] = [old?.values[i] ?? 0, fresh?.values[there] ?? 0];
      sums = { was: sums.was + a, is: sums.is + b };
      if (a === b) continue;
      moved++;
      if (orders.length < LISTED)
        orders.push({ id, number: fresh?.number ?? old?.number ?? '', was: a, is: b });
    }
    return moved === 0 ? [] : [{ key, name, ...sums, orders, moved }];
  });
}
