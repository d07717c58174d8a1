/** What the profile says how long to keep; days count from the end of the order, of files from when they came. */
export const RETAINED = {
  caller: '来电人姓名、电话、地址等',
  evidence: '证据文件（照片、录音、文书）',
  words: '诉求原文、办理经过里的文字',
  importFiles: '导入文件夹里办完的和读不了的文件',
  setAside: '恢复时改名留下的旧数据库',
} as const;

export type Retained = keyof typeof RETAINED;
/** Null: as long as there is the installation. */
export type RetentionDays = Readonly<Record<Retained, number | null>>;
