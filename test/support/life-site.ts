import { createApp } from '../../src/http/app.tsx';
import type { Role } from '../../src/app/types.ts';
import type { Store } from '../../src/store/store.ts';
import { signIn } from './knowledge-http.ts';
import { lifeDesk } from './life-desk.ts';
import { tempDatabase } from './temp.ts';

/** The real application over `lifeDesk`, with accounts made as they are asked for. */
export async function lifeSite(closeLater: (store: Store) => void) {
  const d = await lifeDesk(tempDatabase(), closeLater);
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  const as = (role: Role, unit: string | null = null) => signIn(d, app, role, unit);
  return { d, app, as };
}
