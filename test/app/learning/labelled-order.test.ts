import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabelledOrders } from '../../../src/app/learning/labelled-order.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { tempFolder } from '../../support/temp.ts';
import { shippedProfile } from '../../support/shipped-profile.ts';

const DATA = join(import.meta.dirname, '../../../data');

function fileOf(...lines: readonly (object | string)[]): string {
  const file = join(tempFolder(), 'orders.jsonl');
  writeFileSync(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return file;
}
const good = { id: 'a-1', text: '羽绒服不给退', type: '0101' };

function refusal(file: string): AppError {
  try {
    readLabelledOrders(file);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('reading labelled orders', () => {
  it('takes an order with its type alone, and leaves all else open', () => {
    const [order, ...more] = readLabelledOrders(fileOf(good));
    expect(more).toEqual([]);
    expect(order).toEqual({ ...good, alsoOk: { types: [], units: [] } });
  });

  it('takes every label, with other demands by code or with their unit', () => {
    const full = {
      ...good,
      channel: 'phone',
      form: 'summary',
      receivedAt: '2025-01-12T15:37:00+08:00',
      demandKind: '投诉',
      unit: 'SCS-XCAJ',
      joint: null,
      urgency: 'normal',
      street: '西长安街',
      others: ['0402', { type: '0501', unit: 'CGZF' }],
      saleChannel: 'offline',
      entities: { product: '羽绒服', amount: ['1680元', '30元'], person: null },
      laws: [{ law: '消费者权益保护法', article: '第十六条' }],
      misquoted: { claim: '七天无理由', law: '消费者权益保护法' },
      alsoOk: { type: ['0102'], unit: ['SCJG'] },
    };
    const [order] = readLabelledOrders(fileOf(full));
    expect(order).toMatchObject({
      unit: 'SCS-XCAJ',
      joint: null,
      others: ['0402', '0501'],
      alsoOk: { types: ['0102'], units: ['SCJG'] },
    });
  });

  it('tells a place the text does not tell from one nobody labelled', () => {
    const [told, open] = readLabelledOrders(fileOf({ ...good, street: null }, good));
    expect(told?.street).toBeNull();
    expect(open?.street).toBeUndefined();
  });

  it('takes a unit of null as not labelled, and a half of alsoOk for the whole', () => {
    const [order] = readLabelledOrders(fileOf({ ...good, unit: null, alsoOk: { unit: ['SCJG'] } }));
    expect(order?.unit).toBeUndefined();
    expect(order?.alsoOk).toEqual({ types: [], units: ['SCJG'] });
  });

  it('passes over blank lines and counts them', () => {
    const file = fileOf(good, '', '   ', { ...good, id: 'a-2' }, '');
    expect(readLabelledOrders(file).map((order) => order.id)).toEqual(['a-1', 'a-2']);
    expect(refusal(fileOf(good, '', '{')).message).toContain('第 3 行');
  });
});

describe('a bad row', () => {
  it.each([
    ['text', { ...good, text: '' }],
    ['text', { id: 'a-1', type: '0101' }],
    ['type', { id: 'a-1', text: '羽绒服' }],
    ['urgency', { ...good, urgency: '紧急' }],
    ['demandKind', { ...good, demandKind: '其他' }],
    ['receivedAt', { ...good, receivedAt: '2025-01-12 15:37' }],
    ['saleChannel', { ...good, saleChannel: 'shop' }],
    ['alsoOk.unit', { ...good, alsoOk: { unit: 'SCJG' } }],
    ['laws.0.article', { ...good, laws: [{ law: '民法典' }] }],
  ])('is refused with file, line and field %s', (field, row) => {
    const file = fileOf(good, row);
    const error = refusal(file);
    expect(error.code).toBe('bad_training_data');
    expect(error.message).toContain(file);
    expect(error.message).toContain('第 2 行');
    expect(error.message).toContain(`字段“${field}”`);
  });

  it('is refused where it has a field nobody knows, which is named', () => {
    const error = refusal(fileOf({ ...good, urgnecy: 'normal' }));
    expect(error.code).toBe('bad_training_data');
    expect(error.message).toContain('urgnecy');
  });

  it('is refused where it is no JSON', () => {
    const error = refusal(fileOf(good, 'id,text'));
    expect(error.code).toBe('bad_training_data');
    expect(error.message).toMatch(/第 2 行.*JSON/);
  });

  it('is told apart from a file that cannot be read', () => {
    expect(refusal(join(tempFolder(), 'none.jsonl')).code).toBe('file_unreadable');
  });
});

describe('the orders that are shipped', () => {
  const profile = shippedProfile();
  const types = new Set(profile.issueTypes.map((type) => type.code));
  const units = new Set(profile.units.map((unit) => unit.code));
  const streets = new Set(profile.units.flatMap((unit) => unit.street ?? []));
  const files = readdirSync(join(DATA, 'orders')).filter((name) => /^(?:train|sweep|written)-/.test(name));

  it.each(files)('%s has readable rows whose codes are all in the profile, each id once', (name) => {
    const orders = readLabelledOrders(join(DATA, 'orders', name));
    expect(orders.length).toBeGreaterThan(50);
    expect(new Set(orders.map((order) => order.id)).size).toBe(orders.length);
    const wrong = orders.filter(
      (order) =>
        !types.has(order.type) ||
        [...order.alsoOk.types, ...(order.others ?? [])].some((type) => !types.has(type)) ||
        [...order.alsoOk.units, order.unit ?? []].flat().some((unit) => !units.has(unit)) ||
        (typeof order.street === 'string' && !streets.has(order.street)),
    );
    expect(wrong.map((order) => order.id)).toEqual([]);
  });
});
