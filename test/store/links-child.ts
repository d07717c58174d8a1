// Writes signatures and links until it is killed and prints the number of each acknowledged one; run by links.test.ts.
import { writeSync } from 'node:fs';
import { packShingles, shingle } from '../../src/learn/shingles.ts';
import { appendLinks, putMerge, saveSignature } from '../../src/store/links.ts';
import { openStore } from '../../src/store/store.ts';

const store = await openStore({ url: process.argv[2] as string });
const first = Number(process.argv[3]);

for (let seq = first; ; seq++) {
  await store.write(async (db) => {
    const bytes = packShingles(shingle(`第${seq}件：西单某商场不给退款`));
    await saveSignature(db, { seq, id: `o-${seq}` }, bytes, [`西单#${seq}号`]);
    const pair = { firstId: `o-${seq}`, secondId: `o-${seq + 1}` };
    const who = { actorId: 'child', actorName: 'child', at: seq };
    await appendLinks(db, [{ ...pair, ...who, kind: 'repeat', status: 'linked', score: 1, reasons: [] }]);
    await putMerge(db, { ...pair, orderId: `o-${seq + 1}`, survivorId: `o-${seq}`, at: seq });
  });
  writeSync(1, `${seq}\n`);
}
