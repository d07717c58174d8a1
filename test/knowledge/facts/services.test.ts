import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import type { Facts } from '../../../src/knowledge/types.ts';

const facts = (text: string): Facts => factsFromText({ text }).facts;

describe('facts of services', () => {
  it.each<[string, Partial<Facts>]>([
    ['商通卡是昨天买的', { multiPurposeCard: true }],
    ['这张卡只能在这一家店用', { multiPurposeCard: false }],
    ['健身房搬到通州去了，会员卡想退', { shopMoved: true }],
    ['我搬家了，健身卡用不上', { shopMoved: false }],
    ['瑜伽馆搬到二十公里外，卡退不退', { shopMoved: true, moveInconvenient: true }],
    ['理发店搬到隔壁，会员卡', { moveInconvenient: false }],
    ['办完年卡就查出怀孕了', { ownHealth: true, termCard: true }],
    ['办卡之后才确诊，医生不让运动', { ownHealth: true, knewBefore: false }],
    ['报名前就有腰椎病', { knewBefore: true }],
    ['我妈去世了，她的美容卡怎么办', { holderDied: true, ownHealth: true }],
    ['储值卡过期了，里面还有四百块', { cardExpired: true, termCard: false }],
    ['退卡要扣员工的提成', { deduction: 'commission' }],
    ['退会员卡要扣手续费', { deduction: 'fee' }],
    ['退课时费按单次价扣', { deduction: 'used', deductsAtOriginal: true }],
    ['卡转给妹妹要收八百块转卡费', { transferFee: true }],
    ['店突然关门，没有通知', { closingNoticeDays: 0 }],
    ['健身房关门前两个月贴了公告', { closingNoticeDays: 60 }],
    ['会员卡丢了，当时登记了手机号', { cardLost: true, cardRegistered: true }],
    ['商场的不记名储值卡丢了', { cardRegistered: false }],
    ['办卡没签合同，是微信转账的', { noPaperContract: true, otherProof: true }],
    ['充值给的都是现金', { otherProof: false }],
    ['培训班承诺不过退费，课都上完了', { training: true, promisedPass: true, promiseTermsMet: true }],
    ['协议班没去考', { promiseTermsMet: false }],
    ['顺丰寄丢了，没保价', { mailKind: 'express', parcelLost: true, insured: false }],
    ['挂号信保价了两千', { mailKind: 'registered', insured: true }],
    ['贴邮票寄的平信', { mailKind: 'ordinary' }],
    ['快递没打电话就放驿站了', { leftAtStation: true, consentedLocker: false }],
    ['快递问我，我说放门口就行', { consentedLocker: true }],
    ['演唱会嘉宾换人了', { ticket: true, showChanged: true }],
    ['话剧票买了，临时出差去不了', { cannotAttend: true }],
    ['酒店到店说没房了', { hotelBooking: true, hotelBreach: true }],
    ['民宿订单付完款才看到不可取消', { noCancelShown: false }],
    ['酒店页面写明了不可取消', { noCancelShown: true }],
    ['旅行社说人数不够不成团', { tourNotFormed: true, tourCancelledBy: 'agency' }],
    ['跟团回来十天了', { packageTour: true, daysSinceTrip: 10 }],
    ['宽带报修四天了', { outageHours: 96 }],
    ['领了手机的合约机想销号', { contractPlan: true, leavesCarrier: true }],
    ['办套餐时根本没说有在网期', { contractTold: false }],
    ['自动续费没有任何提醒', { autoRenew: true, renewReminded: false }],
    ['儿子六岁拿我手机打赏主播', { minorAge: 6, minorSpent: true, parentAccount: true }],
    ['12岁的孩子偷偷充值', { minorAge: 12, guardianAgreed: false }],
    ['我给过孩子密码让他充', { guardianAgreed: true }],
    ['干洗店把大衣洗缩水了', { laundry: true, garmentDamaged: true }],
    ['染头发过敏，脸肿了', { bodyHarm: true }],
    ['美容院打水光针', { medicalBeauty: true }],
    ['卡一直在我身上，银行的钱被人刷走', { cardSwiped: true, gaveCode: false }],
    ['我把验证码告诉了对方，卡里的钱没了', { gaveCode: true }],
    ['保险还在犹豫期内，想退保', { surrender: true, policyCooling: true }],
    ['天天有推销电话，我从没同意过', { adCalls: true, adConsent: false }],
    ['广告短信退订了还发', { adCancelled: true }],
    ['点餐必须扫码留手机号', { infoForced: true, infoNecessary: false }],
    ['办的卡一次没剪', { serviceStarted: false }],
    ['课只上了两节', { serviceStarted: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, keyof Facts]>([
    ['怕店以后搬走，会员卡', 'shopMoved'],
    ['搬家公司来晚了', 'shopMoved'],
    ['银行卡过期了', 'cardExpired'],
    ['会员卡快到期了', 'cardExpired'],
    ['七天冷静期已过', 'cardExpired'],
    ['隔壁邻居太吵', 'moveInconvenient'],
    ['医院住院费太贵', 'ownHealth'],
    ['商家说我包装不当，快递碎了', 'shipperFault'],
    ['演唱会会不会取消', 'showChanged'],
    ['快递会不会丢', 'parcelLost'],
    ['家里着火烫伤了', 'bodyHarm'],
    ['银行门口停车', 'financeKind'],
    ['社保退保', 'surrender'],
    ['公司组织培训', 'training'],
    ['微信支付的三百元', 'financeKind'],
    ['公园年卡', 'termCard'],
    ['身份证丢了', 'cardLost'],
    ['旅行社团购券', 'packageTour'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)[fact]).toBe(undefined);
  });
});
