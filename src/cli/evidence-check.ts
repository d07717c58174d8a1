import { createEvidenceFiles } from '../app/life/evidence-files.ts';
import { evidencePlace } from '../app/life/evidence-place.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { CONTENT_STATE } from '../kernel/evidence-words.ts';
import { openStore } from '../store/store.ts';
import { isAbsent } from './encoder-run.ts';

/** Files named at most; the number of all is told. */
const NAMED = 5;

/** Computes the hash of every piece of evidence again, and looks for files that no order has. */
export async function checkEvidence(
  config: Pick<Config, 'db' | 'dbToken' | 'files' | 'fileLimitMb'>,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const place = evidencePlace(config);
  if (place === null) return { ok: true, text: '未启用：数据库在服务器上，没有设 JIESU_FILES' };
  if (isAbsent(config)) return { ok: true, text: `${place.folder} 尚未建立` };
  const { db: url, dbToken } = config;
  const store = await openStore({ url, ...(dbToken === '' ? {} : { authToken: dbToken }), readOnly: true });
  try {
    const files = createEvidenceFiles({ store, clock: systemClock, folder: place.folder });
    const found = await files.verify(null);
    const bad = found.filter(({ state }) => state !== 'intact');
    const orphans = await files.orphans();
    const stray = orphans.length === 0 ? '' : `；另有 ${orphans.length} 个文件没有登记（不影响使用）`;
    const whole = `${place.folder}，${found.length} 个文件，${found.length - bad.length} 个完好${stray}`;
    if (bad.length === 0) return { ok: true, text: whole };
    const named = bad.slice(0, NAMED).map(({ name, state }) => `“${name}”${CONTENT_STATE[state]}`);
    return { ok: false, text: `${whole}；${named.join('、')}${bad.length > NAMED ? '等' : ''}` };
  } finally {
    await store.close();
  }
}
