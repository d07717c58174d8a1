import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../src/profile/load.ts';
import { buildNames } from '../../src/text/names.ts';
import { findNearNames } from '../../src/triage/near-names.ts';

const profile = loadProfile(join(import.meta.dirname, '../../data/profile/xicheng'));
const names = buildNames(profile.gazetteer);

describe('names one character off', () => {
  it.each([
    ['我家在洪莲南路边上', '广安门外'],
    ['平安里西大皆路南', null],
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
    ])
      expect(findNearNames(names, text)).toEqual([]);
  });

  it('are one character away from the name they give, and have its street', () => {
    const streetOf = new Map<string, string | null>();
    for (const entry of profile.gazetteer)
      for (const name of [entry.name, ...(entry.aliases ?? [])]) streetOf.set(name, entry.street);
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...profile.gazetteer.filter((entry) => entry.name.length >= 4).map((entry) => entry.name),
        ),
        fc.nat(),
        fc.constantFrom('甲', '的', '水', '楼'),
        (name, at, letter) => {
          const i = at % name.length;
          const text = name.slice(0, i) + letter + name.slice(i + 1);
          for (const hit of findNearNames(names, text)) {
            const said = text.slice(hit.start, hit.end);
            const differing = [...said].filter((character, k) => character !== hit.name[k]);
            expect(said.length).toBe(hit.name.length);
            expect(differing.length).toBeLessThanOrEqual(1);
            expect(streetOf.get(hit.name)).toBe(hit.street);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
