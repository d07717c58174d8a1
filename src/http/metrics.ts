import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export type Metrics = {
  readonly registry: Registry;
  /** Seconds a request took; `route` is the pattern, never the path asked for. */
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  /** Orders handed in, by what became of them: accepted, duplicate, refused. */
  readonly intake: Counter<'status'>;
  /** Replies a local model was asked to put in other words, by what became of it; `accepted` counts beside `proposed`. */
  readonly drafts: Counter<'outcome'>;
};

/** Its own registry, so that two servers in one process do not share numbers. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
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
  };
}
