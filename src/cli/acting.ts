import { createProfileHolder } from '../app/catalogue/profile-holder.ts';
import { createServices } from '../app/services.ts';
import type { Actor, Role, Services } from '../app/types.ts';
import { evidencePlace } from '../app/life/evidence-place.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { userByName } from '../store/accounts.ts';
import { appendAudit } from '../store/audit.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import type { Io } from './command.ts';
import { engineOf, profileOf } from './opening.ts';

/**
 * All use cases with the rights of a user. That somebody at the machine acts in that name is written down first, as
 * `what` on `subject`. Throws `not_found` for a name that nobody has, `forbidden` for a user who was put out of use.
 */
export async function withServicesAs<T>(
  config: Config,
  io: Pick<Io, 'parts'>,
  username: string,
  { what, subject }: { readonly what: string; readonly subject: string },
  work: (services: Services, actor: Actor) => Promise<T>,
): Promise<T> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token });
  try {
    const user = await actorNamed(store, username);
    const profiles = createProfileHolder(profileOf(config), systemClock);
    await profiles.refresh(store);
    const { profile } = profiles;
    const engine = engineOf(config, profile, io);
    const accounts = { sessionHours: config.sessionHours };
    const services = createServices({
      store,
      engine,
      profile,
      profiles,
      accounts,
      evidence: evidencePlace(config),
    });
    const at = systemClock.now();
    const entry = { at, actorId: 'operator', actorName: '运维', action: 'order.move_as', subject };
    await store.write((db) => appendAudit(db, [{ ...entry, detail: `以 ${username} 的身份：${what}` }]));
    return await work(services, user);
  } finally {
    await store.close();
  }
}

/** The user of this name. Throws `not_found` for a name that nobody has, `forbidden` for one put out of use. */
export async function actorNamed(store: Pick<Store, 'read'>, username: string): Promise<Actor> {
  const user = await store.read((db) => userByName(db, username));
  if (user === null) throw new AppError('not_found', { what: `用户 ${username}` });
  if (user.disabledAt !== null) throw new AppError('forbidden', { reason: `账号 ${username} 已经停用` });
  const { id, name, role, unit } = user;
  return { id, name, role: role as Role, unit };
}
