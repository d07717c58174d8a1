import { get } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import type { Exporting } from '../../src/app/export/exporting.ts';
import { auditRows } from '../support/audit-rows.ts';
import { lifeDesk } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { tempDatabase } from '../support/temp.ts';

const ORDERS = 400;
/** Three bytes each in UTF-8: more than the sockets of both ends hold. */
const CHARACTERS = 40_000;
const WHOLE = ORDERS * CHARACTERS * 3;

/** Many long orders behind a server, and how many bytes of exports were made so far. */
async function site() {
  const d = await lifeDesk(tempDatabase(), (store) => onTestFinished(() => store.close()));
  await d.store.write((db) =>
    db.run(sql`
      INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action,
        corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
      SELECT 'o' || value, 'N' || value, 'phone', value, value, '-',
        json_object('channel', 'phone', 'receivedAt', '2026-04-14T09:30:00+08:00', 'text', value || ${'长'.repeat(CHARACTERS)}),
        '-', 'closed', 'dispatch', 0, '0101', 1, '投诉', 'normal', 2, 'SCS-XCAJ'
      FROM json_each(${JSON.stringify(Array.from({ length: ORDERS }, (_, i) => i))})`),
  );
  const made = { bytes: 0 };
  const exporting: Exporting = {
    ...(d.services.exporting as Exporting),
    take: async (...asked) => {
      const file = await (d.services.exporting as Exporting).take(...asked);
      return {
        ...file,
        bytes: async function* counted() {
          for await (const piece of file.bytes()) {
            made.bytes += piece.length;
            yield piece;
          }
        },
      };
    },
  };
  const server = await lifeServer({ ...d, services: { ...d.services, exporting } });
  onTestFinished(async () => (d.context.changes.close(), await server.close()));
  const { cookie } = await server.signIn('daochu', 'dispatcher', null);
  const open = (format: string): Promise<{ request: ClientRequest; response: IncomingMessage }> =>
    new Promise((resolve, reject) => {
      const url = `${server.url}/api/v1/orders/export?format=${format}&columns=number,text`;
      const request = get(url, { headers: { cookie }, agent: false }, (response) =>
        resolve({ request, response }),
      );
      request.once('error', reject);
      onTestFinished(() => void request.destroy());
    });
  const endings = async () =>
    (await auditRows(d.store)).filter(({ action }) => /^order\.export(ed|_broken)$/.test(action));
  return { made, open, endings };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a reader that stops holds the export up, and one that hangs up ends it, which the audit says', async () => {
  const { made, open, endings } = await site();
  const { request, response } = await open('csv');
  expect(response.statusCode).toBe(200);
  // Nothing is read: what the sockets hold is made, and no more.
  let before = -1;
  while (made.bytes !== before) {
    before = made.bytes;
    await pause(250);
  }
  expect(made.bytes).toBeGreaterThan(0);
  expect(made.bytes).toBeLessThan(WHOLE / 2);
  expect(await endings()).toEqual([]);
  request.destroy();
  await expect.poll(endings).toMatchObject([{ action: 'order.export_broken' }]);
  expect((await endings())[0]?.detail).toMatch(/^中断，已写出 \d+ 件$/);
  const stopped = made.bytes;
  await pause(250);
  expect(made.bytes).toBe(stopped);
}, 30_000);

test('a slow reader gets the whole of it', async () => {
  const { open, endings } = await site();
  const { response } = await open('csv');
  let bytes = 0;
  for await (const piece of response) {
    bytes += (piece as Uint8Array).length;
    if (bytes % 7 === 0) await pause(1);
  }
  expect(bytes).toBeGreaterThan(WHOLE);
  await expect.poll(endings).toMatchObject([{ action: 'order.exported' }]);
}, 30_000);
