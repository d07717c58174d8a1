// The encoder's thread, which ends without a word when it is told to.
import { parentPort } from 'node:worker_threads';

await import('../../src/encoder/encoder-worker.js');
parentPort.on('message', (message) => {
  if (message.kind === 'encode' && message.texts.includes('崩溃')) process.exit(3);
});
