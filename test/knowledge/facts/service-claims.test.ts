import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';

const facts = (text: string): Record<string, unknown> => factsFromText({ text }).facts;

describe('facts of how cards end, of carriage, of claims and of the way a matter takes', () => {
  it.each([
    ['办的年卡要一分不扣全额退', 'wantsAllBack', true],
    ['健身卡办了半年了想退', 'daysSincePayment', 183],
    ['报班交的钱，才第三天', 'daysSincePayment', 3],
    ['我的卡一节都没上过', 'serviceStarted', false],
    ['以前在别的馆练过两年', 'sameServiceBefore', true],
    ['办的卡懒得去了', 'changeOfMind', true],
    ['会员卡里有钱，店关张了', 'shopClosed', true],
    ['私教课总是约不上', 'merchantBreach', true],
    ['馆里天天正常开门，会员卡过期了', 'merchantBreach', false],
    ['合同写着随门市价，卡里扣得多了', 'priceFixed', false],
    ['退课算下来让我倒补三百', 'owesMore', true],
    ['退卡按原价扣，那个原价从来没卖过', 'listPriceUnreal', true],
    ['年卡过期了，自己没去', 'unusedByOwn', true],
    ['会员卡消费记录锁在他电脑里', 'recordsWithShop', true],
    ['会员卡磁条坏了', 'cardUnreadable', true],
    ['保价两千，要按市场价八千赔', 'wantsAboveInsured', true],
    ['邮递员把平信扔到垃圾桶', 'deliberateLoss', true],
    ['话剧就是座位看不清，要退票', 'minorChange', true],
    ['酒店提前一个月取消，扣全款', 'cancelledEarly', true],
    ['航班取消滞留，房费要旅行社出', 'strandedCosts', 'lodging'],
    ['旅行社代订把日期订错了', 'agencyError', true],
    ['回来四十天想退旅行社指定店的玉', 'daysSinceTrip', 40],
    ['跟团自由活动自己逛商场买的', 'forcedShopping', false],
    ['保险理赔的病历一直没交全', 'claimDocsMissing', true],
    ['信用卡的事让市场监管去罚银行', 'wantsMarketPunish', true],
    ['快递小哥的取件电话当骚扰', 'notAdvert', true],
    ['刷脸和刷卡都能进', 'otherEntryOffered', true],
    ['宽带欠了两个月费被断网', 'owesCarrier', true],
    ['十一岁闺女买了张卡', 'minorAge', 11],
    ['打12345点名局长来办', 'wantsHigher', true],
    ['科长收了我两条烟', 'officialTook', true],
    ['窗口态度差，没收钱', 'officialTook', false],
    ['邻居家着火了', 'emergencyNow', true],
    ['昨天吵的架，打110行吗', 'emergencyNow', false],
    ['他承认是自己把虫子放碗里，还来投诉', 'fabricatesEvidence', true],
    ['所里能不能冻结商家账户', 'wantsForced', true],
    ['商家同意调解', 'mediationAgreed', true],
    ['申请了复议就不用交罚款', 'thinksStayed', true],
    ['电话里说一声要公开账目', 'oralRequest', true],
    ['整条街都卖假货，我要举报', 'vagueReport', true],
    ['举报的店罚了二十万，按比例分我', 'wantsFineShare', true],
    ['信访答复不服，去北京上访', 'skipsLevel', true],
    ['拿了钱和解，你们别罚他', 'settledNoPunish', true],
    ['复议要多久', 'asksHow', true],
    ['哪天付的钱记不清了', 'factUnsettled', true],
  ])('reads from “%s”', (text, fact, value) => {
    expect(facts(text)[fact]).toBe(value);
  });

  it.each([
    ['商家拒绝全额退款', 'wantsAllBack'],
    ['怕店跑路，想退卡', 'shopClosed'],
    ['今天吃饭花了一百', 'daysSincePayment'],
    ['工作忙，周末加班', 'changeOfMind'],
    ['酒店的早餐不错', 'cancelledEarly'],
    ['酒店要订两间房，想取消一间', 'hotelBreach'],
    ['我收了快递', 'officialTook'],
    ['办卡的时候他没说清楚条款', 'factUnsettled'],
    ['商家没有欠费', 'owesCarrier'],
    ['会议纪要写得不清楚', 'infoKind'],
    ['商家不同意调解', 'mediationAgreed'],
  ])('takes nothing from “%s”', (text, fact) => {
    expect(facts(text)[fact]).toBeUndefined();
  });
});
