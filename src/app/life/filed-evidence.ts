import { AppError } from '../../kernel/errors.ts';
import type { ContentState } from '../../kernel/evidence-words.ts';
import type { Move } from '../../kernel/move-words.ts';
import type { KeptFile } from '../../orders/handling-rules.ts';
import type { FiledFile } from '../../orders/life-events.ts';
import type { Life } from '../../orders/life.ts';
import type { ContentFinding } from './evidence-files.ts';

/** Moves that end an order on the strength of its files. */
export const ENDING_GRANTS: ReadonlySet<Move> = new Set<Move>([
  'grantExclusion',
  'grantMediationEnd',
  'grantTermination',
]);

const WRONG: Readonly<Record<Exclude<ContentState, 'intact'>, string>> = {
  damaged: '的内容与留存时的校验码不符',
  missing: '的内容已经丢失',
};

const changed = ({ name, sha256 }: FiledFile, reason: string): AppError =>
  new AppError('evidence_changed', { name, sha256, reason });

/** The files an ending is asked for with, each content once. */
export function filedNow(files: readonly KeptFile[]): FiledFile[] {
  const contents = new Map(files.map(({ sha256, name }) => [sha256, { sha256, name }]));
  return [...contents.values()];
}

/** Throws `evidence_changed` naming the first content that is gone or no longer what its hash says. */
export function mustBeIntact(findings: readonly ContentFinding[]): void {
  for (const { sha256, name, state } of findings)
    if (state !== 'intact') throw changed({ sha256, name }, WRONG[state]);
}

/** Throws `evidence_changed` naming the first file that was filed with the application and is not there any more. */
export function mustStillBeFiled({ pending }: Life, files: readonly KeptFile[]): void {
  const kept = new Set(files.map(({ sha256 }) => sha256));
  const gone = pending?.filed?.find(({ sha256 }) => !kept.has(sha256));
  if (gone !== undefined) throw changed(gone, '在申请之后已被移除');
}
