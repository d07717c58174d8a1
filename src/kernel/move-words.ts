/** Where an order 工单 stands. */
export const STATE_NAMES = {
  received: '待派单',
  dispatched: '已派单',
  acknowledged: '已签收',
  contacted: '已联系',
  handling: '办理中',
  replied: '已答复',
  callback: '回访中',
  closed: '已办结',
  onHold: '挂账',
  excluded: '已剔除',
  mediationEnded: '终止调解',
  terminated: '已终结',
} as const;
export type OrderState = keyof typeof STATE_NAMES;

/** Where an order is not at an end. */
export const OPEN_STATES: readonly OrderState[] = [
  'received',
  'dispatched',
  'acknowledged',
  'contacted',
  'handling',
  'onHold',
  'replied',
  'callback',
];

/** What a unit may ask for and somebody else decides. */
export const APPLICATION_NAMES = {
  return: '退单',
  extension: '延期',
  hold: '挂账',
  exclusion: '剔除',
  mediationEnd: '终止调解',
  termination: '终结',
} as const;
export type ApplicationKind = keyof typeof APPLICATION_NAMES;

/** What can be done to an order. */
export const MOVE_NAMES = {
  dispatch: '派单',
  recall: '撤回派单',
  correctType: '更正分类',
  correctUnit: '改派',
  acknowledge: '签收',
  assign: '二级派单',
  tryContact: '记录未联系上',
  contact: '记录联系',
  handle: '开始办理',
  addEvidence: '留存材料',
  answerJointly: '协办答复',
  reply: '答复',
  tell: '告知来电人',
  callBack: '回访',
  close: '办结',
  reopen: '重办',
  proposeReturn: '申请退单',
  acceptReturn: '同意退单',
  refuseReturn: '不同意退单',
  rule: '裁定',
  proposeExtension: '申请延期',
  grantExtension: '同意延期',
  proposeHold: '申请挂账',
  grantHold: '同意挂账',
  resume: '恢复办理',
  proposeExclusion: '申请剔除',
  grantExclusion: '同意剔除',
  proposeMediationEnd: '申请终止调解',
  grantMediationEnd: '同意终止调解',
  proposeTermination: '申请终结',
  grantTermination: '同意终结',
  refuse: '不同意申请',
  withdraw: '撤回申请',
  reverse: '撤销结案',
  whistle: '吹哨',
  report: '报到',
  answerWhistle: '报到单位答复',
  meet: '记录会商',
  supervise: '督办',
  answerSupervision: '督办反馈',
  handToMerchant: '转商家先行和解',
  merchantSettled: '商家和解成功',
  merchantFailed: '商家未能和解',
  remind: '提醒',
  milestone: '程序节点',
  setConfidential: '设为保密',
  liftConfidential: '解除保密',
  note: '备注',
} as const;
export type Move = keyof typeof MOVE_NAMES;

/** Steps of a statutory procedure that its clocks turn on 程序节点. */
export const MILESTONE_NAMES = {
  accept: '受理',
  declineAcceptance: '不予受理',
  mediationAgreed: '达成调解协议',
  appraisalBegun: '送鉴定、检测',
  appraisalDone: '鉴定、检测完成',
  leadFound: '发现违法线索',
  caseFiled: '立案',
  caseNotFiled: '不予立案',
} as const;
export type Milestone = keyof typeof MILESTONE_NAMES;

/** Who moves an order: triage or a clock by itself (`system`), or a person in a role. */
export const MOVER_NAMES = {
  system: '系统',
  admin: '管理员',
  dispatcher: '派单员',
  handler: '承办人',
  unitLeader: '单位负责人',
  leader: '中心负责人',
  callback: '回访员',
  analyst: '分析员',
} as const;
export type Mover = keyof typeof MOVER_NAMES;
