import type { Clock } from '../../kernel/clock.ts';
import type { Profile } from '../../profile/types.ts';
import type { RestHint, RestHints } from './care-types.ts';

const MINUTE = 60_000;
/** People who are remembered; beyond, whoever did something longest ago is forgotten. */
const MOST = 2000;

type Stretch = { readonly since: number; last: number; acts: number; hurt: boolean };

export function createRestHints({
  clock,
  profile,
}: {
  readonly clock: Clock;
  readonly profile: Pick<Profile, 'care'>;
}): RestHints {
  const rules = profile.care?.rest ?? null;
  const stretches = new Map<string, Stretch>();

  /** The stretch of work that goes on, or a new one after a break. */
  function stretchOf(id: string): Stretch {
    const now = clock.now();
    const known = stretches.get(id);
    const goesOn = known !== undefined && rules !== null && now - known.last < rules.breakMinutes * MINUTE;
    const stretch = goesOn ? known : { since: now, last: now, acts: 0, hurt: false };
    stretch.last = now;
    // Set anew, so that the map is in the order of who did something last.
    stretches.delete(id);
    stretches.set(id, stretch);
    const oldest = stretches.size > MOST ? stretches.keys().next().value : undefined;
    if (oldest !== undefined) stretches.delete(oldest);
    return stretch;
  }

  function hintFor(id: string): RestHint | null {
    const stretch = stretches.get(id);
    if (rules === null || stretch === undefined) return null;
    const { breakMinutes, minutes, acts, afterAbuse } = rules;
    const rest = `建议离开座位休息 ${breakMinutes} 分钟`;
    if (afterAbuse && stretch.hurt)
      return { why: 'abuse', text: `刚才的来电不好受，${rest}；需要的话，找班长换手。` };
    const worked = Math.floor((stretch.last - stretch.since) / MINUTE);
    if (minutes !== null && worked >= minutes)
      return { why: 'minutes', text: `您已经连续工作 ${worked} 分钟，${rest}。` };
    if (acts !== null && stretch.acts >= acts)
      return { why: 'acts', text: `您这一段已经办了 ${stretch.acts} 件，${rest}。` };
    return null;
  }

  return {
    saw: (id, act) => {
      if (rules === null) return;
      const stretch = stretchOf(id);
      if (act === 'act') stretch.acts++;
    },
    hurt: (id) => {
      if (rules !== null) stretchOf(id).hurt = true;
    },
    hintFor,
    done: (id) => void stretches.delete(id),
  };
}
