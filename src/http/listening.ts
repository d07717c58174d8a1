import { serve } from '@hono/node-server';
import type { Config } from '../config.ts';
import { answerClientError } from './client-error.ts';
import { AppError } from '../kernel/errors.ts';

/** Milliseconds that requests in hand may take once the server is told to stop. */
const GRACE_MS = 10_000;

/**
 * Milliseconds that an idle connection stays open: longer than proxies keep theirs (nginx a minute), so that none of them
 * sends a request into one that is just being closed.
 */
const KEPT_OPEN_MS = 75_000;

type Fetch = Parameters<typeof serve>[0]['fetch'];

/** Listens as the configuration says. Throws `bad_setting` where it cannot; `close` waits for requests in hand. */
export async function listen(
  fetch: Fetch,
  config: Config,
): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  const { host: hostname, port } = config;
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port }, (info) => {
      const host = info.family === 'IPv6' ? `[${info.address}]` : info.address;
      resolve({ address: `http://${host}:${info.port}`, close });
    });
    server.on('clientError', answerClientError);
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEPT_OPEN_MS;
    // Also told when a connection could not be let in: that one is lost, the server is not.
    server.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? `端口 ${port} 已被占用` : error.message;
      reject(new AppError('bad_setting', { name: 'JIESU_PORT', reason }, { cause: error }));
    });
    const close = (): Promise<void> =>
      new Promise((done) => {
        const cut = setTimeout(
          () => 'closeAllConnections' in server && server.closeAllConnections(),
          GRACE_MS,
        );
        server.close(() => {
          clearTimeout(cut);
          done();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
  });
}
