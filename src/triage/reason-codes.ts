/**
 * Every reason a decision can give: stable code -> what it is about, in a few words. The sentence of the order itself
 * names types, units and figures; the handbook explains each code.
 */
export const REASONS = {
  // What was decided, and by what.
  type_evidence: '分类的依据词',
  simulated: '模拟工单',
  second_opinion: '第二意见改了分类',
  catalogue: '派单目录',
  ruling: '裁定',
  territory: '属地',
  lead_without_street: '街道不明，先行承接',
  joint: '双派',
  joint_none: '目录没有协办',
  joint_one_unit: '一家答复，不双派',
  joint_no_say: '不涉及协办职责',
  joint_street_unknown: '街道不明，暂不双派',
  // Why a person is asked.
  too_short: '内容太短',
  low_confidence: '把握低于派单线',
  street_unknown: '街道要核实',
  several_demands: '一单多诉求',
  precedent_disagrees: '与先例不一致',
  right_not_earned: '没有自动派单权',
  switch_off: '自动派单已关',
  // What is kept from whom.
  confidential_set: '来电人要求保密',
  confidential_proposed: '可能需要保密',
  confidential_restricted: '整单保密',
  // How urgent it is.
  urgency_type: '该类默认',
  urgency_learned: '与以往工单相近',
  urgency_fire: '着火冒烟',
  urgency_spread: '人群密集处火险',
  urgency_gas: '燃气泄漏、一氧化碳',
  urgency_trapped: '人员被困',
  urgency_falling: '坠物',
  urgency_collapse: '坍塌倾斜',
  urgency_wire: '电线带电裸露',
  urgency_manhole: '井盖缺失',
  urgency_flood: '房屋正在进水',
  urgency_lift: '电梯与游乐设备失控',
  urgency_traffic: '道路上的即时危险',
  urgency_unprotected: '高处作业无防护',
  urgency_rescue: '生命垂危',
  urgency_lifeline: '维生设备断供',
  urgency_suicide: '轻生风险',
  urgency_threat: '人身正受威胁',
  urgency_swindle: '钱正在转给骗子',
  urgency_electric_box: '配电箱危险',
  urgency_water_cut: '停水',
  urgency_power_cut: '停电',
  urgency_heat_cut: '停暖停气',
  urgency_home_lost: '失去唯一住处',
  urgency_medicine_cut: '断药、治疗中断',
  urgency_pension_cut: '养老金、待遇停发',
} as const satisfies Readonly<Record<string, string>>;

export type ReasonCode = keyof typeof REASONS;
