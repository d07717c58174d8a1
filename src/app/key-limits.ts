import { randomBytes } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import * as table from '../store/accounts.ts';
import type { StoredKey } from '../store/accounts.ts';
import type { Db } from '../store/client.ts';
import { sha256 } from './canonical.ts';
import type { Context } from './context.ts';
import { KEY_ACTIONS } from './policy.ts';
import type { Actor } from './types.ts';

/** What a key may do, whose orders it sees, and until when; what is left out is not limited. */
export type KeyLimits = {
  /** Actions of the policy. */
  readonly scope?: readonly string[] | undefined;
  /** Unit code. */
  readonly unit?: string | undefined;
  /** Days from now. */
  readonly days?: number | undefined;
};

export const KEY_DAYS_MOST = 3660;
/** Hours that an old key still works beside its successor. */
export const ROTATION_HOURS = 24;
export const ROTATION_HOURS_MOST = 720;
const DAY_MS = 86_400_000;

const bad = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '', field, reason });

function whole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw bad(field, `须为 ${least} 到 ${most} 的整数`);
}

/** A key to be shown once, and the row to be stored. Throws `bad_field`. */
export function newKey(
  profile: Pick<Context['profile'], 'units'>,
  name: string,
  { scope, unit, days }: KeyLimits,
  now: number,
): { readonly key: string; readonly row: table.NewKey } {
  if (name.trim() === '' || name.length > 64) throw bad('name', '不能为空，最多 64 个字符');
  const unknown = scope?.find((action) => !KEY_ACTIONS.some((known) => known === action));
  if (unknown !== undefined)
    throw bad('scope', `没有“${unknown}”，须为 ${KEY_ACTIONS.join('、')} 中的若干个`);
  if (scope?.length === 0) throw bad('scope', '至少写一项；不限范围就不写');
  if (unit !== undefined && !profile.units.some(({ code }) => code === unit))
    throw bad('unit', `没有单位 ${unit}`);
  const limits = {
    scope: scope === undefined ? null : KEY_ACTIONS.filter((action) => scope.includes(action)),
    unit: unit ?? null,
    expiresAt: days === undefined ? null : now + whole('days', days, 1, KEY_DAYS_MOST) * DAY_MS,
  };
  return keyWith(name, limits, now);
}

function keyWith(
  name: string,
  limits: Pick<StoredKey, 'scope' | 'unit' | 'expiresAt'>,
  createdAt: number,
): ReturnType<typeof newKey> {
  const key = `jiesu_${randomBytes(32).toString('base64url')}`;
  return { key, row: { id: newId(), name, keyHash: sha256(key), createdAt, ...limits } };
}

/**
 * A successor with the same name and limits; the old key ends in so many hours, or when it would have. Inside the write
 * lane only. Throws `not_found`, and `conflict` for a key that works no more.
 */
export async function rotateKey(
  db: Db,
  id: string,
  hours: number,
  now: number,
): Promise<{ readonly key: string; readonly row: table.NewKey; readonly old: StoredKey }> {
  whole('hours', hours, 0, ROTATION_HOURS_MOST);
  const old = await table.keyById(db, id);
  if (old === null) throw new AppError('not_found', { what: `密钥 ${id.slice(0, 64)}` });
  if (old.revokedAt !== null || (old.expiresAt ?? Infinity) <= now)
    throw new AppError('conflict', { reason: '这个密钥已经失效，不能更换，请另建' });
  // The successor lives as long as the old one was made for.
  const lifetime = old.expiresAt === null ? null : old.expiresAt - old.createdAt;
  const { scope, unit } = old;
  const made = keyWith(old.name, { scope, unit, expiresAt: lifetime === null ? null : now + lifetime }, now);
  await table.insertKey(db, made.row);
  await table.setKeyEnd(db, id, Math.min(old.expiresAt ?? Infinity, now + hours * 3_600_000));
  return { ...made, old };
}

/** Who acts with a key. */
export const actorOfKey = ({
  id,
  name,
  unit,
  scope,
}: Pick<StoredKey, 'id' | 'name' | 'unit' | 'scope'>): Actor => ({
  id,
  name,
  role: 'system',
  unit,
  ...(scope === null ? {} : { scope }),
});

/** What the audit keeps of a key. */
export const keyDetail = ({
  name,
  scope = null,
  unit = null,
  expiresAt = null,
}: Pick<table.NewKey, 'name' | 'scope' | 'unit' | 'expiresAt'>): string =>
  JSON.stringify({ name, scope, unit, expiresAt });
