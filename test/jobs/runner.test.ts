import { anyEvent } from '../support/events.ts';
import { expect, test } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import type { Handler, Runner } from '../../src/jobs/runner.ts';
import type { Db } from '../../src/store/client.ts';
import {
  OUTBOX_ATTEMPTS,
  dueJobs,
  enqueue,
  outboxCounts,
  outboxDelay,
  reviveDead,
} from '../../src/store/outbox.ts';
import { appendEvents } from '../../src/store/events.ts';
import { events } from '../../src/store/schema/orders.ts';
import { desk, dispatcher, handler, order, system } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

const LONG = 3_600_000;

function runnerOf(d: Desk, handlers: Readonly<Record<string, Handler>>): Runner {
  const { store, clock, context } = d;
  return startRunner({ store, clock, log: context.log, handlers, pollMs: LONG });
}

test('an accepted order gets like orders and a draft reply', async () => {
  const d = await desk();
  const texts = [
    '西单买羽绒服不给退',
    '西单买羽绒服要退货',
    '施工噪声扰民',
    '西单买羽绒服尺码不对要退',
    '拿不准的羽绒服要退',
  ];
  const outcomes = await d.services.intake.accept(
    system,
    texts.map((text) => order(text)),
  );
  const ids = outcomes.map((o) => (o.status === 'refused' ? '' : o.id));
  const runner = runnerOf(d, jobHandlers(d.context));
  // What was said before, and like orders, of each.
  expect(await runner.drain()).toBe(15);
  const { suggestion } = await d.services.orders.get(dispatcher, ids[0] ?? '');
  expect(suggestion?.draftReply).toBe('关于0101，由SCS-XCAJ答复：西单买羽绒');
  const like = suggestion?.likeOrders.map((l) => l.id) ?? [];
  expect(like).not.toContain(ids[0]);
  expect(like).not.toContain(ids[2]);
  expect([...like].sort()).toEqual([ids[1], ids[3], ids[4]].sort());
  expect(suggestion?.likeOrders.map((l) => l.score)).toEqual(
    suggestion?.likeOrders.map((l) => l.score).sort((a, b) => b - a),
  );
  // A handler's view leaves out what is not at the own desk.
  const own = await d.services.orders.get(handler, ids[0] ?? '');
  expect(own.suggestion?.likeOrders.map((l) => l.id)).not.toContain(ids[4]);
  await runner.stop();
});

test('a correction makes the suggestion anew', async () => {
  const d = await desk();
  const [outcome] = await d.services.intake.accept(system, [order('拿不准的鞋')]);
  const id = outcome?.status === 'accepted' ? outcome.id : '';
  const runner = runnerOf(d, jobHandlers(d.context));
  await runner.drain();
  await d.services.handling.correct(dispatcher, id, { issueType: '0501' });
  await runner.drain();
  const detail = await d.services.orders.get(dispatcher, id);
  expect(detail.suggestion?.draftReply).toContain('关于0501，由CGZF答复');
  await runner.stop();
});

test('a failing job is put off longer each time, then left for a person, and can be revived', async () => {
  const d = await desk();
  await d.store.write((db) => enqueue(db, [{ topic: 't', payload: {} }], d.clock.now()));
  let tries = 0;
  const runner = runnerOf(d, {
    t: async () => {
      tries++;
      throw new Error('broken');
    },
  });
  for (let i = 1; i <= OUTBOX_ATTEMPTS; i++) {
    expect(await runner.drain()).toBe(1);
    expect(await runner.drain()).toBe(0);
    d.clock.set(d.clock.now() + outboxDelay(i));
  }
  expect(await runner.drain()).toBe(0);
  expect(tries).toBe(OUTBOX_ATTEMPTS);
  expect(await d.store.read(outboxCounts)).toEqual({ waiting: 0, dead: 1 });
  expect(await d.store.write((db) => reviveDead(db, d.clock.now()))).toBe(1);
  expect(await runner.drain()).toBe(1);
  await runner.stop();
});

test('one broken job does not hold up the others, and an unknown topic is a failure', async () => {
  const d = await desk();
  const jobs = ['bad', 'good', 'unknown', 'good'].map((topic) => ({ topic, payload: {} }));
  await d.store.write((db) => enqueue(db, jobs, d.clock.now()));
  let good = 0;
  const runner = runnerOf(d, {
    bad: async () => {
      throw new Error('broken');
    },
    good: async () => {
      good++;
      return null;
    },
  });
  expect(await runner.drain()).toBe(4);
  expect(good).toBe(2);
  expect(await d.store.read(outboxCounts)).toEqual({ waiting: 2, dead: 0 });
  await runner.stop();
});

test('what a job writes and its end are one write: a failing write leaves the job', async () => {
  const d = await desk();
  await d.store.write((db) => enqueue(db, [{ topic: 't', payload: {} }], d.clock.now()));
  const runner = runnerOf(d, {
    t: async () => async (db) => {
      await appendEvents(db, [anyEvent('x')]);
      throw new Error('after writing');
    },
  });
  await runner.drain();
  expect(await d.store.read((db) => db.select().from(events))).toEqual([]);
  expect(await d.store.read(outboxCounts)).toEqual({ waiting: 1, dead: 0 });
  await runner.stop();
});

test('stopping finishes the job in hand and leaves the rest', async () => {
  const d = await desk();
  const jobs = Array.from({ length: 5 }, () => ({ topic: 't', payload: {} }));
  await d.store.write((db) => enqueue(db, jobs, d.clock.now()));
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let started = (): void => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  const runner = runnerOf(d, {
    t: async () => {
      started();
      await held;
      return null;
    },
  });
  runner.wake();
  await running;
  const stopped = runner.stop();
  release();
  await stopped;
  expect(await d.store.read((db) => dueJobs(db, d.clock.now(), 10))).toHaveLength(4);
  expect(await runner.drain()).toBe(0);
});

test('a runner that nobody wakes looks by itself', async () => {
  const d = await desk();
  await d.store.write((db) => enqueue(db, [{ topic: 't', payload: {} }], d.clock.now()));
  const { store, clock, context } = d;
  await new Promise<void>((resolve) => {
    const runner = startRunner({
      store,
      clock,
      log: context.log,
      pollMs: 5,
      handlers: {
        t: async () => {
          void runner.stop().then(resolve);
          return null;
        },
      },
    });
  });
  expect(await d.store.read(outboxCounts)).toEqual({ waiting: 0, dead: 0 });
});

test('jobs of several topics share a commit, and a job finds written what its own topic did before', async () => {
  const d = await desk();
  const jobs = [1, 2].flatMap((n) => ['a', 'b'].map((topic) => ({ topic, payload: { n } })));
  await d.store.write((db) => enqueue(db, jobs, d.clock.now()));
  const seen: string[] = [];
  const store = {
    ...d.store,
    write: async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
      const written = await d.store.write(work);
      seen.push('written');
      return written;
    },
  };
  const handlerOf =
    (topic: string): Handler =>
    async ({ n }) => {
      const left = await d.store.read((db) => dueJobs(db, d.clock.now(), 10, [topic]));
      seen.push(`${topic}${String(n)} of ${left.length}`);
      return null;
    };
  const runner = startRunner({
    store,
    clock: d.clock,
    log: d.context.log,
    handlers: { a: handlerOf('a'), b: handlerOf('b') },
    pollMs: LONG,
  });
  expect(await runner.drain()).toBe(4);
  expect(seen).toEqual([
    'a1 of 2',
    'b1 of 2',
    'written',
    'written',
    'a2 of 1',
    'b2 of 1',
    'written',
    'written',
  ]);
  await runner.stop();
});

test('a job that fails takes nothing of the others of its round along', async () => {
  const d = await desk();
  const jobs = ['good', 'bad', 'worse'].map((topic) => ({ topic, payload: {} }));
  await d.store.write((db) => enqueue(db, jobs, d.clock.now()));
  const runner = runnerOf(d, {
    good: async () => async (db) => appendEvents(db, [anyEvent('x')]),
    bad: async () => async (db) => {
      await appendEvents(db, [anyEvent('y')]);
      throw new Error('while writing');
    },
    worse: async () => {
      throw new Error('before writing');
    },
  });
  await runner.drain();
  expect((await d.store.read((db) => db.select().from(events))).map(({ orderId }) => orderId)).toEqual(['x']);
  expect(await d.store.read(outboxCounts)).toEqual({ waiting: 2, dead: 0 });
  await runner.stop();
});

test('where neither the work nor its failure can be written, the job stays, and nothing else falls', async () => {
  const d = await desk();
  const jobs = ['bad', 'slow'].map((topic) => ({ topic, payload: {} }));
  await d.store.write((db) => enqueue(db, jobs, d.clock.now()));
  const full = new AppError('disk_full');
  const told: object[] = [];
  const runner = startRunner({
    store: { ...d.store, write: () => Promise.reject(full) },
    clock: d.clock,
    log: { ...d.context.log, error: (details) => void told.push(details) },
    handlers: {
      bad: async () => {
        throw new Error('no word of it');
      },
      slow: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return null;
      },
    },
    pollMs: LONG,
  });
  await runner.drain();
  expect(told).toContainEqual({ err: full });
  expect(await d.store.read(outboxCounts)).toEqual({ waiting: 2, dead: 0 });
  await runner.stop();
});

test('jobs let requests go first, but come on where somebody always waits', async () => {
  const d = await desk();
  const jobs = Array.from({ length: 2 }, () => ({ topic: 't', payload: {} }));
  await d.store.write((db) => enqueue(db, jobs, d.clock.now()));
  let asked = 0;
  let pressed = true;
  const doneUnder: boolean[] = [];
  const runner = startRunner({
    store: d.store,
    clock: d.clock,
    log: d.context.log,
    handlers: {
      t: async () => {
        doneUnder.push(pressed);
        return null;
      },
    },
    pollMs: LONG,
    isPressed: () => {
      // The first job is let through by the third look, the second one never.
      if (doneUnder.length === 0) pressed = ++asked < 3;
      else pressed = true;
      return pressed;
    },
  });
  expect(await runner.drain()).toBe(2);
  expect(asked).toBe(3);
  expect(doneUnder).toEqual([false, true]);
  await runner.stop();
});
