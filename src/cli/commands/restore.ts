import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { isFileUrl, pathOf } from '../../store/client.ts';
import { cameAfter, copyAsOf } from '../../store/copies.ts';
import { restoreBackup } from '../../store/restore.ts';
import { defineCommand, takeWords } from '../command.ts';
import type { Io } from '../command.ts';
import { DB, configOf } from '../opening.ts';
import { recordInDatabase } from '../operator-record.ts';
import { withPrivacy } from '../privacy-opening.ts';

export const command = defineCommand({
  name: 'restore',
  summary:
    '由备份恢复数据库，或恢复到某一时刻之前最近的时点副本：先核对 sha256、完整性和结构版本；服务运行时不能恢复；原来的数据库改名留着；此后清除过的个人信息重新清除',
  usage: ['restore FILE [--db file:jiesu.db]', 'restore --at 2026-11-29T10:00 [--db file:jiesu.db]'],
  options: {
    at: {
      type: 'string',
      value: 'TIME',
      help: '恢复到这一时刻（不写时区为北京时间）之前最近的一份副本或备份',
    },
    ...DB,
  },
  run: async ({ values, positionals }, io) => {
    const config = configOf(io, { db: values.db });
    const file = values.at === undefined ? resolve(takeWords(positionals, ['备份文件'])[0]) : null;
    if (file === null) takeWords(positionals, []);
    const source = file ?? (await chosen(config.db, String(values.at), io));
    const stamp = new Date(systemClock.now()).toISOString().replace(/[-:]|\..*$/g, '');
    const { orders, schema, sha256, compared, aside } = await restoreBackup(source, config.db, stamp);
    await recordInDatabase(config, 'backup.restore', basename(source), `sha256 ${sha256}`);
    io.out(`已由 ${source} 恢复，工单 ${orders} 件，结构 ${schema}\n`);
    io.out(compared ? 'sha256 相符\n' : '旁边没有 .sha256，只检查了完整性\n');
    if (aside !== null) io.out(`原来的数据库改名为 ${aside}\n`);
    const again = await withPrivacy(config, async (privacy) => {
      const erased = await privacy.again();
      if (erased > 0) await privacy.cleanNow();
      return erased;
    });
    if (again > 0) io.out(`此后清除过个人信息的 ${again} 件工单已重新清除\n`);
    return 0;
  },
});

/** The newest copy that holds nothing from after a moment; says what is lost. */
async function chosen(db: string, at: string, io: Io): Promise<string> {
  const moment = momentOf(at);
  const copy = await copyAsOf(db, moment);
  if (copy === null) throw new AppError('not_found', { what: `${shown(moment)} 之前的时点副本或备份` });
  io.out(`选用 ${copy.file}，内容到 ${copy.until === 0 ? '建库时' : shown(copy.until)} 为止\n`);
  if (!isFileUrl(db) || !existsSync(pathOf(db))) return copy.file;
  try {
    const lost = await cameAfter(pathOf(db), copy.until);
    io.out(
      `现在的数据库里此后的内容不在其中：收到的工单 ${lost.orders} 件，办理步骤 ${lost.events} 步，审计 ${lost.audit} 行\n`,
    );
  } catch (error) {
    io.err(
      `现在的数据库读不出来，数不出此后少了多少：${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
  return copy.file;
}

/** Beijing time where no other is named. */
function momentOf(at: string): number {
  const isWhole = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?(?:Z|[+-]\d\d:\d\d)?$/.test(at);
  const day = at.length === 10 ? `${at}T00:00:00` : at.replace(' ', 'T');
  const moment = isWhole
    ? Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(day.slice(10)) ? day : `${day}+08:00`)
    : Number.NaN;
  if (Number.isNaN(moment))
    throw new AppError('bad_usage', { reason: '--at 须是 2026-11-29T10:00 这样的时刻' });
  return moment;
}

const shown = (ms: number): string =>
  `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}（北京时间）`;
