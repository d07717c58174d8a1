import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { packShingles, shingle, unpackShingles } from '../../src/learn/shingles.ts';
import { connect } from '../../src/store/client.ts';
import type { Db } from '../../src/store/client.ts';
import {
  appendLinks,
  joiningLinks,
  linkHistory,
  linksOf,
  mergedOrders,
  mergeOf,
  putMerge,
  saveSignature,
  signaturesAfter,
  signaturesOf,
  survivorOf,
  takeMergesBack,
} from '../../src/store/links.ts';
import type { NewLink } from '../../src/store/links.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { linesUntilKilled } from '../support/child-program.ts';
import { tempDatabase } from '../support/temp.ts';

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ url });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const link = (firstId: string, secondId: string, status: NewLink['status']): NewLink => ({
  firstId,
  secondId,
  kind: 'same_matter',
  status,
  score: 0.7,
  reasons: [{ code: 'wording', text: '用语相似 70%' }],
  actorId: 'u',
  actorName: '派单员',
  at: 1,
});
const merge = (orderId: string, survivorId: string) => ({
  orderId,
  survivorId,
  firstId: survivorId,
  secondId: orderId,
  at: 1,
});

test('signatures come back byte for byte, in pieces, and a second one changes nothing', async () => {
  const url = tempDatabase();
  const bytes = (text: string) => packShingles(shingle(text));
  await withStore(url, (store) =>
    store.write(async (db) => {
      for (let seq = 1; seq <= 7; seq++) {
        await saveSignature(db, { seq, id: `o-${seq}` }, bytes(`第${seq}件不给退款`), [
          '西单#1号',
          '西单#1号',
        ]);
      }
      await saveSignature(db, { seq: 3, id: 'o-3' }, bytes('别的'), []);
    }),
  );
  await withStore(url, async (store) => {
    const first = await store.read((db) => signaturesAfter(db, 0, 5));
    const rest = await store.read((db) => signaturesAfter(db, 5, 5));
    expect([...first, ...rest].map(({ seq, orderId }) => [seq, orderId])).toEqual(
      Array.from({ length: 7 }, (_, i) => [i + 1, `o-${i + 1}`]),
    );
    expect(first[2]?.bytes).toEqual(bytes('第3件不给退款'));
    const asked = await store.read((db) => signaturesOf(db, [7, 99]));
    expect(asked.map(({ seq }) => seq)).toEqual([7]);
  });
});

test('the last step of a pair is in force, and no step is ever changed', async () => {
  await withStore(tempDatabase(), async (store) => {
    await store.write(async (db) => {
      await appendLinks(db, [link('a', 'b', 'proposed'), link('a', 'c', 'proposed')]);
      await appendLinks(db, [link('a', 'b', 'merged')]);
    });
    const inForce = await store.read((db) => linksOf(db, 'a'));
    expect(inForce.map(({ secondId, status }) => [secondId, status])).toEqual([
      ['b', 'merged'],
      ['c', 'proposed'],
    ]);
    const history = await store.read((db) => linkHistory(db, 'b', 'a'));
    expect(history.map(({ status }) => status)).toEqual(['proposed', 'merged']);
    expect(history[0]?.reasons).toEqual([{ code: 'wording', text: '用语相似 70%' }]);
    for (const statement of ['UPDATE order_links SET status = 1', 'DELETE FROM order_links']) {
      await expect(store.write((db: Db) => db.run(sql.raw(statement)))).rejects.toMatchObject({
        cause: expect.objectContaining({ message: expect.stringContaining('append-only') }),
      });
    }
  });
});

test('merges are followed to the end and taken back', async () => {
  await withStore(tempDatabase(), async (store) => {
    await store.write(async (db) => {
      await putMerge(db, merge('c', 'b'));
      await putMerge(db, merge('b', 'a'));
      await putMerge(db, merge('d', 'a'));
    });
    const ask = <T>(query: (db: Db) => Promise<T>) => store.read(query);
    expect(await ask((db) => survivorOf(db, 'c'))).toBe('a');
    expect(await ask((db) => survivorOf(db, 'x'))).toBe('x');
    expect((await ask((db) => mergedOrders(db, 'a'))).sort()).toEqual(['b', 'c', 'd']);
    await store.write((db) => takeMergesBack(db, ['b', 'x']));
    expect(await ask((db) => survivorOf(db, 'c'))).toBe('b');
    expect(await ask((db) => mergeOf(db, 'b'))).toBeNull();
    await expect(store.write((db) => putMerge(db, merge('c', 'd')))).rejects.toThrow();
  });
});

test('merged pairs and linked repeats are one matter, by their last step', async () => {
  await withStore(tempDatabase(), async (store) => {
    await store.write((db) =>
      appendLinks(db, [
        link('a', 'b', 'merged'),
        link('a', 'c', 'merged'),
        link('a', 'd', 'linked'),
        { ...link('b', 'c', 'linked'), kind: 'repeat' },
        link('b', 'x', 'merged'),
        link('a', 'c', 'undone'),
      ]),
    );
    const found = await store.read((db) => joiningLinks(db, ['a', 'b', 'c', 'd']));
    expect(found.map(({ firstId, secondId }) => firstId + secondId)).toEqual(['ab', 'bc']);
  });
});

/** Runs the child until it has acknowledged `count` writes, then kills it. */
const writeAndKill = async (url: string, from: number, count: number): Promise<number[]> =>
  (await linesUntilKilled('test/store/links-child.ts', [url, String(from)], count)).map(Number);

test('after SIGKILL signature, link and merge of an order are all there or none is', async () => {
  const url = tempDatabase();
  const first = await writeAndKill(url, 1, 60);
  const second = await writeAndKill(url, 1001, 40);
  await withStore(url, async (store) => {
    const signatures = await store.read((db) => signaturesAfter(db, 0, 10_000));
    const seqs = signatures.map(({ seq }) => seq);
    expect([...first, ...second].filter((seq) => !seqs.includes(seq))).toEqual([]);
    const links = (await store.read((db) => db.all(sql`SELECT first_id FROM order_links ORDER BY id`))) as {
      first_id: string;
    }[];
    const merges = (await store.read((db) =>
      db.all(sql`SELECT survivor_id FROM merged_into ORDER BY at`),
    )) as { survivor_id: string }[];
    const ids = signatures.map(({ orderId }) => orderId);
    expect(links.map((row) => row.first_id)).toEqual(ids);
    expect(merges.map((row) => row.survivor_id)).toEqual(ids);
    for (const { seq, bytes } of signatures) {
      expect(unpackShingles(bytes)).toEqual(shingle(`第${seq}件：西单某商场不给退款`));
    }
  });
});

test('orders of a database from before are looked into once it is migrated', async () => {
  const connection = await connect(tempDatabase());
  const all = readMigrations();
  const known = all.findIndex(({ name }) => name.endsWith('_links.sql'));
  await migrate(connection, all.slice(0, known));
  await connection.client.execute(`INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash,
    input, excerpt, state, action, corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank,
    lead_unit) VALUES ('old', '20260101-000001', 'phone', 1, 2, '', '{}', '', 'received', 'review', 0, '0101',
    1, '投诉', 'normal', 2, 'SCJG')`);
  await migrate(connection, all);
  const jobs = await connection.client.execute(
    "SELECT topic, payload, due_at FROM outbox WHERE topic = 'relate'",
  );
  expect(jobs.rows.map((row) => ({ ...row }))).toEqual([
    { topic: 'relate', payload: '{"orderId":"old"}', due_at: 2 },
  ]);
  connection.close();
});
