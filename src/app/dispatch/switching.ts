import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { ALL, listSwitches, setSwitch } from '../../store/switches.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Switching } from '../types.ts';

/** Automatic dispatch on or off for units and classes. In force from the next order on. */
export function createSwitching(context: Context): Switching {
  const { store, clock, profile } = context;

  const list: Switching['list'] = (actor) => {
    scopeOf(actor, 'switch.read');
    return store.read(listSwitches);
  };

  const set: Switching['set'] = async (actor, { unit, issueType, enabled }) => {
    scopeOf(actor, 'switch.set');
    if (unit !== ALL && !profile.units.some((u) => u.code === unit)) {
      throw new AppError('bad_field', { where: '', field: 'unit', reason: `没有单位 ${unit}` });
    }
    const codes = [...profile.groups, ...profile.issueTypes].map((t) => t.code);
    if (issueType !== ALL && !codes.includes(issueType)) {
      throw new AppError('bad_field', { where: '', field: 'issueType', reason: `没有分类 ${issueType}` });
    }
    const at = clock.now();
    await store.write(async (db) => {
      await setSwitch(db, { unit, issueType, enabled, changedBy: actor.name, at });
      const detail = enabled ? '开' : '关';
      const who = { actorId: actor.id, actorName: actor.name };
      await appendAudit(db, [{ at, ...who, action: 'switch.set', subject: `${unit} ${issueType}`, detail }]);
    });
  };

  return { list, set };
}
