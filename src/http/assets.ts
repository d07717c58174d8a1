import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export type Asset = { readonly body: Uint8Array<ArrayBuffer>; readonly type: string; readonly hash: string };
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All assets of the pages, read once: only these names can be asked for. `hash` is of the content. */
export function loadAssets(directory: string = join(import.meta.dirname, '../web/assets')): Assets {
  return new Map(
    readdirSync(directory).flatMap((name) => {
      const type = TYPES[extname(name)];
      if (type === undefined) return [];
      const body = new Uint8Array(readFileSync(join(directory, name)));
      const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
      return [[name, { body, type, hash }] as const];
    }),
  );
}

/** Address of an asset; it changes when the content does, so browsers may keep it for ever. */
export function assetUrl(assets: Assets, name: string): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`no asset ${name}`);
  return `/assets/${name}?v=${asset.hash}`;
}
