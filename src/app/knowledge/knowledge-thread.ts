import { parentPort } from 'node:worker_threads';
import { indexSources } from '../../knowledge/sources.ts';
import type { Sources } from '../../knowledge/sources.ts';

parentPort?.once('message', (sources: Sources) => {
  const index = indexSources(sources);
  const { starts, docs, weights, vocabulary } = index;
  parentPort?.postMessage(index, [starts.buffer, docs.buffer, weights.buffer, vocabulary.table.buffer]);
});
