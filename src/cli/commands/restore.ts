import { basename, resolve } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import { restoreBackup } from '../../store/restore.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf } from '../opening.ts';
import { recordInDatabase } from '../operator-record.ts';

export const command = defineCommand({
  name: 'restore',
  summary: '由备份恢复数据库：先核对 sha256、完整性和结构版本；服务运行时不能恢复；原来的数据库改名留着',
  usage: ['restore FILE [--db file:jiesu.db]'],
  options: { ...DB },
  run: async ({ values, positionals }, io) => {
    const [file] = takeWords(positionals, ['备份文件']);
    const config = configOf(io, { db: values.db });
    const stamp = new Date(systemClock.now()).toISOString().replace(/[-:]|\..*$/g, '');
    const { orders, schema, sha256, compared, aside } = await restoreBackup(resolve(file), config.db, stamp);
    await recordInDatabase(config, 'backup.restore', basename(file), `sha256 ${sha256}`);
    io.out(`已由 ${file} 恢复，工单 ${orders} 件，结构 ${schema}\n`);
    io.out(compared ? 'sha256 相符\n' : '旁边没有 .sha256，只检查了完整性\n');
    if (aside !== null) io.out(`原来的数据库改名为 ${aside}\n`);
    return 0;
  },
});
