/** What a warning is about. */
export const WARNING_KIND = {
  newTopic: '新热点',
  subject: '同一主体',
  place: '同一地点',
  surge: '异常增多',
} as const;
export type WarningKind = keyof typeof WARNING_KIND;

/** What people made of a warning. */
export const WARNING_STATE = {
  new: '待研判',
  confirmed: '已确认',
  dismissed: '已排除',
  tasked: '已派任务',
} as const;
export type WarningState = keyof typeof WARNING_STATE;

/** How a task of acting before complaints come (未诉先办) stands. */
export const TASK_STATE = { open: '办理中', done: '已办结', cancelled: '已撤销' } as const;
export type TaskState = keyof typeof TASK_STATE;

/** What was done with a subject outside of a single order. */
export const SUBJECT_ACT = { talk: '约谈', visit: '上门检查', settlement: '和解' } as const;
export type SubjectActKind = keyof typeof SUBJECT_ACT;

/** What an order and a topic have in common. */
export const TOPIC_FEATURE = {
  text: '用语',
  place: '地点相同',
  nearPlace: '地点相近',
  subject: '主体相同',
  issueType: '分类相同',
  street: '街道相同',
} as const;
