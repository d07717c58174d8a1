import { describe, expect, test } from 'vitest';
import { relate, RELATION_RULES } from '../../src/triage/duplicates.ts';
import { placesAgree } from '../../src/triage/matter.ts';
import { factsFrom, relation } from '../support/matters.ts';
import type { Told } from '../support/matters.ts';

const ME = '13800001111';
const YOU = '13900002222';

const coat: Told = {
  text: '市民来电反映，3月8日在西单北大街某商场三层“雪屿”羽绒服专柜花1680元购买羽绒服一件，回家后发现肩部偏窄，次日要求换大一码，店员称断码只能换其他款式，不给退款。诉求：协调退货退款。',
  day: '2026-03-09',
  phone: ME,
};
const site: Told = {
  text: '裕中西里31号楼北侧工地夜间十点半以后仍在用破碎锤，孩子备考无法入睡，诉求：现场制止，并告知是否办理夜间施工证明。',
  day: '2026-03-19',
  phone: ME,
  type: '0501',
  street: '德胜',
};
const hall: Told = {
  text: '建功南里2号楼楼道有人堆放纸箱杂物，堵了消防通道，要求物业清理。',
  day: '2026-03-19',
  phone: ME,
  type: '0305',
  street: '白纸坊',
};

describe('repeat', () => {
  test.each<[string, Told, Told]>([
    [
      'the same caller in other words',
      {
        ...coat,
        text: '还是之前反映过的，我在雪屿专柜买的那件1680元的羽绒服，到现在也没人联系我，店里仍然不给退款，商场三层那个专柜。要求尽快处理退货。',
        day: '2026-03-15',
      },
      coat,
    ],
    ['the same words a month later', { ...site, day: '2026-04-20' }, site],
    [
      'a number written with a country code',
      { ...site, phone: '+86 138 0000 1111', day: '2026-03-20' },
      site,
    ],
  ])('%s', (_, newer, older) => {
    expect(relation(newer, older)).toMatchObject({ kind: 'repeat' });
  });
});

describe('same matter', () => {
  test.each<[string, Told, Told]>([
    [
      'another caller about the same counter',
      {
        ...coat,
        phone: YOU,
        day: '2026-03-12',
        text: '来电人代其女儿反映，西单北大街商场三层雪屿羽绒服专柜的衣服不合身，店员以断码为由拒绝退款，只让换别的款式，价格1680元，要求退款。',
      },
      coat,
    ],
    [
      'a neighbour about the same site',
      {
        ...site,
        phone: YOU,
        day: '2026-03-20',
        text: '住在裕中西里31号楼，楼北边那个工地半夜还在干活，破碎锤响个不停，家里老人睡不着，请城管来管管，有没有夜间施工证？',
      },
      site,
    ],
    ['the same words without a telephone', { text: site.text, day: '2026-03-20', type: '0501' }, site],
    ['the same words with a masked telephone', { ...site, phone: '138****1111', day: '2026-03-20' }, site],
  ])('%s', (_, newer, older) => {
    expect(relation(newer, older)).toMatchObject({ kind: 'same_matter' });
  });
});

describe('rebound', () => {
  const again: Told = {
    ...site,
    phone: YOU,
    day: '2026-04-25',
    text: '裕中西里31号楼边上又开始吵了，上个月刚停，昨晚切割机一直响到凌晨。',
  };
  test('the same trouble at the same place again, in other words', () => {
    expect(relation(again, site)).toMatchObject({ kind: 'rebound' });
  });
  test('within days of the first, other words prove nothing', () => {
    expect(relation({ ...again, day: '2026-03-21' }, site)).toBeNull();
  });
  test('another type at the same place is no rebound', () => {
    expect(relation({ ...again, type: '0305' }, site)).toBeNull();
  });
  test('after a year it is a new matter', () => {
    expect(relation({ ...again, day: '2027-03-25' }, site)).toBeNull();
  });
  test('the same words long after are a rebound, whoever calls', () => {
    expect(relation({ ...site, day: '2026-09-19' }, site)).toMatchObject({ kind: 'rebound' });
    expect(relation({ ...site, phone: YOU, day: '2026-09-19' }, site)).toMatchObject({ kind: 'rebound' });
  });
});

describe('no relation', () => {
  test.each<[string, Told, Told]>([
    [
      'the same words about another shop',
      { ...coat, text: coat.text.replace('雪屿', '童步'), phone: YOU, day: '2026-03-12' },
      coat,
    ],
    [
      'the same caller about another shop',
      { ...coat, text: coat.text.replace('雪屿', '童步'), day: '2026-03-12' },
      coat,
    ],
    [
      'the same words about another place',
      { ...site, text: site.text.replace('裕中西里31号楼', '建功南里2号楼'), street: '白纸坊', phone: YOU },
      site,
    ],
    ['the same caller about something else', { ...site, day: '2026-03-20' }, coat],
    [
      'another house of the same estate',
      {
        ...hall,
        phone: YOU,
        day: '2026-03-22',
        text: '建功南里5号楼楼道堆放杂物，自行车占满，消防通道走不通，要求清理。',
      },
      hall,
    ],
    ['another street of the profile', { ...site, text: '夜间施工噪声很大', street: '白纸坊' }, site],
  ])('%s', (_, newer, older) => {
    expect(relation(newer, older)).toBeNull();
  });
});

test('a name that everybody uses proves nothing by standing in both', () => {
  const [a, b] = ['培训机构', '健身房'].map((where) =>
    factsFrom({ text: `${where}以“岗前培训”为名收费不退`, day: '2026-03-09' }),
  ) as [ReturnType<typeof factsFrom>, ReturnType<typeof factsFrom>];
  const common = relate(a, b, 0.4, { rarity: () => 2 });
  expect(common).toBeNull();
  expect(relate(a, b, 0.4, { rarity: () => 8 })?.reasons.map((r) => r.code)).toContain('same_subject');
});

test('each agreement lowers what is asked of the words, and the reasons say which', () => {
  const newer = factsFrom({ ...site, phone: YOU, day: '2026-03-20' });
  const older = factsFrom(site);
  const asked = RELATION_RULES.wording - RELATION_RULES.place - RELATION_RULES.issueType;
  expect(relate(newer, older, asked - 0.01)).toBeNull();
  const found = relate(newer, older, asked + 0.01, { typeName: (code) => `类${code}` });
  expect(found?.reasons).toEqual([
    { code: 'same_place', text: '地点相同：裕中西里31号' },
    { code: 'same_type', text: '问题分类相同：类0501' },
    { code: 'wording', text: '用语相似 36%' },
    { code: 'gap', text: '间隔 1 天' },
  ]);
  expect(found?.score).toBeGreaterThan(0.5);
});

test('places compare the same from either side', () => {
  const told = [site, coat, hall, { ...hall, text: '建功南里的路灯坏了' }].map(factsFrom);
  for (const a of told) {
    for (const b of told) expect(placesAgree(a, b).agreement).toBe(placesAgree(b, a).agreement);
  }
});
