import { createClient } from '@libsql/client';
import type { Sent } from './open-model.ts';

export type Stored = {
  /** Acknowledged orders that are not there, or under another number than was answered. */
  readonly lost: number;
  /** Numbers of the sender that stand there more than once. */
  readonly doubled: number;
  /** Orders that were handed in and not acknowledged, and are there all the same: sent again they count as duplicates. */
  readonly unacknowledged: number;
  /** Work that intake left behind and nobody has done yet. */
  readonly jobsLeft: number;
};

/** What a stopped server has stored of what it acknowledged. */
export async function storedOf(db: string, sent: readonly Sent[]): Promise<Stored> {
  const client = createClient({ url: db });
  try {
    const { rows } = await client.execute(
      'SELECT external_id, min(id) AS id, count(*) AS times FROM orders WHERE external_id IS NOT NULL GROUP BY external_id',
    );
    const found = new Map(rows.map((row) => [String(row['external_id']), row]));
    const kept = sent.filter(({ id }) => id !== null);
    const refused = sent.filter(({ id }) => id === null);
    const jobs = await client.execute('SELECT count(*) AS n FROM outbox');
    return {
      lost: kept.filter(({ externalId, id }) => found.get(externalId)?.['id'] !== id).length,
      doubled: rows.filter(({ times }) => Number(times) > 1).length,
      unacknowledged: refused.filter(({ externalId }) => found.has(externalId)).length,
      jobsLeft: Number(jobs.rows[0]?.['n']),
    };
  } finally {
    client.close();
  }
}
