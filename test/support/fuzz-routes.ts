import { z } from 'zod';
import type { Services } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Random } from '../../src/kernel/random.ts';
import type { FuzzTarget } from './fuzz-targets.ts';
import { mutated } from './mutate.ts';
import { shippedProfile } from './shipped-profile.ts';

/** What may not be asked for by chance: it ends the session, stays open, or works for minutes. */
const LEFT_OUT = [
  'POST /login',
  'POST /logout',
  'GET /api/v1/live',
  'POST /admin/backups',
  'POST /api/v1/admin/backups',
  'POST /simulation',
  'POST /api/v1/simulation',
  'POST /models/train',
  'POST /api/v1/models/train',
];
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
];
const ORDER = { channel: 'phone', receivedAt: '2026-11-20T09:00:00+08:00', text: '西单商场买的鞋开胶不给退' };

export type Visitor = { readonly headers: Readonly<Record<string, string>> };

/** Any route of a running server, asked for with rubbish in path, query, headers and body, by one of `visitors`. */
export function routesTarget(
  address: string,
  visitors: readonly Visitor[],
  ids: readonly string[],
): FuzzTarget {
  const { routes } = createApp({ services: {} as Services, profile: shippedProfile(), clock: systemClock });
  const known = [
    ...new Set(
      routes
        .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ].filter((route) => !LEFT_OUT.includes(route));
  const bodies = [
    JSON.stringify(ORDER),
    JSON.stringify([ORDER]),
    '{"move":"note","data":{"text":"x"}}',
    'move=note&version=1&text=退货',
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n编号\r\n--x--\r\n',
    '',
  ];
  const one = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  return {
    name: 'routes',
    share: 0.05,
    run: async (random) => {
      const [method = 'GET', pattern = '/'] = one(random, known).split(' ');
      const part = (): string =>
        random() < 0.6
          ? encodeURIComponent(one(random, ids))
          : encodeURIComponent(
              mutated(random, ['x', '1', ...ids])
                .slice(0, 300)
                .toWellFormed(),
            );
      const target = new URL(address + pattern.replaceAll(/:[a-zA-Z]+(\{[^}]*\})?/g, part));
      if (random() < 0.5)
        target.search = mutated(random, [
          'page=1&state=received&q=退货&from=2026-11-01&to=2026-11-30&unit=SCJG&by=unit&kind=daily&date=2026-11-20',
        ]).toWellFormed();
      const isRead = method === 'GET' || method === 'HEAD';
      const answer = await fetch(target, {
        method,
        redirect: 'manual',
        headers: { ...one(random, visitors).headers, 'content-type': one(random, TYPES) },
        ...(isRead ? {} : { body: mutated(random, bodies).toWellFormed() }),
      });
      const told = await answer.text();
      const where = `${method} ${target.pathname}${target.search}`;
      if (answer.status >= 500 && answer.status !== 503)
        throw new Error(`${answer.status} of ${where}: ${told.slice(0, 200)}`);
      if (answer.status >= 400 && target.pathname.startsWith('/api/v1/'))
        z.object({ error: z.object({ code: z.string(), message: z.string() }) }).parse(JSON.parse(told));
    },
  };
}
