import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOrders } from '../../src/app/import/importing.ts';
import { parseOrder } from '../../src/app/intake/order-input.ts';
import { readLawFileText } from '../../src/app/law/law-text-file.ts';
import { CATALOGUE_COLUMNS, readCatalogueTable } from '../../src/app/catalogue/catalogue-table.ts';
import { parseFilterText } from '../../src/http/filter-text.ts';
import { localPath } from '../../src/http/local-path.ts';
import { moveOfForm, sentForm } from '../../src/http/move-form.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { plainAddress, readNetworks } from '../../src/kernel/networks.ts';
import type { Random } from '../../src/kernel/random.ts';
import { cleanText, spanToSource } from '../../src/text/clean.ts';
import { personalSpans, redactText } from '../../src/text/redact.ts';
import { guessForm, parseTurns } from '../../src/text/transcript.ts';
import { readInline, readMarkdown } from '../../src/web/markdown.ts';
import { mutated, mutatedBytes } from './mutate.ts';
import { shippedProfile } from './shipped-profile.ts';
import { row, xlsx } from './xlsx.ts';

/**
 * Something that reads what comes from outside, and one more try at it. `run` throws where the program behaves as it must
 * not: any error but its own refusals, a status of 500, a span outside its text.
 */
export type FuzzTarget = {
  readonly name: string;
  /** Share of all tries. */
  readonly share: number;
  readonly run: (random: Random) => void | Promise<void>;
};

const ROOT = join(import.meta.dirname, '../..');

/** The program's own refusals are answers; everything else is a crash. */
async function refusing(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'internal') throw error;
  }
}

export function fuzzTargets(): FuzzTarget[] {
  const calls = readFileSync(join(ROOT, 'data/samples/calls.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const texts = calls.map((line) => String((JSON.parse(line) as { text: unknown }).text));
  const csv = `编号,渠道,来电时间,诉求内容,来电人,电话\r\n${texts
    .slice(0, 5)
    .map(
      (text, i) => `d-${i},phone,2026-11-20 09:0${i},"${text.replaceAll('"', '""')}",王某,1380000123${i}\r\n`,
    )
    .join('')}`;
  const sheet = xlsx({
    sheets: [
      row(1, ['编号', '渠道', '来电时间', '诉求内容']) +
        row(2, ['d-1', 'phone', '2026-11-20 09:00', '路灯坏了']),
    ],
  });
  const encoder = new TextEncoder();
  const law =
    '中华人民共和国某某法\n第一章 总则\n第一条 为了保护消费者，制定本法。\n第二条 本法自2024年1月1日起施行。\n';
  const profile = shippedProfile();
  const all = async (file: string, bytes: Uint8Array): Promise<void> => {
    for await (const row of readOrders(bytes, file, { layouts: profile.orderLayouts ?? [] }))
      if ('order' in row && row.order.text === '') throw new Error('an order without text was read');
  };
  const text = (
    name: string,
    share: number,
    samples: readonly string[],
    work: (given: string) => unknown,
  ) => ({
    name,
    share,
    run: (random: Random) => refusing(() => work(mutated(random, samples))),
  });

  return [
    text('cleaner', 0.3, texts, (given) => {
      const clean = cleanText(given);
      const whole = spanToSource(clean, { start: 0, end: clean.text.length });
      if (whole.start < 0 || whole.end > given.length || whole.start > whole.end)
        throw new Error(`span ${whole.start}-${whole.end} of ${given.length}`);
    }),
    text('redaction', 0.12, texts, (given) => {
      redactText(given);
      for (const { start, end } of personalSpans(given))
        if (start < 0 || end > given.length || start >= end) throw new Error(`span ${start}-${end}`);
    }),
    text('transcript', 0.1, texts, (given) => guessForm(given, parseTurns(given))),
    text('csv', 0.06, [csv], (given) => all('a.csv', encoder.encode(given))),
    text('jsonl', 0.06, [calls.slice(0, 4).join('\n')], (given) => all('a.jsonl', encoder.encode(given))),
    {
      name: 'csv bytes',
      share: 0.03,
      run: (random) => refusing(() => all('a.csv', mutatedBytes(random, [encoder.encode(csv)]))),
    },
    {
      name: 'xlsx bytes',
      share: 0.02,
      run: (random) => refusing(() => all('a.xlsx', mutatedBytes(random, [sheet]))),
    },
    text('order', 0.06, calls, (given) => {
      let value: unknown;
      try {
        value = JSON.parse(given);
      } catch {
        value = given;
      }
      return parseOrder(value, '第 1 件');
    }),
    text('law text', 0.03, [law], (given) => readLawFileText(encoder.encode(given), 'law.txt')),
    text('catalogue', 0.01, [`${CATALOGUE_COLUMNS.join(',')}\r\n0101,线下购物,SCJG,,,,,\r\n`], (given) =>
      readCatalogueTable(encoder.encode(given), 'c.csv', profile, '2026-11-29'),
    ),
    text(
      'markdown',
      0.05,
      ['# 标题 {#a}\n\n- [工单](/x) **粗** `码`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n'],
      (given) => {
        // A text that cannot be a handbook is refused while it is read, at the start of the program.
        try {
          readMarkdown(given);
        } catch (error) {
          if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError)
            throw error;
        }
        readInline(given.slice(0, 500));
      },
    ),
    text('filter', 0.04, ['state=received&unit=SCJG&from=2026-11-01&q=退货'], parseFilterText),
    text('address', 0.04, ['/orders/1?done=x', '10.0.0.0/8,::1'], (given) => {
      const path = localPath(given);
      if (!path.startsWith('/') || path.startsWith('//')) throw new Error(`led away to ${path}`);
      readNetworks(given);
      plainAddress(given);
    }),
    text('form of a move', 0.03, ['reply', '2026-11-20T09:00', '第1项'], (given) =>
      moveOfForm(sentForm({ move: 'reply', version: '3', text: given, toldAt: given, 'demand-1': given })),
    ),
  ];
}
