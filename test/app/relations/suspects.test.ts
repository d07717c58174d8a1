import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { saveJudged } from '../../../src/app/learning/held-back.ts';
import type { LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import { shownSuspects } from '../../../src/app/relations/suspects.ts';
import { desk, dispatcher, order, system } from '../../support/desk.ts';
import { tempFolder } from '../../support/temp.ts';

it("keeps citizens' words out of the model's folder and shows them from the database", async () => {
  const d = await desk();
  const [outcome] = await d.services.intake.accept(system, [order('楼下施工噪声扰民')]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  const task = await d.services.learning.annotating.add(
    { ...dispatcher, role: 'admin' },
    { text: '夜里打桩，电话13800001111' },
  );
  const labelled = (id: string, text: string): LabelledOrder => ({
    id,
    text,
    type: '0501',
    alsoOk: { types: [], units: [] },
  });
  const own = [
    labelled(outcome.id, '楼下施工噪声扰民'),
    labelled(task.id, '夜里打桩'),
    labelled('gone', '没了的'),
  ];
  const file = [labelled('f-1', '文件里写好的例子')];
  const dir = tempFolder();
  const suspects = [...own, ...file].map((row) => ({ order: row, suggested: '0402', confidence: 0.1 }));
  saveJudged(dir, { judged: [], suspects } as unknown as Parameters<typeof saveJudged>[1], [
    { name: 'database.jsonl', sha256: '', orders: own },
    { name: 'written.jsonl', sha256: '', orders: file },
  ]);
  const stored = readFileSync(join(dir, 'suspects.json'), 'utf8');
  for (const words of ['施工', '打桩', '没了']) expect(stored).not.toContain(words);
  expect((await shownSuspects(d.store, dir)).map(({ id, excerpt }) => [id, excerpt])).toEqual([
    [outcome.id, '楼下施工噪声扰民'],
    [task.id, '夜里打桩，电话*******1111'],
    ['gone', ''],
    ['f-1', '文件里写好的例子'],
  ]);
});
