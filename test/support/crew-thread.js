// Stands in for a thread that reads orders: `db.url` says how it behaves.
import { parentPort, workerData } from 'node:worker_threads';

const { url } = workerData.db;
if (url === 'fails to start') throw new Error('no dictionary');
let tasks = 0;
parentPort.on('message', ({ task, orders }) => {
  if (url === 'dies at work' && ++tasks === 3) process.exit(3);
  const triages = orders.map(({ text }) => (text.startsWith('unreadable') ? null : { read: text }));
  parentPort.postMessage({ what: 'read', task, triages });
});
parentPort.postMessage({ what: 'ready' });
