// Writes and makes copies until it is killed, and prints what was acknowledged when; run by test/cli/point-in-time.test.ts.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { backupName } from '../../src/app/admin/backups.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { makeBackup } from '../../src/store/backup.ts';
import { copyFolder } from '../../src/store/copies.ts';
import { appendEvents } from '../../src/store/events.ts';
import { openStore } from '../../src/store/store.ts';
import { anyEvent } from '../support/events.ts';

const url = process.argv[2] as string;
const store = await openStore({ url });
const told = (what: object): void => void writeSync(1, `${JSON.stringify(what)}\n`);
let n = 0;

async function writeForever(): Promise<void> {
  for (;;) {
    const id = `o-${n++}`;
    const at = Date.now();
    await store.write(async (db) => {
      await appendEvents(db, [anyEvent(id, at)]);
      await appendAudit(db, [{ at, actorId: 'c', actorName: 'c', action: 'write', subject: id, detail: '' }]);
    });
    told({ id, at });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function copyForever(): Promise<void> {
  for (let last = ''; ;) {
    const name = backupName(Date.now());
    if (name !== last) {
      await makeBackup(url, join(copyFolder(url) ?? '', name));
      told({ copy: name, at: Date.now() });
      last = name;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

await Promise.all([writeForever(), copyForever()]);
