import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { sha256 } from '../canonical.ts';
import { excerptOf } from '../intake/excerpt.ts';
import type { Suspect } from './learning-types.ts';
import type { Judged } from './measuring.ts';
import type { RetrainResult, TrainingSource } from './retraining.ts';

/** What a model made of one order that it had not learned from. No text: it stands beside the weights. */
const judgedRow = z.strictObject({
  /** First 16 hexadecimal digits of the text's sha256: by it two models' rows are paired. */
  key: z.string(),
  top1: z.boolean(),
  top3: z.boolean(),
  /** Null where nobody labelled a unit. */
  lead: z.boolean().nullable(),
  /** Whether a safety case was told as such; null for other orders. */
  safety: z.boolean().nullable(),
  /** Whether it would have been dispatched unattended; null without a labelled unit. */
  dispatched: z.boolean().nullable(),
});
export type JudgedRow = z.infer<typeof judgedRow>;

const suspect = z.strictObject({
  source: z.string(),
  id: z.string(),
  given: z.string(),
  suggested: z.string(),
  confidence: z.number(),
  excerpt: z.string(),
});

/** Name of the database's labels among the sources of a model. */
export const DATABASE_SOURCE = 'database.jsonl';

const HELD_BACK = 'held-back.jsonl.gz';
const SUSPECTS = 'suspects.json';
const SUSPECTS_KEPT = 300;

/** One order as `compareModels` needs it. */
export function rowOf({ gold, decision }: Judged): JudgedRow {
  const right = (code: string): boolean => code === gold.type || gold.alsoOk.types.includes(code);
  const { lead } = decision.unit;
  return {
    key: sha256(gold.text).slice(0, 16),
    top1: right(decision.issueType.code),
    top3: decision.issueType.candidates.slice(0, 3).some((c) => right(c.code)),
    lead: gold.unit === undefined ? null : lead === gold.unit || gold.alsoOk.units.includes(lead),
    safety: gold.urgency === 'safety' ? decision.urgency === 'safety' : null,
    dispatched: gold.unit === undefined ? null : decision.decision.action === 'dispatch',
  };
}

/** Writes what was held back and which labels are doubted beside a model; before the manifest, which completes it. */
export function saveJudged(
  dir: string,
  { judged, suspects }: Pick<RetrainResult, 'judged' | 'suspects'>,
  sources: readonly TrainingSource[],
): void {
  mkdirSync(dir, { recursive: true });
  const write = (name: string, content: Uint8Array | string): void => {
    writeFileSync(join(dir, `${name}.part`), content);
    renameSync(join(dir, `${name}.part`), join(dir, name));
  };
  const rows = judged.map((item) => `${JSON.stringify(rowOf(item))}\n`).join('');
  write(HELD_BACK, gzipSync(rows, { level: 9 }));
  const sourceOf = new Map(sources.flatMap(({ name, orders }) => orders.map((order) => [order, name])));
  const kept = suspects.slice(0, SUSPECTS_KEPT).map(({ order, suggested, confidence }): Suspect => ({
    source: sourceOf.get(order) ?? '',
    id: order.id,
    given: order.type,
    suggested,
    confidence,
    // Citizens' words stay in the database: of its labels only the id goes beside the weights.
    excerpt: sourceOf.get(order) === DATABASE_SOURCE ? '' : excerptOf(order.text, order.form),
  }));
  write(SUSPECTS, `${JSON.stringify(kept, null, 1)}\n`);
}

/** What a model held back; null for a model made before this was kept. @throws AppError `bad_model` */
export function readHeldBack(dir: string): JudgedRow[] | null {
  return read(dir, HELD_BACK, (file) =>
    gunzipSync(readFileSync(file))
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => judgedRow.parse(JSON.parse(line))),
  );
}

/**
 * The labels that training doubted, most suspect first; none for an older model. Those of the database come without
 * an excerpt. @throws AppError `bad_model`
 */
export function readSuspects(dir: string): readonly Suspect[] {
  return read(dir, SUSPECTS, (file) => z.array(suspect).parse(JSON.parse(readFileSync(file, 'utf8')))) ?? [];
}

function read<T>(dir: string, name: string, parse: (file: string) => T): T | null {
  const file = join(dir, name);
  if (!existsSync(file)) return null;
  try {
    return parse(file);
  } catch (cause) {
    throw new AppError('bad_model', { dir, reason: `读不出 ${name}` }, { cause });
  }
}
