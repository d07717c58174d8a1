import type { StoredUser } from '../../store/accounts.ts';
import type { AuditRow } from '../../store/audit.ts';

/** An account as it was at a moment. */
export type AccountThen = {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly unit: string | null;
};

type Facts = Pick<AccountThen, 'name' | 'role' | 'unit'>;
type Step = Pick<AuditRow, 'at' | 'action' | 'subject' | 'detail'>;

/**
 * The accounts that were in use at a moment, as they were then: those of now, with every change since taken back.
 * `history`: the log's rows on accounts, in the order in which they were written.
 */
export function accountsAt(
  users: readonly Omit<StoredUser, 'passwordHash'>[],
  history: readonly Step[],
  at: number,
): AccountThen[] {
  const byName = new Map<string, Step[]>();
  for (const step of history) byName.set(step.subject, [...(byName.get(step.subject) ?? []), step]);
  return users.flatMap((user) => {
    if (user.createdAt > at) return [];
    const steps = byName.get(user.username) ?? [];
    if (wasDisabled(user, steps, at)) return [];
    const facts = steps
      .filter((step) => step.action === 'account.change' && step.at > at)
      .reduceRight<Facts>((now, step) => before(step.detail) ?? now, user);
    return [{ id: user.id, username: user.username, name: facts.name, role: facts.role, unit: facts.unit }];
  });
}

/** By the last time it was put out of use or back before the moment; without such a row by the account itself. */
function wasDisabled(
  { disabledAt }: Pick<StoredUser, 'disabledAt'>,
  steps: readonly Step[],
  at: number,
): boolean {
  const turns = steps.filter(({ action }) => action === 'account.disable' || action === 'account.enable');
  const last = turns.findLast((step) => step.at <= at);
  if (last !== undefined) return last.action === 'account.disable';
  // Put back later without a row that says when it was put out: it was out at the latest until then.
  if (turns[0]?.action === 'account.enable') return true;
  return disabledAt !== null && disabledAt <= at;
}

/** What the account was before a change, as its row says. */
function before(detail: string): Facts | null {
  const told = JSON.parse(detail) as { readonly was?: Facts };
  return told.was ?? null;
}
