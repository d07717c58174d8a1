import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import type { Facts } from '../../../src/knowledge/types.ts';

const facts = (text: string): Facts => factsFromText({ text }).facts;

describe('facts of faulty goods', () => {
  it.each<[string, Partial<Facts>]>([
    ['新车提车五天变速箱坏了', { familyCar: true, carFault: 'powertrain', daysSincePurchase: 5 }],
    ['新车刹车失灵，才开了两千公里', { familyCar: true, carFault: 'danger', carKm: 2000 }],
    ['同一个毛病修了5次还是没修好', { repairTimes: 5 }],
    ['前前后后在4S店修了四十天', { repairDays: 40 }],
    ['刹车片磨损要换', { carWearPart: true }],
    ['车一直在外面做的保养', { servicedElsewhere: true }],
    ['冰箱用了三个月不制冷', { durable: true, daysSincePurchase: 90 }],
    ['三年前买的洗衣机', { durable: true, daysSincePurchase: 1095 }],
    ['商家给换了一台新的', { remedyDone: 'exchanged' }],
    ['换了主板还是黑屏', { remedyDone: 'repaired' }],
    ['充电宝爆炸把沙发烧坏了', { productDefect: true, goodsInjury: true }],
    ['幸好没有人受伤', { goodsInjury: false }],
    ['买的全新手机其实是翻新机', { usedGoods: true, soldAsNew: true }],
    ['店家当时说明是二手', { soldAsNew: false }],
    ['闲鱼上个人卖家卖的', { privateSeller: true }],
    ['买的时候就告诉我有划痕', { flawToldBefore: true }],
    ['从未说明有瑕疵', { flawToldBefore: false }],
    ['商家送的电饭锅漏电', { gift: true }],
    ['窗帘尺寸做短了', { notAsOrdered: true }],
    ['是我自己量错了尺寸', { ownOrderMistake: true }],
    ['检测报告不合格', { testResult: 'bad' }],
    ['检测结果没有质量问题', { testResult: 'good' }],
    ['给公司买的电脑', { forBusiness: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['电动自行车刹车失灵', 'familyCar'],
    ['冰箱里的牛奶酸了', 'durable'],
    ['手机上下单买的', 'durable'],
    ['保修期三年', 'daysSincePurchase'],
    ['要求给我换一台新的', 'remedyDone'],
    ['担心充电时炸伤人', 'goodsInjury'],
    ['是不是翻新机', 'usedGoods'],
    ['我摔伤骨折了', 'misuse'],
    ['拿不出进货单', 'forBusiness'],
    ['快递员送的货', 'gift'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)[fact]).not.toBe(true);
    if (fact === 'remedyDone' || fact === 'daysSincePurchase') expect(facts(text)[fact]).toBe(undefined);
  });
});

describe('facts of how goods are sold', () => {
  it.each<[string, Partial<Facts>]>([
    ['店里写着假一赔十', { promisedMultiple: 10 }],
    ['店家没承诺假一赔十', { promisedMultiple: 0 }],
    ['跟宣传的完全不一样', { adClaim: 'untrue' }],
    ['用了最佳这个词', { adClaim: 'absolute' }],
    ['买三斤虾少了半斤', { shortWeight: true }],
    ['老板说称错了', { scaleRigged: false }],
    ['电子秤被动了手脚', { scaleRigged: true }],
    ['标价9.9元，扫码变成12元', { priceMatter: 'higher' }],
    ['先涨价再打折', { priceMatter: 'fakeOriginal' }],
    ['比隔壁贵一倍', { priceMatter: 'high' }],
    ['商家说少标了一个零', { priceMistake: true }],
    ['付款后取消了我的订单', { orderSubmitted: true }],
    ['只放在购物车没付款', { orderSubmitted: false }],
    ['饭店包间最低消费800', { eatingOut: true, minimumSpend: true }],
    ['禁止自带酒水', { ownDrinksBarred: true }],
    ['结账才说收餐位费', { extraFee: true }],
    ['特价商品概不退换', { shopTerm: true }],
    ['交了定金', { depositKind: 'earnest' }],
    ['交的是订金', { depositKind: 'advance' }],
    ['交了定金，商家说没货不卖了', { dealBroken: 'seller' }],
    ['交的定金，我后悔不想要了', { dealBroken: 'buyer' }],
    ['定金交了总价的三成', { depositPercent: 30 }],
    ['商家发错货', { wrongGoods: true }],
    ['买了运费险', { freightPromised: true }],
    ['只拆开看了一下', { openingState: 'opened' }],
    ['手机已经激活了', { openingState: 'activated' }],
    ['快递箱扔了', { packageLost: 'carton' }],
    ['主播没说是谁卖的', { hostNamedSeller: false }],
    ['平台不肯提供商家信息', { sellerTraceable: false }],
    ['平台给的商家电话是空号', { sellerTraceable: false }],
    ['平台自营买的', { platformOwnSale: true }],
    ['说好三天发货现在一直没发货', { deliveryLate: true }],
    ['12岁的孩子背着我们买了五千元的手机', { minorAge: 12, fitsAge: false }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['能要求假一赔十吗', 'promisedMultiple'],
    ['是不是缺斤短两', 'shortWeight'],
    ['饭店没有最低消费', 'minimumSpend'],
    ['是定金还是订金', 'depositKind'],
    ['没买运费险', 'freightPromised'],
    ['不是自营', 'platformOwnSale'],
    ['收到时快递箱就破了', 'packageLost'],
    ['手机五千块', 'fitsAge'],
    ['网购的裙子不想要了', 'dealBroken'],
  ])('takes nothing from: %s', (text, fact) => {
    expect([undefined, false]).toContain(facts(text)[fact]);
  });
});

describe('facts of food, medicine and cosmetics', () => {
  it.each<[string, Partial<Facts>]>([
    ['超市货架上的面包已经过期了', { expiredWhenSold: true, foodUnsafe: true, madeBySeller: false }],
    ['酸奶买回家放冰箱里过期了', { expiredWhenSold: false }],
    ['餐馆后厨做的', { madeBySeller: true }],
    ['糕点没有生产日期', { labelFault: 'missing' }],
    ['篡改生产日期', { labelFault: 'falsified', sellerKnewBad: true }],
    ['配料表有错别字', { labelFault: 'wording' }],
    ['进口饼干没有中文标签', { importedFood: true, chineseLabel: false }],
    ['海外代购的奶粉', { crossBorder: true }],
    ['我明知过期还买', { knewBeforeBuying: true }],
    ['没注意日期就买了', { knewBeforeBuying: false }],
    ['买了50盒饼干', { beyondDailyNeed: true }],
    ['只买了一盒', { beyondDailyNeed: false }],
    ['药店卖给我过期的感冒药', { medicine: true, medicineBad: true, food: false }],
    ['药吃了没效果', { medicineBad: false }],
    ['面霜用了烂脸', { cosmetic: true, skinReaction: true, food: false }],
    ['面膜检出激素', { cosmeticBad: true }],
    ['外卖商家没有许可证', { takeaway: true, takeawayUnlicensed: true }],
    ['吃完拉肚子，没去医院', { foodIllness: true, medicalRecord: false }],
    ['去医院急诊了', { medicalRecord: true }],
    ['小票丢了', { purchaseProof: false }],
    ['老人听讲座，说能治糖尿病', { elderBuyer: true, efficacyFalse: true }],
    ['商家没有夸大', { efficacyFalse: false }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['进口红酒', 'cosmetic'],
    ['牛奶快过期了', 'expiredWhenSold'],
    ['怀疑是假药', 'medicineBad'],
    ['会不会是假药', 'medicineBad'],
    ['能按假药赔吗', 'medicineBad'],
    ['我过敏了', 'skinReaction'],
    ['被当成职业打假', 'knewBeforeBuying'],
    ['医生说能治好病', 'efficacyFalse'],
  ])('takes nothing from: %s', (text, fact) => {
    expect([undefined, false]).toContain(facts(text)[fact]);
  });
});

describe('facts of giving goods back', () => {
  it.each<[string, Partial<Facts>]>([
    ['饼干开封吃了两口，想退', { goodsIntact: false, food: true, givesBack: true }],
    ['牛奶买多了吃不完，想退', { changeOfMind: true, qualityProblem: false }],
    ['领标被我剪了', { goodsIntact: false }],
    ['平板玩了三天', { goodsIntact: false }],
    ['收到都二十多天了', { daysSinceReceipt: 20 }],
    ['我拖到第十二天才申请', { daysSinceReceipt: 12 }],
    ['这口锅用了十个月', { daysSinceReceipt: 300 }],
    ['昨天签收的吊扇，要无理由退货', { saleChannel: 'online', daysSinceReceipt: 1 }],
    ['推销员上门卖的，后悔了', { saleChannel: 'offline', changeOfMind: true }],
    ['付款前弹窗我点了确认不退', { confirmedNonReturnable: true, saleChannel: 'online' }],
    ['那个小框默认打勾同意不退', { confirmedNonReturnable: false }],
    ['全款在App上付的', { paidInShop: false }],
    ['单位在网上买的椅子', { forBusiness: true, saleChannel: 'online' }],
    ['公司采购的打印机', { forBusiness: true }],
    ['螃蟹到货死了三只', { perishable: true, qualityProblem: true }],
    ['我从同事手里买的车', { privateSeller: true }],
    ['激活过半年的手机当全新的卖', { fraud: true }],
    ['说明书有个错别字，要赔三倍', { fraud: false, wantsTriple: true }],
    ['合同写明是展车', { flawToldBefore: true }],
    ['送检合格', { testResult: 'good', qualityProblem: false }],
    ['扫码价高出货架价两块', { priceMatter: 'higher' }],
    ['结账抹零', { priceMatter: 'lower' }],
    ['临期的奶和新货混着卖', { nearExpiryUnmarked: true }],
    ['要求双倍返还', { wantsDouble: true }],
    ['广告违法吗', { asksUnlawful: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['商家硬说我穿过', 'goodsIntact'],
    ['下单即视为同意不退换', 'confirmedNonReturnable'],
    ['售后空口说我摔过', 'misuse'],
    ['健身卡的客服不给退', 'saleChannel'],
    ['在某某公司买的沙发', 'forBusiness'],
    ['检测结果没有超标', 'testResult'],
    ['店里说二手不保', 'soldAsNew'],
    ['这道题有错别字', 'fraud'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)[fact]).toBeUndefined();
  });
});
