import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { dutyMark } from '../../triage/duty-mark.ts';
import { doubtedOtherwise } from '../../triage/redecide.ts';
import type { Count, HeldOut } from '../../triage/right-prior.ts';
import type { IssueType } from '../../triage/types.ts';
import type { Judged } from '../learning/measuring.ts';

/**
 * One held-back order as the dial needs it: confidence of the lead unit, whether the unit is right, the issue type
 * the model said, and whether something beside the confidence keeps it for a person.
 */
export type DialOrder = {
  readonly confidence: number;
  readonly right: boolean;
  readonly issueType: string;
  readonly kept: boolean;
};

/** Compact: `[confidence, right, type, kept]` a row, most sure first. */
const dialFile = z.object({
  format: z.literal(1),
  orders: z.array(z.tuple([z.number().min(0).max(1), z.literal([0, 1]), z.string(), z.literal([0, 1])])),
});

/** The held-back orders whose unit people labelled. */
export function dialOf(judged: readonly Judged[]): DialOrder[] {
  return judged
    .filter(({ gold }) => gold.unit !== undefined)
    .map(({ gold, decision }) => ({
      // Rounded down: an order just below a line must not count as above it.
      confidence: Math.floor(decision.unit.confidence * 1000 + 1e-9) / 1000,
      right: isRight(gold, decision.unit.lead),
      issueType: decision.issueType.code,
      kept: doubtedOtherwise(decision),
    }))
    .sort(
      (a, b) =>
        b.confidence - a.confidence ||
        (a.issueType < b.issueType ? -1 : a.issueType > b.issueType ? 1 : 0) ||
        Number(b.right) - Number(a.right) ||
        Number(a.kept) - Number(b.kept),
    );
}

function isRight(gold: Judged['gold'], lead: string): boolean {
  return lead === gold.unit || gold.alsoOk.units.includes(lead);
}

/** Content of `dial.json`: same orders, same bytes. */
export function writeDial(orders: readonly DialOrder[]): string {
  const rows = orders.map(({ confidence, right, issueType, kept }) =>
    JSON.stringify([confidence, right ? 1 : 0, issueType, kept ? 1 : 0]),
  );
  return `{"format":1,"orders":[\n${rows.join(',\n')}\n]}\n`;
}

/**
 * Reads `dial.json` of a bundle; null where it is missing: a copy without it still decides the same.
 * @throws AppError `bad_model` where it is not the file the manifest means.
 */
export function readDial(bundle: string, expected: string): DialOrder[] | null {
  if (!existsSync(join(bundle, 'dial.json'))) return null;
  let text: string;
  try {
    text = readFileSync(join(bundle, 'dial.json'), 'utf8');
  } catch (cause) {
    const reason = `读不出 dial.json：${(cause as Error).message}`;
    throw new AppError('bad_model', { dir: bundle, reason }, { cause });
  }
  if (createHash('sha256').update(text).digest('hex') !== expected) {
    throw new AppError('bad_model', { dir: bundle, reason: 'dial.json 与清单记载的校验和不符' });
  }
  const parsed = dialFile.safeParse(JSON.parse(text));
  if (!parsed.success) throw new AppError('bad_model', { dir: bundle, reason: 'dial.json 格式有误' });
  return parsed.data.orders.map(([confidence, right, issueType, kept]) => ({
    confidence,
    right: right === 1,
    issueType,
    kept: kept === 1,
  }));
}

/** Held-back orders that triage would have sent by itself, by the type it said, with the duty they fell under. */
export function dispatchEvidenceOf(
  judged: readonly Judged[],
  issueTypes: readonly IssueType[],
): { all: Count; byType: Record<string, Count & { duty: string }> } {
  const sent = judged
    .filter(({ gold, decision }) => gold.unit !== undefined && decision.decision.action === 'dispatch')
    .map(({ gold, decision }) => ({
      issueType: decision.issueType.code,
      right: isRight(gold, decision.unit.lead),
    }));
  return { all: countOf(sent), byType: byType(sent, issueTypes) };
}

function countOf(orders: readonly { readonly right: boolean }[]): Count {
  return { right: orders.filter(({ right }) => right).length, total: orders.length };
}

function byType(
  orders: readonly { readonly issueType: string; readonly right: boolean }[],
  issueTypes: readonly IssueType[],
): Record<string, Count & { duty: string }> {
  return Object.fromEntries(
    issueTypes.flatMap((type) => {
      const own = orders.filter(({ issueType }) => issueType === type.code);
      return own.length === 0 ? [] : [[type.code, { ...countOf(own), duty: dutyMark(type) }]];
    }),
  );
}

/** The same from the dial, at any lines: what held-back orders say of the model under the lines in force. */
export function heldOutAt(
  dial: readonly DialOrder[],
  lineOf: (issueType: string) => number,
  duties: Readonly<Record<string, string>>,
): HeldOut {
  const sent = dial.filter(({ confidence, issueType, kept }) => !kept && confidence >= lineOf(issueType));
  const counts: Record<string, Count & { duty?: string }> = {};
  for (const { issueType, right } of sent) {
    const before = counts[issueType] ?? { right: 0, total: 0 };
    const duty = duties[issueType];
    counts[issueType] = {
      right: before.right + (right ? 1 : 0),
      total: before.total + 1,
      ...(duty === undefined ? {} : { duty }),
    };
  }
  return { all: countOf(sent), byType: counts };
}
