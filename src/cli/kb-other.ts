import { checkLaws } from '../app/law/law-check.ts';
import { deleteLaw, shippedLaws } from '../app/law/law-delete.ts';
import { exportLaws } from '../app/law/law-export.ts';
import type { Config } from '../config.ts';
import { beijingDay, systemClock } from '../kernel/clock.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import type { Io } from './command.ts';
import { OPERATOR, withLawStore } from './law-store.ts';
import { programPath } from './opening.ts';
import { openOutput } from './output.ts';
import { startProgress } from './progress.ts';

/** `jiesu kb export`: all law of the database as jsonl that imports to the same state. */
export async function runExport(
  config: Config,
  out: string | undefined,
  quiet: boolean,
  io: Io,
): Promise<number> {
  return withLawStore(config, { readOnly: true }, async ({ store }) => {
    const output = openOutput(out, io);
    const progress = startProgress(io, '导出', { quiet });
    let lines = 0;
    try {
      for await (const line of exportLaws(store.read, progress.update)) {
        output.write(`${line}\n`);
        lines++;
      }
    } finally {
      progress.end();
      output.close();
    }
    io.err(`导出 ${lines} 行\n`);
    return 0;
  });
}

/** `jiesu kb check`: 1 when anything is wrong, 0 when at most something is missing. */
export async function runCheck(config: Config, quiet: boolean, io: Io): Promise<number> {
  const { entries, articles, rules } = loadKnowledge(programPath(config.knowledgeDir));
  const ruled = rules.flatMap(({ id, subject, rows }) =>
    [...subject, ...rows.flatMap(({ basis }) => basis)].map((basis) => ({ rule: id, ...basis })),
  );
  return withLawStore(config, { readOnly: true }, async ({ store }) => {
    const progress = startProgress(io, '检查', { quiet });
    const findings = await checkLaws({
      read: store.read,
      entries,
      ruled,
      shipped: articles,
      today: beijingDay(systemClock.now()),
      onVersion: progress.update,
    }).finally(progress.end);
    for (const { severity, where, reason } of findings)
      io.out(`${severity === 'fault' ? '错误' : '提示'} ${where} ${reason}\n`);
    const faults = findings.filter(({ severity }) => severity === 'fault').length;
    io.out(`错误 ${faults} 处，提示 ${findings.length - faults} 处\n`);
    return faults > 0 ? 1 : 0;
  });
}

/** `jiesu kb delete TITLE [--version DATE]`. */
export async function runDelete(
  config: Config,
  title: string,
  version: string | undefined,
  io: Io,
): Promise<number> {
  const shipped = shippedLaws(loadKnowledge(programPath(config.knowledgeDir)).articles);
  return withLawStore(config, { readOnly: false }, async (context) => {
    const { law, editions, articles } = await deleteLaw(context, OPERATOR, title, version ?? null, shipped);
    io.out(`已删除《${law}》${editions.join('、')}，共 ${articles} 条\n`);
    return 0;
  });
}
