/**
 * The search over everything: made texts of two years in a fresh database, the shipped knowledge, then questions of every
 * kind as a dispatcher and as people of a unit ask them.
 *   npx tsx bench/search.ts [--orders 100000] [--rounds 10] [--db file.db]
 * Target: 95 of 100 within 200 ms. Printed beside it: the list of orders narrowed by the same words. A database named by
 * `--db` is filled where it is empty, and kept.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createKnowledgeHolder } from '../src/app/knowledge/knowledge-holder.ts';
import { createKnowledgeUpdates, openKnowledge } from '../src/app/knowledge/knowledge-updates.ts';
import { createServices } from '../src/app/services.ts';
import type { ServiceOptions } from '../src/app/services.ts';
import type { Actor, Engine } from '../src/app/types.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';
import { loadProfile } from '../src/profile/load.ts';
import { anyOrder } from '../src/store/orders.ts';
import { openStore } from '../src/store/store.ts';
import { putMadeTexts } from './made-texts.ts';
import { inTemporaryFolder, median, report, ROOT } from './support.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '10' },
    db: { type: 'string', default: '' },
  },
});
const ROUNDS = Number(values.rounds);
const NOW = Date.parse('2026-11-28T10:00:00+08:00');
const ASKED: readonly string[] = [
  '20260312-000004',
  '000123',
  'WX00001234',
  '8472',
  '13804726101',
  '市民',
  '商家 退款',
  '噪声扰民',
  '羽绒服',
  '七日无理由',
  '消保法 55',
  '食品安全法148',
  '预付卡',
  '0101',
  '西长安街',
  '77号店',
  '派单权',
  '没有人说过的话呀',
];
const ACTORS: readonly (readonly [string, Actor])[] = [
  ['dispatcher', { id: 'u-d', name: '派单员', role: 'dispatcher', unit: null }],
  ['handler', { id: 'u-h', name: '王所', role: 'handler', unit: 'SCS-XCAJ' }],
  ['analyst', { id: 'u-n', name: '分析员', role: 'analyst', unit: null }],
];

const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));

await inTemporaryFolder(async (dir) => {
  const store = await openStore({ url: `file:${values.db === '' ? `${dir}/search.db` : values.db}` });
  try {
    if (!(await store.read(anyOrder)))
      await putMadeTexts(store, profile, { orders: Number(values.orders), until: NOW });
    const shipped = loadKnowledge(join(ROOT, 'data/knowledge'));
    const holder = createKnowledgeHolder(await openKnowledge(shipped, store));
    const options: ServiceOptions = {
      store,
      // Nothing of triage is asked for.
      engine: {} as Engine,
      profile,
      clock: fixedClock(NOW),
      knowledge: { holder, updates: createKnowledgeUpdates(shipped, store, holder) },
    };
    const services = createServices(options);
    const all: number[] = [];
    for (const [who, actor] of ACTORS)
      for (const q of ASKED) {
        const times: number[] = [];
        let found = 0;
        for (let round = 0; round < ROUNDS; round++) {
          const asked = performance.now();
          const { numbered, phoned, said } = await services.searching.find(actor, q);
          times.push(performance.now() - asked);
          found = numbered.total + (phoned?.total ?? 0) + said.total;
        }
        all.push(...times);
        told({ what: `search as ${who}`, q, found }, times);
      }
    told({ what: 'all searches' }, all);
    for (const q of ['8472', '市民', '羽绒服']) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const asked = performance.now();
        await services.orders.list((ACTORS[0] as readonly [string, Actor])[1], { q }, { pageSize: 8 });
        times.push(performance.now() - asked);
      }
      told({ what: 'list of orders', q }, times);
    }
  } finally {
    await store.close();
  }
});

function told(what: object, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] as number;
  report({
    ...what,
    medianMs: Math.round(median(sorted)),
    p95Ms: Math.round(p95),
    slowestMs: Math.round(sorted.at(-1) ?? 0),
  });
}
