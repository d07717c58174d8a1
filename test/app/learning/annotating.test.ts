import { describe, expect, it } from 'vitest';
import type { AnnotationInput } from '../../../src/app/learning/learning-types.ts';
import { databaseLabels, labelsJsonl } from '../../../src/app/learning/labels.ts';
import { readLabelledOrders } from '../../../src/app/learning/labelled-order.ts';
import type { Actor } from '../../../src/app/types.ts';
import { unaskedCorrectedOrders } from '../../../src/store/annotations.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { ordersByIds, updateOrder } from '../../../src/store/orders.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { admin, desk, dispatcher, handler, order, system, type Desk } from '../../support/desk.ts';
import { smallProfile } from '../../support/small-profile.ts';
import { tempFolder } from '../../support/temp.ts';

const ann: Actor = { id: 'u-1', name: '甲', role: 'analyst', unit: null };
const bob: Actor = { id: 'u-2', name: '乙', role: 'analyst', unit: null };
const cat: Actor = { id: 'u-3', name: '丙', role: 'analyst', unit: null };

const label = (issueType: string, more: Partial<AnnotationInput> = {}): AnnotationInput => ({
  issueType,
  demandKind: '投诉',
  ...more,
});

async function withOrders(...texts: string[]): Promise<Desk & { ids: string[] }> {
  const d = await desk();
  const outcomes = await d.services.intake.accept(
    system,
    texts.map((text) => order(text)),
  );
  return { ...d, ids: outcomes.map((o) => (o.status === 'refused' ? '' : o.id)) };
}

const learning = (d: Desk) => d.services.learning.annotating;
const labels = (d: Desk) => d.store.read((db) => databaseLabels(db, smallProfile));

describe('annotation', () => {
  it('fills the queue with the least certain orders, each once, and never again', async () => {
    const d = await withOrders('拿不准的噪声', '会员卡退钱', '拿不准的摆摊', '买的鞋坏了');
    const filled = await learning(d).fill(ann, 'uncertain', 2);
    expect(filled).toEqual({ looked: 4, added: 2 });
    const first = await learning(d).next(ann);
    expect(first.waiting).toBe(2);
    expect(first.task?.text).toContain('拿不准');
    const second = await learning(d).next(ann, first.task?.seq);
    expect(second.task?.text).toContain('拿不准');
    expect(second.task?.id).not.toBe(first.task?.id);
    expect(await learning(d).fill(ann, 'uncertain', 200)).toEqual({ looked: 2, added: 2 });
    expect(await learning(d).fill(ann, 'uncertain', 200)).toEqual({ looked: 0, added: 0 });
  });

  it('shows an annotator neither the model nor the other, and completes pairs first', async () => {
    const d = await withOrders('施工噪声扰民', '门口占道摆摊');
    await learning(d).fill(ann, 'uncertain', 2);
    const { task } = await learning(d).next(ann);
    if (task === null) throw new Error('no task');
    await learning(d).submit(ann, task.id, label('0501'));
    const shown = await learning(d).next(bob);
    expect(shown.task?.id).toBe(task.id);
    expect(Object.keys(shown.task ?? {}).sort()).toEqual(
      ['candidates', 'channel', 'form', 'id', 'orderId', 'receivedAt', 'seq', 'text', 'why'].sort(),
    );
    expect(JSON.stringify(shown)).not.toContain('甲');
    expect(await learning(d).disagreements(bob)).toEqual([]);
    expect((await learning(d).next(ann)).task?.id).not.toBe(task.id);
  });

  it('makes a label of two that agree, leaving out what they do not', async () => {
    const d = await withOrders('施工噪声扰民');
    await learning(d).fill(ann, 'uncertain', 1);
    const id = (await learning(d).next(ann)).task?.id ?? '';
    await learning(d).submit(ann, id, label('0501', { urgency: 'normal', others: ['0402'] }));
    expect((await labels(d)).orders).toEqual([]);
    await learning(d).submit(bob, id, label('0501', { urgency: 'livelihood', others: ['0402'] }));
    const { orders, counts } = await labels(d);
    expect(counts).toEqual({ corrected: 0, agreed: 1, adjudicated: 0 });
    expect(orders).toMatchObject([{ id: d.ids[0], type: '0501', demandKind: '投诉', others: ['0402'] }]);
    expect(orders[0]?.urgency).toBeUndefined();
    await expect(learning(d).submit(cat, id, label('0501'))).rejects.toMatchObject({ code: 'conflict' });
    await expect(learning(d).submit(ann, id, label('0402'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('lets the last word of an annotator count while the pair is open', async () => {
    const d = await withOrders('施工噪声扰民');
    await learning(d).fill(ann, 'uncertain', 1);
    const id = (await learning(d).next(ann)).task?.id ?? '';
    await learning(d).submit(ann, id, label('0402'));
    await learning(d).submit(ann, id, label('0501'));
    await learning(d).submit(bob, id, label('0501'));
    expect((await labels(d)).counts.agreed).toBe(1);
  });

  it('takes a disagreement to a third person, whose word becomes the label', async () => {
    const d = await withOrders('门口占道摆摊声音大');
    await learning(d).fill(ann, 'uncertain', 1);
    const id = (await learning(d).next(ann)).task?.id ?? '';
    await learning(d).submit(ann, id, label('0402'));
    await expect(learning(d).adjudicate(cat, id, label('0402'))).rejects.toMatchObject({ code: 'conflict' });
    await learning(d).submit(bob, id, label('0501'));
    expect((await labels(d)).orders).toEqual([]);
    const [one] = await learning(d).disagreements(cat);
    expect(one?.given.map((g) => [g.annotator, g.issueType.code])).toEqual([
      ['甲', '0402'],
      ['乙', '0501'],
    ]);
    await expect(learning(d).adjudicate(ann, id, label('0402'))).rejects.toMatchObject({ code: 'conflict' });
    await learning(d).adjudicate(cat, id, label('0402'));
    expect(await learning(d).disagreements(cat)).toEqual([]);
    const set = await labels(d);
    expect(set.counts.adjudicated).toBe(1);
    expect(set.orders).toMatchObject([{ id: d.ids[0], type: '0402' }]);
    const stats = await learning(d).statistics(cat);
    expect(stats).toMatchObject({ tasks: 1, open: 0, agreed: 0, disagreed: 0, adjudicated: 1 });
    expect(stats.issueType.units).toBe(1);
    expect(stats.issueType.observed).toBe(0);
    expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
  });

  it('makes a label of a correction of the type, none of one of the unit alone', async () => {
    const d = await withOrders('施工噪声扰民', '门口占道摆摊');
    await d.services.handling.correct(dispatcher, d.ids[0] ?? '', { issueType: '0402' });
    await d.services.handling.correct(dispatcher, d.ids[1] ?? '', { unit: 'CGZF' });
    const set = await labels(d);
    expect(set.counts.corrected).toBe(1);
    expect(set.unitOnly).toBe(1);
    expect(set.orders).toMatchObject([{ id: d.ids[0], type: '0402', unit: 'JD-XCAJ' }]);
  });

  it('keeps the type a person corrected when the unit is corrected after it', async () => {
    const d = await withOrders('施工噪声扰民', '门口占道摆摊');
    const id = d.ids[0] ?? '';
    await d.services.handling.correct(dispatcher, id, { issueType: '0402' });
    await d.services.handling.correct(dispatcher, id, { unit: 'CGZF' });
    // There and back again: in the end nothing was said against the type.
    const other = d.ids[1] ?? '';
    const [before] = await d.store.read((db) => ordersByIds(db, [other]));
    await d.services.handling.correct(dispatcher, other, { issueType: '0501' });
    await d.services.handling.correct(dispatcher, other, { issueType: before?.issueType ?? '' });
    const set = await labels(d);
    expect(set.counts.corrected).toBe(1);
    expect(set.unitOnly).toBe(1);
    expect(set.orders).toMatchObject([{ id, type: '0402', unit: 'CGZF' }]);
  });

  it('does not learn the unit of an order that a return has moved since it was corrected', async () => {
    const d = await withOrders('施工噪声扰民');
    const id = d.ids[0] ?? '';
    await d.services.handling.correct(dispatcher, id, { issueType: '0402' });
    await d.store.write((db) => updateOrder(db, id, { leadUnit: 'CGZF' }));
    expect((await labels(d)).orders[0]).toMatchObject({ type: '0402', unit: undefined });
  });

  it('reports labels that contradict each other and guesses none', async () => {
    const d = await withOrders('施工噪声扰民');
    const id = d.ids[0] ?? '';
    await learning(d).add(ann, { orderId: id });
    await d.services.handling.correct(dispatcher, id, { issueType: '0402' });
    const task = (await learning(d).next(ann)).task?.id ?? '';
    await learning(d).submit(ann, task, label('0501'));
    await learning(d).submit(bob, task, label('0501'));
    const set = await labels(d);
    expect(set.orders).toEqual([]);
    expect(set.contradictions).toMatchObject([{ id, types: ['0402', '0501'] }]);
  });

  it('doubts a correction that the model is sure to be wrong', async () => {
    const d = await withOrders('施工噪声扰民', '会员卡退钱');
    await d.services.handling.correct(dispatcher, d.ids[0] ?? '', { issueType: '0101' });
    expect(await learning(d).fill(ann, 'suspect', 10)).toEqual({ looked: 1, added: 1 });
    const { task } = await learning(d).next(ann);
    expect(task?.why).toBe('suspect');
    expect(task?.candidates.map((c) => c.code)).toEqual(['0101', '0501']);
  });

  it('asks no more about corrections that are among the tasks, and reads the newest first', async () => {
    const d = await withOrders('施工噪声扰民', '夜里噪声');
    for (const id of d.ids) await d.services.handling.correct(dispatcher, id, { issueType: '0101' });
    expect(await learning(d).fill(ann, 'suspect', 1)).toEqual({ looked: 2, added: 1 });
    expect(await learning(d).fill(ann, 'suspect', 1)).toEqual({ looked: 1, added: 1 });
    expect(await learning(d).fill(ann, 'suspect', 1)).toEqual({ looked: 0, added: 0 });
    const found = await d.store.read((db) => unaskedCorrectedOrders(db, 5));
    expect(found).toEqual([]);
  });

  it('answers the number under which a text was stored, so that it can be skipped', async () => {
    const d = await withOrders('施工噪声扰民');
    await learning(d).add(ann, { text: '楼下噪声' });
    const { seq } = await learning(d).add(ann, { orderId: d.ids[0] ?? '' });
    expect(seq).toBe(2);
    expect((await learning(d).next(ann, 1)).task?.seq).toBe(seq);
  });

  it('records whose order was read by whom, for every text shown', async () => {
    const d = await withOrders('门口占道摆摊声音大');
    const readings = async () =>
      (await d.store.read((db) => db.select().from(audit)))
        .filter(({ action }) => action === 'order.read')
        .map(({ actorId, subject }) => [actorId, subject]);
    await learning(d).fill(ann, 'uncertain', 1);
    expect(await readings()).toEqual([]);
    const id = (await learning(d).next(ann)).task?.id ?? '';
    await learning(d).next(bob);
    const read = [
      ['u-1', d.ids[0]],
      ['u-2', d.ids[0]],
    ];
    expect(await readings()).toEqual(read);
    await learning(d).submit(ann, id, label('0402'));
    await learning(d).submit(bob, id, label('0501'));
    await learning(d).disagreements(cat);
    await learning(d).counts(cat);
    await learning(d).statistics(cat);
    expect(await readings()).toEqual([...read, ['u-3', d.ids[0]]]);
  });

  it('computes agreement once for each change of the data', async () => {
    const d = await withOrders('门口占道摆摊声音大', '施工噪声扰民');
    await learning(d).fill(ann, 'uncertain', 1);
    const first = await learning(d).statistics(ann);
    expect(await learning(d).statistics(ann)).toBe(first);
    const id = (await learning(d).next(ann)).task?.id ?? '';
    await learning(d).submit(ann, id, label('0402'));
    const second = await learning(d).statistics(ann);
    expect(second.byAnnotator).toEqual([{ name: '甲', given: 1 }]);
    await d.services.handling.correct(dispatcher, d.ids[1] ?? '', { issueType: '0402' });
    expect((await learning(d).statistics(ann)).labels.corrected).toBe(1);
    const { tasks, open, agreed, disagreed, adjudicated } = second;
    expect(await learning(d).counts(ann)).toEqual({ tasks, open, agreed, disagreed, adjudicated });
  });

  it('takes texts by hand, once, and exports labels that training reads', async () => {
    const d = await desk();
    const text = '坐席：您好\n市民：楼下施工噪声到半夜，电话 13800001111';
    const task = await learning(d).add(ann, { text, receivedAt: '2026-04-01T08:00:00+08:00' });
    await expect(learning(d).add(ann, { text })).rejects.toMatchObject({ code: 'conflict' });
    await learning(d).submit(ann, task.id, label('0501', { urgency: 'livelihood' }));
    await learning(d).submit(bob, task.id, label('0501', { urgency: 'livelihood' }));
    const file = join(tempFolder(), 'labels.jsonl');
    writeFileSync(file, await learning(d).exportLabels(ann));
    expect(readLabelledOrders(file)).toMatchObject([
      { id: task.id, text, form: 'transcript', type: '0501', demandKind: '投诉', urgency: 'livelihood' },
    ]);
    expect(labelsJsonl((await labels(d)).orders)).toBe(await learning(d).exportLabels(ann));
  });

  it('refuses unknown types, others like the main one, unknown tasks and empty texts', async () => {
    const d = await withOrders('施工噪声扰民');
    await learning(d).fill(ann, 'uncertain', 1);
    const id = (await learning(d).next(ann)).task?.id ?? '';
    const bad = [
      label('9999'),
      label('0501', { others: ['0501'] }),
      label('0501', { note: 'x'.repeat(501) }),
    ];
    for (const labels of bad) {
      await expect(learning(d).submit(ann, id, labels)).rejects.toMatchObject({ code: 'bad_field' });
    }
    await expect(learning(d).submit(ann, 'nobody', label('0501'))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(learning(d).add(ann, { text: ' ' })).rejects.toMatchObject({ code: 'empty_text' });
    await expect(learning(d).add(ann, { orderId: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(learning(d).fill(ann, 'uncertain', 0)).rejects.toMatchObject({ code: 'bad_field' });
  });

  it('is for analysts and administrators alone', async () => {
    const d = await withOrders('施工噪声扰民');
    const { fill, add, next, submit, disagreements, adjudicate, counts, statistics, exportLabels } =
      learning(d);
    for (const actor of [dispatcher, handler, system]) {
      const tries = [
        fill(actor, 'uncertain', 1),
        add(actor, { text: '噪声' }),
        next(actor),
        submit(actor, 'x', label('0501')),
        disagreements(actor),
        adjudicate(actor, 'x', label('0501')),
        counts(actor),
        statistics(actor),
        exportLabels(actor),
      ];
      for (const tried of tries) await expect(tried).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await next(admin)).task).toBeNull();
  });
});
