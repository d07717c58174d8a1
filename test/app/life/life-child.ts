// Lives days of orders until it is killed, and prints each step after the server had kept it; run by life-kill.test.ts and
// by bench/order-life.ts. Arguments: URL of the database, which run this is, file of the profile.
import { readFileSync, writeSync } from 'node:fs';
import { createSweeping } from '../../../src/app/life/sweeping.ts';
import type { OrderDetail } from '../../../src/app/types.ts';
import type { Profile } from '../../../src/profile/types.ts';
import { startRunner } from '../../../src/jobs/runner.ts';
import type { Handler } from '../../../src/jobs/runner.ts';
import { appendAudit } from '../../../src/store/audit.ts';
import { openStore } from '../../../src/store/store.ts';
import { DAY, MINUTE, NOW, PEOPLE, lifeServices } from '../../support/life-desk.ts';

const [url = '', run = '0', profile = ''] = process.argv.slice(2);
const store = await openStore({ url });
const d = await lifeServices(store, JSON.parse(readFileSync(profile, 'utf8')) as Profile);
const { dispatcher, callback, handler, city, street } = PEOPLE;
d.clock.set(NOW + Number(run) * DAY);

const say = (...words: readonly (string | number)[]): void => void writeSync(1, `${words.join(' ')}\n`);
const said = ({ id, version, state }: OrderDetail): void => say('step', id, version, state);

/** Every job that is done leaves a mark in the write that takes it off the list. */
const marking =
  (topic: string): Handler =>
  ({ orderId }) =>
    Promise.resolve((db) =>
      appendAudit(db, [
        {
          at: d.clock.now(),
          actorId: '-',
          actorName: '-',
          action: 'job',
          subject: String(orderId),
          detail: topic,
        },
      ]),
    );
const handlers = { suggest: marking('suggest'), relate: marking('relate'), insight: marking('insight') };
startRunner({ store, clock: d.clock, log: d.context.log, handlers, pollMs: 20 });

async function shoes(worker: number, n: number): Promise<void> {
  const id = await d.take(`西单的鞋，第${run}次第${worker}人第${n}双`);
  say('taken', id);
  d.pass(MINUTE);
  said(await d.services.handling.acknowledge(handler, id));
  const files = [await d.file(id, 'contact', 'recording'), await d.file(id, 'visit', 'photo')];
  said(await d.move(handler, id, 'contact', { way: 'phone', result: 'reached', files: files.slice(0, 1) }));
  said(await d.move(handler, id, 'contact', { way: 'visit', result: 'met', files: files.slice(1) }));
  said(await d.move(handler, id, 'handle', {}, { idempotencyKey: `${id}-handle` }));
  const until = new Date(d.clock.now() + 30 * DAY).toISOString();
  said(await d.move(handler, id, 'proposeExtension', { reason: '等诉求人', code: 'Y04', until }));
  said(await d.move(dispatcher, id, 'grantExtension'));
  await d.file(id, 'result', 'document');
  said(await d.move(handler, id, 'reply', d.replyData()));
  said(await d.move(callback, id, 'close'));
}

async function noise(worker: number, n: number): Promise<void> {
  const id = await d.take(`施工噪声，第${run}次第${worker}人第${n}处`);
  say('taken', id);
  said(await d.services.handling.acknowledge(city, id));
  said(await d.move(street, id, 'answerJointly', { text: '已配合。' }));
  said(await d.move(city, id, 'contact', { way: 'phone', result: 'reached' }));
  said(await d.move(city, id, 'whistle', { reason: '联合检查', units: ['SCJG'] }));
}

async function days(worker: number): Promise<never> {
  for (let n = 0; ; n++) await (worker % 2 === 0 ? shoes : noise)(worker, n);
}

/** What a sweep does by a move of its own is kept as that, not under a key. */
const LEFT: Readonly<Record<string, string>> = { callbackOver: 'close' };

/** What earlier runs left lying is found idle or late and reminded of, while others work. */
async function sweeps(): Promise<never> {
  const { sweep } = createSweeping(d.context);
  for (;;) {
    await sweep({
      tell: ({ id }, { kind, key }) =>
        say('swept', id, LEFT[kind] ?? (kind === 'supervise' ? `level ${key.split(':').at(-1)}` : key)),
    });
    say('swept');
    // Where there is nothing to write yet, nothing in a sweep waits for anything but the database.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

await Promise.all([days(0), days(1), days(2), days(3), sweeps()]);
