import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/config.ts';
import { createApp } from '../../src/http/app.tsx';
import { isUpload } from '../../src/http/routes/laws.ts';
import { fakeProfile } from '../support/fake-profile.ts';
import { API_KEY, createFakeServices } from '../support/fake-services.ts';

const FOLDER = join(import.meta.dirname, '../../docs/deploy');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** Names of metrics in a text. */
const metricsIn = (text: string): Set<string> =>
  new Set(text.match(/\b(?:jiesu|process|nodejs)_[a-z0-9_]+/g));

async function metricsTold(): Promise<Set<string>> {
  const app = createApp({ services: createFakeServices(), profile: fakeProfile });
  const headers = { authorization: `Bearer ${API_KEY}` };
  await app.request('/api/v1/session', { headers });
  const text = await (await app.request('/metrics', { headers })).text();
  const named = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', kind]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  return new Set(named);
}

describe('what is shipped for running it', () => {
  it.each(['alerts.yaml', 'grafana.json'])('%s asks for metrics that are there', async (name) => {
    const told = await metricsTold();
    const asked = metricsIn(read(name));
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((one) => !told.has(one))).toEqual([]);
  });

  it('shows every metric of our own on the board', async () => {
    const shown = metricsIn(read('grafana.json'));
    const own = [...(await metricsTold())].filter((name) => name.startsWith('jiesu_'));
    // A histogram is shown by its buckets or its count; drafting is off by default.
    const missing = own.filter((name) => !shown.has(name) && !/_(?:sum|count|bucket)$|drafts/.test(name));
    expect(missing).toEqual([]);
  });

  it.each(['jiesu.service', 'Dockerfile', 'compose.yaml', 'compose-many.yaml', '../operations.md'])(
    '%s names settings that there are',
    (name) => {
      const known = new Set<string>(Object.values(SETTINGS).map(({ env }) => env));
      const named = read(name).match(/\bJIESU_[A-Z_]+/g) ?? [];
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((one) => !known.has(one))).toEqual([]);
    },
  );

  it('leads every alert to a place of the manual', () => {
    const manual = read('../operations.md');
    const anchors = new Set(
      [...manual.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-')),
    );
    const asked = [...read('alerts.yaml').matchAll(/operations\.md#([a-z-]+)/g)].map(([, anchor]) => anchor);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((anchor) => anchor === undefined || !anchors.has(anchor))).toEqual([]);
  });

  it('streams in the proxy what the service streams', () => {
    const pattern = /location ~ (\S+) \{\s+proxy_pass[^}]+proxy_request_buffering off/.exec(
      read('nginx.conf'),
    )?.[1];
    const streamed = new RegExp(pattern ?? '$^');
    for (const path of ['/import', '/knowledge/laws/import', '/orders/01a2-b/evidence']) {
      expect(isUpload('POST', path), path).toBe(true);
      expect(streamed.test(path), path).toBe(true);
    }
  });
});
