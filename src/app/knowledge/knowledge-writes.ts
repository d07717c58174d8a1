import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Fault } from '../../knowledge/entry-faults.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { DELETED_AUTHOR, itemVersions, SHIPPED_AUTHOR } from '../../store/knowledge-items.ts';
import type { ItemRef, StoredItem } from '../../store/knowledge-items.ts';
import type { Store } from '../../store/store.ts';
import { decidingVersion } from './knowledge-aging.ts';
import { who } from './knowledge-notices.ts';
import { seesVersion } from './knowledge-views.ts';
import type { Actor } from '../types.ts';

export const ENTRY = 'entry' as const;
export const NOTE_LIMIT = 500;

/** What is done to one version in a write. */
export type VersionWork = (db: Db, row: StoredItem, all: readonly StoredItem[], at: number) => Promise<void>;

/** Works on one version that the person may see. Throws `not_found`, `conflict` where a later one was decided. */
export async function onVersion(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  actor: Actor,
  ref: ItemRef,
  /** What people call one of the kind. */
  noun: string,
  version: number,
  work: VersionWork,
): Promise<void> {
  const at = clock.now();
  await store.write(async (db) => {
    const all = await itemVersions(db, ref);
    const row = all.find((one) => one.version === version);
    if (row === undefined || row.body === null || isDeleted(all) || !seesVersion(actor, row))
      throw new AppError('not_found', { what: `${noun} ${ref.item.slice(0, 64)} 的第 ${version} 版` });
    const decided = decidingVersion(all)?.version ?? 0;
    if (decided > version)
      throw new AppError('conflict', { reason: `第 ${decided} 版已在其后作出，第 ${version} 版不能再动` });
    await work(db, row, all, at);
  });
}

/** Throws `conflict` for a version that is in another state than an act needs. */
export function mustBe(row: StoredItem, status: StoredItem['status'], act: string): void {
  if (row.status !== status)
    throw new AppError('conflict', { reason: `第 ${row.version} 版${STATE_WORDS[row.status]}，不能${act}` });
}

const STATE_WORDS: Readonly<Record<StoredItem['status'], string>> = {
  draft: '还是草稿',
  submitted: '已经提交',
  approved: '已经核准',
  returned: '已经退回',
  withdrawn: '已经撤下',
};

export const noEntry = (id: string): AppError =>
  new AppError('not_found', { what: `知识条目 ${id.slice(0, 64)}` });

export const isDeleted = (all: readonly StoredItem[]): boolean => all.at(-1)?.author === DELETED_AUTHOR;

export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const reason = faults.map((fault) => `${fault.field} ${fault.reason}`).join('；');
  throw new AppError('bad_knowledge', { count: faults.length, reason, faults });
}

export function mustSay(reason: string): string {
  const said = reason.trim();
  if (said === '') refuseFaults([{ field: 'reason', reason: '须写明理由' }]);
  if (said.length > NOTE_LIMIT) refuseFaults([{ field: 'reason', reason: `最多 ${NOTE_LIMIT} 个字符` }]);
  return said;
}

export const blank = (text: string | null): string | null =>
  text === null || text.trim() === '' ? null : text.trim();

/** The text of the program, kept as the version before the first edit, so that the history tells it all. */
export function shippedVersion(
  body: { readonly id: string },
  at: number,
): Omit<StoredItem, 'id' | 'version'> {
  return {
    kind: ENTRY,
    item: body.id,
    status: 'approved',
    unit: null,
    body: body as unknown as Record<string, unknown>,
    author: SHIPPED_AUTHOR,
    authorName: '随程序',
    createdAt: at,
    submittedAt: null,
    decidedBy: null,
    decidedAt: null,
    note: null,
    reviewBy: null,
    isPublic: false,
  };
}

/** One row of the audit; never with any text of the entry. */
export async function audit(
  db: Db,
  actor: Actor,
  action: string,
  subject: string,
  detail: string,
  at: number,
): Promise<void> {
  await appendAudit(db, [{ at, ...who(actor), action, subject, detail }]);
}
