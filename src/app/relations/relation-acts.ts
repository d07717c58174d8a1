import { RELATION_STATUS } from '../../kernel/relation-words.ts';
import type { LinkStatus, RelationAction, RelationRights } from './duplicate-types.ts';

/** From which states of a pair an act leads where. `none`: nothing is on record yet. */
export const STEPS: Readonly<
  Record<RelationAction, { readonly from: readonly (LinkStatus | 'none')[]; readonly to: LinkStatus }>
> = {
  merge: { from: ['none', 'proposed', 'linked', 'undone', 'rejected'], to: 'merged' },
  link: { from: ['none', 'proposed', 'undone', 'rejected'], to: 'linked' },
  reject: { from: ['none', 'proposed', 'undone'], to: 'rejected' },
  undo: { from: ['linked', 'merged', 'rejected'], to: 'undone' },
};

export const STATUS_WORDS: Readonly<Record<LinkStatus | 'none', string>> = {
  none: '尚无关系',
  ...RELATION_STATUS,
};

export const ACTION_WORDS: Readonly<Record<RelationAction, string>> = {
  merge: '并单',
  link: '链接',
  reject: '判为不同事项',
  undo: '撤销',
};

/** Which acts are open for a pair in this state. */
export function openActs(status: LinkStatus | 'none', allowed: boolean): RelationRights {
  const open = (action: RelationAction): boolean => allowed && STEPS[action].from.includes(status);
  return { merge: open('merge'), link: open('link'), reject: open('reject'), undo: open('undo') };
}
