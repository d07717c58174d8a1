import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HealthNumbers } from '../app/health.ts';

export type Metrics = {
  readonly registry: Registry;
  /** Seconds a request took; `route` is the pattern, never the path asked for. */
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  /** Orders handed in, by what became of them: accepted, duplicate, refused. */
  readonly intake: Counter<'status'>;
  /** Replies a local model was asked to put in other words, by what became of it; `accepted` counts beside `proposed`. */
  readonly drafts: Counter<'outcome'>;
  /** Requests sent away because too many were in hand. */
  readonly shed: Counter<'reason'>;
  /** Takes over what the program says of itself. */
  readonly tell: (numbers: HealthNumbers, now: number) => void;
};

/** Its own registry, so that two servers in one process do not share numbers. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = <T extends string = never>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  const jobs = gauge('jiesu_outbox_jobs', 'Jobs of the outbox', ['topic', 'state']);
  const oldest = gauge('jiesu_outbox_oldest_seconds', 'How long the oldest job waits');
  const writes = gauge('jiesu_writes_waiting', 'Writes that wait for their turn');
  const lines = gauge('jiesu_live_lines', 'Open live connections');
  const bytes = gauge('jiesu_database_bytes', 'Bytes of the database', ['part']);
  const backup = gauge('jiesu_backup_age_seconds', 'Age of the newest backup beside the database');

  return {
    tell: ({ outbox, oldestWaitingAt, database, backupAt, writesWaiting, liveLines }, now) => {
      jobs.reset();
      for (const { topic, waiting, dead } of outbox) {
        jobs.set({ topic, state: 'waiting' }, waiting);
        jobs.set({ topic, state: 'failed' }, dead);
      }
      oldest.set(oldestWaitingAt === null ? 0 : Math.max(0, now - oldestWaitingAt) / 1000);
      writes.set(writesWaiting);
      lines.set(liveLines);
      if (database !== null) {
        bytes.set({ part: 'file' }, database.file);
        bytes.set({ part: 'log' }, database.log);
      }
      // None at all is worse than an old one, and no age.
      backup.set(backupAt === null ? Number.NaN : Math.max(0, now - backupAt) / 1000);
    },
    registry,
    requests: new Histogram({
      name: 'jiesu_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    intake: new Counter({
      name: 'jiesu_orders_total',
      help: 'Orders handed in over HTTP',
      labelNames: ['status'],
      registers: [registry],
    }),
    drafts: new Counter({
      name: 'jiesu_drafts_total',
      help: 'Replies put in other words by a local model',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    shed: new Counter({
      name: 'jiesu_requests_shed_total',
      help: 'Requests sent away because too many were in hand',
      labelNames: ['reason'],
      registers: [registry],
    }),
  };
}
