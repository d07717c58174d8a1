/**
 * Every error a person or a program can meet: stable code -> Chinese message.
 * `{name}` is filled from the error's details. HTTP status codes are mapped in `http/` alone.
 */
export const ERRORS = {
  internal: '系统内部错误，已记录，请稍后再试',
  bad_json: '不是合法的 JSON：{reason}',
  bad_request: '请求有误：{reason}',
  unknown_field: '{where}出现未知字段“{field}”',
  missing_field: '{where}缺少字段“{field}”',
  bad_field: '{where}字段“{field}”有误：{reason}',
  empty_text: '{where}诉求内容为空',
  text_too_long: '{where}诉求内容有 {length} 个字符，超过上限 {limit}',
  not_text: '{where}内容不是文本（含有大量不可识别的字节）',
  bad_encoding: '{where}既不是 UTF-8 也不是 GB18030 编码',
  too_many: '一次最多 {limit} 条，收到 {count} 条',
  unsupported_type: '不支持的内容类型：{type}',
  body_too_large: '请求体超过上限 {limit} 字节',
  not_found: '没有找到{what}',
  conflict: '{reason}',
  simulation_refused: '不能写入模拟数据：{reason}',
  backup_refused: '不能备份：{reason}',
  erasure_refused: '不能清除：{reason}',
  idempotency_mismatch: '同一个 Idempotency-Key 曾用于内容不同的请求',
  unauthenticated: '请先登录',
  bad_credentials: '用户名或密码不正确',
  password_login_closed: '本系统用统一身份认证登录，只有管理员可以用密码登录',
  oidc_unreachable: '统一身份认证暂时不能用：{reason}。请稍后再试，还不行请告诉管理员',
  oidc_attempt: '这次登录没有从本系统的登录页开始，或者已经过时，请重新登录',
  oidc_denied: '统一身份认证没有同意登录：{reason}',
  oidc_token: '统一身份认证给出的身份凭证不能采信：{reason}。请重新登录，还不行请告诉管理员',
  oidc_expired:
    '统一身份认证给出的身份凭证不在有效时间内，请重新登录；总是这样，请管理员核对两边服务器的时间',
  oidc_claim: '统一身份认证没有给出本系统要的“{claim}”：{reason}',
  oidc_account: '本系统里没有与您的统一身份对应的账号，请管理员把身份标识 {subject} 关联到您的账号',
  account_disabled: '账号已停用，请联系管理员',
  forbidden: '没有权限：{reason}',
  rate_limited: '尝试过于频繁，请 {seconds} 秒后再试',
  reserved_from_streets: '{clause}；不得派给街道，{way}',
  ruling_conflict: '与裁定 {ruling} 矛盾：{reason}',
  revision_refused: '修订不能成立：{reason}',
  self_approval: '起草人不能批准自己的修订，须由另一人批准',
  illegal_move: '工单处于“{state}”，不能{event}：{rule}',
  callback_claimed: '{by}正在回访这张工单',
  link_expired: '这个链接已经失效',
  caller_exposed:
    '“{place}”第 {at} 字起写出了来电人的{what}：对方或者公众看得到的文字不写来电人的信息，请改为“来电人”',
  order_changed: '工单刚刚被别人办理过（第 {version} 步，您看到的是第 {seen} 步），请看过再办',
  clock_moved_back: '服务器时间 {now} 早于这张工单的上一步 {last}，请先校准时间',
  database_locked: '数据库 {file} 正由进程 {pid} 写入，不能再开一个写进程',
  overloaded: '服务器繁忙，请 {seconds} 秒后再试；没有收下的请求什么也没有改动',
  disk_full: '服务器磁盘已满，没有写入；请通知管理员，腾出空间后再试',
  database_busy: '数据库忙，多次重试仍未写入',
  file_unreadable: '无法读取 {file}：{reason}',
  file_unwritable: '无法写入 {file}：{reason}',
  bad_file: '{file} 有误：{reason}',
  bad_upload: '文件“{file}”不能导入：{reason}',
  file_too_large: '文件“{name}”超过上限 {limit} 字节（{shown}）',
  file_lies: '文件“{name}”名不副实：自称是{said}，内容是{found}',
  file_kind: '不收这种文件：“{name}”是{found}；只收{allowed}',
  file_damaged: '文件“{name}”不能取用：{reason}',
  evidence_changed: '材料“{name}”{reason}，不能审定；请退回申请，由承办单位补齐后重新申请',
  bad_profile: '配置包 {file} 有误：{reason}',
  bad_handling_rules: '办理规则 {file} 的 {field} 有误：{reason}',
  bad_calendar: '日历 {file} 有误：{reason}',
  bad_policy: '时限政策 {file} 有误：{reason}',
  bad_rule: '规则“{rule}”有误：{reason}',
  bad_knowledge: '有 {count} 处不能保存：{reason}',
  bad_model: '模型 {dir} 有误：{reason}',
  bad_encoder: '编码器 {dir} 有误：{reason}',
  bad_setting: '设置 {name} 有误：{reason}',
  bad_usage: '用法有误：{reason}',
  bad_training_data: '训练数据 {where} 有误：{reason}',
  training_running: '已有一次训练或对比在进行（{progress}），同时只能有一次',
  drafting_off: '没有启用本地模型',
  live_full: '同一登录或密钥最多同时保持 {limit} 条实时连接',
  report_unbalanced: '报表对不上，不予出具：{reason}',
  promotion_refused: '模型 {version} 未获准启用：{reason}',
} as const;

export type ErrorCode = keyof typeof ERRORS;
/** A field and what is wrong with it, where there is more than one thing to say; `order`: the orders it is about. */
export type FieldFault = { readonly field: string; readonly reason: string; readonly order?: string };
export type ErrorDetails = Readonly<Record<string, string | number | null | readonly FieldFault[]>>;

/** The one error class: a stable code, details that fill the message, and the cause. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    super(errorMessage(code, details), options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** The Chinese sentence for a code, with its details filled in; a missing detail reads as nothing. */
export function errorMessage(code: ErrorCode, details: ErrorDetails = {}): string {
  return ERRORS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
}
