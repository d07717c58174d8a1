import { spawn } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { createWebhooks } from '../../../src/app/connections/webhooks.ts';
import { NO_NETWORKS } from '../../../src/kernel/networks.ts';
import { openStore } from '../../../src/store/store.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { childProgram } from '../../support/child-program.ts';
import { connectionsDesk } from '../../support/connections-desk.ts';
import { DAY, HOUR, MINUTE, NOW, PEOPLE, lifeServices } from '../../support/life-desk.ts';
import { answering, isSigned, startReceiver } from '../../support/receiver.ts';

const { admin } = PEOPLE;
const typesOf = (got: readonly { body: { type: string } }[]): string[] => got.map(({ body }) => body.type);

describe('systems that are told of orders', () => {
  it('get what happens from now on, in order, signed, without who called and what was said', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    await d.take('西单的旧鞋');
    const { secret } = await d.add(receiver.url);
    const id = await d.take('西单的鞋，我是张三，电话13812345678');
    await d.services.handling.acknowledge(PEOPLE.handler, id);
    await d.startRounds().drain();
    expect(typesOf(receiver.got)).toEqual([
      'order.received',
      'order.triaged',
      'order.dispatched',
      'order.acknowledged',
    ]);
    expect(receiver.got.every((one) => isSigned(secret, one))).toBe(true);
    expect(isSigned('whsec_AAAA', receiver.got[0]!)).toBe(false);
    const last = receiver.got[3]?.body;
    const { number } = await d.services.orders.get(admin, id);
    expect(last).toEqual({
      type: 'order.acknowledged',
      timestamp: new Date(d.clock.now()).toISOString(),
      data: {
        seq: expect.any(Number) as number,
        orderId: id,
        number,
        version: 4,
        state: 'acknowledged',
        unit: 'SCS-XCAJ',
        receivedAt: '2026-04-14T01:30:00.000Z',
      },
    });
    expect(receiver.got[0]?.body.data).toMatchObject({ state: 'received', unit: null });
    expect(receiver.got.map(({ text }) => text).join()).not.toMatch(/张三|1381234|鞋/);
  });

  it('are told only of the events and the unit they asked for', async () => {
    const d = await connectionsDesk();
    const [some, unit] = [await startReceiver(), await startReceiver()];
    await d.add(some.url, { events: ['order.dispatched', 'order.acknowledged'] });
    await d.add(unit.url, { unit: 'SCS-DS' });
    const id = await d.take('西单的鞋');
    await d.services.handling.acknowledge(PEOPLE.handler, id);
    await d.startRounds().drain();
    expect(typesOf(some.got)).toEqual(['order.dispatched', 'order.acknowledged']);
    expect(unit.got).toEqual([]);
  });

  it('that fail are tried again with the same id and body, ever more seldom, and others go on', async () => {
    const d = await connectionsDesk();
    const [bad, good] = [await startReceiver(), await startReceiver()];
    const { id: hook } = await d.add(bad.url, { events: ['order.dispatched'] });
    await d.add(good.url, { events: ['order.dispatched'] });
    await d.take('西单的鞋');
    bad.behave(answering(500));
    const rounds = d.startRounds();
    await rounds.drain();
    expect([bad.got.length, good.got.length]).toEqual([1, 1]);
    const [first] = await d.webhooks.messages(admin, hook);
    expect(first).toMatchObject({ state: 'waiting', attempts: 1, lastStatus: 500, lastError: '答复 500' });
    expect(first?.dueAt).toBe(NOW + 5000);
    await rounds.drain();
    expect(bad.got).toHaveLength(1);
    d.pass(5000);
    await rounds.drain();
    expect((await d.webhooks.messages(admin, hook))[0]?.dueAt).toBe(d.clock.now() + 20_000);
    bad.behave(answering(204));
    d.pass(20_000);
    await rounds.drain();
    expect(bad.got).toHaveLength(3);
    expect(new Set(bad.got.map(({ id, text }) => `${id} ${text}`)).size).toBe(1);
    const seconds = bad.got.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(seconds.map((one) => one - (seconds[0] ?? 0))).toEqual([0, 5, 25]);
    expect(await d.webhooks.messages(admin, hook)).toMatchObject([{ state: 'taken', attempts: 3 }]);
    expect(await d.webhooks.get(admin, hook)).toMatchObject({ failingSince: null, waiting: 0 });
  });

  it('that are slow or want to send elsewhere are taken for failing', async () => {
    const d = await connectionsDesk({ timeoutMs: 200 });
    const [slow, elsewhere, target] = [await startReceiver(), await startReceiver(), await startReceiver()];
    const ids = [await d.add(slow.url), await d.add(elsewhere.url)].map(({ id }) => id);
    slow.behave(() => undefined);
    elsewhere.behave(answering(302, { location: target.url }));
    await d.take('西单的鞋');
    await d.startRounds().drain();
    const errors = await Promise.all(
      ids.map(
        async (id) => (await d.webhooks.messages(admin, id)).find(({ attempts }) => attempts > 0)?.lastError,
      ),
    );
    expect(errors).toEqual(['0.2 秒内没有答复', '答复 302，转向不予跟随，请登记最终的地址']);
    expect(target.got).toEqual([]);
  });

  it('that are down are left alone; after three days they are stopped, and go on where they were', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    const { id: hook } = await d.add(receiver.url, { events: ['order.dispatched'] });
    receiver.behave(answering(503));
    for (const what of ['鞋', '帽', '衣', '裤', '包']) await d.take(`西单的${what}`);
    const rounds = d.startRounds();
    await rounds.drain();
    // Three failures in a row are enough to see that it is not the messages.
    expect(receiver.got).toHaveLength(3);
    expect(await d.webhooks.stoppedByThemselves(admin)).toBe(0);
    for (let hours = 0; hours < 80; hours++) {
      d.pass(HOUR);
      await rounds.drain();
    }
    expect(await d.webhooks.get(admin, hook)).toMatchObject({ stopped: 'failing', waiting: 5, givenUp: 0 });
    expect(await d.webhooks.stoppedByThemselves(admin)).toBe(1);
    expect(await d.webhooks.stoppedByThemselves(PEOPLE.handler)).toBe(0);
    expect(receiver.got.length).toBeLessThan(100);
    const tried = receiver.got.length;
    d.pass(DAY);
    await d.take('西单的伞');
    await rounds.drain();
    expect(receiver.got).toHaveLength(tried);
    receiver.behave(answering(200));
    await d.webhooks.start(admin, hook);
    await rounds.drain();
    const taken = receiver.got.slice(tried);
    expect(new Set(taken.map(({ id }) => id)).size).toBe(6);
    expect(taken).toHaveLength(6);
    expect(await d.webhooks.get(admin, hook)).toMatchObject({ stopped: null, waiting: 0 });
    expect(await d.webhooks.stoppedByThemselves(admin)).toBe(0);
  });

  it('that refuse one message alone get the others, and that one is given up', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    const { id: hook } = await d.add(receiver.url, { events: ['order.dispatched'] });
    const bad = await d.take('西单的鞋');
    receiver.behave((response, { body }) =>
      response.writeHead(body.data['orderId'] === bad ? 422 : 200).end(),
    );
    const rounds = d.startRounds();
    for (let i = 0; i < 14; i++) {
      await d.take(`西单的帽${i}`);
      await rounds.drain();
      d.pass(6 * HOUR + 90 * MINUTE);
    }
    expect(await d.webhooks.get(admin, hook)).toMatchObject({ stopped: null, waiting: 0, givenUp: 1 });
    const [{ seq } = { seq: 0 }] = (await d.webhooks.messages(admin, hook)).filter(
      ({ state }) => state === 'given_up',
    );
    receiver.behave(answering(200));
    await d.webhooks.resend(admin, hook, seq);
    await rounds.drain();
    expect(await d.webhooks.get(admin, hook)).toMatchObject({ givenUp: 0 });
    await expect(d.webhooks.resend(admin, hook, 999_999)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that say they are gone are not asked again, and one that asks to wait is waited for', async () => {
    const d = await connectionsDesk();
    const [gone, busy] = [await startReceiver(), await startReceiver()];
    const { id } = await d.add(gone.url);
    await d.add(busy.url, { events: ['order.dispatched'] });
    gone.behave(answering(410));
    busy.behave(answering(429, { 'retry-after': '600' }));
    await d.take('西单的鞋');
    const rounds = d.startRounds();
    await rounds.drain();
    expect(await d.webhooks.get(admin, id)).toMatchObject({ stopped: 'gone', waiting: 3 });
    d.pass(599_000);
    await rounds.drain();
    expect(busy.got).toHaveLength(1);
    d.pass(1000);
    await rounds.drain();
    expect(busy.got).toHaveLength(2);
    expect(gone.got).toHaveLength(1);
  });

  it('check by either secret for a day after it was changed', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    const { id, secret } = await d.add(receiver.url, { events: ['order.dispatched'] });
    const { secret: fresh } = await d.webhooks.changeSecret(admin, id);
    const rounds = d.startRounds();
    await d.take('西单的鞋');
    await rounds.drain();
    d.pass(DAY);
    await d.take('西单的帽');
    await rounds.drain();
    const checks = receiver.got.map((one) => [isSigned(secret, one), isSigned(fresh, one)]);
    expect(checks).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('are told once, however many processes look', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    await d.add(receiver.url);
    for (let i = 0; i < 10; i++) await d.take(`西单的鞋${i}`);
    receiver.behave((response) => void setTimeout(() => response.writeHead(200).end(), 5));
    const couriers = [d.courier(), d.courier(), d.courier()];
    for (let round = 0; round < 3; round++)
      await Promise.all(
        couriers.map(async (one) => {
          for (const id of await one.due()) await one.serve(id, () => false);
        }),
      );
    expect(receiver.got).toHaveLength(30);
    expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(30);
    expect(receiver.most()).toBe(1);
  });

  it('lose nothing by a kill in the middle of a message: it comes again under the same id, the others once', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    await d.add(receiver.url);
    for (let i = 0; i < 4; i++) await d.take(`西单的鞋${i}`);
    await d.store.close();
    const child = spawn(process.execPath, [
      await childProgram('test/app/connections/webhook-child.ts'),
      d.url,
      String(NOW),
    ]);
    const ended = new Promise<string | null>((done) => child.on('close', (_, signal) => done(signal)));
    receiver.behave((response) => {
      // The fifth was received, and its sender never learns of it.
      if (receiver.got.length === 5) child.kill('SIGKILL');
      else response.writeHead(200).end();
    });
    expect(await ended).toBe('SIGKILL');
    const fifth = receiver.got[4]?.id;
    receiver.behave(answering(200));
    const store = await openStore({ url: d.url });
    closeAfterTest(() => store.close());
    const after = await lifeServices(store);
    const courier = d.courier(after.context);
    // Whoever held it may still be alive somewhere, for all this process knows.
    expect(await courier.due()).toEqual([]);
    after.pass(MINUTE);
    for (const id of await courier.due()) await courier.serve(id, () => false);
    const ids = receiver.got.map(({ id }) => id);
    expect(ids).toHaveLength(13);
    expect(new Set(ids).size).toBe(12);
    expect(ids.filter((id) => id === fifth)).toHaveLength(2);
  });

  it('forget what was taken long ago, and nothing that waits', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    const { id } = await d.add(receiver.url, { events: ['order.dispatched'] });
    await d.take('西单的鞋');
    const rounds = d.startRounds();
    await rounds.drain();
    d.pass(8 * DAY);
    await d.take('西单的帽');
    await rounds.drain();
    expect(await d.webhooks.messages(admin, id)).toHaveLength(1);
  });
});

describe('who looks after receivers', () => {
  it('is an administrator; everything is written down, secrets are not', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    const { id, secret } = await d.add(receiver.url);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    for (const actor of [PEOPLE.key, PEOPLE.leader, PEOPLE.dispatcher, PEOPLE.handler])
      await expect(d.webhooks.list(actor)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await d.webhooks.test(admin, id)).toMatchObject({ taken: true, status: 200 });
    expect(receiver.got[0]?.body).toMatchObject({ type: 'webhook.test', data: {} });
    expect(isSigned(secret, receiver.got[0]!)).toBe(true);
    await d.webhooks.stop(admin, id);
    await d.webhooks.start(admin, id);
    await d.webhooks.remove(admin, id);
    expect(await d.webhooks.list(admin)).toEqual([]);
    await expect(d.webhooks.test(admin, id)).rejects.toMatchObject({ code: 'not_found' });
    const rows = (await d.store.read((db) =>
      db.all(sql`SELECT action, detail FROM audit WHERE subject = ${id} ORDER BY seq`),
    )) as { action: string; detail: string }[];
    expect(rows.map(({ action }) => action)).toEqual([
      'webhook.add',
      'webhook.test',
      'webhook.stop',
      'webhook.start',
      'webhook.remove',
    ]);
    expect(JSON.stringify([rows, await d.webhooks.list(admin)])).not.toContain('whsec_');
  });

  it('cannot have the server call its own neighbours', async () => {
    const nowhere = { hosts: new Set<string>(), networks: NO_NETWORKS };
    const d = await connectionsDesk();
    const strict = createWebhooks(d.context, nowhere);
    const add = (url: string) => strict.add(admin, { name: 'x', url, events: [], unit: null });
    for (const url of [
      'http://example.com/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://10.1.2.3/',
      'https://169.254.169.254/latest',
      'https://[fd00::1]/',
      'https://user:pass@example.com/',
      'https://example.com/#x',
      'ftp://example.com/',
      'file:///etc/passwd',
      'no address',
      `https://example.com/${'a'.repeat(2050)}`,
    ])
      await expect(add(url), url).rejects.toMatchObject({ code: 'bad_field', details: { field: 'url' } });
    // A name says nothing of where it leads: that is looked at when it is called.
    const receiver = await startReceiver();
    const { id } = await add(receiver.url.replace('http://127.0.0.1', 'https://localhost'));
    expect(await strict.test(admin, id)).toMatchObject({
      taken: false,
      error: '地址不能用：localhost 解析到本机、内网或保留的地址',
    });
    expect(receiver.got).toEqual([]);
    // Allowed when it was entered, and not any more.
    const { id: old } = await d.add(receiver.url);
    expect(await strict.test(admin, old)).toMatchObject({ taken: false, status: null });
    expect(receiver.got).toEqual([]);
  });

  it('is told what is wrong', async () => {
    const d = await connectionsDesk();
    const { url } = await startReceiver();
    const refused = (more: object) =>
      expect(d.add(url, more)).rejects.toMatchObject({
        code: 'bad_field',
        details: { field: Object.keys(more)[0] },
      });
    await refused({ name: ' ' });
    await refused({ events: ['order.nothing'] });
    await refused({ unit: 'NONE' });
  });
});
