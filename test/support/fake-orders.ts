import type { OrderInput, OrderState } from '../../src/app/types.ts';
import type { EntityKind, SaleChannel } from '../../src/text/types.ts';
import type { DemandKind, Urgency } from '../../src/triage/types.ts';

/** One fictitious order and what the fake engine is to say of it; words stand for their first span in the text. */
export type FakeOrder = {
  readonly input: OrderInput;
  readonly state: OrderState;
  readonly type: string;
  readonly confidence: number;
  readonly otherTypes: readonly (readonly [code: string, confidence: number])[];
  readonly kind: DemandKind;
  readonly urgency: Urgency;
  readonly unit: string;
  readonly unitConfidence: number;
  readonly otherUnits: readonly (readonly [code: string, confidence: number])[];
  readonly joint?: string;
  readonly street: string | null;
  readonly saleChannel: SaleChannel;
  readonly evidence: readonly (readonly [words: string, weight: number])[];
  readonly entities: readonly (readonly [kind: EntityKind, words: string, value?: number | string])[];
  readonly misquoted?: { readonly words: string; readonly why: string };
};

const TRANSCRIPT = `坐席：您好，这里是市民热线，请讲。
市民：你好，我上周六在西单北大街那个商场三层，"雪屿"羽绒服专柜，花1680元买了件羽绒服，回家一试肩膀这儿窄。
坐席：您跟商家联系过吗？
市民：联系了啊，第二天我就拿着小票去的，吊牌都没剪，人家说断码了只能换别的款，不给退。
坐席：您的诉求是什么？
市民：我就要退货退款。国家不是规定七天无理由退货吗？凭什么他不给我退。
坐席：您是在实体店现场买的，还是网上下单到店取的？
市民：就是在柜台买的，刷的卡。
坐席：好的，您留一下联系电话。
市民：13600001127，我姓周。`;

const base = {
  otherTypes: [],
  otherUnits: [],
  street: null,
  saleChannel: 'none',
  evidence: [],
  entities: [],
} as const;

/** A dozen orders: four wait for a person, six are dispatched, two acknowledged. */
export const FAKE_ORDERS: readonly FakeOrder[] = [
  {
    ...base,
    input: {
      channel: 'phone',
      form: 'transcript',
      receivedAt: '2026-11-22T09:41:00+08:00',
      text: TRANSCRIPT,
      caller: { name: '周女士', phone: '13600001127' },
      place: { street: '西长安街', address: '西单北大街某商场三层' },
    },
    state: 'received',
    type: '0101',
    confidence: 0.72,
    otherTypes: [
      ['0102', 0.17],
      ['0107', 0.06],
    ],
    kind: '投诉',
    urgency: 'normal',
    unit: 'SCS-XCAJ',
    unitConfidence: 0.74,
    otherUnits: [
      ['SCJG', 0.15],
      ['JD-XCAJ', 0.04],
    ],
    street: '西长安街',
    saleChannel: 'offline',
    evidence: [
      ['羽绒服专柜', 1.9],
      ['退货退款', 1.6],
      ['吊牌都没剪', 1.1],
      ['在柜台买的', 0.8],
    ],
    entities: [
      ['time', '上周六', '2026-11-21'],
      ['place', '西单北大街那个商场三层'],
      ['subject', '"雪屿"羽绒服专柜'],
      ['product', '羽绒服'],
      ['amount', '1680元', 1680],
      ['request', '我就要退货退款'],
      ['phone', '13600001127', '13600001127'],
    ],
    misquoted: {
      words: '七天无理由退货',
      why: '线下实体店现场购买，不属于网络、电视、电话、邮购等远程方式；商家没有作出过更有利的承诺时不适用。',
    },
  },
  {
    ...base,
    input: {
      channel: 'phone',
      form: 'summary',
      receivedAt: '2026-11-22T09:58:00+08:00',
      text: '市民来电反映，新街口某小区6号楼2单元消防通道长期堆放电动车和杂物，昨晚有电动车在楼道内充电冒烟，已自行扑灭，担心再次起火，要求立即清理并查处。',
      caller: { name: '王先生', phone: '13600002205' },
    },
    state: 'received',
    type: '1203',
    confidence: 0.91,
    otherTypes: [
      ['0301', 0.06],
      ['1699', 0.01],
    ],
    kind: '投诉',
    urgency: 'safety',
    unit: 'XFJY',
    unitConfidence: 0.69,
    otherUnits: [['JD-XJK', 0.27]],
    joint: 'JD-XJK',
    street: '新街口',
    evidence: [
      ['消防通道', 2.4],
      ['楼道内充电冒烟', 1.7],
    ],
    entities: [
      ['place', '新街口某小区6号楼2单元'],
      ['request', '要求立即清理并查处'],
    ],
  },
  {
    ...base,
    input: {
      channel: 'wechat',
      form: 'message',
      receivedAt: '2026-11-22T08:15:00+08:00',
      text: '天桥附近那家健身工作室关门了，我卡里还有4200没用完，打电话没人接，群也解散了，这钱还能要回来吗？',
    },
    state: 'received',
    type: '0104',
    confidence: 0.66,
    otherTypes: [['0107', 0.12]],
    kind: '求助',
    urgency: 'livelihood',
    unit: 'SCS-TQ',
    unitConfidence: 0.61,
    otherUnits: [
      ['SCJG', 0.2],
      ['JD-TQ', 0.08],
    ],
    street: '天桥',
    evidence: [
      ['卡里还有4200', 1.5],
      ['关门了', 1.2],
    ],
    entities: [
      ['place', '天桥附近'],
      ['amount', '4200', 4200],
    ],
  },
  {
    ...base,
    input: {
      channel: 'app',
      form: 'message',
      receivedAt: '2026-11-22T07:30:00+08:00',
      text: '展览路这边工地连着三天夜里两点还在打混凝土，<b>孩子</b>根本没法睡 & 打电话也没人管，到底谁负责？',
    },
    state: 'received',
    type: '0501',
    confidence: 0.83,
    otherTypes: [['0502', 0.11]],
    kind: '投诉',
    urgency: 'normal',
    unit: 'CGZF',
    unitConfidence: 0.77,
    otherUnits: [['JD-ZLL', 0.15]],
    joint: 'JD-ZLL',
    street: '展览路',
    evidence: [
      ['工地', 1.8],
      ['夜里两点还在打混凝土', 2.1],
    ],
    entities: [['place', '展览路']],
  },
  ...settled([
    [
      'phone',
      '2026-11-22T08:02:00+08:00',
      '市民反映西单某餐厅凉菜中吃出异物，要求查处并赔偿，留有照片和小票。',
      '0108',
      '投诉',
      'livelihood',
      'SCS-XCAJ',
      '西长安街',
      'dispatched',
    ],
    [
      'web',
      '2026-11-21T21:44:00+08:00',
      '在网上旗舰店买的鞋，收到第二天申请退货，客服说促销商品不支持无理由退货。',
      '0102',
      '投诉',
      'normal',
      'SCS-XCAJ',
      '西长安街',
      'dispatched',
    ],
    [
      'phone',
      '2026-11-21T18:20:00+08:00',
      '市民来电反映永安路家中暖气不热，室内测温16度，家中有老人，要求尽快上门。',
      '0704',
      '求助',
      'livelihood',
      'RLJT',
      '天桥',
      'dispatched',
    ],
    [
      'phone',
      '2026-11-21T16:05:00+08:00',
      '商场内迷你歌咏亭扫码付款后无法使用，客服电话打不通，要求退款38元。',
      '0901',
      '投诉',
      'normal',
      'WLJ',
      '西长安街',
      'dispatched',
    ],
    [
      'wechat',
      '2026-11-21T14:31:00+08:00',
      '胡同口人行道上每天早晚都停满了车，推婴儿车只能走机动车道。',
      '0601',
      '投诉',
      'normal',
      'JTZD',
      '新街口',
      'dispatched',
    ],
    [
      'phone',
      '2026-11-21T11:12:00+08:00',
      '市民退租后中介以清洁费为由扣押金2600元不退，要求协调退还。',
      '0201',
      '投诉',
      'normal',
      'ZJW',
      '展览路',
      'dispatched',
    ],
    [
      'phone',
      '2026-11-20T15:40:00+08:00',
      '市民在西单某表行购买手表，称店内宣传“全国联保”，实际无法联保，要求退货。',
      '0107',
      '投诉',
      'normal',
      'SCS-XCAJ',
      '西长安街',
      'acknowledged',
    ],
    [
      'mail',
      '2026-11-20T10:03:00+08:00',
      '感谢新街口社区工作人员帮助老人办理手续，态度好、效率高，特此表扬。',
      '1603',
      '表扬',
      'normal',
      'ZWFW',
      '新街口',
      'acknowledged',
    ],
  ]),
];

type Row = readonly [string, string, string, string, DemandKind, Urgency, string, string, OrderState];

function settled(rows: readonly Row[]): FakeOrder[] {
  return rows.map(([channel, receivedAt, text, type, kind, urgency, unit, street, state], i) => ({
    ...base,
    input: { channel, receivedAt, text, caller: { phone: `1360001${String(i).padStart(4, '0')}` } },
    state,
    type,
    confidence: 0.9 + i / 100,
    otherTypes: [['1699', 0.01]],
    kind,
    urgency,
    unit,
    unitConfidence: 0.88 + i / 100,
    otherUnits: [],
    street,
    evidence: [[text.slice(2, 6), 1.2]],
  }));
}
