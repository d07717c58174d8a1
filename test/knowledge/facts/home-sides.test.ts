import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import type { Facts } from '../../../src/knowledge/types.ts';

const facts = (text: string): Facts => factsFromText({ text }).facts;

describe('who speaks of the home, and how far matters have got', () => {
  it.each<[string, Partial<Facts>]>([
    ['我是房东，租客欠租三个月', { leaseSpeaker: 'landlord', leaseWhyEvict: 'rent' }],
    ['房东让我今晚就搬', { leaseNoMoveTime: true }],
    ['房东自己开门进我家', { leaseForced: true }],
    ['合同到期后照常交租', { leaseNoTerm: true }],
    ['租客墙上钉了个钉子', { leaseTrifle: true }],
    ['下水道是我堵的', { leaseTenantBroke: true }],
    ['合同没写什么情况扣押金', { leaseForfeitAgreed: false }],
    ['房东卖给了他亲儿子', { leaseBuyerKin: true }],
    ['签完才知道房子被查封', { agentConcealed: true }],
    ['中介又收了三百块资料费', { agentExtraFee: true }],
    ['店里标价佣金一个月房租', { agentFeeListed: true }],
    ['房子成交了，没约定谁付', { agentDealMade: true, agentFeeNoSay: true }],
    ['房子租出去了，租客不交物业费', { feeLet: true }],
    ['通知收房我故意不去', { feeBuyerRefuses: true }],
    ['一楼不同意加装电梯', { liftOneObjects: true }],
    ['必须百分百同意才行', { liftUnanimous: true }],
    ['消防栓被车挡住', { hydrantBlocked: true }],
    ['楼顶刷漆好看', { fundCosmetic: true }],
    ['业委会两年没开会', { committeeIdle: true }],
    ['我不是业主', { booksNotOwner: true }],
    ['居委会直接换物业', { dismissNotByOwners: true }],
    ['路边划的车位', { parkingOnCommon: true }],
    ['工地有夜施证', { nightPermit: true, workAtNight: true }],
    ['检测没有超标', { noiseOverLimit: false, noiseWithinLimit: true }],
    ['测出来油烟超标', { fumeOver: true }],
    ['面馆十年前就开了', { fumeOldShop: true }],
    ['我找开锁的进去', { leakBreakIn: true }],
    ['拆了剪力墙', { wallBearing: true }],
    ['早过了两年时效', { buildingTimeBarClaimed: true }],
    ['去年扔的酒瓶', { thrownBefore2026: true }],
    ['空调支架锈断了', { thingFellOff: true }],
    ['签了退租协议又反悔', { clearanceBackOut: true, clearanceVoluntary: true }],
    ['契税一直没去交', { titleBuyerCause: true }],
    ['开发商已经拿到许可证', { presaleLater: true }],
    ['我想退房', { flatExitAsked: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['我是租客，房东欠我押金', 'leaseSpeaker'],
    ['进屋修水管我同意了', 'leaseForced'],
    ['他已经恢复不了，还不恢复', 'leaseTrifle'],
    ['中介费国家规定最多收多少', 'agentExtraFee'],
    ['网购的合同约定扣款', 'leaseDeductAgreed'],
    ['公示贴一天就撕了', 'booksPosted'],
    ['要不要表决', 'liftNoVote'],
    ['一家子还是隔断', 'rentFamily'],
    ['是不是地面公共车位还是开发商的', 'parkingPrivate'],
    ['有没有夜间施工证明', 'nightPermit'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)).not.toHaveProperty(fact);
  });
});
