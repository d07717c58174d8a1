import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/text/clean.ts';
import { parseTurns } from '../../src/text/transcript.ts';
import { urgencyRules } from '../../src/triage/urgency-rules.ts';
import { URGENCY_SIGNS } from '../../src/triage/urgency-words.ts';
import type { IssueType } from '../../src/triage/types.ts';
import { shippedProfile } from '../support/shipped-profile.ts';

const profile = shippedProfile();
const type = (code: string): IssueType => {
  const found = profile.issueTypes.find((item) => item.code === code);
  if (!found) throw new Error(`no type ${code}`);
  return found;
};
function read(code: string, text: string) {
  const clean = cleanText(text);
  return urgencyRules({ clean, turns: parseTurns(clean.text) }, type(code));
}
const urgencyOf = (code: string, text: string) => read(code, text)?.urgency ?? null;

describe('danger now', () => {
  it.each([
    ['0203', '楼上漏水漏到电表箱了，噼里啪啦冒火星子'],
    ['0301', '楼道里闻到一股煤气味，呛得不行'],
    ['0306', '我妈被困在电梯里了，出不来'],
    ['0404', '广告牌被风刮得摇摇欲坠，底下就是便道'],
    ['0401', '院墙往外倾斜，裂缝能伸进手掌'],
    ['0702', '一根电线被大车挂断，垂落在人行道上'],
    ['0603', '井盖缺失，深不见底'],
    ['0705', '雨水倒灌进半地下室，已经没过脚踝，老人下不来'],
    ['1202', '我妈正在银行给骗子转账，快拦一拦'],
    ['0702', '停电了，家里有病人靠呼吸机，电池只能撑两小时'],
    ['0804', '孩子说不想活了'],
  ])('%s %s', (code, text) => expect(urgencyOf(code, text)).toBe('safety'));
});

describe('a livelihood cut off', () => {
  it.each([
    ['0301', '十层以上都没水，从下午四点到现在'],
    ['0302', '物业说不交物业费就不给我卖电'],
    ['0201', '房东把门锁换了，今晚没地方住'],
    ['1105', '母亲两个月未领到退休金，银行流水没有入账'],
    ['1001', '降压药断了两天，医院不给开'],
  ])('%s %s', (code, text) => expect(urgencyOf(code, text)).toBe('livelihood'));
});

describe('what is no danger now', () => {
  it.each([
    ['0301', '上个月楼道着火了，烧坏的电表箱一直没人换'],
    ['0603', '井盖缺失的问题已经修好了，谢谢'],
    ['0401', '我担心院墙要塌，想请人看看怎么申请鉴定'],
    ['0301', '没有煤气味，就是油烟味大'],
    ['0203', '请问如果冒烟了应该找谁'],
    ['1603', '我被困在电梯里，消防员来救了我，要送锦旗'],
    ['0101', '买的台灯冒烟，要求退货'],
    ['0502', '楼下音响震天响，吵得人睡不着'],
  ])('%s %s', (code, text) => expect(urgencyOf(code, text)).toBeNull());

  it('is what the agent alone says', () => {
    expect(urgencyOf('0706', '坐席：线头裸露会触电，请远离。\n市民：没有没有，就是灯不亮。')).toBeNull();
  });

  it('adds nothing to a type that is already as urgent', () => {
    expect(read('1205', '外墙瓷砖往下掉')).toBeNull();
    expect(read('0702', '停电了，没电做饭')).toBeNull();
  });
});

describe('reasons', () => {
  it('point at the words in the source', () => {
    const source = '&nbsp;&nbsp;楼道電線被掛斷，垂落在地上';
    const reason = read('0702', source)?.because[0];
    expect(reason?.code).toBe('urgency_wire');
    const span = reason?.evidence[0];
    expect(source.slice(span?.start, span?.end)).toContain('電線');
  });
});

describe('temper and the number of calls', () => {
  const BASES: readonly (readonly [string, string])[] = [
    ['0101', '在西单买的手表走不准，店家不给换'],
    ['0301', '电梯间灯不亮，物业不来修'],
    ['0502', '楼下广场舞太吵'],
    ['0603', '井盖缺失，深不见底'],
    ['0302', '物业不给我卖电'],
    ['1101', '老板欠我三个月工资'],
  ];
  const TEMPER = [
    '气死我了！！！',
    '你们都是废物。',
    '我已经打了十次电话了。',
    '这是我第二十三次打12345！',
    '再不管我就投诉你们局长，找媒体曝光！',
    '简直无法无天！！',
    '忍无可忍。',
    '天天打天天没人管。',
    '赶紧给我办！马上！立刻！',
    '我非常非常着急。',
  ];

  it('never change the urgency, wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...BASES),
        fc.array(fc.constantFrom(...TEMPER), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        ([code, text], temper, first) => {
          const angry = first ? `${temper.join('')}${text}` : `${text}。${temper.join('')}`;
          expect(urgencyOf(code, angry)).toBe(urgencyOf(code, text));
        },
      ),
    );
  });

  it('leave the urgency as it is when swapped for calm words', () => {
    for (const [code, text] of BASES)
      for (const temper of TEMPER)
        expect(urgencyOf(code, `${temper}${text}`)).toBe(urgencyOf(code, `您好，麻烦您。${text}`));
  });
});

describe('the characters that a sign needs', () => {
  it.each(URGENCY_SIGNS.map((sign) => [sign.code, sign] as const))(
    'stand in all that its pattern matches: %s',
    (_, sign) => {
      // Words that the pattern allows, without regard to what must not stand beside them.
      const source = sign.pattern.source.replace(/\(\?<?[!=][^()]*\)/g, '');
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(`^(?:${source})$`)), (words) => {
          expect([...sign.needs].some((character) => words.includes(character))).toBe(true);
        }),
        { numRuns: 400 },
      );
    },
  );
});
