import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createClient } from '@libsql/client';

/** Address of a libSQL server whose contents tests may throw away, `ws://127.0.0.1:8080`; null where none is given. */
export const DATABASE_SERVER = process.env['TEST_DATABASE_SERVER'] ?? null;
/** The same of a replica of it, if there is one. */
export const DATABASE_REPLICA = process.env['TEST_DATABASE_REPLICA'] ?? null;

/** Takes everything out of the database of a server. */
export async function emptied(url: string): Promise<string> {
  const client = createClient({ url });
  try {
    const found = await client.execute(
      "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%'",
    );
    const tables = found.rows.map((row) => ({ name: String(row['name']), sql: String(row['sql']) }));
    const virtual = tables.filter(({ sql }) => sql.startsWith('CREATE VIRTUAL'));
    // What stands behind a virtual table goes with it.
    const behind = (name: string): boolean => virtual.some((one) => name.startsWith(`${one.name}_`));
    const own = tables.filter((one) => !virtual.includes(one) && !behind(one.name));
    const views = await client.execute("SELECT name FROM sqlite_master WHERE type = 'view'");
    await client.batch(
      [
        'PRAGMA foreign_keys = OFF',
        ...views.rows.map((row) => `DROP VIEW "${String(row['name'])}"`),
        ...[...virtual, ...own].map(({ name }) => `DROP TABLE "${name}"`),
      ],
      'write',
    );
  } finally {
    client.close();
  }
  return url;
}

/** A line to a server that can be cut. */
export type Line = {
  readonly url: string;
  /** Lets the next so many bytes of answers pass, then cuts every connection once. */
  readonly cutAfter: (bytes: number) => void;
  readonly close: () => Promise<void>;
};

export async function lineTo(url: string): Promise<Line> {
  const { hostname, port, protocol } = new URL(url);
  const open = new Set<Socket>();
  let left = Infinity;
  const cut = (): void => {
    left = Infinity;
    for (const socket of open) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (data) => {
      left -= data.length;
      if (left < 0) cut();
      else near.write(data);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: (bytes) => (left = bytes),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}
