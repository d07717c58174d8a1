import { incrementsOf } from '../../src/app/life/case-keeping.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import type { CaseFacts } from '../../src/orders/case-facts.ts';
import { startOfDay } from '../../src/orders/calendar.ts';
import { addToRollups, putCases } from '../../src/store/case-facts.ts';
import type { Store } from '../../src/store/store.ts';

const HOUR = 3_600_000;

/** Facts of a case of the small district that was answered in time and judged well, but for what is said. */
export function madeFacts(said: Partial<CaseFacts> & Pick<CaseFacts, 'day'>): CaseFacts {
  const at = startOfDay(said.day) + (said.hour ?? 9) * HOUR;
  return {
    hour: 9,
    unit: 'SCS-XCAJ',
    firstUnit: 'SCS-XCAJ',
    issueType: '0101',
    street: '西长安街',
    demandKind: '投诉',
    urgency: 'normal',
    channel: 'phone',
    state: 'closed',
    leftOut: '',
    dispatchedAt: at,
    contactedAt: at + HOUR,
    repliedAt: at + HOUR,
    dueAt: at + 120 * HOUR,
    meeting: 'none',
    firstRight: true,
    returns: 0,
    reopened: 0,
    supervised: 0,
    callback: 'verdict',
    verdict: { solved: 'solved', satisfied: 'satisfied', attitude: 'good' },
    verdictAt: at + 24 * HOUR,
    answeredUnit: null,
    verdictUnit: null,
    supervisedUnit: null,
    ...said,
  };
}

/** Cases of all sorts over some days, the same every time. */
export function mixedFacts(count: number, first: number, days: number): CaseFacts[] {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, () =>
    madeFacts({
      day: first + Math.floor(random() * days),
      hour: Math.floor(random() * 24),
      unit: pick(['SCS-XCAJ', 'SCS-DS', 'CGZF']),
      issueType: pick(['0101', '0104', '0402', '0501']),
      street: pick(['西长安街', '德胜', null]),
      demandKind: pick(['咨询', '求助', '投诉', '举报']),
      leftOut: pick(['', '', '', 'merged', 'exclusion']),
      verdict: pick([
        null,
        { solved: 'solved', satisfied: 'satisfied', attitude: 'good' },
        { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'noOpinion' },
      ]),
    }),
  );
}

/** Keeps facts and sums, as the program does; there are no orders behind them. */
export async function keepFacts(
  store: Pick<Store, 'write'>,
  facts: readonly CaseFacts[],
  name = 'made',
): Promise<void> {
  await store.write(async (db) => {
    await putCases(
      db,
      facts.map((one, i) => ({ orderId: `${name}-${i}`, facts: one })),
    );
    await addToRollups(
      db,
      facts.flatMap((one) => incrementsOf(one, 1)),
    );
  });
}
