import { AppError } from '../../kernel/errors.ts';
import { shareOf } from '../../kernel/share.ts';
import { appendAudit } from '../../store/audit.ts';
import { clearThreshold, listThresholds, setThreshold } from '../../store/thresholds.ts';
import { lineOf } from '../../triage/redecide.ts';
import type { Context } from '../context.ts';
import type { DialOrder } from './dial-file.ts';
import type { Dialling, DialPointView } from './dispatch-types.ts';
import type { RightsBook } from './rights-book.ts';
import { linesOf } from './rights-evidence.ts';
import { scopeOf } from '../rights.ts';

/** Lines the curve is drawn at: 0.50, 0.51, … 0.99. */
const LINES = Array.from({ length: 50 }, (_, i) => (50 + i) / 100);
const ALL = '*';

/**
 * What automatic dispatch would cover at a line and how much of it would be right, on held-back orders. `lineFor` is
 * the line of a type where it has its own.
 */
export function pointAt(
  orders: readonly DialOrder[],
  threshold: number,
  lineFor: (issueType: string) => number = () => threshold,
): DialPointView {
  const sent = orders.filter(({ confidence, kept, issueType }) => !kept && confidence >= lineFor(issueType));
  return {
    threshold,
    coverage: shareOf(sent.length, orders.length),
    precision: shareOf(sent.filter(({ right }) => right).length, sent.length),
  };
}

/** The dispatch line: where it lies, what it does, and moving it. */
export function createDialling(context: Context, book: RightsBook): Dialling {
  const { store, engine, profile, clock, names } = context;

  const read: Dialling['read'] = async (actor, issueType = '') => {
    scopeOf(actor, 'right.read');
    const known = [...profile.groups, ...profile.issueTypes].some(({ code }) => code === issueType);
    if (issueType !== '' && !known) throw unknownType(issueType);
    const set = await store.read(listThresholds);
    const lines = linesOf(profile, set);
    const line = lineOf(lines, issueType);
    // Of the model that answers at this moment.
    const orders = (engine.dial ?? []).filter((order) => order.issueType.startsWith(issueType));
    return {
      issueType,
      n: orders.length,
      points: LINES.map((threshold) => pointAt(orders, threshold)),
      line,
      // What goes out now: each order under the line of its own type.
      atLine: pointAt(orders, line, (type) => lineOf(lines, type)),
      profileLine: lineOf(linesOf(profile, []), issueType),
      set: set.map((row) => ({
        ...row,
        name: row.issueType === ALL ? '全部分类' : names.issueType(row.issueType),
      })),
    };
  };

  const set: Dialling['set'] = async (actor, { issueType, threshold }) => {
    scopeOf(actor, 'line.set');
    if (issueType !== ALL && !profile.issueTypes.some(({ code }) => code === issueType)) {
      throw unknownType(issueType);
    }
    if (threshold !== null && !(threshold >= 0.5 && threshold <= 1)) {
      throw new AppError('bad_field', { where: '', field: 'threshold', reason: '须在 0.5 与 1 之间' });
    }
    await book.ready();
    const at = clock.now();
    await store.write(async (db) => {
      const before = lineOf(linesOf(profile, await listThresholds(db)), issueType);
      if (threshold === null) await clearThreshold(db, issueType);
      else await setThreshold(db, { issueType, threshold, changedBy: actor.name, at });
      const after = lineOf(linesOf(profile, await listThresholds(db)), issueType);
      const detail = `${before} → ${after}${threshold === null ? '（配置包）' : ''}`;
      const who = { actorId: actor.id, actorName: actor.name };
      await appendAudit(db, [{ at, ...who, action: 'line.set', subject: issueType, detail }]);
      await book.reconsider(db, at);
    });
  };

  return { read, set };
}

function unknownType(issueType: string): AppError {
  return new AppError('bad_field', { where: '', field: 'issueType', reason: `没有分类 ${issueType}` });
}
