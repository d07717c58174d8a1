import type { Actor } from '../app/types.ts';

const STARTS: Partial<Record<Actor['role'], string>> = {
  leader: '/leader',
  callback: '/callbacks',
  analyst: '/annotate',
};

/** Where a person begins who asked for no page of its own. */
export const startOf = ({ role }: Pick<Actor, 'role'>): string => STARTS[role] ?? '/';
