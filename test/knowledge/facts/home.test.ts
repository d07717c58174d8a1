import { describe, expect, it } from 'vitest';
import { HOME_FACTS } from '../../../src/knowledge/facts/home.ts';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import type { Facts } from '../../../src/knowledge/types.ts';

const facts = (text: string): Facts => factsFromText({ text }).facts;

describe('facts of the home', () => {
  it.each<[string, Partial<Facts>]>([
    // Renting.
    ['合同上个月到期，我已经搬走了', { leaseEnd: 'expired' }],
    ['房租合同期满了', { leaseEnd: 'expired', leaseRuns: false }],
    ['我提前退租', { leaseEnd: 'tenantEarly' }],
    ['房东突然让我搬走', { leaseEnd: 'landlordEarly' }],
    ['我还在租住', { leaseEnd: 'running' }],
    ['合同没到期', { leaseRuns: true }],
    ['不小心打碎了衣柜镜子', { leaseDamage: true }],
    ['房子交回去的时候家具都完好', { leaseDamage: false }],
    ['墙面有点旧是正常磨损', { leaseNormalWear: true }],
    ['还欠着一个月房租', { leaseOwes: true, leaseWhyEvict: 'rent' }],
    ['水电费都结清了', { leaseOwes: false }],
    ['从来没拖欠房租', { leaseOwes: false }],
    ['合同里写着提前退租押金不退', { leaseForfeitAgreed: true }],
    ['合同没写提前走要扣押金', { leaseForfeitAgreed: false }],
    ['公司把我调去外地了，我换工作', { leaseWhyLeave: 'own' }],
    ['检测甲醛超标', { leaseWhyLeave: 'unsafe' }],
    ['房东说要卖房', { leaseWhyEvict: 'own' }],
    ['房东把我的锁换了', { leaseForced: true }],
    ['房东不同意我转租', { subletConsent: false }],
    ['房东同意我转租的', { subletConsent: true }],
    ['最后没租成', { agentDealMade: false }],
    ['看完房又私下找房东签的', { agentBypassed: true }],
    ['阳台改成卧室租出去', { groupNonLiving: true }],
    ['一间屋挤了八个人', { groupCrowded: true }],
    // Buying and building.
    ['开发商延期交房', { deliveryOverdue: true }],
    ['发函催告已经五个月', { deliveryMonthsSinceDemand: 5 }],
    ['房产证拖了一年多', { titleMonthsLate: 13 }],
    ['房本逾期三个月', { titleMonthsLate: 3 }],
    ['我征信有问题', { homeDealFailWhy: 'buyer' }],
    ['突然限购', { homeDealFailWhy: 'neither' }],
    ['开发商没有预售证', { homeNoPresalePermit: true }],
    ['收房四年外墙渗水', { yearsSinceDelivery: 4, defectPart: 'water' }],
    ['入住才半年水管就漏了', { yearsSinceDelivery: 0.5, defectPart: 'fittings' }],
    ['补偿款还没给', { clearancePaid: false }],
    ['胡同里搞申请式退租', { clearanceVoluntary: true }],
    // The estate.
    ['房子一直空着', { feeRefusalWhy: 'empty' }],
    ['物业服务太差', { feeRefusalWhy: 'poor' }],
    ['物业重复收费', { feeOvercharged: true }],
    ['物业直接贴通知涨物业费', { ownersVoted: false }],
    ['业主大会表决通过了', { ownersVoted: true }],
    ['三分之二的业主参加投票', { turnoutPercent: 66.67 }],
    ['不到三分之二的业主参加投票', { turnoutPercent: 65.67 }],
    ['参加投票的业主占百分之七十二', { turnoutPercent: 72 }],
    ['七成五的业主参与表决', { turnoutPercent: 75 }],
    ['四分之三的业主同意', { agreePercent: 75 }],
    ['同意的过半', { agreePercent: 51 }],
    ['只有一半业主同意', { agreePercent: 50 }],
    ['25%的业主联名提议', { proposerPercent: 25 }],
    ['换物业', { voteMatter: 'ordinary' }],
    ['业委会自己决定换物业', { committeeAlone: true }],
    ['小区还没成立业委会', { noCommittee: true }],
    ['车位只卖不租', { spaceDealt: 'saleOnly' }],
    ['停在消防通道上', { fireLane: true }],
    ['在公共车位装地锁', { lockSpace: 'none' }],
    // Neighbours and noise.
    ['星期天一早就用电钻', { decorationTime: 'banned' }],
    ['工作日上午装修', { decorationTime: 'allowed' }],
    ['楼上卫生间漏水到我家', { leakSource: 'upstairs' }],
    ['公共下水管堵了反水', { leakSource: 'shared' }],
    ['凌晨两点还在浇筑', { workAtNight: true }],
    ['工地没有夜间施工许可', { nightPermit: false }],
    ['超市门口大喇叭叫卖', { noiseKind: 'hawk' }],
    ['检测没有超标', { noiseOverLimit: false }],
    ['物业劝了好几次', { noiseDissuaded: true }],
    ['楼上孩子跑跳', { noiseKind: 'home', noiseOrdinaryLife: true }],
    ['没问过楼里住户就在家里开店', { businessConsent: 'none' }],
    ['居民楼一层新开了饭店', { fumeSite: 'dwelling' }],
    ['邻居正在加盖二层', { buildingStage: 'going' }],
    ['没有规划手续', { buildingPermit: false }],
    ['把承重墙砸了', { wallBearing: true }],
    ['拆的不是承重墙', { wallBearing: false }],
    ['遛狗不拴绳', { dogOnLead: false }],
    ['养了三条狗', { dogCount: 3 }],
    ['邻居养藏獒', { dogForbiddenKind: true }],
    ['查不出是谁扔的', { throwerKnown: false }],
    ['监控拍到是六楼扔的', { throwerKnown: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['租期还没到期', 'leaseEnd'],
    ['房东说我弄坏了沙发', 'leaseDamage'],
    ['房东说我欠房租', 'leaseOwes'],
    ['房东想换锁，我担心他断水断电怎么办', 'leaseWhyLeave'],
    ['担心甲醛超标', 'leaseWhyLeave'],
    ['要房东同意才能转租吗', 'subletConsent'],
    ['我怀疑中介隐瞒了情况', 'agentConcealed'],
    ['怕开发商逾期交房', 'deliveryOverdue'],
    ['不知道有没有预售证', 'homeNoPresalePermit'],
    ['物业费涨价要不要业主投票', 'ownersVoted'],
    ['这算不算消防通道', 'fireLane'],
    ['工地有没有夜间施工证明', 'nightPermit'],
    ['噪音是不是超标', 'noiseOverLimit'],
    ['不知道是不是承重墙', 'wallBearing'],
    ['不是承重墙', 'wallDesign'],
    ['没系好安全带', 'dogOnLead'],
    ['没戴头盔', 'dogOnLead'],
    ['装净化器的钱谁出', 'fumeUntreated'],
    ['跳舞机坏了', 'noiseKind'],
    ['电瓶车充电柜计时不准', 'dogUnregistered'],
    ['小锅炉没登记没铭牌', 'dogUnregistered'],
    ['上楼下楼跑三趟', 'noiseKind'],
    ['百分之二十的业主联名', 'agreePercent'],
    ['参加的八成同意', 'turnoutPercent'],
    ['质保没到期', 'leaseRuns'],
    ['办卡后悔了', 'leaseEnd'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)[fact as keyof Facts]).toBe(undefined);
  });

  it('names every fact its cues state, and states every fact it names', () => {
    const named = new Set(HOME_FACTS.definitions.map(({ name }) => name));
    const stated = new Set(HOME_FACTS.cues.map(({ fact }) => fact));
    expect([...stated].filter((name) => !named.has(name))).toEqual([]);
    expect([...named].filter((name) => !stated.has(name))).toEqual([]);
  });
});
