import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { catalogueCsv, readCatalogueTable } from '../../app/catalogue/catalogue-table.ts';
import { beijingDay, systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { applyRevisions, EVER } from '../../profile/apply-revisions.ts';
import { faultsOf } from '../../profile/check-revision.ts';
import { differenceOf } from '../../profile/revision-difference.ts';
import type { Profile } from '../../profile/types.ts';
import { isFileUrl, pathOf } from '../../store/client.ts';
import { approvedRevisions, hasRevisions } from '../../store/profile-revisions.ts';
import { openStore } from '../../store/store.ts';
import type { Config } from '../../config.ts';
import { defineCommand, takeWords } from '../command.ts';
import { configOf, DB, profileOf } from '../opening.ts';
import { bytesOf } from '../profile-import.ts';

/** The profile with every approved revision of the database; a database that is not there adds nothing. */
async function revisedProfile(config: Config): Promise<Profile> {
  const shipped = profileOf(config);
  if (isFileUrl(config.db) && !existsSync(pathOf(config.db))) return shipped;
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token, readOnly: true });
  try {
    const revisions = await store.read(async (db) =>
      (await hasRevisions(db)) ? await approvedRevisions(db) : [],
    );
    return applyRevisions(shipped, revisions, EVER);
  } finally {
    await store.close();
  }
}

function dayOf(text: string | undefined): string {
  const day = text ?? beijingDay(systemClock.now());
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
    throw new AppError('bad_usage', { reason: `选项 --as-of 须为日期，如 2026-07-01，不是“${day}”` });
  return day;
}

export const command = defineCommand({
  name: 'catalogue',
  summary: '派单目录：导出某一天的目录表格，或者比较一张表格与它有什么不同（修订在页面上起草和批准）',
  usage: [
    'catalogue export [--as-of DAY] [--out FILE.csv]',
    'catalogue diff FILE.csv|FILE.xlsx [--as-of DAY]',
  ],
  options: {
    ...DB,
    'as-of': { type: 'string', value: 'DAY', help: '哪一天的目录；不写则为今天' },
    out: { type: 'string', value: 'FILE', help: '写到文件；不写则写到标准输出' },
  },
  run: async ({ values, positionals }, io) => {
    const [action, ...words] = positionals;
    const config = configOf(io, { db: values.db });
    const day = dayOf(values['as-of']);
    if (action === 'export') {
      takeWords(words, []);
      const bytes = await catalogueCsv(await revisedProfile(config), day);
      if (values.out === undefined) io.out(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      else await written(values.out, bytes);
      return 0;
    }
    if (action === 'diff') {
      const [file] = takeWords(words, ['目录表格']);
      const profile = await revisedProfile(config);
      const { changes, same, refused } = await readCatalogueTable(
        await bytesOf(file),
        basename(file),
        profile,
        day,
      );
      for (const { row, column, reason } of refused)
        io.err(`第 ${row} 行${column === null ? '' : `，${column}`}：${reason}\n`);
      for (const { code, what, before, after } of differenceOf(profile, changes))
        io.out(`${code} ${what}：${before ?? '—'} → ${after ?? '—'}\n`);
      for (const fault of faultsOf(profile, changes, day)) io.err(`不能成立：${fault}\n`);
      io.out(`不同 ${changes.length} 条，相同 ${same} 条，拒收 ${refused.length} 行\n`);
      return refused.length > 0 ? 1 : 0;
    }
    throw new AppError('bad_usage', {
      reason:
        action === undefined ? '缺少操作（export 或 diff）' : `没有操作“${action}”，可用的有 export、diff`,
    });
  },
});

async function written(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new AppError('file_unwritable', { file, reason }, { cause });
  }
}
