import { CONFIDENTIALITY_NAMES, entryIn } from '../../kernel/confidential-words.ts';
import { userById } from '../../store/accounts.ts';
import type { Db } from '../../store/client.ts';
import type { Names } from '../context.ts';
import type { LetIn } from '../types.ts';

/** Names of whoever is let in. */
export async function namesLetIn(db: Db, names: Names, letIn: readonly string[]): Promise<LetIn[]> {
  const named: LetIn[] = [];
  for (const entry of letIn) {
    const { kind, code } = entryIn(entry);
    const name = kind === 'unit' ? names.unit(code) : ((await userById(db, code))?.name ?? '已删除的账号');
    named.push({ entry, name });
  }
  return named;
}

/** How the audit tells that somebody read what is kept. */
export const keptWords = (confidentiality: keyof typeof CONFIDENTIALITY_NAMES): string =>
  confidentiality === 'none' ? '' : `，${CONFIDENTIALITY_NAMES[confidentiality]}`;
