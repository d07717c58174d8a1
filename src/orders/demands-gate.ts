import type { DemandAnswer } from './life-events.ts';

export type DemandGate = {
  /** Demands neither answered nor given a reason, by number from 1, in order. */
  readonly open: readonly number[];
  /** What is wrong with the answers themselves, in words. */
  readonly faults: readonly string[];
};

/** At least one letter, digit or character: blanks and dots are no answer. */
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/**
 * Holds the answers of a reply against the demands of the order, `count` of them, at least one. A demand that is
 * answered without a word stays open. Throws where `count` is no positive whole number: that is no order.
 */
export function demandGate(count: number, answers: readonly DemandAnswer[]): DemandGate {
  if (!Number.isInteger(count) || count < 1) throw new Error(`An order has no ${count} demands.`);
  const faults: string[] = [];
  const times = new Map<number, number>();
  const done = new Set<number>();
  for (const { demand, answer, reason } of answers) {
    if (!Number.isInteger(demand) || demand < 1 || demand > count) {
      faults.push(`没有第${demand}项诉求，这张工单共${count}项`);
      continue;
    }
    times.set(demand, (times.get(demand) ?? 0) + 1);
    const answered = says(answer);
    const reasoned = says(reason);
    if (answer !== undefined && !answered) faults.push(`第${demand}项诉求的答复没有内容`);
    if (reason !== undefined && !reasoned) faults.push(`第${demand}项诉求不答复的理由没有内容`);
    if (answered && reasoned) faults.push(`第${demand}项诉求既写了答复，又写了不答复的理由`);
    if (answered || reasoned) done.add(demand);
  }
  for (const [demand, n] of times) if (n > 1) faults.push(`第${demand}项诉求答复了${n}次`);
  const open = Array.from({ length: count }, (_, i) => i + 1).filter((demand) => !done.has(demand));
  return { open, faults };
}

const says = (words: string | undefined): boolean => words !== undefined && SAYS_SOMETHING.test(words);
