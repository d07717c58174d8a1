import type { Profile } from '../../src/profile/types.ts';
import type { IssueType, Unit } from '../../src/triage/types.ts';

const type = (
  code: string,
  name: string,
  owner: string,
  level: IssueType['level'],
  urgency: IssueType['urgency'] = 'normal',
  joint: string | null = null,
): IssueType => ({ code, name, parent: code.slice(0, 2), owner, level, urgency, joint, definition: name });

const street = (key: string, name: string): Unit[] => [
  { code: `JD-${key}`, name: `${name}街道办事处`, kind: 'street', parent: null, street: name },
  { code: `SCS-${key}`, name: `${name}市场监督管理所`, kind: 'station', parent: 'SCJG', street: name },
];

/** A cut-down profile for tests: the shape of the shipped one, a tenth of its size. */
export const fakeProfile: Profile = {
  id: 'test',
  name: '西城区',
  versions: { taxonomy: 'test-1', catalogue: 'test-1' },
  demandKinds: ['咨询', '求助', '投诉', '举报', '建议', '表扬'],
  urgencies: {
    safety: '涉及生命财产安全，1小时内处理回复',
    livelihood: '涉及民生，24小时内处理回复',
    normal: '一般诉求，5日内办结',
  },
  groups: [
    { code: '01', name: '市场消费' },
    { code: '02', name: '住房租赁与房产' },
    { code: '03', name: '物业管理' },
    { code: '05', name: '环境与噪声' },
    { code: '06', name: '交通出行' },
    { code: '07', name: '市政公用设施' },
    { code: '09', name: '文化旅游体育' },
    { code: '12', name: '公共安全与治安' },
    { code: '16', name: '党纪政风与其他' },
  ],
  issueTypes: [
    type('0101', '线下购物退换货', 'SCJG', 'station'),
    type('0102', '网购退换货', 'SCJG', 'station'),
    type('0104', '预付卡与预付费退费', 'SCJG', 'station', 'livelihood'),
    type('0107', '虚假宣传与广告', 'SCJG', 'station'),
    type('0108', '食品安全', 'SCJG', 'station', 'livelihood'),
    type('0201', '租房押金与中介收费', 'ZJW', 'dept'),
    type('0301', '物业服务不到位', 'STREET', 'street', 'normal', 'ZJW'),
    type('0501', '施工噪声与夜间施工', 'CGZF', 'dept', 'normal', 'STREET'),
    type('0502', '社会生活噪声', 'GAJ', 'dept', 'normal', 'STREET'),
    type('0601', '违法停车', 'JTZD', 'dept', 'normal', 'STREET'),
    type('0704', '供暖', 'RLJT', 'enterprise', 'livelihood', 'CSGLW'),
    type('0901', '自助娱乐设备与迷你歌咏亭', 'WLJ', 'dept'),
    type('1203', '消防通道与火灾隐患', 'XFJY', 'dept', 'safety', 'STREET'),
    type('1603', '建议与表扬', 'ZWFW', 'dept'),
    type('1699', '其他', 'ZWFW', 'dept'),
  ],
  units: [
    { code: 'SCJG', name: '区市场监督管理局', kind: 'department', parent: null },
    { code: 'ZJW', name: '区住房和城市建设委员会', kind: 'department', parent: null },
    { code: 'CGZF', name: '区城市管理综合行政执法局', kind: 'department', parent: null },
    { code: 'CSGLW', name: '区城市管理委员会', kind: 'department', parent: null },
    { code: 'GAJ', name: '市公安局西城分局', kind: 'department', parent: null },
    { code: 'JTZD', name: '西城交通支队', kind: 'department', parent: null },
    { code: 'WLJ', name: '区文化和旅游局', kind: 'department', parent: null },
    { code: 'XFJY', name: '区消防救援支队', kind: 'department', parent: null },
    { code: 'ZWFW', name: '区政务服务管理局', kind: 'department', parent: null },
    { code: 'RLJT', name: '热力集团', kind: 'enterprise', parent: null },
    ...street('XCAJ', '西长安街'),
    ...street('TQ', '天桥'),
    ...street('XJK', '新街口'),
    ...street('ZLL', '展览路'),
  ],
  gazetteer: [
    { name: '西单北大街', kind: 'road', street: '西长安街' },
    { name: '永安路', kind: 'road', street: '天桥' },
  ],
  terms: ['羽绒服', '预付卡'],
  routing: { fallbackUnit: 'ZWFW', dispatchThreshold: 0.8, byType: {} },
};
