import { seededRandom } from '../src/kernel/random.ts';
import { hourOf, startOfDay } from '../src/orders/calendar.ts';
import type { CaseFacts } from '../src/orders/case-facts.ts';
import type { Profile } from '../src/profile/types.ts';

const HOUR = 3_600_000;

/** Made cases, the i-th of `orders` spread evenly over `days` from `first` on; some units and types come far more often than others. */
export function createMadeCases(
  profile: Profile,
  { orders, first, days }: { readonly orders: number; readonly first: number; readonly days: number },
): (i: number) => CaseFacts {
  const units = profile.units.map(({ code }) => code);
  const types = profile.issueTypes.map(({ code }) => code);
  const streets = [...new Set(profile.units.flatMap(({ street }) => street ?? []))];
  const random = seededRandom(1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(list.length * random() ** 2)] as T;
  return (i) => {
    const day = first + Math.floor((i / orders) * days);
    const received = startOfDay(day) + Math.floor(24 * (random() + random()) * 0.5) * HOUR;
    const unit = pick(units);
    const isOpen = day > first + days - 6;
    const repliedAt = isOpen && random() < 0.6 ? null : received + Math.floor(random() * 130) * HOUR;
    const judged = repliedAt !== null && random() < 0.7;
    const happy = random() < 0.8;
    return {
      day,
      hour: hourOf(received),
      unit,
      firstUnit: random() < 0.05 ? pick(units) : unit,
      issueType: pick(types),
      street: random() < 0.1 ? null : pick(streets),
      demandKind: pick(profile.demandKinds),
      urgency: 'normal',
      channel: 'phone',
      state: repliedAt === null ? 'handling' : 'closed',
      leftOut: random() < 0.04 ? 'exclusion' : '',
      dispatchedAt: received,
      contactedAt: received + HOUR,
      repliedAt,
      dueAt: received + 120 * HOUR,
      meeting: random() < 0.5 ? 'met' : 'none',
      firstRight: repliedAt === null ? null : true,
      returns: 0,
      reopened: 0,
      supervised: 0,
      callback: judged ? 'verdict' : 'none',
      verdict: judged
        ? {
            solved: happy ? 'solved' : 'unsolved',
            satisfied: happy ? 'satisfied' : 'dissatisfied',
            attitude: 'good',
          }
        : null,
      verdictAt: judged ? repliedAt + 24 * HOUR : null,
      answeredUnit: null,
      verdictUnit: null,
      supervisedUnit: null,
    };
  };
}
