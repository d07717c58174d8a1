const NPC = '中华人民共和国';

/** Laws that no longer exist under the name people still use: the day they ended and what took their place. */
export const REPEALED: readonly {
  readonly name: RegExp;
  readonly ended: string;
  readonly law: string;
  readonly instead: string;
}[] = [
  {
    name: /《?信访条例》?(?:第?[一二三四五六七八九十\d]+条)?/gu,
    ended: '2022-05-01',
    law: '信访条例',
    instead: '《信访工作条例》',
  },
  ...(['合同法', '物权法', '担保法', '侵权责任法', '婚姻法', '继承法', '民法通则', '民法总则'] as const).map(
    (name) => ({
      name: new RegExp(
        `(?<![劳动集体保险租赁典])《?(?:中华人民共和国)?${name}》?(?:第?[一二三四五六七八九十百\\d]+条)?`,
        'gu',
      ),
      ended: '2021-01-01',
      law: `${NPC}${name}`,
      instead: '《中华人民共和国民法典》',
    }),
  ),
];
