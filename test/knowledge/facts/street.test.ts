import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../../src/knowledge/facts/read-facts.ts';
import { STREET_FACTS } from '../../../src/knowledge/facts/street.ts';

const names = new Set(STREET_FACTS.definitions.map(({ name }) => name));
const read = (text: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(factsFromText({ text }).facts).filter(([name]) => names.has(name)));

const STATED: readonly (readonly [string, Record<string, unknown>])[] = [
  ['我人就在车上，交警一说我马上就开走了', { parkedDriver: 'left' }],
  ['下车买东西回来就被贴条', { parkedDriver: 'absent' }],
  ['没挡住任何人', { parkedBlocks: false }],
  ['给救护车让路', { cameraFlaw: 'rescue' }],
  ['被人套牌了', { cameraFlaw: 'cloned' }],
  ['照片看不清', { cameraFlaw: 'blurred' }],
  ['收到罚单两个月了', { fineDays: 60 }],
  ['被交警拖走了', { towByPolice: true }],
  ['物业把我车拖走了', { towByPolice: false }],
  ['驾照已经扣了12分', { licencePoints: 12 }],
  ['朋友醉驾被抓', { drinkLevel: 'drunk' }],
  ['喝了酒骑电动车', { drinkLevel: 'drinking', drinkVehicle: 'bike' }],
  ['孩子14岁骑电动车', { riderAge: 14 }],
  ['电动车没上牌', { ebikePlated: false }],
  ['在楼道里给电动车充电', { chargingPlace: 'stair' }],
  ['从窗户拉线下来充电', { chargingPlace: 'wire' }],
  ['收到事故认定书十天了', { crashReviewDays: 10 }],
  ['撞了人就跑了', { crashFled: true }],
  ['追尾小剐蹭，没有人受伤', { crashHurt: false }],
  ['出租车司机拒载', { rideCar: 'taxi', rideRefused: true }],
  ['滴滴司机拒载', { rideCar: 'net', rideRefused: true }],
  ['拒绝安检', { metroRefusedCheck: true }],
  ['欠了电费十天就停电', { cutUtility: 'power', cutArrearsDays: 10 }],
  ['房东断了我家的电', { cutCause: 'other' }],
  ['检修停水，提前两天通知', { cutCause: 'works', cutNoticeHours: 48 }],
  ['电表走得特别快', { meterDoubted: true }],
  ['被邻居的狗咬了', { dogBit: true, dogOwnerKnown: true }],
  ['狗没拴绳', { dogLeashed: false }],
  ['五环内放鞭炮', { fireworkSpot: 'inner' }],
  ['办公室里有人抽烟', { smokeSpot: 'indoor' }],
  ['马路边抽烟', { smokeSpot: 'outdoor' }],
  ['初中学校寒假组织集体补课', { tutorBy: 'school', pupilStage: 'compulsory' }],
  ['班主任私下收钱补课', { tutorBy: 'teacher' }],
  ['幼儿园大班教拼音', { kinderTeachesSchool: true }],
  ['孩子在学校操场摔伤了', { schoolHurt: true }],
  ['班主任扇了孩子耳光', { teacherPunished: true }],
  ['医院不给我复印病历', { recordAsker: 'self', recordFlaw: true }],
  ['打了水光针', { beautyInvasive: true }],
  ['外地户口申请低保', { reliefLocal: false }],
  ['饭店不给开发票', { invoiceDenied: true }],
  ['人行道上有人摆摊', { stallSpot: 'street' }],
  ['楼上放音响吵得睡不着', { noiseFrom: 'music' }],
  ['被骗转了三万块', { scamPaid: true }],
  ['把银行卡借给朋友用', { cardLent: true }],
  ['楼上半夜唱歌，物业劝过三次还是唱', { noiseUrged: true }],
  ['昨晚一次音响吵，我谁也没找', { noiseUrged: false }],
  ['第一次违停就罚款', { fineFirstTime: true }],
  ['我骑的是轻便摩托', { ebikeIsMoped: true }],
  ['没收到任何书面通知，燃气公司就停气', { gasWritten: false }],
  ['追尾了，对方非要堵路等交警', { crashWantsWait: true }],
  ['用出租汽车管理条例处罚滴滴司机', { rideWrongRules: true }],
  ['让12345把对方卡冻了', { freezeByHotline: true }],
  ['复印病历应当免费', { recordFeeDisputed: true }],
  ['商场停车场的停车费没交', { roadFeeOther: true }],
];

const SILENT: readonly string[] = [
  '想问问办居住证要什么材料',
  '怕被狗咬',
  '没有喝酒',
  '老师没有打孩子',
  '没有转账',
  '没有人抽烟',
  '商家承诺三天发货',
  '公司拖欠三个月工资',
];

describe('facts of the street and of public services', () => {
  it.each(STATED)('%s', (text, facts) => {
    expect(read(text)).toMatchObject(facts);
  });

  it.each(SILENT)('states no bite, blow, loss or drink: %s', (text) => {
    const facts = read(text);
    for (const [name, value] of Object.entries({
      dogBit: true,
      teacherPunished: true,
      scamPaid: true,
      drinkLevel: 'drinking',
      invoiceDenied: true,
      crashFled: true,
    }))
      expect(facts[name]).not.toBe(value);
  });
});
