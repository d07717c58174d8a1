/** What a piece of evidence 证据 is. */
export const EVIDENCE_KIND = {
  photo: '照片',
  recording: '录音录像',
  document: '文书',
  screenshot: '截图',
} as const;
export type EvidenceKind = keyof typeof EVIDENCE_KIND;

/** What it is evidence of. */
export const EVIDENCE_PURPOSE = {
  contact: '电话联系',
  visit: '见面走访',
  refusal: '拒绝见面或联系',
  result: '办理结果',
  other: '其他',
} as const;
export type EvidencePurpose = keyof typeof EVIDENCE_PURPOSE;

/** How stored content compares with the hash that was written down when it came. */
export const CONTENT_STATE = { intact: '完好', damaged: '已损坏', missing: '已丢失' } as const;
export type ContentState = keyof typeof CONTENT_STATE;
