import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseFacts, periodOf } from '../../../src/app/life/ending-cases.ts';
import { auditRows } from '../../support/audit-rows.ts';
import { SHOES, analyst, callback, caseDesk, leader } from '../../support/case-desk.ts';
import { admin, dispatcher, elsewhere, handler, system } from '../../support/desk.ts';
import { LAW } from '../../support/knowledge-site.ts';

const E01 = { code: 'E01', reason: '实体店购买，没有质量问题，商家没有承诺' };

type Case = Awaited<ReturnType<Awaited<ReturnType<typeof caseDesk>>['services']['endings']['ofOrder']>>;
const linesOf = (made: Case, key: string) => made.parts.find((part) => part.key === key)?.lines ?? [];
const textOf = (made: Case, key: string): string =>
  linesOf(made, key)
    .map(({ label, text, by }) => [label, text, by ?? ''].join(' '))
    .join('\n');

/** An order with all that E01 asks for. */
async function proved() {
  const d = await caseDesk();
  const id = await d.contacted();
  const bought = await d.photo(handler, id, 1, 'other');
  const checked = await d.photo(handler, id, 2, 'result');
  const call = await d.evidence.add(handler, id, {
    stream: (async function* () {
      const { SAMPLES } = await import('../../support/sample-files.ts');
      yield SAMPLES.mp3.bytes;
    })(),
    name: '通话.mp3',
    mediaType: 'audio/mpeg',
    kind: 'recording',
    purpose: 'contact',
  });
  d.later(10);
  return { ...d, id, files: [bought, checked, call] };
}

describe('the case of an ending', () => {
  it('is put together from the order, its contacts and files, the reason and the law word for word', async () => {
    const d = await proved();
    const made = await d.services.endings.ofOrder(handler, d.id, { kind: 'exclusion', draft: E01 });
    expect(made).toMatchObject({ kind: 'exclusion', code: 'E01', state: 'draft', closed: null });
    expect(textOf(made, 'excerpt')).toContain(SHOES);
    expect(textOf(made, 'facts')).toContain('金额 899元');
    expect(textOf(made, 'law')).toContain(
      `${LAW} 第二十五条 “经营者采用网络、电视、电话、邮购等方式销售商品，消费者有权自收到商品之日起七日内退货，且无需说明理由”（2014-03-15 起施行）`,
    );
    expect(textOf(made, 'contacts')).toContain('电话 已联系上：已解释 王所');
    expect(linesOf(made, 'evidence').map(({ sha256 }) => sha256)).toEqual(
      d.files.map(({ sha256 }) => sha256),
    );
    expect(textOf(made, 'told')).toContain('您反映的商品是在实体店购买的');
    expect(made.missing).toEqual(['剔除申请']);
    expect(made.choices.find(({ code }) => code === 'E01')?.missing).toEqual([]);
  });

  it('says what is missing, and the application is refused for the same', async () => {
    const d = await caseDesk();
    const id = await d.contacted();
    const made = await d.services.endings.ofOrder(handler, id, { kind: 'exclusion', draft: E01 });
    const lacks = made.choices.find(({ code }) => code === 'E01')?.missing ?? [];
    expect(lacks.length).toBeGreaterThan(1);
    expect(made.missing).toEqual([...lacks, '剔除申请']);
    await expect(d.move(handler, id, 'proposeExclusion', E01)).rejects.toMatchObject({
      code: 'illegal_move',
      details: { need: 'proof', rule: `还缺：${lacks.join('、')}` },
    });
  });

  it('comes to its end with a second person and with what the caller was told', async () => {
    const d = await proved();
    await d.move(handler, d.id, 'proposeExclusion', E01);
    const waiting = await d.services.endings.ofOrder(leader, d.id);
    expect(waiting).toMatchObject({ state: 'waiting', missing: ['第二人的审定'], decides: true });
    expect((await d.services.endings.ofOrder(handler, d.id)).decides).toBe(false);
    d.later(10);
    await d.move(leader, d.id, 'grantExclusion');
    const granted = await d.services.endings.ofOrder(handler, d.id);
    expect(granted).toMatchObject({ state: 'granted', missing: ['告知诉求人'], decides: false });
    expect(granted.closed).not.toBeNull();
    expect(textOf(granted, 'decision')).toContain('审定 同意 刘主任');
    d.later(10);
    await d.move(handler, d.id, 'tell', { toldAt: new Date(d.clock.now()).toISOString(), way: 'phone' });
    expect((await d.services.endings.ofOrder(handler, d.id)).missing).toEqual([]);
  });

  it('stands by the law and rules of the day it was asked for', async () => {
    const d = await proved();
    await d.move(handler, d.id, 'proposeExclusion', E01);
    d.later(60 * 24 * 400);
    const made = await d.services.endings.ofOrder(leader, d.id);
    expect(made.state).toBe('waiting');
    expect(textOf(made, 'law')).toContain('2014-03-15 起施行');
  });

  it('does not count a file that is gone from the disk, and names it', async () => {
    const d = await proved();
    const lost = d.files[1];
    if (lost === undefined) throw new Error('no file');
    rmSync(join(d.folder, lost.sha256.slice(0, 2), lost.sha256.slice(2)));
    const made = await d.services.endings.ofOrder(handler, d.id, { kind: 'exclusion', draft: E01 });
    expect(linesOf(made, 'evidence').map(({ sha256 }) => sha256)).not.toContain(lost.sha256);
    expect(made.missing).toContain(`材料“${lost.name}”（已损坏或者丢失）`);
    expect(made.missing.some((one) => one.includes('核实材料'))).toBe(true);
  });

  it('is about what was asked for, where nobody says which ending', async () => {
    const d = await proved();
    expect((await d.services.endings.ofOrder(handler, d.id)).kind).toBe('exclusion');
    expect((await d.services.endings.ofOrder(handler, d.id, { kind: 'termination' })).kind).toBe(
      'termination',
    );
  });

  it('is for the units of the order and the centre, and every reading is written down', async () => {
    const d = await proved();
    for (const actor of [elsewhere, analyst, system])
      await expect(d.services.endings.ofOrder(actor, d.id)).rejects.toMatchObject({ code: 'forbidden' });
    for (const actor of [handler, dispatcher, leader, admin, callback])
      await d.services.endings.ofOrder(actor, d.id);
    const read = (await auditRows(d.store)).filter(({ action }) => action === 'ending.read');
    expect(read).toHaveLength(5);
    expect((await d.services.endings.ofOrder(dispatcher, d.id)).closed).not.toBeNull();
  });
});

describe('hints', () => {
  it('name a demand that rests on a law that does not apply, with the reason that fits', async () => {
    const d = await caseDesk();
    const id = await d.receive(SHOES);
    const { unreasonable, paths } = await d.services.endings.hints(handler, id);
    expect(unreasonable).toEqual([
      {
        claim: '今天要求七天无理由退货',
        start: SHOES.indexOf('今天要求'),
        end: SHOES.indexOf('，店员'),
        law: LAW,
        article: '第二十五条',
        quote: '消费者有权自收到商品之日起七日内退货',
        effectiveFrom: '2014-03-15',
        why: '在实体店看货付款，法律没有规定七日无理由退货',
        reason: { code: 'E01', name: '线下购物要求七日无理由退货' },
      },
    ]);
    expect(paths).toEqual([]);
    // A hint moves nothing.
    expect((await d.services.orders.get(handler, id)).state).toBe('dispatched');
  });

  it('name other ways, with the words of the text and what the caller is told', async () => {
    const d = await caseDesk();
    const id = await d.receive('店里欠款的事法院已经立案，你们催一催。');
    const { paths, unreasonable } = await d.services.endings.hints(dispatcher, id);
    expect(unreasonable).toEqual([]);
    expect(paths.map(({ code, spans }) => [code, spans.map(({ text }) => text)])).toEqual([
      ['PCOURT', ['法院已经立案']],
    ]);
    expect(paths[0]?.tell).toContain('12368');
    expect(Object.keys(paths[0] ?? {})).not.toContain('any');
    await expect(d.services.endings.hints(elsewhere, id)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the share of demands that may be unreasonable', () => {
  it('counts the orders of the period, with an interval, and those excluded since', async () => {
    const d = await proved();
    await d.receive('办卡不退');
    await d.receive('商场退鞋');
    await d.receive(SHOES, { receivedAt: '2026-04-01T09:30:00+08:00' });
    const april = { from: '2026-04-14', to: '2026-04-15' };
    expect(await d.services.endings.unreasonable(leader, april)).toMatchObject({
      hits: 1,
      n: 3,
      excluded: 0,
    });
    await d.move(handler, d.id, 'proposeExclusion', E01);
    await d.move(leader, d.id, 'grantExclusion');
    const found = await d.services.endings.unreasonable(analyst, { from: '2026-04-01', to: '2026-05-01' });
    expect(found).toMatchObject({ hits: 2, n: 4, share: 0.5, excluded: 1 });
    expect(found.low).toBeGreaterThan(0.1);
    expect(found.high).toBeLessThan(0.9);
    await expect(d.services.endings.unreasonable(handler, april)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it.each([
    ['2026-04-32', '2026-05-01', 'from'],
    ['2026-04-01', 'x', 'to'],
    ['2026-04-01', '2026-04-01', 'to'],
    ['2024-04-01', '2026-04-01', 'to'],
  ])('is not asked of %s to %s', (from, to, field) => {
    expect(() => periodOf(from, to)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ field }) }),
    );
  });
});

it('facts are printed once a kind, with every place, and never numbers of people', () => {
  const text = '13800138000 西单 899元 西单';
  const facts = caseFacts(
    {
      entities: [
        { kind: 'phone', start: 0, end: 11, text: '13800138000' },
        { kind: 'place', start: 12, end: 14, text: '西单' },
        { kind: 'amount', start: 15, end: 19, text: '899元' },
        { kind: 'place', start: 20, end: 22, text: '西单' },
      ],
    },
    text,
  );
  expect(facts).toEqual([
    {
      label: '地点',
      text: '西单',
      spans: [
        { start: 12, end: 14 },
        { start: 20, end: 22 },
      ],
    },
    { label: '金额', text: '899元', spans: [{ start: 15, end: 19 }] },
  ]);
});
