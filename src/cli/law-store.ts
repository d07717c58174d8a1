import { NOTHING_STORED, overlaid } from '../app/knowledge/knowledge-overlay.ts';
import type { LawContext, RestingOnLaw } from '../app/law/law-import.ts';
import type { Actor } from '../app/types.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import { approvedItems } from '../store/knowledge-items.ts';
import { hasLawTables } from '../store/knowledge-law-reads.ts';
import { openStore } from '../store/store.ts';
import { programPath } from './opening.ts';

/** Whoever sits at the machine itself. */
export const OPERATOR: Actor = { id: 'cli-kb', name: '命令行', role: 'admin', unit: null };

/**
 * A database with its law, without loading the model, and knowledge only where law changes. `readOnly` goes beside a running server; it throws
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
    let rests: Promise<RestingOnLaw> | null = null;
    const resting = (): Promise<RestingOnLaw> =>
      (rests ??= store
        .read(approvedItems)
        .then((items) =>
          overlaid(loadKnowledge(programPath(config.knowledgeDir)), { ...NOTHING_STORED, ...items }),
        ));
    return await work({ store, clock: systemClock, resting });
  } finally {
    await store.close();
  }
}
