import type { IssueType } from './types.ts';

/**
 * A short word for who owns a type: it changes when the owner or the level of the duty does, and with the ruling
 * (裁定) that settles the type where there is one. The edition of the catalogue is not part of it: a new edition
 * that leaves a duty where it was changes nothing about it.
 */
export function dutyMark({ owner, level }: Pick<IssueType, 'owner' | 'level'>, ruling?: string): string {
  return ruling === undefined ? `${owner}/${level}` : `${owner}/${level}/${ruling}`;
}
