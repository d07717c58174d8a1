import { createLiveChanges } from '../../app/life/live-changes.ts';
import { namesOf } from '../../app/context.ts';
import type { Log } from '../../app/context.ts';
import { createSweeping } from '../../app/life/sweeping.ts';
import type { SweepReport } from '../../app/life/sweeping.ts';
import { systemClock } from '../../kernel/clock.ts';
import { REMINDER_NAMES } from '../../orders/sweep.ts';
import type { ReminderKind } from '../../orders/sweep.ts';
import { openStore } from '../../store/store.ts';
import { defineCommand, takeWords } from '../command.ts';
import type { Io } from '../command.ts';
import { DB, configOf, profileOf } from '../opening.ts';

export const command = defineCommand({
  name: 'sweep',
  summary: '催办巡查一遍：压单、临期、超期提醒，督办升级，挂账和先行和解到期；服务运行时每分钟自动做',
  usage: ['sweep [--dry-run] [--db file:jiesu.db]'],
  options: {
    'dry-run': { type: 'boolean', help: '只列出该做什么，不写数据库', default: false },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    takeWords(positionals, []);
    const config = configOf(io, { db: values.db });
    const dryRun = values['dry-run'];
    const profile = profileOf(config);
    const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
    const store = await openStore({ url: config.db, ...token, readOnly: dryRun });
    try {
      const sweeping = createSweeping({
        store,
        profile,
        names: namesOf(profile),
        clock: systemClock,
        log: logTo(io),
        changes: createLiveChanges(),
      });
      const report = await sweeping.sweep({
        dryRun,
        tell: ({ number }, { kind, about }) => io.out(`${number}  ${REMINDER_NAMES[kind]}  ${about}\n`),
      });
      io.out(summaryOf(report, dryRun));
      return report.failed > 0 ? 1 : 0;
    } finally {
      await store.close();
    }
  },
});

function summaryOf({ orders, made, refreshed, failed, unknownYears }: SweepReport, dryRun: boolean): string {
  const parts = Object.entries(made).map(([kind, n]) => `${REMINDER_NAMES[kind as ReminderKind]} ${n}`);
  const done = parts.length === 0 ? '没有到时候的事' : `${dryRun ? '该做' : '已做'}：${parts.join('，')}`;
  const lines = [`未结工单 ${orders} 件；${done}`];
  if (refreshed > 0) lines.push(`${refreshed} 件的到期时间按现在的日历和时限${dryRun ? '要' : '已'}重算`);
  for (const [year, n] of Object.entries(unknownYears)) {
    lines.push(`日历没有 ${year} 年，${n} 件工单有时限算不出`);
  }
  if (failed > 0) lines.push(`${failed} 件没有巡查成，见上`);
  return `${lines.join('\n')}\n`;
}

/** What went wrong, for the person at the console; the year is said in the summary. */
function logTo(io: Pick<Io, 'err'>): Log {
  return {
    info: () => {},
    warn: () => {},
    error: ({ order, err }, message) => {
      const reason = err instanceof Error ? err.message : '';
      io.err(
        `${message}${typeof order === 'string' ? ` ${order}` : ''}${reason === '' ? '' : `：${reason}`}\n`,
      );
    },
  };
}
