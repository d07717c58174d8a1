import { AppError } from '../../kernel/errors.ts';
import { WARNING_STATE } from '../../kernel/warning-words.ts';
import type { WarningState } from '../../kernel/warning-words.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { foldedUnder, updateWarning, warningById } from '../../store/warnings.ts';
import type { StoredWarning, WarningReach } from '../../store/warnings.ts';
import type { Actor } from '../types.ts';

/** A warning as the actor has seen it. Throws `not_found`, `order_changed`. */
export async function seenWarning(
  db: Db,
  reach: WarningReach,
  id: number,
  version: number,
): Promise<StoredWarning> {
  const warning = await warningById(db, reach, id);
  if (warning === null) throw new AppError('not_found', { what: '预警' });
  if (warning.version !== version) throw new AppError('conflict', { reason: '预警已被他人研判，请重新查看' });
  return warning;
}

/**
 * Writes down what was made of a warning, in the audit as well; what waits under it is the same matter and goes along.
 * Inside the lane only.
 */
export async function settle(
  db: Db,
  actor: Actor,
  warning: StoredWarning,
  state: WarningState,
  reason: string,
  at: number,
): Promise<void> {
  const { id, version, title } = warning;
  const change = {
    state,
    reason: reason === '' ? null : reason,
    decidedBy: actor.id,
    decidedByName: actor.name,
    decidedAt: at,
  };
  if (!(await updateWarning(db, id, version, change)))
    throw new AppError('conflict', { reason: '预警已被他人研判，请重新查看' });
  const detail = `${WARNING_STATE[state]}：${title}${reason === '' ? '' : `（${reason}）`}`;
  const { id: actorId, name: actorName } = actor;
  await appendAudit(db, [
    { at, actorId, actorName, action: 'warning.decide', subject: `warning-${id}`, detail },
  ]);
  // A task is made of the one it was made of; the others are known by it.
  const along = state === 'tasked' ? 'confirmed' : state;
  for (const under of await foldedUnder(db, [id]))
    if (under.state === 'new') await settle(db, actor, under, along, reason, at);
}

/** A text as a person typed it. Throws `bad_field` where it is too long, or missing where it must not be. */
export function textIn(field: string, value: string, most: number, needed: boolean): string {
  const text = value.trim();
  if (needed && text === '') throw new AppError('missing_field', { where: '', field });
  if (text.length > most)
    throw new AppError('bad_field', { where: '', field, reason: `不能超过 ${most} 字` });
  return text;
}
