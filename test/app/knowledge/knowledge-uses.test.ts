import { expect, test, vi } from 'vitest';
import { createUseCounter, usesOf } from '../../../src/app/knowledge/knowledge-uses.ts';
import { createServices } from '../../../src/app/services.ts';
import { makeSuggestion } from '../../../src/app/knowledge/suggesting.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import type { LegalBasis } from '../../../src/knowledge/types.ts';
import type { Db } from '../../../src/store/client.ts';
import { useCounts } from '../../../src/store/knowledge-uses.ts';
import { NOW, order, system } from '../../support/desk.ts';
import { careDesk } from '../../support/knowledge-desk.ts';
import { CARDS, entry, LAW, SHIPPED } from '../../support/knowledge-site.ts';

const used = { kind: 'article', key: 'x' } as const;

test('many uses are one write a second, and none is lost where a write fails', async () => {
  vi.useFakeTimers();
  try {
    const warned: unknown[] = [];
    let writes = 0;
    let broken = true;
    const write = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
      expect(work).toBeTypeOf('function');
      writes++;
      if (broken) throw new Error('busy');
      return undefined as T;
    };
    const counter = createUseCounter({ write }, fixedClock(NOW), (error) => void warned.push(error));
    for (let i = 0; i < 500; i++) counter.add([used]);
    expect(writes).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect([writes, warned.length]).toEqual([1, 1]);
    broken = false;
    await counter.flush();
    await counter.flush();
    expect(writes).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

test('a text uses the entries whose words it takes over, among those that cite its articles', () => {
  const cited = [{ law: LAW, article: '第二十五条' }];
  const keys = (text: string, keyPoints: string[] = [], articles = cited) =>
    usesOf(SHIPPED, { text, keyPoints, cited: articles }).map(({ kind, key }) => `${kind} ${key}`);
  const article = `article ${LAW}|第二十五条`;
  expect(keys('别的话')).toEqual([article]);
  expect(keys(`答：${entry().rule}`)).toEqual([article, 'entry ka-001']);
  expect(keys(entry().reply.replace('您好。', ''))).toEqual([article, 'entry ka-001']);
  expect(keys('', ['看下单渠道', '看签收日期'])).toEqual([article, 'entry ka-001']);
  expect(keys(entry().rule, [], [{ law: CARDS, article: '第七条' }])).toEqual([`article ${CARDS}|第七条`]);
});

test('a suggestion is counted in its own write, once however often it is made', async () => {
  const d = await careDesk();
  const laws: readonly LegalBasis[] = [
    {
      law: LAW,
      article: '第二十五条',
      quote: '消费者有权',
      effectiveFrom: '2014-03-15',
      verdict: 'unknown',
      why: '',
      ask: null,
    },
  ];
  const engine = {
    ...d.context.engine,
    triage: (...given: Parameters<typeof d.context.engine.triage>) => ({
      ...d.context.engine.triage(...given),
      laws,
    }),
    draftReply: () => `${entry().rule}请核对。`,
  };
  const context = { ...d.context, engine };
  const services = createServices({ ...context }, context);
  const [out] = await services.intake.accept(system, [order('网上买的鞋')]);
  if (out === undefined || out.status === 'refused') throw new Error('refused');
  for (let i = 0; i < 2; i++) {
    const keep = await makeSuggestion(context, out.id);
    if (keep === null) throw new Error('no suggestion');
    await d.store.write(keep);
  }
  const counts = await d.store.read(async (db) => [
    await useCounts(db, 'article'),
    await useCounts(db, 'entry'),
  ]);
  expect(counts).toEqual([
    new Map([[`${LAW}|第二十五条`, { times: 1, last: '2026-04-14' }]]),
    new Map([['ka-001', { times: 1, last: '2026-04-14' }]]),
  ]);
});
