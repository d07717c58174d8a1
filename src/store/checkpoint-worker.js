// Plain JavaScript: a thread starts without the main thread's TypeScript loader.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';

/** Passes of one round: what came in during a long one is soon folded in by a short one. */
const PASSES = 5;

const { path, everyMs } = workerData;
const db = new Database(path, { timeout: 0 });
// Nothing of the log is forgotten before it is in the file, and the file on the disk.
db.pragma('synchronous = FULL');

function fold() {
  try {
    for (let n = 0; n < PASSES; n++) {
      const [{ log, checkpointed }] = db.pragma('wal_checkpoint(PASSIVE)');
      if (log === checkpointed) return;
    }
  } catch (error) {
    // Somebody writes the file anew: another time.
    if (!/^SQLITE_(BUSY|LOCKED)/.test(error.code)) throw error;
  }
}

const timer = setInterval(fold, everyMs);
parentPort.on('message', () => {
  clearInterval(timer);
  parentPort.close();
  db.close();
});
