import { z } from 'zod';
import type { ReportAsked, Reports } from '../app/reports/report-types.ts';
import type { Services } from '../app/types.ts';
import { AppError } from '../kernel/errors.ts';
import { keysOf } from '../kernel/keys.ts';
import { REPORT_KIND } from '../kernel/report-words.ts';
import type { Refusal } from '../kernel/report-types.ts';
import { refusalLines } from '../app/reports/report-lines.ts';

/** Throws `not_found` where the program runs without. */
export function reportServices({ reports }: Services): Reports {
  if (reports === undefined) throw new AppError('not_found', { what: '报表' });
  return reports;
}

export const reportKind = z.enum(keysOf(REPORT_KIND));
export const reportDate = z.string().min(4).max(10);
export const reportUnit = z.string().max(32).optional();
export const fileFormat = z.enum(['json', 'html', 'docx']);

export function askedOf(given: {
  readonly kind: ReportAsked['kind'];
  readonly date: string;
  readonly unit?: string | undefined;
}): ReportAsked {
  const { kind, date, unit } = given;
  return { kind, date: date.trim(), ...(unit === undefined || unit === '' ? {} : { unit }) };
}

/** Faults named in an error at most; how many there are is told beside. */
const NAMED = 100;

/** The error of a report that does not reconcile, with every order that does not fit. */
export function unbalanced(title: string, refusal: Refusal): AppError {
  const { orphans, orphanCount, sums } = refusal;
  const lines = refusalLines(refusal);
  return new AppError('report_unbalanced', {
    title,
    reason: `《${title}》有 ${orphanCount} 处工单、${sums.length} 项合计对不上`,
    orphanCount,
    orphans: orphans.slice(0, NAMED).map(({ id, number }, i) => ({
      field: number === '' ? id : number,
      order: id,
      reason: lines[i] ?? '',
    })),
    sums: sums.slice(0, NAMED).map(({ what, kept, counted, orders }) => ({
      field: what,
      reason: `统计 ${kept}，逐件计数 ${counted}`,
      order: orders.map(({ number }) => number).join(' '),
    })),
  });
}
