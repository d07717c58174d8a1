// Imports a file of law in small pieces and prints a line after each write, until it is killed or done; run by
// law-kill.test.ts.
import { writeSync } from 'node:fs';
import { importLaws } from '../../../src/app/law/law-import.ts';
import { lawFiles } from '../../../src/app/law/law-files.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/store.ts';

const [url, path, chunk] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ url });
let writes = 0;
const counting: typeof store = {
  ...store,
  write: async (work) => {
    const value = await store.write(work);
    writeSync(1, `${++writes}\n`);
    return value;
  },
};
const resting = async () => ({ entries: [] });
const admin = { id: 'u', name: '管理员', role: 'admin', unit: null } as const;
await importLaws({ store: counting, clock: systemClock, resting }, admin, await lawFiles(path), {
  chunk: Number(chunk),
});
await store.close();
writeSync(1, 'done\n');
