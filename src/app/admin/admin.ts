import type { Context } from '../context.ts';
import type { PasswordCost } from '../passwords.ts';
import type { Admin, LastSweep } from './admin-types.ts';
import { createAuditSearch } from './audit-search.ts';
import { createBackups } from './backups.ts';
import { createApiKeys } from './keys.ts';
import { createPeople } from './people.ts';
import type { RuleFiles } from './rule-checks.ts';
import { createRulesInForce } from './rules-in-force.ts';
import { createSystemDesk } from './system-desk.ts';
import { createUnitTree } from './unit-tree.ts';

export type AdminOptions = {
  readonly files: RuleFiles;
  readonly lastSweep?: () => LastSweep | null;
  readonly passwordCost?: PasswordCost;
  /** The identity provider that accounts are linked to; left out: none. */
  readonly issuer?: string;
};

/** What an administrator looks after. `backups.stop` and `audit.settled` before the store is closed. */
export function createAdmin(context: Context, options: AdminOptions): Admin {
  const { files, lastSweep = () => null } = options;
  return {
    people: createPeople(context, options),
    keys: createApiKeys(context),
    units: createUnitTree(context),
    rules: createRulesInForce(context, files),
    audit: createAuditSearch(context),
    backups: createBackups(context),
    system: createSystemDesk(context, lastSweep),
  };
}
