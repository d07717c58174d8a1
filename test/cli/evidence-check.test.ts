import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkEvidence } from '../../src/cli/evidence-check.ts';
import { caseDesk } from '../support/case-desk.ts';
import { handler } from '../support/desk.ts';
import { SAMPLES } from '../support/sample-files.ts';
import { openFileFolder } from '../../src/store/file-folder.ts';
import { smallProfile } from '../support/small-profile.ts';
import { tempDatabase } from '../support/temp.ts';

const settings = (db: string, files = '') => ({ db, dbToken: '', files, fileLimitMb: 50 });

it('doctor computes the hash of every piece of evidence again, and names what is damaged or nobody’s', async () => {
  const d = await caseDesk({ profile: smallProfile });
  const id = await d.receive('商场退鞋');
  const first = await d.photo(handler, id, 1);
  await d.photo(handler, id, 2);
  // Bytes that came and whose row did not.
  const stray = { name: 'c.png', mediaType: 'image/png', limit: 1 << 20 };
  await openFileFolder(d.folder).putFile(
    (async function* () {
      yield SAMPLES.png.bytes;
    })(),
    stray,
  );
  const whole = await checkEvidence(settings(d.url));
  expect(whole).toEqual({
    ok: true,
    text: `${d.folder}，2 个文件，2 个完好；另有 1 个文件没有登记（不影响使用）`,
  });
  appendFileSync(join(d.folder, first.sha256.slice(0, 2), first.sha256.slice(2)), 'x');
  const damaged = await checkEvidence(settings(d.url));
  expect(damaged.ok).toBe(false);
  expect(damaged.text).toMatch(/2 个文件，1 个完好.*“现场1\.jpg”已损坏$/);
  // Looked for elsewhere, there is nothing.
  const elsewhere = await checkEvidence(settings(d.url, join(d.folder, 'other')));
  expect(elsewhere.text).toContain('“现场1.jpg”已丢失、“现场2.jpg”已丢失');
});

it('doctor says where nothing is kept yet, and where nothing can be', async () => {
  expect((await checkEvidence(settings(tempDatabase()))).text).toMatch(/\.files 尚未建立$/);
  expect(await checkEvidence(settings('libsql://x.example'))).toEqual({
    ok: true,
    text: '未启用：数据库在服务器上，没有设 JIESU_FILES',
  });
});
