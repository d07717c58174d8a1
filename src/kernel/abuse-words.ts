/** How a caller abuses staff 滥用来电. What is asked for angrily is no abuse: nobody is marked for their temper. */
export const ABUSE_KIND_NAMES = { insult: '辱骂', threat: '威胁', harassment: '骚扰' } as const;
export type AbuseKind = keyof typeof ABUSE_KIND_NAMES;

/** What a supervisor makes of a flag. */
export const ABUSE_VERDICT_NAMES = { upheld: '属实', lifted: '撤下' } as const;
export type AbuseVerdict = keyof typeof ABUSE_VERDICT_NAMES;
