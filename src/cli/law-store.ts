import { join } from 'node:path';
import type { LawContext } from '../app/law-import.ts';
import type { Actor } from '../app/types.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { hasLawTables } from '../store/knowledge-law-reads.ts';
import { openStore } from '../store/store.ts';
import { programPath } from './opening.ts';

/** Whoever sits at the machine itself. */
export const OPERATOR: Actor = { id: 'cli-kb', name: '命令行', role: 'admin', unit: null };

/** The links between texts that ship with the program. */
export function successorFile(config: Config): string {
  return join(programPath(config.knowledgeDir), 'successors.json');
}

/**
 * A database with its law, without loading model and knowledge. `readOnly` goes beside a running server; it throws
 * `bad_file` for a database that is older than the tables of law.
 */
export async function withLawStore<T>(
  config: Config,
  options: { readonly readOnly: boolean },
  work: (context: LawContext) => Promise<T>,
): Promise<T> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token, readOnly: options.readOnly });
  try {
    if (!(await store.read(hasLawTables)))
      throw new AppError('bad_file', {
        file: config.db,
        reason: '数据库比程序旧，请先运行 jiesu kb import 或 serve 升级',
      });
    return await work({ store, clock: systemClock });
  } finally {
    await store.close();
  }
}
