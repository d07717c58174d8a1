import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadModel } from '../src/app/learning/model-files.ts';
import { createReadingKit } from '../src/app/intake/reading-kit.ts';
import { shareOf } from '../src/kernel/share.ts';
import { loadProfile } from '../src/profile/load.ts';
import { predict } from '../src/triage/model.ts';
import { ROOT } from './support.ts';

/**
 * Transfer to real text: messages to a city government with one of seven labels, none of them trained on.
 * The issue types are mapped onto the seven labels; the first mapped type by probability counts. The map that comes
 * with the data sets sends three types elsewhere than the messages' own three-level taxonomy does, so that the right
 * type counts as wrong; `ownTaxonomy` is the same count with these three as that taxonomy has them.
 */
const DIR = join(ROOT, '../shared/benchmark');
const MESSAGES = join(DIR, 'teddy2020/messages_train.jsonl.gz');

/** Health insurance stands under labour there, lifts under trade (special equipment), buses under the city's works. */
const OWN_TAXONOMY: Readonly<Record<string, string>> = {
  '1003': '劳动和社会保障',
  '0306': '商贸旅游',
  '0605': '城乡建设',
};

type Message = {
  readonly title: string | null;
  readonly text: string | null;
  readonly time: string | null;
  readonly label1: string;
};

if (!existsSync(MESSAGES)) {
  console.log(JSON.stringify({ bench: 'transfer', skipped: '没有基准数据（messages_train.jsonl.gz）' }));
} else {
  const { map } = JSON.parse(readFileSync(join(DIR, 'teddy-map.json'), 'utf8')) as {
    map: Record<string, string | null>;
  };
  const kit = createReadingKit(loadProfile(join(ROOT, 'data/profile/xicheng')));
  const { model } = loadModel(process.argv[2] ?? join(ROOT, 'models'));
  const messages = gunzipSync(readFileSync(MESSAGES))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Message)
    // Rows without a text of their own exist only stripped of stop words: they are not what a citizen wrote.
    .filter((message) => message.text !== null);
  const byLabel = new Map<string, { n: number; right: number }>();
  const wrong = new Map<string, number>();
  let right = 0;
  let rightByOwn = 0;
  for (const { title, text, time, label1 } of messages) {
    const prepared = kit.prepare(
      `${title ?? ''}。${text}`,
      Date.parse(`${time ?? '2020-01-01T00:00:00'}+08:00`),
      'message',
    );
    const first = predict(model, prepared).issueTypes.find(({ code }) => map[code] != null);
    const label = first === undefined ? null : map[first.code];
    if (first !== undefined && (OWN_TAXONOMY[first.code] ?? label) === label1) rightByOwn++;
    const counts = byLabel.get(label1) ?? { n: 0, right: 0 };
    counts.n++;
    if (label === label1) {
      right++;
      counts.right++;
    } else {
      const key = `${label1}>${label} (${first?.code})`;
      wrong.set(key, (wrong.get(key) ?? 0) + 1);
    }
    byLabel.set(label1, counts);
  }
  console.log(
    JSON.stringify({
      bench: 'transfer',
      model: model.version,
      accuracy: shareOf(right, messages.length),
      ownTaxonomy: shareOf(rightByOwn, messages.length),
      byLabel: Object.fromEntries([...byLabel].map(([label, c]) => [label, +(c.right / c.n).toFixed(3)])),
      mostWrong: [...wrong].sort((a, b) => b[1] - a[1]).slice(0, 20),
    }),
  );
}
