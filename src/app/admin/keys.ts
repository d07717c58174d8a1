import { AppError } from '../../kernel/errors.ts';
import * as table from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { ROTATION_HOURS, keyDetail, newKey, rotateKey } from '../key-limits.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { ApiKeys } from './admin-types.ts';

/** Keys by which other systems come in. */
export function createApiKeys({
  store,
  clock,
  profile,
}: Pick<Context, 'store' | 'clock' | 'profile'>): ApiKeys {
  const list: ApiKeys['list'] = async (actor) => {
    const right = scopeOf(actor, 'key.manage');
    return (await store.read((db) => table.listKeys(db, right))).toReversed();
  };

  const add: ApiKeys['add'] = async (actor, name, limits = {}) => {
    scopeOf(actor, 'key.manage');
    const { key, row } = newKey(profile, name.trim(), limits, clock.now());
    await store.write(async (db) => {
      await table.insertKey(db, row);
      await record(db, actor, 'key.add', row.id, keyDetail(row));
    });
    return { id: row.id, key };
  };

  const rotate: ApiKeys['rotate'] = (actor, id, hours = ROTATION_HOURS) => {
    scopeOf(actor, 'key.manage');
    return store.write(async (db) => {
      const { key, row, old } = await rotateKey(db, id, hours, clock.now());
      await record(db, actor, 'key.rotate', id, row.id);
      return { id: row.id, key, name: old.name };
    });
  };

  const revoke: ApiKeys['revoke'] = (actor, id) => {
    scopeOf(actor, 'key.manage');
    return store.write(async (db) => {
      const found = await table.keyById(db, id);
      if (found === null) throw new AppError('not_found', { what: '这个密钥' });
      if (found.revokedAt !== null) return;
      await table.revokeKey(db, id, clock.now());
      await record(db, actor, 'key.revoke', id, found.name);
    });
  };

  function record(db: Db, actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return appendAudit(db, [entry]);
  }

  return { list, add, rotate, revoke };
}
