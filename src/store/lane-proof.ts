import { randomInt } from 'node:crypto';
import { backoff, isAway, isBusy, sleep } from './client.ts';
import type { Connection, OpenTransaction } from './client.ts';

/** How a lane knows that what it committed is kept: every group leaves a token in `lane_mark`. */
export type LaneProof = {
  /** Leaves the token, within the group's own transaction. */
  readonly mark: (tx: OpenTransaction, token: string) => Promise<void>;
  /**
   * Whether the group with this token is kept; `failure`: what the commit threw, null where it said nothing. Throws
   * where nobody can be asked.
   */
  readonly kept: (token: string, failure: unknown) => Promise<boolean>;
};

const tokenOf = (id: number) => ({ sql: 'SELECT token FROM lane_mark WHERE id = ?', args: [id] });

/** Of a file: only what another connection sees is kept, whatever the commit said. */
export function fileProof(writer: Connection, reader: Connection): LaneProof {
  return {
    mark: async (tx, token) => {
      await tx.execute({ sql: 'UPDATE lane_mark SET token = ? WHERE id = 1', args: [token] });
    },
    kept: async (token, failure) => {
      if (failure !== null) await writer.reopen();
      const seen = async (): Promise<boolean> =>
        (await reader.client.execute(tokenOf(1))).rows[0]?.['token'] === token;
      try {
        if (await seen()) return true;
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
      // Perhaps the reading connection is the one that is stuck: only a fresh one's word counts.
      await reader.reopen();
      return seen();
    },
  };
}

/** Milliseconds that a replica may lag behind before a write is told as kept though it cannot be read there yet. */
const LAG_MS = 10_000;
const TRIES = 60;
/** Marks of processes that ended otherwise than in order. */
const OLD_MS = 86_400_000;

/**
 * Of a libSQL server that several processes write: a commit that says nothing is kept, but read only once a replica has
 * it; of one whose answer was lost, the writer is asked inside a transaction, which goes to the primary.
 */
export function serverProof(writer: Connection, reader: Connection): LaneProof {
  const id = randomInt(2, 2 ** 47);
  return {
    mark: async (tx, token) => {
      const now = Date.now();
      await tx.execute({
        sql: 'INSERT INTO lane_mark (id, token, at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET token = excluded.token, at = excluded.at',
        args: [id, token, now],
      });
      await tx.execute({ sql: 'DELETE FROM lane_mark WHERE id > 1 AND at < ?', args: [now - OLD_MS] });
    },
    kept: async (token, failure) => {
      if (failure !== null) return asked(token);
      const end = Date.now() + LAG_MS;
      for (let n = 0; Date.now() < end; n++) {
        try {
          if ((await reader.client.execute(tokenOf(id))).rows[0]?.['token'] === token) return true;
        } catch (error) {
          if (!isAway(error) && !isBusy(error)) throw error;
          await reader.reopen();
        }
        await sleep(Math.min(100, backoff(n)));
      }
      return true;
    },
  };

  async function asked(token: string): Promise<boolean> {
    for (let n = 0; ; n++) {
      try {
        await writer.reopen();
        const tx = await writer.client.transaction('write');
        try {
          return (await tx.execute(tokenOf(id))).rows[0]?.['token'] === token;
        } finally {
          tx.close();
        }
      } catch (error) {
        if ((!isAway(error) && !isBusy(error)) || n + 1 >= TRIES) throw error;
        await sleep(backoff(n));
      }
    }
  }
}
