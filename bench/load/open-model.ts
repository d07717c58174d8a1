import { Agent, request } from 'node:http';
import { seededRandom } from '../../src/kernel/random.ts';

/** What came of one arrival. */
export type Sent = {
  /** Milliseconds from the moment it was to arrive, not from when it was sent, to the last byte of the answer. */
  readonly ms: number;
  /** Milliseconds from the beginning of the run to that moment. */
  readonly at: number;
  /** 0: no answer. */
  readonly status: number;
  readonly retryAfter: string | null;
  readonly externalId: string;
  /** Of an order that was taken. */
  readonly id: string | null;
};

export type Target = { readonly url: string; readonly key: string };

/** The text of the n-th order. */
export type TextOf = (n: number) => string;

/** Longer than anything that is still an answer. */
const PATIENCE_MS = 60_000;

/**
 * Moments of arrival in milliseconds, ascending: a Poisson stream, as callers who know nothing of each other make one.
 * The same seed gives the same stream.
 */
export function arrivals(rate: number, seconds: number, seed: number): number[] {
  const random = seededRandom(seed);
  const moments: number[] = [];
  for (let at = 0; ;) {
    at += (-Math.log(1 - random()) / rate) * 1000;
    if (at >= seconds * 1000) return moments;
    moments.push(at);
  }
}

/**
 * Hands in an order at each moment, whether those before it were answered or not: a server that stands still for a second
 * is asked all the same, and every order of that second is late (a client that waits for its answer would have asked once).
 */
export async function sendAll(
  { url, key }: Target,
  moments: readonly number[],
  { prefix, textOf }: { readonly prefix: string; readonly textOf: TextOf },
): Promise<Sent[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const { hostname, port } = new URL(url);
  const started = performance.now();

  const send = (n: number, at: number): Promise<Sent> =>
    new Promise((resolve) => {
      const externalId = `${prefix}-${n}`;
      const body = JSON.stringify({
        channel: 'phone',
        receivedAt: new Date().toISOString(),
        externalId,
        text: textOf(n),
      });
      const done = (status: number, retryAfter: string | null, said: string): void => {
        const id = status === 201 ? (JSON.parse(said) as { id: string }).id : null;
        resolve({ ms: performance.now() - started - at, at, status, retryAfter, externalId, id });
      };
      const asked = request(
        {
          agent,
          hostname,
          port,
          path: '/api/v1/orders',
          method: 'POST',
          timeout: PATIENCE_MS,
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': externalId,
            'content-length': Buffer.byteLength(body),
          },
        },
        (answer) => {
          let said = '';
          answer
            .setEncoding('utf8')
            .on('data', (part: string) => (said += part))
            .once('error', () => done(0, null, ''))
            .once('end', () => done(answer.statusCode ?? 0, answer.headers['retry-after'] ?? null, said));
        },
      );
      asked.once('timeout', () => asked.destroy()).once('error', () => done(0, null, ''));
      asked.end(body);
    });

  const answers: Promise<Sent>[] = [];
  for (let n = 0; n < moments.length;) {
    const now = performance.now() - started;
    for (; n < moments.length && (moments[n] as number) <= now; n++)
      answers.push(send(n, moments[n] as number));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const sent = await Promise.all(answers);
  agent.destroy();
  return sent;
}
