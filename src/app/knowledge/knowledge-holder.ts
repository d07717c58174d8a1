import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Sources } from '../../knowledge/sources.ts';

/** Knowledge as it answers at one moment. */
export type HeldKnowledge = {
  readonly base: KnowledgeBase;
  readonly sources: Sources;
  readonly version: string;
};

export type KnowledgeHolder = {
  readonly current: () => HeldKnowledge;
  /** One assignment: a call sees the old knowledge or the new, whole. */
  readonly replace: (next: HeldKnowledge) => void;
};

/** Lets a running server answer from other knowledge without a restart. `onReplaced` is told what it answers from now. */
export function createKnowledgeHolder(
  first: HeldKnowledge,
  onReplaced: (next: HeldKnowledge) => void = () => {},
): KnowledgeHolder {
  let held = first;
  return {
    current: () => held,
    replace: (next) => {
      held = next;
      onReplaced(next);
    },
  };
}
