import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import { LABOUR_FACTS } from '../../../src/knowledge/facts/labour.ts';

const names = new Set(LABOUR_FACTS.definitions.map(({ name }) => name));
const read = (text: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(factsFromText({ text }).facts).filter(([name]) => names.has(name)));

const STATED: readonly (readonly [string, Record<string, unknown>])[] = [
  ['干了八个月公司一直没签劳动合同', { workNoContract: true, workMonths: 8 }],
  ['入职两年，老板没跟我签合同', { workNoContract: true, workMonths: 24 }],
  ['上班20天', { workMonths: 20 / 30 }],
  ['我签了劳动合同', { workNoContract: false }],
  ['是我自己不想签的', { workRefusedContract: true }],
  ['公司就是不肯跟我签', { workRefusedContract: false }],
  ['我是超市小时工', { workKind: 'hourly' }],
  ['退休返聘当保安', { workKind: 'retired' }],
  ['在饭店附近跑外卖', { workKind: 'platform' }],
  ['给私人装修干活', { workKind: 'private' }],
  ['大三学生实习', { workKind: 'student' }],
  ['每天要打卡，站长排班', { workManaged: true }],
  ['不用打卡，自由接单', { workManaged: false }],
  ['签了三年的劳动合同', { workContractMonths: 36 }],
  ['试用期6个月', { workProbationMonths: 6 }],
  ['转岗以后又要试用期', { workProbationAgain: true }],
  ['试用期工资打七折', { workProbationPay: 70 }],
  ['被公司辞退了', { workEnd: 'fired' }],
  ['老板让我明天不用来了', { workEnd: 'fired' }],
  ['我自己主动辞职的', { workEnd: 'resigned' }],
  ['合同到期公司不续签', { workEnd: 'expired', workRenewal: 'refused' }],
  ['工厂倒闭了', { workEnd: 'shut' }],
  ['没有给任何理由', { workReason: 'none' }],
  ['说我不胜任', { workReason: 'unfit' }],
  ['部门撤了', { workReason: 'business' }],
  ['没有培训过', { workReasonProved: false }],
  ['怀孕五个月', { workProtection: 'pregnant' }],
  ['提前三十天就交了辞职信', { workResignNotice: true }],
  ['辞职单位不批', { workCompanyRefuses: true }],
  ['我是普通员工', { workKnowsSecrets: false }],
  ['掌握核心代码', { workKnowsSecrets: true }],
  ['竞业限制两年', { workRivalMonths: 24 }],
  ['周日加班没有补休', { workOvertimeDay: 'restDay', workTimeOff: false }],
  ['国庆当天加班', { workOvertimeDay: 'holiday' }],
  ['每天加班到九点', { workOvertimeDay: 'workday' }],
  ['公司从来没有安排过年休假', { workLeaveDeclined: false }],
  ['签了自愿放弃社保声明', { workWaivedInsurance: true }],
  ['公司没给我交社保', { workInsuranceUnpaid: true }],
  ['下班路上自己摔倒', { workHurt: 'commute', workCrashBlame: 'none' }],
  ['上班路上被撞，对方全责', { workHurt: 'commute', workCrashBlame: 'less' }],
  ['在车间被机器压断手指', { workHurt: 'duty' }],
  ['离职一年半了', { workClaimMonths: 18 }],
  ['受伤八个月了', { workHurtDays: 240 }],
  ['公司拖欠三个月工资', { workPayOwed: true }],
  ['欠我的工程款', { workFarmer: false }],
  ['入职收了五百押金', { workHeld: 'money' }],
  ['老板扣了我的身份证', { workHeld: 'papers' }],
  ['公司迟到一次罚款两百', { workDeduction: 'fine' }],
  ['公司给我落户，提前走要赔钱', { workHousehold: true }],
  ['公司说我们是自愿加班', { workOvertimeSaid: true }],
  ['三八妇女节上班', { workOvertimeDay: 'partial' }],
  ['除夕值班', { workOvertimeDay: 'holiday' }],
  ['我自己不想交社保，让公司折现', { workWantsWaiver: true }],
  ['欠薪要公安抓老板', { workWageCrime: true }],
  ['领失业金期间找到新单位', { unemployedOver: true }],
  ['交警还没定责，上班路上出的车祸', { workCrashBlame: 'pending', workHurt: 'commute' }],
  ['给亲戚当住家月嫂', { workKind: 'private' }],
  ['开除我，员工手册我没见过', { workReasonProved: false }],
];

const SILENT: readonly string[] = [
  '劳动合同应当包括哪些内容',
  '我的快递到现在没送到',
  '如果我辞退员工要赔多少',
  '公司没有拖欠工资',
  '租房合同到期了',
  '没有怀孕',
  '工资都按时发',
  '孩子上学的事想咨询',
];

describe('facts of work', () => {
  it.each(STATED)('%s', (text, facts) => {
    expect(read(text)).toMatchObject(facts);
  });

  it.each(SILENT)('states no dismissal, debt or protection: %s', (text) => {
    const { workEnd, workPayOwed, workProtection, workNoContract } = read(text);
    expect([workEnd, workPayOwed, workProtection, workNoContract]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
