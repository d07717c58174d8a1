import { checkCases, rebuildCases } from '../../app/life/case-keeping.ts';
import { AppError } from '../../kernel/errors.ts';
import { openStore } from '../../store/store.ts';
import { defineCommand, QUIET, takeWords } from '../command.ts';
import { DB, configOf, profileOf } from '../opening.ts';
import { startProgress } from '../progress.ts';

export const command = defineCommand({
  name: 'figures',
  summary: '统计数字：从头核对（check），或者由全部工单重新统计（rebuild，先停服务）',
  usage: ['figures check [--db file:jiesu.db]', 'figures rebuild [--quiet]'],
  options: { ...DB, ...QUIET },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    if (action !== 'check' && action !== 'rebuild')
      throw new AppError('bad_usage', { reason: `没有操作“${action ?? ''}”，可用的有 check、rebuild` });
    takeWords(words, []);
    const config = configOf(io, { db: values.db });
    const profile = profileOf(config);
    const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
    const store = await openStore({ url: config.db, ...token, readOnly: action === 'check' });
    try {
      if (action === 'check') {
        const faults = await checkCases({ store, profile });
        for (const { what, subject } of faults)
          io.out(`${what === 'case' ? '工单' : '合计'} ${subject} 与记录不符\n`);
        if (faults.length === 0) io.out('统计数字与全部工单一致\n');
        return faults.length === 0 ? 0 : 1;
      }
      const progress = startProgress(io, '重新统计', { quiet: values.quiet });
      const { orders } = await rebuildCases({ store, profile }, progress.update).finally(progress.end);
      io.out(`已由 ${orders} 件工单重新统计\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
});
