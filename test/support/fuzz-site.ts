import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { startServer } from '../../src/main.ts';
import { routesTarget, type Visitor } from './fuzz-routes.ts';
import type { FuzzTarget } from './fuzz-targets.ts';

const PASSWORD = 'only-for-this-test';
const PEOPLE = ['admin', 'paidan', 'xdsc', 'fenxi', 'zhuren', 'huifang'];

/** The whole server with its demonstration, and a target that asks it for anything. */
export async function fuzzSite(): Promise<{
  readonly target: FuzzTarget;
  readonly close: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-fuzz-'));
  const env = {
    JIESU_DB: `file:${join(folder, 'fuzz.db')}`,
    JIESU_PORT: '0',
    JIESU_LOG_LEVEL: 'silent',
    JIESU_ENCODER: 'off',
  };
  const site = await startServer(loadConfig({ ...env, JIESU_DEMO_PASSWORD: PASSWORD }));
  const { address } = site;
  const visitors: Visitor[] = [
    { headers: {} },
    { headers: { authorization: `Bearer ${site.first?.apiKey ?? ''}` } },
  ];
  for (const username of PEOPLE) {
    const answer = await fetch(`${address}/login`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ username, password: PASSWORD }),
    });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const session = await fetch(`${address}/api/v1/session`, { headers: { cookie } });
    const { csrf } = (await session.json()) as { csrf: string };
    visitors.push({ headers: { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'same-origin' } });
  }
  const listed = await fetch(`${address}/api/v1/orders?pageSize=20`, visitors[1]);
  const { rows } = (await listed.json()) as { rows: { id: string }[] };
  const ids = [...rows.map(({ id }) => id), 'SCJG', '0101', 'SCS-XCAJ', 'ka-097'];
  return {
    target: routesTarget(address, visitors, ids),
    close: async () => {
      await site.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
