import { INSIGHT_TOPIC } from '../../app/context.ts';
import { placeOrder } from '../../app/insight/placing.ts';
import { createContext, createServices } from '../../app/services.ts';
import type { Actor } from '../../app/types.ts';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { startRunner } from '../../jobs/runner.ts';
import { openStore } from '../../store/store.ts';
import { outboxWaiting } from '../../store/outbox.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { QUIET, defineCommand } from '../command.ts';
import { DB, configOf, engineOf, profileOf } from '../opening.ts';
import { startProgress } from '../progress.ts';

const CONSOLE: Actor = { id: 'cli', name: '命令行', role: 'admin', unit: null };
/** Milliseconds between looks at how much is left. */
const LOOK = 500;

export const command = defineCommand({
  name: 'topics',
  summary: '热点：列出最热的，或者由全部工单重新归并',
  usage: ['topics list [--days 30] [--db file:jiesu.db]', 'topics rebuild [--db file:jiesu.db] [--quiet]'],
  options: {
    days: { type: 'string', value: 'N', help: '多少天之内还有人来电', default: '30' },
    ...DB,
    ...QUIET,
  },
  run: async ({ values, positionals }, io) => {
    const [what, ...extra] = positionals;
    if ((what !== 'list' && what !== 'rebuild') || extra.length > 0)
      throw new AppError('bad_usage', { reason: '须为 topics list 或 topics rebuild' });
    if (!/^\d{1,3}$/.test(values.days))
      throw new AppError('bad_usage', { reason: '选项 --days 须为 1 到 730 的整数' });
    const config = configOf(io, { db: values.db });
    const profile = profileOf(config);
    const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
    const store = await openStore({ url: config.db, ...token });
    try {
      const options = { store, profile, engine: engineOf(config, profile) };
      const context = createContext(options);
      await context.profiles.refresh(store);
      const { insight } = createServices(options, context);
      if (what === 'list') {
        const { rows, total } = await insight.topics(CONSOLE, { days: Number(values.days) });
        for (const { id, title, heat, callers, orders, lastAt } of rows)
          io.out(`${id}\t${heat.toFixed(1)}\t${callers} 人 ${orders} 件\t${beijingDay(lastAt)}\t${title}\n`);
        io.out(`共 ${total} 个热点\n`);
        return 0;
      }
      const all = await insight.rebuild();
      const failed: string[] = [];
      const runner = startRunner({
        store,
        clock: systemClock,
        log: {
          info: () => {},
          warn: () => {},
          error: (_, message) => void failed.push(message),
        },
        // What else waits is done by the server.
        handlers: { [INSIGHT_TOPIC]: (payload) => placeOrder(context, String(payload['orderId'])) },
        topics: [INSIGHT_TOPIC],
      });
      const bar = startProgress(io, '归并热点', { quiet: values.quiet });
      const timer = setInterval(() => {
        void store
          .read((db) => outboxWaiting(db, INSIGHT_TOPIC))
          .then((left) => bar.update(all - left, all))
          .catch(() => undefined);
      }, LOOK);
      try {
        await runner.drain();
      } finally {
        clearInterval(timer);
        bar.end();
        await runner.stop();
      }
      const left = await store.read((db) => outboxWaiting(db, INSIGHT_TOPIC));
      io.out(`已归并 ${all - left} 件工单${left === 0 ? '' : `，${left} 件没有成，服务运行时会再试`}\n`);
      return left === 0 ? 0 : 1;
    } finally {
      await store.close();
    }
  },
});
