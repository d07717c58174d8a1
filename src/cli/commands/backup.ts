import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { makeBackup } from '../../store/backup.ts';
import { defineCommand, takeWords } from '../command.ts';
import { DB, configOf } from '../opening.ts';
import { recordInDatabase } from '../operator-record.ts';

export const command = defineCommand({
  name: 'backup',
  summary: '备份数据库到一个文件，服务运行时也可以；旁边写一个 .sha256。证据文件不在其中，另行复制',
  usage: ['backup FILE [--db file:jiesu.db]'],
  options: { ...DB },
  run: async ({ values, positionals }, io) => {
    const [file] = takeWords(positionals, ['备份文件']);
    const config = configOf(io, { db: values.db });
    const made = await makeBackup(config.db, resolve(file));
    const detail = `${made.bytes} 字节 sha256 ${made.sha256}`;
    const noted = await recordInDatabase(config, 'backup.make', basename(file), detail);
    io.out(`已备份到 ${file}，${made.bytes} 字节\nsha256 ${made.sha256}\n`);
    if (!noted) io.err('服务正在运行，这次备份没有记入审计\n');
    const evidence = config.files === '' ? `${pathShown(config.db)}.files` : config.files;
    if (existsSync(evidence)) io.err(`证据文件在 ${evidence}，请一并复制\n`);
    return 0;
  },
});

function pathShown(db: string): string {
  if (!db.startsWith('file:'))
    throw new AppError('bad_setting', { name: 'JIESU_DB', reason: '只能备份本机的数据库文件' });
  return db.slice('file:'.length);
}
