import type { Profile } from '../../src/profile/types.ts';
import type { IssueType, Unit } from '../../src/triage/types.ts';

const type = (t: Pick<IssueType, 'code' | 'name' | 'owner' | 'level'> & Partial<IssueType>): IssueType => ({
  parent: t.code.slice(0, 2),
  urgency: 'normal',
  joint: null,
  definition: t.name,
  ...t,
});

const unit = (
  code: string,
  name: string,
  kind: Unit['kind'],
  parent: string | null,
  street?: string,
): Unit => ({
  code,
  name,
  kind,
  parent,
  ...(street === undefined ? {} : { street }),
});

/** A district of two streets: enough for routing, small enough to read. */
export const smallProfile: Profile = {
  id: 'small',
  name: '小区',
  versions: { taxonomy: 't1', catalogue: 'c1' },
  demandKinds: ['咨询', '求助', '投诉', '举报', '建议', '表扬'],
  urgencies: { safety: '1小时', livelihood: '24小时', normal: '5日' },
  groups: [
    { code: '01', name: '市场消费' },
    { code: '04', name: '街面秩序' },
    { code: '05', name: '环境保护' },
  ],
  issueTypes: [
    type({ code: '0101', name: '线下购物退换货', owner: 'SCJG', level: 'station' }),
    type({ code: '0104', name: '预付卡', owner: 'SCJG', level: 'station' }),
    type({ code: '0402', name: '占道经营', owner: 'STREET', level: 'street' }),
    type({ code: '0501', name: '施工噪声', owner: 'CGZF', level: 'dept', joint: 'STREET' }),
  ],
  units: [
    unit('SCJG', '区市场监管局', 'department', null),
    unit('CGZF', '区城管执法局', 'department', null),
    unit('ZWFW', '区政务服务局', 'department', null),
    unit('SCS-XCAJ', '西长安街市场监管所', 'station', 'SCJG', '西长安街'),
    unit('SCS-DS', '德胜市场监管所', 'station', 'SCJG', '德胜'),
    unit('JD-XCAJ', '西长安街街道办事处', 'street', null, '西长安街'),
    unit('JD-DS', '德胜街道办事处', 'street', null, '德胜'),
  ],
  gazetteer: [],
  terms: [],
  routing: { fallbackUnit: 'ZWFW', dispatchThreshold: 0.8, byType: {} },
};
