import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import type { Facts } from '../../../src/knowledge/types.ts';

const facts = (text: string): Facts => factsFromText({ text }).facts;

describe('facts of procedure', () => {
  it.each<[string, Partial<Facts>]>([
    ['已经起诉商家了，又打12315投诉', { handledElsewhere: 'court' }],
    ['消协调解过了，再投诉行吗', { handledElsewhere: 'agency' }],
    ['人民调解委员会调解过没成，投诉还受理吗', { handledElsewhere: 'mediation', asksAcceptance: true }],
    ['四年前买的家具现在投诉', { yearsSinceKnown: 4 }],
    ['三年多以前的事还能投诉吗', { yearsSinceKnown: 3.5 }],
    ['不知道店名，想投诉', { noRespondentData: true }],
    ['不想留真实姓名，投诉行吗', { hidesIdentity: true }],
    ['买了五十盒过期饼干投诉', { bulkClaims: true }],
    ['投诉十个工作日了', { workdaysSinceComplaint: 10 }],
    ['投诉三天了', { workdaysSinceComplaint: 3 }],
    ['昨天打12315投诉的', { workdaysSinceComplaint: 1 }],
    ['投诉以后一直没人联系我', { toldAcceptance: false }],
    ['投诉短信说已经受理了', { toldAcceptance: true }],
    ['商家拒绝调解', { merchantRefuses: true }],
    ['商家同意调解', { merchantRefuses: false }],
    ['调解七十天还没结果', { daysSinceAcceptance: 70 }],
    ['卖家在义乌，想投诉', { sellerPlace: 'elsewhere' }],
    ['淘宝店公示地址在朝阳，投诉', { sellerPlace: 'beijing', isPlatformShop: true }],
    ['平台在北京，店铺在广州，投诉', { platformPlace: 'beijing', sellerPlace: 'elsewhere' }],
    ['实名举报虚假宣传', { reported: true, realName: true, reportField: 'unfair' }],
    ['匿名举报的', { realName: false }],
    ['举报了三次，没有新证据', { repeatReport: true, newFacts: false }],
    ['举报的黑作坊查实了，有奖金吗', { reportVerified: true, asksReward: true, reportField: 'food' }],
    ['举报商家同时还要求退款', { mixedComplaint: true }],
    ['举报他会不会被老板知道', { asksSecrecy: true }],
    ['处罚决定书收到三个月了还能复议吗', { actKind: 'decision', daysSinceDecision: 90 }],
    ['上周收到的罚款决定想复议', { daysSinceDecision: 7 }],
    ['处罚决定没有告知可以复议', { notToldRights: true }],
    ['市场监管所的调解结果不服想复议', { actKind: 'mediation' }],
    ['信访答复不服能复议吗', { actKind: 'petition' }],
    ['复议决定书收到十天了', { daysSinceReview: 10, afterReview: true }],
    ['当场罚款能直接起诉吗', { reviewFirst: 'spot' }],
    ['想申请公开征收补偿方案', { infoKind: 'open' }],
    ['申请公开会议纪要', { infoKind: 'processing' }],
    ['要求公开执法案卷', { infoKind: 'casefile' }],
    ['申请信息公开三个月了', { workdaysSinceInfo: 58 }],
    ['信访受理三个月了', { petition: true, daysSinceAcceptance: 90 }],
    ['信访提出一个月了', { daysSincePetition: 30 }],
    ['上周收到信访处理意见', { petitionStage: 'opinion', daysSincePetitionReply: 7 }],
    ['信访已经复核过了', { petitionStage: 'final' }],
    ['打12345说科长收红包', { hotline: true, matterKind: 'discipline' }],
    ['同一件事打了十次12345', { sameMatterAgain: true }],
    ['三年前的违法还能处罚吗', { yearsSinceViolation: 3 }],
    ['无照经营五年了，现在还在营业，能罚吗', { stillGoingOn: true }],
    ['要吊销许可证，能听证吗', { penaltyKind: 'revoke' }],
    ['罚款五百块能听证吗', { penaltyKind: 'light' }],
    ['听证告知书收到十天了', { daysSinceHearingNotice: 10 }],
    ['调解时发现店里没有营业执照', { leadFound: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, keyof Facts]>([
    ['想起诉商家，先投诉行吗', 'handledElsewhere'],
    ['投诉不成只能去法院起诉吗', 'handledElsewhere'],
    ['消协没受理，我再投诉', 'handledElsewhere'],
    ['投诉十天了', 'workdaysSinceComplaint'],
    ['投诉应当几天受理', 'workdaysSinceComplaint'],
    ['投诉规定七个工作日', 'workdaysSinceComplaint'],
    ['投诉会不会受理', 'toldAcceptance'],
    ['四年前买的家具', 'yearsSinceKnown'],
    ['举报电话是多少', 'reported'],
    ['举报如果查实了怎么办', 'reportVerified'],
    ['怕邻居知道', 'asksSecrecy'],
    ['被罚款五十', 'penaltyKind'],
    ['收到快递三个月了', 'daysSinceDecision'],
    ['复议期限是多少天', 'daysSinceReview'],
    ['想申请复核信访', 'petitionStage'],
    ['法院旁边有违建', 'matterKind'],
    ['三年前结的婚', 'yearsSinceViolation'],
    ['会议纪要写得不清楚', 'infoKind'],
    ['商家不同意退货', 'merchantRefuses'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)[fact]).toBe(undefined);
  });
});
