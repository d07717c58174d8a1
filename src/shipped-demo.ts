import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Demo } from './app/first-run.ts';

/** The demo orders that come with the program, by ids and whole; `root` is the program's own folder. */
export function shippedDemo(root: string): { readonly demo: Demo; readonly ids: readonly string[] } {
  const read = (name: string): Uint8Array => readFileSync(join(root, 'data/demo', name));
  const demo = {
    orders: read('orders.jsonl'),
    story: read('story.json'),
    files: { plan: read('plan.pdf'), record: read('record.png') },
  };
  const lines = new TextDecoder().decode(demo.orders).split('\n');
  const ids = lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { id: string }).id);
  return { demo, ids };
}
