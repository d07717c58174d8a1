import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/text/clean.ts';
import { buildNames } from '../../src/text/names.ts';
import { parseTurns } from '../../src/text/transcript.ts';
import { resolveTerritory, type GivenPlace } from '../../src/triage/territory.ts';
import { shippedProfile } from '../support/shipped-profile.ts';

const profile = shippedProfile();
const names = buildNames(profile.gazetteer);

function resolve(source: string, place?: GivenPlace) {
  const clean = cleanText(source);
  return resolveTerritory({ clean, turns: parseTurns(clean.text) }, names, place);
}
const streetOf = (source: string, place?: GivenPlace) => resolve(source, place).street;

describe('the street of a matter', () => {
  it.each([
    ['我家在洪连楠路，路灯不亮', '广安门外'],
    ['地铁16号线出来，红年南路的路灯不亮', '广安门外'],
    ['这条美食街的电子秤不准', null],
    ['请核实联系方式', null],
  ])('misheard: %s -> %s', (text, street) => expect(streetOf(text)).toBe(street));

  it.each([
    ['市民反映展览路街道某小区垃圾无人清运', '展览路'],
    ['我们这边是广外街道的，想问老年餐', '广安门外'],
    ['在西单大悦城买的手表坏了', '西长安街'],
    ['烟袋斜街这家店强制消费', '什刹海'],
    ['杨梅竹斜街墙上贴满小广告', '大栅栏'],
    ['清芷园12号楼电梯停了', '白纸坊'],
    ['裕中西里31号楼北侧路灯不亮', '德胜'],
    ['月坛北街有人占道卖菜', '月坛'],
    ['辟才胡同东口路面塌陷', '金融街'],
    ['新街口外大街人行道坑洼', '德胜'],
  ])('%s -> %s', (text, street) => expect(streetOf(text)).toBe(street));

  it.each([
    ['北京西站南广场黑车拉客，司机绕路'],
    ['虎坊路路面坑洼不平'],
    ['西直门附近打车被拒载'],
    ['我在网上买的鞋不给退'],
    ['朝阳区三里屯一家酒吧不退押金'],
  ])('%s -> null', (text) => expect(streetOf(text)).toBeNull());

  it('of a boundary road follows the side that is told', () => {
    expect(streetOf('西单北大街一家表店')).toBeNull();
    expect(streetOf('西单北大街路东一家表店')).toBe('西长安街');
    expect(streetOf('西单北大街西侧一家表店')).toBe('金融街');
    expect(streetOf('阜成门外大街北侧的商场')).toBe('展览路');
    expect(streetOf('广内大街南边那个饭馆')).toBe('牛街');
  });

  it('of a boundary road follows another name that lies in one of its streets', () => {
    expect(streetOf('虎坊路，天桥小区门口')).toBe('天桥');
    expect(streetOf('虎坊路，陶然亭公园北门对面')).toBe('陶然亭');
  });

  it('is that of the place, not of the home or work of the caller', () => {
    expect(streetOf('我住清芷园，在马连道茶城买的茶叶发霉了')).toBe('广安门外');
    expect(streetOf('市民家住牛街东里，反映护国寺街一家餐厅油烟扰民')).toBe('什刹海');
    expect(streetOf('我住清芷园，家里停水了')).toBe('白纸坊');
  });

  it('is not taken from a hospital where somebody was treated', () => {
    expect(streetOf('福长街六条平房漏雨，孩子起疹子去儿童医院看了')).toBe('天桥');
  });

  it('follows the correction in a dialogue', () => {
    const text =
      '坐席：您好，请问在哪里？\n市民：在月坛北街，月坛北街那个菜店。\n坐席：月坛北街是吗？\n市民：不对，我说错了，是百万庄大街。';
    expect(streetOf(text)).toBe('展览路');
    expect(streetOf('不是西单，是灵境胡同西口那家')).toBe('西长安街');
    expect(streetOf('不在牛街，在手帕口南街')).toBe('广安门外');
  });

  it('comes from the place of the order before the text', () => {
    expect(streetOf('在牛街买的', { street: '德胜街道' })).toBe('德胜');
    expect(streetOf('在牛街买的', { street: '德胜' })).toBe('德胜');
    expect(streetOf('在牛街买的', { address: '西城区红莲南路28号' })).toBe('广安门外');
    expect(streetOf('在牛街买的', { street: '东华门街道' })).toBe('牛街');
  });

  it('is guessed from a misheard name only where no other place is named', () => {
    const territory = resolve('我家在洪莲南路，没水了');
    expect(territory.street).toBe('广安门外');
    expect(territory.confidence).toBeLessThan(0.7);
    expect(streetOf('我家在洪莲南路，在牛街买的')).toBe('牛街');
  });

  it('is null where two streets have a like claim', () => {
    expect(streetOf('烟袋斜街和杨梅竹斜街都有人强行拉客')).toBeNull();
  });

  it('does not read footbridges, trees, front doors and parts of words as places', () => {
    expect(streetOf('过街天桥上一盏灯都不亮')).toBeNull();
    expect(streetOf('小区里那棵椿树枯了要倒')).toBeNull();
    expect(streetOf('公交车到站不开前门，只能从后门下')).not.toBe('金融街');
    expect(streetOf('恢复内部网络')).toBeNull();
    expect(streetOf('在某娱乐城消费，答复内容不满意，以后海外购也不管')).toBeNull();
    expect(streetOf('西部地区历史文化街区')).toBeNull();
  });
});

describe('the names found', () => {
  it('are spans of the source, noise and traditional characters included', () => {
    const source = '&nbsp;在西單大悅城買的';
    const { found } = resolve(source);
    expect(found.map(({ start, end }) => source.slice(start, end))).toEqual(['西單大悅城']);
    expect(found[0]?.street).toBe('西长安街');
  });

  it('leave out guards, which are no places', () => {
    expect(resolve('人行天桥底下有积水').found).toEqual([]);
  });

  it('lie in the source in order, with a street of ours and a confidence in 0..1, for any text', () => {
    const streets = new Set(profile.units.flatMap((unit) => unit.street ?? []));
    const piece = fc.oneof(
      fc.constantFrom(...profile.gazetteer.map((entry) => entry.name)),
      fc.constantFrom('我住', '不是', '，', '。', '市民：', '坐席：', '\n', '路东', '的店', '不对，是'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const source = parts.join('');
        const territory = resolve(source);
        if (territory.street !== null) expect(streets.has(territory.street)).toBe(true);
        expect(territory.confidence).toBeGreaterThanOrEqual(0);
        expect(territory.confidence).toBeLessThanOrEqual(1);
        let last = 0;
        for (const { start, end, name } of territory.found) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(source.slice(start, end)).toBe(name);
          last = end;
        }
      }),
      { numRuns: 200 },
    );
  });
});
