// Stands in for a thread with an engine: `db.url` says how it behaves.
import { parentPort, workerData } from 'node:worker_threads';

const { url } = workerData.db;
if (url === 'fails to start') throw new Error('no dictionary');
let tasks = 0;
let model = 'first';
parentPort.on('message', (told) => {
  if (told.what === 'load') {
    model = 'second';
    parentPort.postMessage({ what: 'ready' });
    return;
  }
  if (url === 'dies at work' && ++tasks === 3) process.exit(3);
  if (url === 'hangs' && ++tasks === 3) for (;;);
  const { task, name, given, versions } = told;
  const isBehind = versions.model !== model;
  const [order] = given;
  const isUnreadable = name === 'triage' && order.text.startsWith('unreadable');
  const answer = isBehind || isUnreadable ? null : { name, given, model };
  parentPort.postMessage({ what: 'said', task, answer, isBehind });
});
parentPort.postMessage({ what: 'ready' });
