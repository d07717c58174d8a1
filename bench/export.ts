/**
 * Export and import of many orders: rows a second and the largest resident set of the process, at a tenth of the rows and
 * at all of them, so that it shows whether memory grows with the rows.
 *   npx tsx bench/export.ts [--orders 100000] [--only export|sheet] [--sheet 1000000]
 *   export  `jiesu export` as xlsx, csv, csv in GB18030, csv masked, from a database of that many orders
 *   sheet   reading an xlsx of that many rows as `jiesu import` does, every row looked at and none stored
 */
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Cell } from '../src/app/export/export-types.ts';
import { xlsxOf } from '../src/app/export/xlsx-writing.ts';
import { readOrders } from '../src/app/import/importing.ts';
import { openingEvents, SYSTEM } from '../src/app/life/order-life.ts';
import { excerptOf } from '../src/app/intake/excerpt.ts';
import { sha256 } from '../src/app/canonical.ts';
import { loadConfig } from '../src/config.ts';
import { engineOf, profileOf } from '../src/cli/opening.ts';
import { insertDecisions } from '../src/store/decisions.ts';
import { appendEvents } from '../src/store/events.ts';
import { insertOrders } from '../src/store/orders.ts';
import type { NewOrder } from '../src/store/orders.ts';
import { openStore } from '../src/store/store.ts';
import { CLI, inTemporaryFolder, report, sampleOrders, timed } from './support.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    only: { type: 'string' },
    sheet: { type: 'string', default: '1000000' },
    /** Only reads this file: what the sheet part measures in a process of its own. */
    read: { type: 'string' },
  },
});
const wanted = (part: string): boolean =>
  values.read === undefined && (values.only === undefined || values.only === part);

const SAMPLES = 400;
const BATCH = 500;
const START = Date.parse('2026-01-05T00:00:00+08:00');

/** A database of that many orders: texts, decisions and events as intake writes them, without its reading every one. */
async function fill(url: string, count: number): Promise<void> {
  const config = loadConfig({});
  const profile = profileOf(config);
  const engine = engineOf(config, profile);
  const read = sampleOrders()
    .slice(0, SAMPLES)
    .map(({ text }) => {
      const input = { channel: 'phone', receivedAt: '2026-01-05T00:00:00+08:00', text };
      return { text, triage: engine.triage(input) };
    });
  const store = await openStore({ url });
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => {
      const n = from + i;
      const sample = read[n % read.length];
      if (sample === undefined) throw new Error('data/orders holds no train-*.jsonl');
      const { triage } = sample;
      const text = `编号${n}。${sample.text}`;
      const receivedAt = START + n * 60_000;
      const phone = `138${String(n).padStart(8, '0')}`;
      const row: NewOrder = {
        id: `bench-${n}`,
        channel: 'phone',
        externalId: `B${n}`,
        receivedAt,
        storedAt: receivedAt,
        textHash: sha256(text),
        input: {
          channel: 'phone',
          receivedAt: new Date(receivedAt).toISOString(),
          text,
          caller: { name: '王女士', phone },
          place: { address: '西单北大街1号' },
        },
        excerpt: excerptOf(text),
        phone,
        state: 'dispatched',
        version: 3,
        since: receivedAt,
        action: 'dispatch',
        issueType: triage.issueType.code,
        issueConfidence: triage.issueType.confidence,
        demandKind: triage.demandKind.value,
        urgency: triage.urgency,
        street: triage.street,
        leadUnit: triage.unit.lead,
        jointUnit: triage.unit.joint,
        dueAt: receivedAt + 86_400_000,
      };
      return { row, text, triage };
    });
    await store.write(async (db) => {
      await insertOrders(
        db,
        rows.map(({ row, text }) => ({ row, text })),
      );
      await insertDecisions(
        db,
        rows.map(({ row, triage }) => ({
          orderId: row.id,
          at: row.receivedAt,
          result: { ...triage },
          ...triage.versions,
        })),
      );
      await appendEvents(
        db,
        rows.flatMap(({ row }) =>
          openingEvents(row, SYSTEM, row.receivedAt).map((event) => ({ orderId: row.id, detail: '', event })),
        ),
      );
    });
  }
  await store.close();
}

const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['xlsx', ['--format', 'xlsx']],
  ['csv', ['--format', 'csv']],
  ['csv gb18030', ['--format', 'csv', '--encoding', 'gb18030']],
  ['csv, layout of 21 columns', ['--format', 'csv', '--layout', 'beijing-21']],
  ['csv masked', ['--format', 'csv', '--mask']],
];

if (wanted('export'))
  await inTemporaryFolder(async (dir) => {
    const count = Number(values.orders);
    const url = `file:${dir}/export.db`;
    await fill(url, count);
    const to = new Date(START + Math.floor(count / 10) * 60_000).toISOString();
    for (const [what, options] of KINDS)
      for (const part of [`to=${to}`, '']) {
        const out = `${dir}/out.${options[1]}`;
        const args = [CLI, 'export', '--db', url, '--quiet', '--out', out, ...options, '--filter', part];
        const { seconds, peakMb } = await timed(process.execPath, args);
        const rows = part === '' ? count : Math.floor(count / 10);
        const fileMb = Number((statSync(out).size / 1e6).toFixed(1));
        report({
          what: `jiesu export ${what}`,
          rows,
          seconds: Number(seconds.toFixed(1)),
          rowsPerSecond: Math.round(rows / seconds),
          peakMb,
          fileMb,
        });
      }
  });

/** An xlsx of that many rows. */
async function writeSheet(file: string, count: number): Promise<void> {
  const at = START;
  const headings = ['工单编号', '来电时间', '来电人', '联系电话', '诉求内容', '街道'];
  async function* batches() {
    for (let from = 0; from < count; from += BATCH)
      yield Array.from({ length: Math.min(BATCH, count - from) }, (_, i): Cell[] => {
        const n = from + i;
        const text = `第${n}件：在西单北大街的商场买的鞋开胶，要求退货退款并赔偿。`;
        return [
          `S${n}`,
          { at: at + n * 1000 },
          '王女士',
          `138${String(n).padStart(8, '0')}`,
          text,
          '西长安街',
        ];
      });
  }
  const out = openSync(file, 'w');
  for await (const piece of xlsxOf({
    name: '工单',
    columns: headings.map((heading) => ({ heading, width: 12 })),
    batches: batches(),
    about: [],
    properties: { creator: 'bench', title: '', note: '' },
    at,
  }))
    writeSync(out, piece);
  closeSync(out);
}

if (values.read !== undefined) {
  let rows = 0;
  let refused = 0;
  for await (const row of readOrders(readFileSync(values.read), values.read)) {
    rows++;
    if ('error' in row) refused++;
  }
  report({ rows, refused });
}

if (wanted('sheet'))
  await inTemporaryFolder(async (dir) => {
    const count = Number(values.sheet);
    for (const rows of [Math.floor(count / 10), count]) {
      const file = `${dir}/${rows}.xlsx`;
      await writeSheet(file, rows);
      const args = ['--import', 'tsx', import.meta.filename, '--read', file];
      const { seconds, peakMb, stdout } = await timed(process.execPath, args);
      const read = JSON.parse(stdout) as { rows: number; refused: number };
      report({
        what: 'reading an xlsx',
        ...read,
        seconds: Number(seconds.toFixed(1)),
        rowsPerSecond: Math.round(read.rows / seconds),
        peakMb,
        fileMb: Number((statSync(file).size / 1e6).toFixed(1)),
      });
    }
  });
