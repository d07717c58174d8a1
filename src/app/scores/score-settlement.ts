import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import type { ScoreLine } from '../../orders/score-ledger.ts';
import type { Db } from '../../store/client.ts';
import {
  dropUnsettledLines,
  insertScoreSettlements,
  insertSettledLines,
  scoredUnits,
} from '../../store/scores.ts';
import type { ScoreRight, StoredSettlement } from '../../store/scores.ts';
import type { Context } from '../context.ts';
import type { Actor } from '../types.ts';
import { createLineHash, standingOf } from './score-book.ts';
import { linesOfUnit } from './score-lines.ts';
import { audited } from './score-matters.ts';

/** Lines of one write: so many take some tens of milliseconds, and other writes come in between. */
const SLICE = 1000;

/**
 * Settles a year: unit by unit, from the ledger as it stands at one moment, in many small writes, the last of which
 * settles it. Until then nobody sees any of it; cut short, it is begun anew. What comes after that moment is carried to
 * the next year, as everything is that comes after a settlement. Throws `conflict`.
 */
export async function settleYear(
  context: Pick<Context, 'store' | 'profile' | 'names' | 'clock'>,
  actor: Actor,
  right: ScoreRight,
  year: number,
): Promise<void> {
  const { store, clock } = context;
  const at = clock.now();
  // What a settlement that was cut short has left.
  while ((await store.write((db) => dropUnsettledLines(db, year, SLICE))) > 0) await nextTurn();
  const rows: StoredSettlement[] = [];
  let written = 0;
  let pending: ScoreLine[] = [];
  const write = async (): Promise<void> => {
    const lines = pending;
    pending = [];
    written += lines.length;
    if (lines.length > 0) await store.write((db) => insertSettledLines(db, lines));
  };
  await store.snapshot(async (db) => {
    const standing = await standingOf(db, right, year);
    for (const unit of await scoredUnits(db, standing.before)) {
      const sum = { tenths: 0, fen: 0, lines: 0 };
      const versions = new Set<string>();
      const hash = createLineHash();
      for await (const lines of linesOfUnit(context, db, standing, year, unit)) {
        for (const { tenths, fen, version } of lines) {
          sum.tenths += tenths;
          sum.fen += fen;
          sum.lines++;
          if (version !== null) versions.add(version);
        }
        hash.add(lines);
        pending.push(...lines);
        if (pending.length >= SLICE) await write();
        await nextTurn();
      }
      if (sum.lines === 0) continue;
      rows.push({ year, unit, ...sum, hash: hash.end(), versions: [...versions].sort(), by: actor.id, at });
    }
    await write();
  });
  if (rows.length === 0) throw new AppError('conflict', { reason: '这一年没有记分' });
  await store.write((db) => settled(db, actor, right, at, year, rows, written));
}

async function settled(
  db: Db,
  actor: Actor,
  right: ScoreRight,
  at: number,
  year: number,
  rows: readonly StoredSettlement[],
  lines: number,
): Promise<void> {
  const { settlements } = await standingOf(db, right, year);
  if (settlements.size > 0) throw new AppError('conflict', { reason: '这一年已经结算' });
  await insertScoreSettlements(db, rows);
  const detail = `结算 ${year} 年考核记分：${rows.length} 个单位，${lines} 条`;
  await audited(db, actor, at, 'score.settle', String(year), detail);
}
