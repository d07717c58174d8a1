import { auditActionName } from '../../kernel/audit-words.ts';
import { actionName } from '../policy.ts';

/** What an action of the log is called; one without a name reads as its code. */
export const auditName = (code: string): string => auditActionName(code) ?? actionName(code) ?? code;
