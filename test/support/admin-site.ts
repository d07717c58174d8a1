import { join } from 'node:path';
import { createAdmin } from '../../src/app/admin/admin.ts';
import type { LastSweep } from '../../src/app/admin/admin-types.ts';
import type { Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { closeAfterTest } from './closing.ts';
import { signIn } from './knowledge-http.ts';
import { lifeDesk } from './life-desk.ts';
import { tempDatabase } from './temp.ts';

const DATA = join(import.meta.dirname, '../../data');
export const FILES = {
  profileDir: join(DATA, 'profile/xicheng'),
  calendarFile: join(DATA, 'calendar/cn.json'),
  knowledgeDir: join(DATA, 'knowledge'),
};

/** `lifeDesk` with what an administrator looks after. */
export async function adminDesk(options: { readonly lastSweep?: () => LastSweep | null } = {}) {
  const url = tempDatabase();
  const d = await lifeDesk(url, (store) => closeAfterTest(() => store.close()));
  const admin = createAdmin(d.context, { files: FILES, passwordCost: { n: 16, r: 1, p: 1 }, ...options });
  closeAfterTest(async () => {
    await admin.backups.stop();
    await admin.audit.settled();
  });
  return { ...d, url, admin, services: { ...d.services, admin } };
}

/** The real application over it. */
export async function adminSite(options: Parameters<typeof adminDesk>[0] = {}) {
  const d = await adminDesk(options);
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  return { d, app, as: (role: Role, unit: string | null = null) => signIn(d, app, role, unit) };
}
