/**
 * The score ledger over many verdicts: a year settled, a year replayed under a draft, the list of a year, and one unit's
 * page; each in a process of its own, with its seconds, processor seconds, largest resident set, the longest time that
 * nothing else had a turn, and the longest that a small write beside it waited.
 *   npx tsx bench/scores.ts [--verdicts 1000000] [--units 1000] [--only year,ledger,replay,settle]
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { createScoring } from '../src/app/scores/scoring.ts';
import { createContext } from '../src/app/services.ts';
import type { Actor, Engine } from '../src/app/types.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { dayOf, dayOfDate, hourOf, startOfDay } from '../src/orders/calendar.ts';
import type { CaseFacts } from '../src/orders/case-facts.ts';
import { loadProfile } from '../src/profile/load.ts';
import { SCORES_FILE } from '../src/profile/scores.ts';
import { putCases } from '../src/store/case-facts.ts';
import type { Db } from '../src/store/client.ts';
import { openStore } from '../src/store/store.ts';
import { ROOT, inTemporaryFolder, peakMb, report, timed } from './support.ts';

const { values } = parseArgs({
  options: {
    verdicts: { type: 'string', default: '1000000' },
    units: { type: 'string', default: '1000' },
    only: { type: 'string', default: 'year,ledger,replay,settle' },
    /** Does one of these with this database: what the parent measures. Without it  is filled and kept. */
    child: { type: 'string' },
    url: { type: 'string', default: '' },
  },
});
const VERDICTS = Number(values.verdicts);
const UNITS = Number(values.units);
const BATCH = 5000;
const START = startOfDay(dayOfDate('2025-01-01'));
const YEAR_MS = 365 * 86_400_000;
const ADMIN: Actor = { id: 'u', name: '管理员', role: 'admin', unit: null };

const profileDir = join(ROOT, 'data/profile/xicheng');
const random = seededRandom(1);
/** The first units have far more than the last. */
const unitOf = (): string => `U${String(Math.floor(UNITS * random() ** 2)).padStart(4, '0')}`;

async function fill(url: string): Promise<void> {
  const store = await openStore({ url });
  for (let from = 0; from < VERDICTS; from += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, VERDICTS - from) }, (_, k) => caseOf(from + k));
    await store.write(async (db) => {
      await putCases(db, made);
      await putOrders(db, made);
    });
  }
  await store.close();
}

function caseOf(i: number): { readonly orderId: string; readonly facts: CaseFacts } {
  const at = START + Math.floor((i / VERDICTS) * YEAR_MS);
  const [unit, said, opinion] = [unitOf(), random(), random()];
  const facts: CaseFacts = {
    day: dayOf(at),
    hour: hourOf(at),
    unit,
    firstUnit: unit,
    issueType: '0101',
    street: null,
    demandKind: '投诉',
    urgency: 'normal',
    channel: 'phone',
    state: 'closed',
    leftOut: random() < 0.04 ? 'exclusion' : '',
    dispatchedAt: at,
    contactedAt: at,
    repliedAt: at,
    dueAt: at,
    meeting: 'met',
    firstRight: true,
    returns: 0,
    reopened: 0,
    supervised: 0,
    callback: 'verdict',
    verdict: {
      solved: said < 0.8 ? 'solved' : said < 0.95 ? 'unsolved' : 'noOpinion',
      satisfied: opinion < 0.7 ? 'satisfied' : opinion < 0.85 ? 'basically' : 'dissatisfied',
      attitude: 'good',
    },
    verdictAt: at,
    answeredUnit: null,
    verdictUnit: null,
    supervisedUnit: null,
  };
  return { orderId: `o-${String(i).padStart(9, '0')}`, facts };
}

/** As little of an order as the ledger asks for. */
async function putOrders(
  db: Db,
  made: readonly { readonly orderId: string; readonly facts: CaseFacts }[],
): Promise<void> {
  const rows = made.map(({ orderId, facts }) => [
    orderId,
    `N${orderId.slice(2)}`,
    facts.verdictAt,
    facts.unit,
  ]);
  await db.run(sql`
    INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action, corrected,
      issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
    SELECT value ->> 0, value ->> 1, 'phone', value ->> 2, value ->> 2, '-', '{}', '-', 'closed', 'dispatch', 0,
      '0101', 1, '投诉', 'normal', 2, value ->> 3
    FROM json_each(${JSON.stringify(rows)})`);
}

/** Does one of the things, while small writes go on beside it. */
async function child(what: string, url: string): Promise<void> {
  const store = await openStore({ url });
  const clock = fixedClock(startOfDay(dayOfDate('2026-01-10')));
  const profile = loadProfile(profileDir);
  const scoring = createScoring(createContext({ store, engine: {} as Engine, profile, clock }));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  let longestWrite = 0;
  let going = true;
  const beside = (async () => {
    while (going) {
      const asked = performance.now();
      await store.write((db) => db.run(sql`UPDATE lane_mark SET token = token WHERE id = 1`));
      longestWrite = Math.max(longestWrite, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  delay.enable();
  const [began, used] = [performance.now(), process.cpuUsage()];
  const told = await DOES[what as keyof typeof DOES](scoring);
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - began) / 1000;
  // Its timer has to come round once more for the last turn to be counted.
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.disable();
  going = false;
  await beside;
  report({
    what,
    ...told,
    seconds: Number(seconds.toFixed(2)),
    cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
    longestTurnMs: Math.round(delay.max / 1e6),
    longestWriteMs: Math.round(longestWrite),
    peakMb: peakMb(process.pid),
  });
  await store.close();
}

type Scoring = ReturnType<typeof createScoring>;
const DOES = {
  year: async (scoring: Scoring) => {
    const { units } = await scoring.year(ADMIN, 2025);
    return { units: units.length, lines: units.reduce((sum, { lines }) => sum + lines, 0) };
  },
  ledger: async (scoring: Scoring) => {
    const { unit } = await scoring.ledger(ADMIN, 'U0000', 2025, 3);
    return { unitLines: unit.lines };
  },
  replay: async (scoring: Scoring) => {
    const shipped = JSON.parse(readFileSync(join(profileDir, SCORES_FILE), 'utf8')) as {
      readonly versions: { points: { oneNo: number } }[];
    };
    for (const version of shipped.versions) version.points.oneNo *= 2;
    const draft = JSON.stringify(shipped);
    const made = await scoring.replay(ADMIN, { from: '2025-01-01', to: '2026-01-01', draft });
    const changed = made.units.reduce((sum, { changedLines }) => sum + changedLines, 0);
    return { lines: made.lines, units: made.units.length, changed };
  },
  settle: async (scoring: Scoring) => {
    const { units } = await scoring.settle(ADMIN, 2025);
    return { units: units.length, lines: units.reduce((sum, { lines }) => sum + lines, 0) };
  },
};

if (values.child !== undefined) await child(values.child, values.url);
else
  await inTemporaryFolder(async (dir) => {
    const url = values.url === '' ? `file:${dir}/scores.db` : values.url;
    await fill(url);
    for (const what of values.only.split(',').filter((one) => one !== '')) {
      const args = ['--import', 'tsx', import.meta.filename, '--child', what, '--url', url];
      process.stdout.write((await timed(process.execPath, args)).stdout);
    }
  });
