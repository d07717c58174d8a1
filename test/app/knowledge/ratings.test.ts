import { expect, test } from 'vitest';
import type { Ratable, RatingInput } from '../../../src/app/knowledge/rating-types.ts';
import { paragraphsOf } from '../../../src/app/knowledge/suggested.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { ratings as table } from '../../../src/store/schema/ratings.ts';
import { dispatcher, elsewhere, handler, street, system } from '../../support/desk.ts';
import { entry, LAW } from '../../support/knowledge-site.ts';
import { DRAFT, keeper, ratingDesk } from '../../support/rating-desk.ts';

const of = (found: readonly Ratable[], kind: Ratable['kind']): Ratable => {
  const one = found.find((each) => each.kind === kind);
  if (one === undefined) throw new Error(`no ${kind}`);
  return one;
};
const ARTICLE = `${LAW}|第二十五条`;
const wrong = (suggestion: string, more: Partial<RatingInput> = {}): RatingInput => ({
  suggestion,
  rating: 'wrong',
  ...more,
});

test('everything beside an order has an id of its own that stays the same', async () => {
  const d = await ratingDesk();
  await d.accept('网上买的外套七天内不给退，先前一件');
  const order = await d.accept('网上买的外套七天内不给退');
  const found = await d.ratings.ofOrder(handler, order.id);
  expect(found.map(({ kind, rank }) => `${kind} ${rank}`)).toEqual([
    'law 1',
    'misquote 1',
    ...order.suggestion!.likeOrders.map((_, i) => `like ${i + 1}`),
    'reply 1',
    'paragraph 1',
    'paragraph 2',
  ]);
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  expect(of(found, 'law')).toMatchObject({
    reference: ARTICLE,
    about: [`article:${ARTICLE}`, 'entry:ka-001'],
    verdict: 'unknown',
    knowledge: '2026-01-10.1',
    model: 'fake-1',
    day: '2026-04-14',
    mine: null,
  });
  expect(of(found, 'paragraph').about).toEqual(['entry:ka-001']);
  expect(await d.ratings.ofOrder(dispatcher, order.id)).toEqual(found);
  const other = await d.accept('网上买的外套七天内不给退，另一件');
  expect(of(await d.ratings.ofOrder(handler, other.id), 'law').id).not.toBe(of(found, 'law').id);
});

test('a draft is rated by the paragraphs that say something', () => {
  expect(paragraphsOf(DRAFT).map(({ number }) => number)).toEqual([3, 5]);
  expect(paragraphsOf('')).toEqual([]);
});

test('a rating is kept with what was shown, and a later one of the same person takes its place', async () => {
  const d = await ratingDesk();
  const order = await d.accept('网上买的外套七天内不给退');
  const law = of(await d.ratings.ofOrder(handler, order.id), 'law');
  const first = await d.ratings.rate(
    handler,
    { order: order.id },
    wrong(law.id, { reason: 'wrong_article', note: '应当引第二十四条，问王女士 13812345678' }),
  );
  expect(first).toMatchObject({ rating: 'wrong', reason: 'wrong_article', masked: true });
  expect(first.note).not.toContain('13812345678');
  await d.ratings.rate(dispatcher, { order: order.id }, wrong(law.id));
  d.clock.set(d.clock.now() + 1000);
  const useful = { suggestion: law.id, rating: 'useful' } as const;
  await d.ratings.rate(handler, { order: order.id }, useful);
  // Said twice is said once.
  await d.ratings.rate(handler, { order: order.id }, useful);
  const rows = await d.store.read((db) => db.select().from(table).orderBy(table.id));
  expect(rows.map(({ raterName, rating }) => `${raterName} ${rating}`)).toEqual([
    '王所 wrong',
    '派单员 wrong',
    '王所 useful',
  ]);
  expect(rows[0]).toMatchObject({
    suggestion: law.id,
    kind: 'law',
    reference: ARTICLE,
    verdict: 'unknown',
    rank: 1,
    knowledge: '2026-01-10.1',
    model: 'fake-1',
    orderId: order.id,
    question: null,
    unit: 'SCS-XCAJ',
  });
  const listed = await d.ratings.list(keeper, {});
  expect(listed.rows.map(({ raterName, rating, number }) => [raterName, rating, number])).toEqual([
    ['王所', 'useful', order.number],
    ['派单员', 'wrong', order.number],
  ]);
  expect(of(await d.ratings.ofOrder(handler, order.id), 'law').mine).toMatchObject({ rating: 'useful' });
  const told = await d.store.read((db) => db.select().from(audit));
  expect(told.filter(({ action }) => action === 'suggestion.rate').map(({ subject }) => subject)).toEqual([
    order.id,
    order.id,
    order.id,
  ]);
  expect((await verifyAudit(d.store.read)).ok).toBe(true);
});

test('an answer to a question is rated without keeping whose it was', async () => {
  const d = await ratingDesk();
  const question = '我叫李秀英，电话13912345678，网上买的外套不喜欢能退吗';
  const found = await d.ratings.ofQuestion(handler, { question });
  const answer = of(found, 'answer');
  expect(answer.about).toContain('entry:ka-001');
  expect(answer.citations[0]).toBe(ARTICLE);
  expect(of(found, 'citation').reference).toBe(ARTICLE);
  await d.ratings.rate(handler, { question }, { suggestion: answer.id, rating: 'useful' });
  const { rows } = await d.ratings.list(keeper, {});
  expect(rows[0]?.question).toContain('外套不喜欢能退吗');
  expect(JSON.stringify(rows)).not.toMatch(/13912345678|李秀英/);
  const dated = await d.ratings.ofQuestion(handler, { question, date: '2013-01-01' });
  expect(of(dated, 'answer').id).not.toBe(answer.id);
});

test('what is not shown any more is refused, and so is what nobody was shown', async () => {
  const d = await ratingDesk();
  const question = '网上买的外套不喜欢能退吗';
  const [answer] = await d.ratings.ofQuestion(handler, { question });
  d.setKnowledge('2026-01-10.1+7');
  await expect(
    d.ratings.rate(handler, { question }, { suggestion: answer!.id, rating: 'useful' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  const order = await d.accept('网上买的外套七天内不给退');
  for (const suggestion of ['s000000000000000000000000', '', answer!.id])
    await expect(d.ratings.rate(handler, { order: order.id }, wrong(suggestion))).rejects.toMatchObject({
      code: 'conflict',
    });
  const law = of(await d.ratings.ofOrder(handler, order.id), 'law');
  await expect(
    d.ratings.rate(handler, { order: order.id }, wrong(law.id, { note: '长'.repeat(501) })),
  ).rejects.toMatchObject({ code: 'bad_field', details: { field: 'note' } });
  await expect(
    d.ratings.rate(handler, { order: order.id }, { suggestion: law.id, rating: 'useful', reason: 'other' }),
  ).rejects.toMatchObject({ code: 'bad_field', details: { field: 'reason' } });
  await expect(d.ratings.ofOrder(handler, 'no-such-order')).rejects.toMatchObject({ code: 'not_found' });
  expect((await d.ratings.list(keeper, {})).total).toBe(0);
});

test('other units may not rate, programs may rate nothing, and only keepers read ratings', async () => {
  const d = await ratingDesk();
  const order = await d.accept('网上买的外套七天内不给退');
  const law = of(await d.ratings.ofOrder(handler, order.id), 'law');
  for (const actor of [elsewhere, street, system]) {
    await expect(d.ratings.ofOrder(actor, order.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(d.ratings.rate(actor, { order: order.id }, wrong(law.id))).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  await expect(d.ratings.ofQuestion(system, { question: '能退吗' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  for (const actor of [handler, dispatcher, system])
    for (const call of [d.ratings.list, d.ratings.report, d.ratings.gold])
      await expect(call(actor, {})).rejects.toMatchObject({ code: 'forbidden' });
});

test('ratings are never changed or taken away', async () => {
  const d = await ratingDesk();
  const order = await d.accept('网上买的外套七天内不给退');
  const law = of(await d.ratings.ofOrder(handler, order.id), 'law');
  await d.ratings.rate(handler, { order: order.id }, wrong(law.id));
  await expect(d.store.write((db) => db.update(table).set({ rating: 'useful' }))).rejects.toThrow();
  await expect(d.store.write((db) => db.delete(table))).rejects.toThrow();
  expect((await d.ratings.list(keeper, {})).rows[0]?.rating).toBe('wrong');
});

test('an entry that handlers rate badly is to be looked at, until another text is approved', async () => {
  const d = await ratingDesk();
  const care = d.services.knowledgeCare!;
  const order = await d.accept('网上买的外套七天内不给退');
  const law = of(await d.ratings.ofOrder(handler, order.id), 'law');
  for (let i = 0; i < 10; i++) {
    expect(await care.stale(handler)).toEqual([]);
    await d.ratings.rate(
      { ...handler, id: `u-${i}` },
      { order: order.id },
      wrong(law.id, { reason: 'out_of_date' }),
    );
  }
  expect(await care.stale(handler)).toMatchObject([
    {
      kind: 'entry',
      id: 'ka-001',
      reasons: [{ code: 'poorly_rated', text: expect.stringContaining('10 次评价中 0 次有用') }],
    },
  ]);
  const report = await d.ratings.report(keeper, {});
  expect(report.items.map(({ item, title }) => `${item} ${title}`)).toEqual([
    `article:${ARTICLE} 《${LAW}》第二十五条`,
    'entry:ka-001 网购七日无理由退货',
  ]);
  expect(report.raters).toBe(10);
  d.clock.set(d.clock.now() + 1000);
  const { id, ...body } = entry({ rule: '网上买的东西签收次日起七天内可以退，不用讲理由。' });
  const draft = { id, base: 0, body, owner: null, reviewBy: null, isPublic: false, note: null };
  const { base } = await care.save(handler, draft);
  await care.submit(handler, id, base);
  await care.approve(keeper, id, base, null);
  expect(await care.stale(handler)).toEqual([]);
});

test('the verdict of a rule that an order calls up is rated under the knowledge of now', async () => {
  const d = await ratingDesk();
  const order = await d.accept('网上买的外套七天内不给退');
  const card = {
    id: 'seven-day-return',
    name: '七日无理由退货',
    isCalledUp: true,
    verdict: 'applies',
    why: '网购',
    ask: null,
    validFrom: '2014-03-15',
    validTo: null,
    lines: [],
    articles: [],
    changes: [],
  } as const;
  d.setKnowledge('2026-01-10.1+3');
  const cards = [card, { ...card, id: 'other', isCalledUp: false }];
  const rules = (await d.ratings.ofOrder(handler, order.id, cards)).filter(({ kind }) => kind === 'verdict');
  expect(rules).toMatchObject([
    {
      reference: 'rule:seven-day-return',
      about: ['rule:seven-day-return'],
      verdict: 'applies',
      knowledge: '2026-01-10.1+3',
      madeAt: d.clock.now(),
    },
  ]);
  // Another verdict of the same rule is another suggestion.
  const [other] = (
    await d.ratings.ofOrder(handler, order.id, [{ ...card, verdict: 'does_not_apply' }])
  ).filter(({ kind }) => kind === 'verdict');
  expect(other?.id).not.toBe(rules[0]?.id);
});
