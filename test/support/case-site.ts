import type { Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { caseDesk } from './case-desk.ts';
import { signIn } from './knowledge-http.ts';

/** The real application over `caseDesk`. */
export async function caseSite(options: Parameters<typeof caseDesk>[0] = {}) {
  const d = await caseDesk(options);
  const app = createApp({ services: d.services, profile: d.context.profile, clock: d.clock });
  const as = (role: Role, unit: string | null = null) => signIn(d, app, role, unit);
  return { d, app, as };
}
