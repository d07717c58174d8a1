import { describe, expect, it } from 'vitest';
import { exposuresIn, marksOf } from '../../src/text/exposure.ts';
import { SEEDED, WRITINGS } from '../support/seeded.ts';

const marks = marksOf(SEEDED, []);

describe('what tells who called', () => {
  it.each(Object.entries(WRITINGS))('is found and pointed to: %s', (_, written) => {
    const before = '经查，鞋确有开胶，';
    const [found] = exposuresIn(`${before}${written}，店方同意退款。`, marks);
    expect(found).toBeDefined();
    expect(found?.start).toBeGreaterThanOrEqual(before.length);
    expect(found?.end).toBeLessThanOrEqual(before.length + written.length);
  });

  it.each([
    ['投诉人王女士称鞋底开胶', '姓名'],
    ['请回电市民13500001111', '电话'],
    ['投诉人的车京A12345停在门口', '车牌'],
    ['投诉人住3号楼2单元501', '地址'],
  ])('is what is said to be a caller’s, known or not: %s', (text, what) => {
    expect(exposuresIn(text, []).map((one) => one.what)).toContain(what);
  });

  it('is said by what it is', () => {
    const said = Object.values(WRITINGS).flatMap((text) => exposuresIn(text, marks).map(({ what }) => what));
    expect(new Set(said)).toEqual(new Set(['姓名', '电话', '证件号', '卡号', '地址', '车牌']));
  });

  it('is a fixed line also without its area', () => {
    const own = marksOf({ text: '鞋坏了', caller: { phone: '010-66112233转8' } }, []);
    for (const written of ['010-66112233', '6611 2233', '（010）66112233'])
      expect(exposuresIn(`回电${written}`, own)).toHaveLength(1);
    expect(exposuresIn('单号166112233', own)).toEqual([]);
  });

  it.each([
    '贵店（西单北大街120号）售出的鞋开胶，来电人要求退款。',
    '出租车京B12345拒载，请核实。',
    '请于3月7日前答复，咨询电话12315。',
    '订单号202604141398765432109已退款，7-3-12042 号货。',
  ])('is none of what belongs to the matter: %s', (text) => {
    expect(exposuresIn(text, marks)).toEqual([]);
  });

  it('is not the car that is complained about', () => {
    const order = { text: '市民反映京B12345出租车拒载，我的车京A88888没有事。' };
    expect(marksOf(order, [])).toEqual([{ what: '车牌', words: '京A88888' }]);
  });
});
