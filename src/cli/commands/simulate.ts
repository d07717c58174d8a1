import { readFileSync } from 'node:fs';
import { removeSimulation } from '../../app/demo/simulation-removal.ts';
import { beginSimulation, runSimulation } from '../../app/demo/simulating.ts';
import { namesOf } from '../../app/context.ts';
import { evidencePlace } from '../../app/life/evidence-place.ts';
import type { Actor } from '../../app/types.ts';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { simulationOf } from '../../store/simulation.ts';
import { openStore } from '../../store/store.ts';
import { QUIET, defineCommand, takeWords } from '../command.ts';
import { DB, configOf, profileOf, programPath } from '../opening.ts';
import { startProgress } from '../progress.ts';

const CONSOLE: Actor = { id: 'cli', name: '命令行', role: 'admin', unit: null };
/** Orders of one write: nobody else waits for the database. */
const SLICE = 400;

export const command = defineCommand({
  name: 'simulate',
  summary: '写入一年模拟工单，供演示和试验；或者移除、查看（先停服务）',
  usage: [
    'simulate [--orders 20000] [--seed 1] [--year 2025] [--db file:jiesu.db]',
    'simulate --planted',
    'simulate --remove',
  ],
  options: {
    orders: { type: 'string', value: 'N', help: '多少件', default: '20000' },
    seed: { type: 'string', value: 'N', help: '随机种子；相同的种子写出相同的工单', default: '1' },
    year: { type: 'string', value: 'YEAR', help: '哪一年；不写则为截至今天的 365 天' },
    until: { type: 'string', value: 'today', help: '截至今天（即不写 --year）' },
    planted: { type: 'boolean', help: '只列出模拟里埋下的突发、反复地点和反复被诉的商家（JSON）' },
    remove: { type: 'boolean', help: '移除全部模拟工单' },
    'beside-real-orders': { type: 'boolean', help: '库里有真实工单也写入：统计、热点会混在一起' },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    takeWords(positionals, []);
    if (values.until !== undefined && values.until !== 'today')
      throw new AppError('bad_usage', { reason: '选项 --until 只能是 today' });
    if (values.until !== undefined && values.year !== undefined)
      throw new AppError('bad_usage', { reason: '--year 和 --until 只能写一个' });
    const config = configOf(io, { db: values.db });
    const profile = profileOf(config);
    const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
    const store = await openStore({ url: config.db, ...token, readOnly: values.planted === true });
    try {
      if (values.planted === true) {
        const run = await store.read(simulationOf);
        if (run === null) throw new AppError('not_found', { what: '模拟数据' });
        io.out(`${JSON.stringify(run.planted, null, 1)}\n`);
        return 0;
      }
      const context = { store, profile, names: namesOf(profile), clock: systemClock };
      if (values.remove === true) {
        const bar = startProgress(io, '移除模拟工单', { quiet: values.quiet });
        const gone = await removeSimulation(context, CONSOLE, bar.update).finally(bar.end);
        io.out(`已移除 ${gone} 件模拟工单\n`);
        return 0;
      }
      const asked = {
        orders: numberIn('orders', values.orders),
        seed: numberIn('seed', values.seed),
        ...(values.year === undefined ? {} : { year: numberIn('year', values.year) }),
        besideReal: values['beside-real-orders'] === true,
      };
      const run = await beginSimulation(context, CONSOLE, asked, demoIds());
      if (run.endedAt !== null) {
        io.out(`同样的 ${run.orders} 件模拟工单已经在库里\n`);
        return 0;
      }
      const bar = startProgress(io, '写入模拟工单', { quiet: values.quiet });
      const evidence = evidencePlace(config);
      await runSimulation(context, run, { slice: SLICE, evidence, onProgress: bar.update }).finally(bar.end);
      io.out(`已写入 ${run.orders} 件模拟工单（${run.fromDay} 至 ${run.toDay}，种子 ${run.seed}）\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
});

function numberIn(name: string, value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw new AppError('bad_usage', { reason: `选项 --${name} 须为整数` });
  return Number(value);
}

/** The demonstration that the first start loads is not real either. */
function demoIds(): string[] {
  return readFileSync(programPath('data/demo/orders.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { id: string }).id);
}
