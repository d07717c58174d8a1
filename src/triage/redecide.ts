import { DOUBTS } from './decide.ts';
import type { Decision, Reason } from './types.ts';

/** Dispatch lines by issue type; `all` for those not named. */
export type Lines = { readonly all: number; readonly byType: Readonly<Record<string, number>> };

/** The line for a type. */
export function lineOf(lines: Lines, issueType: string): number {
  return lines.byType[issueType] ?? lines.all;
}

const doubts = (decision: Decision): readonly Reason[] =>
  decision.decision.because.filter(({ code }) => (DOUBTS as readonly string[]).includes(code));

/** Whether anything but the confidence of the unit asks for a person. */
export function doubtedOtherwise(decision: Decision): boolean {
  return doubts(decision).some(({ code }) => code !== 'low_confidence');
}

/**
 * The decision under another dispatch line than the one it was made with: an order below the line goes to a
 * person, one at or above it goes out, unless something else asks for a person. The same object where nothing
 * changes.
 */
export function underLine<T extends Decision>(decided: T, line: number): T {
  const { action, because } = decided.decision;
  const { confidence } = decided.unit;
  if (confidence >= line) {
    if (action === 'dispatch' || doubtedOtherwise(decided)) return decided;
    if (!because.some(({ code }) => code === 'low_confidence')) return decided;
    const rest = because.filter(({ code }) => code !== 'low_confidence');
    return { ...decided, decision: { action: 'dispatch', because: rest } };
  }
  const text = `承办单位把握 ${percent(confidence)}，低于自动派单线 ${percent(line)}`;
  const kept = because.filter(({ code }) => code !== 'low_confidence');
  const held = because.find(({ code }) => code === 'low_confidence');
  // The engine's own words name the second choice; only its line may be another.
  const said = held === undefined ? text : held.text.replace(/^[^；]*/, text);
  const reason: Reason = { code: 'low_confidence', text: said, evidence: [] };
  return { ...decided, decision: { action: 'review', because: [...kept, reason] } };
}

function percent(p: number): string {
  return `${Math.round(p * 100)}%`;
}
