// Writes until it is killed and prints the id of each acknowledged write; run by kill.test.ts.
import { openStore } from '../../src/store/store.ts';
import { appendEvents } from '../../src/store/events.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { writeSync } from 'node:fs';
import { anyEvent } from '../support/events.ts';

const store = await openStore({ url: process.argv[2] as string });
const prefix = process.argv[3] as string;

async function writeForever(worker: number): Promise<void> {
  for (let i = 0; ; i++) {
    const id = `${prefix}-${worker}-${i}`;
    await store.write(async (db) => {
      await appendEvents(db, [anyEvent(id, i)]);
      await appendAudit(db, [
        { at: i, actorId: 'child', actorName: 'child', action: 'write', subject: id, detail: '' },
      ]);
    });
    writeSync(1, `${id}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(writeForever));
