import { between, pick } from '../../kernel/chance.ts';
import type { Random } from '../../kernel/random.ts';
import { DAY, HOUR } from '../calendar.ts';
import { afterQuiet } from '../handling-rules.ts';
import type { Actor, CallbackData, OutcomeKind, Verdict } from '../life-events.ts';
import type { Life } from '../life.ts';
import type { CourseContext, Played, SimulatedCase, SimulatedStep, UnitCharacter } from './types.ts';

const MINUTE = 60_000;
const SYSTEM: Actor = { id: 'system', name: '系统', role: 'system', unit: null };
const CALLER: Actor = { ...SYSTEM, name: '来电人' };

/**
 * What follows once the caller was told: callbacks, the verdict, the end. The life where the order is done once more,
 * null where it is closed.
 */
export function* callbacksOf(
  told: Life,
  kase: SimulatedCase,
  { source, centre, callback }: CourseContext,
  unit: UnitCharacter,
  random: Random,
): Generator<SimulatedStep, Life | null, Played> {
  const { shares, notes } = source;
  const chance = (share: number): boolean => random() < share;
  const word = (name: string): string => pick(random, notes[name] ?? ['']);
  const toldAt = told.toldAt ?? told.at;
  const actor = pick(random, centre.callers);
  const outcome = told.reply?.outcome ?? 'explained';
  if (callback === null) {
    yield { at: told.at + DAY, actor: pick(random, centre.dispatchers), move: 'close', data: {} };
    return null;
  }
  const judged = told.callbacks.some(({ verdict }) => verdict !== null);
  const notFor =
    callback.notFor.demandKinds.includes(kase.demandKind) || callback.notFor.outcomes.includes(outcome);
  if (notFor || !kase.reachable) return yield* bySystem(told.at + MINUTE);
  if (judged) {
    yield {
      at: afterQuiet(callback.quiet, told.at + between(random, 10, 50) * HOUR),
      actor,
      move: 'close',
      data: {},
    };
    return null;
  }
  if (!chance(shares.called)) return yield* bySystem(toldAt + callback.days * DAY + MINUTE);
  if (chance(shares.byLink)) {
    const at = told.at + between(random, 10, 2800) * MINUTE;
    const verdict = verdictOf(told, outcome);
    const done = yield {
      at,
      actor: CALLER,
      move: 'callBack',
      data: { way: 'link', result: 'answered', verdict },
    };
    if (verdict.solved !== 'unsolved') yield { at, actor: CALLER, move: 'close', data: {} };
    else return yield* judgedBadly(done.life, afterQuiet(callback.quiet, at + between(random, 2, 30) * HOUR));
    return null;
  }
  let at = afterQuiet(callback.quiet, told.at + between(random, 120, 3200) * MINUTE);
  for (let attempt = 1; attempt <= callback.attempts; attempt++) {
    if (at > toldAt + callback.days * DAY) break;
    const result: CallbackData['result'] = chance(shares.answered)
      ? 'answered'
      : chance(shares.refused / (1 - shares.answered))
        ? 'refused'
        : chance(shares.wrongNumber / (1 - shares.answered))
          ? 'wrongNumber'
          : 'noAnswer';
    const verdict = result === 'answered' ? verdictOf(told, outcome) : null;
    const note = noteOn(verdict);
    const done = yield {
      at,
      actor,
      move: 'callBack',
      data: { way: 'phone', result, verdict, ...(note === '' ? {} : { note }) },
    };
    if (!done.made) break;
    if (verdict?.solved === 'unsolved') return yield* judgedBadly(done.life, at);
    if (result !== 'noAnswer' || attempt === callback.attempts) {
      yield { at, actor, move: 'close', data: {} };
      return null;
    }
    at = afterQuiet(callback.quiet, at + callback.gapHours * HOUR + between(random, 10, 1500) * MINUTE);
  }
  return yield* bySystem(toldAt + callback.days * DAY + MINUTE);

  function* bySystem(moment: number): Generator<SimulatedStep, null, Played> {
    yield { at: moment, actor: SYSTEM, move: 'close', data: {} };
    return null;
  }

  function* judgedBadly(life: Life, moment: number): Generator<SimulatedStep, Life | null, Played> {
    if (life.reopened === 0 && chance(shares.reopened)) {
      const { made, life: again } = yield {
        at: moment,
        actor,
        move: 'reopen',
        data: { reason: word('reopen') },
      };
      if (made) return again;
    }
    yield { at: moment, actor, move: 'close', data: {} };
    return null;
  }

  function verdictOf({ at }: Life, kind: OutcomeKind): Verdict {
    const late = at > kase.at + kase.limit ? 0.86 : 1;
    const good = Math.min(0.985, unit.solved * source.satisfaction[kind] * late);
    const solved = chance(shares.noOpinion) ? 'noOpinion' : chance(good) ? 'solved' : 'unsolved';
    const happy = solved === 'unsolved' ? 0.3 : 0.95;
    const satisfied = chance(shares.noOpinion)
      ? 'noOpinion'
      : chance(happy)
        ? chance(solved === 'unsolved' ? 0.3 : 0.86)
          ? 'satisfied'
          : 'basically'
        : 'dissatisfied';
    const attitude = chance(shares.noOpinion)
      ? 'noOpinion'
      : chance(satisfied === 'dissatisfied' ? unit.attitude * 0.8 : unit.attitude)
        ? 'good'
        : chance(0.75)
          ? 'fair'
          : 'bad';
    return { solved, satisfied, attitude };
  }

  function noteOn(verdict: Verdict | null): string {
    if (verdict === null || !chance(0.5)) return '';
    if (verdict.solved === 'unsolved') return word('unsolved');
    return verdict.satisfied === 'dissatisfied' ? word('dissatisfied') : '';
  }
}
