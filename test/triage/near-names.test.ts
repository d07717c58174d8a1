import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNames } from '../../src/text/names.ts';
import { soundsOf } from '../../src/text/sounds.ts';
import { findNearNames } from '../../src/triage/near-names.ts';
import { shippedProfile } from '../support/shipped-profile.ts';

const profile = shippedProfile();
const names = buildNames(profile.gazetteer);

describe('names misheard', () => {
  it.each([
    ['我家在洪莲南路边上', '广安门外'],
    ['我家在虹连楠路边上', '广安门外'],
    ['红年男路的路灯', '广安门外'],
    ['新街扣那边', '新街口'],
    ['真武苗四里的楼道', '月坛'],
    ['平安里西大皆路南', '新街口'],
    ['平安里大甲路南', null],
    ['槐柏数街北里', '广安门内'],
    ['杨梅足斜街的店', '大栅栏'],
  ])('%s -> %s', (text, street) => {
    expect(findNearNames(names, text)[0]?.street ?? null).toBe(street);
  });

  it('are not found in common words, numbers, or where only the kind of place differs', () => {
    for (const text of [
      '我们小区三十五次报修',
      '住了四十四个人',
      '北京西城',
      '这个小区的物业公司',
      '某某胡同',
      '请核实联系方式',
      '价签是手写贴上去的',
      '这种没人管的楼',
      '老百姓心里有数',
      '提示就业信息核验不通过',
      '红莲南路和平安里',
    ])
      expect(findNearNames(names, text)).toEqual([]);
  });

  it('sound like the name they give but for one syllable, half of them right, and have its street', () => {
    const streetOf = new Map<string, string | null>();
    for (const entry of profile.gazetteer)
      for (const name of [entry.name, ...(entry.aliases ?? [])]) streetOf.set(name, entry.street);
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...profile.gazetteer.filter((entry) => entry.name.length >= 4).map((entry) => entry.name),
        ),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('甲', '的', '水', '楼', '红', '里', '结'),
        (name, at, other, letter) => {
          const text = [at % name.length, other % name.length].reduce(
            (said, i) => said.slice(0, i) + letter + said.slice(i + 1),
            name,
          );
          for (const hit of findNearNames(names, text)) {
            const said = text.slice(hit.start, hit.end);
            const [heard, meant] = [soundsOf(said), soundsOf(hit.name)];
            const off = [...heard].filter((sound, k) => sound !== meant[k]).length;
            const right = [...said].filter((character, k) => character === hit.name[k]).length;
            expect(said.length).toBe(hit.name.length);
            expect(off).toBeLessThanOrEqual(said.length < 4 ? 0 : 1);
            expect(right).toBeGreaterThan(0);
            if (off > 0) expect(right * 2).toBeGreaterThanOrEqual(said.length);
            expect(streetOf.get(hit.name)).toBe(hit.street);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
