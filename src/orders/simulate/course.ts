import { between, gauss, pick } from '../../kernel/chance.ts';
import type { Random } from '../../kernel/random.ts';
import { DAY, HOUR, dateOf, dayOf, startOfDay } from '../calendar.ts';
import type { Actor, OutcomeKind } from '../life-events.ts';
import type { Life } from '../life.ts';
import { callbacksOf } from './callbacks.ts';
import { afterWork, awake, minute } from './hours.ts';
import type {
  Course,
  CourseContext,
  Played,
  SimulatedCase,
  SimulatedFile,
  SimulatedStep,
  UnitCharacter,
} from './types.ts';

const MINUTE = 60_000;

/** Kinds of demand about which something is looked into on the spot. */
const LOOKED_INTO = ['求助', '投诉', '举报'];

/**
 * What becomes of an order, step by step; each step is told whether it could be made. The course goes on until the matter
 * is at its end: whoever plays it stops where the present is reached.
 */
export function* courseOf(kase: SimulatedCase, context: CourseContext, random: Random): Course {
  const { source, characterOf, centre } = context;
  const { shares, notes } = source;
  const chance = (share: number): boolean => random() < share;
  const word = (name: string): string => pick(random, notes[name] ?? ['']);
  let at = kase.storedAt;
  /** Who has it now. */
  let sent = kase.sentTo;
  const owner = { lead: kase.owner, joint: kase.joint };

  if (!kase.automatic) {
    at =
      kase.urgency === 'safety'
        ? at + between(random, 1, 4) * MINUTE
        : awake(at + between(random, 4, 45) * MINUTE, random);
    const actor = pick(random, centre.dispatchers);
    if (kase.sentTo !== kase.owner && chance(0.35)) {
      // Seen before it went out.
      yield { at, actor, move: 'correctUnit', data: owner };
      sent = kase.owner;
      yield { at: at + MINUTE, actor, move: 'dispatch', data: owner };
    } else
      yield {
        at,
        actor,
        move: 'dispatch',
        data: { lead: kase.sentTo, joint: kase.sentTo === kase.owner ? kase.joint : null },
      };
  }
  let life = yield* sentBack(sent !== kase.owner);
  for (let round = 0; round < 3; round++) {
    const told = yield* handled(life, round);
    if (told === null) return;
    const again = yield* callbacksOf(told, kase, context, characterOf(told.lead), random);
    if (again === null) return;
    life = again;
    at = again.at;
  }

  /** A unit that has what is another's sends it back; some send back what is theirs. */
  function* sentBack(isWrong: boolean): Generator<SimulatedStep, Life | null, Played> {
    if (!isWrong && (kase.urgency === 'safety' || !chance(shares.unfoundedReturn))) return null;
    const unit = characterOf(sent);
    const actor = pick(random, unit.people);
    const reviewer = pick(random, centre.dispatchers);
    at = awake(at + (20 + random() * 200) * MINUTE, random);
    const to = isWrong ? kase.owner : (kase.helper ?? kase.owner);
    if (to === sent) return null;
    const { made } = yield {
      at,
      actor,
      move: 'proposeReturn',
      files: [{ kind: 'document', purpose: 'other', by: actor }],
      data: {
        reason: isWrong ? word('wrong') : word('unfounded'),
        clause: `派单目录 ${kase.clause}`,
        owner: to,
        code: 'R01',
      },
    };
    if (!made) return null;
    at = awake(at + (15 + random() * 150) * MINUTE, random);
    if (isWrong && chance(shares.returnGranted))
      return (yield { at, actor: reviewer, move: 'acceptReturn', data: owner }).life;
    const answer = yield {
      at,
      actor: reviewer,
      move: 'refuseReturn',
      data: { reason: word('refuseReturn') },
    };
    return answer.life;
  }

  /** From the acknowledgement to the moment at which the caller is told; null where the order is at its end before. */
  function* handled(before: Life | null, round: number): Generator<SimulatedStep, Life | null, Played> {
    const unit = characterOf(before?.lead ?? sent);
    let person = pick(random, unit.people);
    const isSafety = kase.urgency === 'safety';
    const begun = at;
    const { start, end } = schedule(unit, begun, round);
    at = isSafety
      ? at + between(random, 1, 6) * MINUTE
      : Math.min(
          afterWork(at, Math.exp(3.1 + 0.7 * gauss(random)) * MINUTE),
          Math.max(at + MINUTE, end - 2 * HOUR),
        );
    let played = yield { at, actor: person, move: 'acknowledge', data: {} };
    if (!played.made) return null;
    if (unit.people.length > 1 && chance(0.12)) {
      const next = pick(
        random,
        unit.people.filter(({ id }) => id !== person.id),
      );
      yield {
        at: (at += 2 * MINUTE),
        actor: person,
        move: 'assign',
        data: { person: next.id, name: next.name },
      };
      person = next;
    }
    const lasts = Math.max(20 * MINUTE, end - at);
    const when = (share: number): number => {
      const moment = at + Math.max(MINUTE, (begun + lasts * share - at) * (0.7 + 0.3 * random()));
      at = isSafety
        ? Math.max(at + MINUTE, Math.min(moment, end - MINUTE))
        : Math.max(at + MINUTE, Math.min(awake(moment, random), end - 2 * MINUTE));
      return at;
    };
    if (kase.reachable) {
      if (!isSafety && chance(shares.noAnswerFirst))
        yield {
          at: when(0.08),
          actor: person,
          move: 'tryContact',
          data: { way: 'phone', note: word('noAnswer') },
        };
      const files: SimulatedFile[] = [{ kind: 'recording', purpose: 'contact', by: person }];
      yield {
        at: when(0.15),
        actor: person,
        move: 'contact',
        files,
        data: { way: 'phone', result: 'reached', note: word('contact') },
      };
    }
    if (
      kase.issueType.startsWith('01') &&
      kase.demandKind === '投诉' &&
      kase.urgency === 'normal' &&
      kase.shop !== null &&
      chance(shares.merchant)
    ) {
      yield {
        at: when(0.2),
        actor: person,
        move: 'handToMerchant',
        data: { merchant: kase.shop, until: at + 20 * HOUR },
      };
      if (chance(0.5))
        yield {
          at: when(0.4),
          actor: person,
          move: 'merchantSettled',
          data: { terms: '商家与来电人协商一致，按约定退款' },
        };
      else
        yield { at: when(0.4), actor: person, move: 'merchantFailed', data: { reason: '商家没有提出方案' } };
    }
    const lookedInto = LOOKED_INTO.includes(kase.demandKind);
    // Nobody can be spoken to: it is begun with without that.
    if (lookedInto || !kase.reachable)
      played = yield { at: when(0.3), actor: person, move: 'handle', data: {} };
    if (
      kase.helper !== null &&
      kase.helper !== unit.code &&
      kase.helper !== kase.joint &&
      !isSafety &&
      chance(shares.whistle)
    )
      yield* calledIn(kase.helper, person, when);
    if (kase.joint !== null && kase.joint !== unit.code && played.life.joint === kase.joint) {
      const other = pick(random, characterOf(kase.joint).people);
      yield { at: when(0.6), actor: other, move: 'answerJointly', data: { text: word('report') } };
    }
    if (lookedInto && kase.reachable && chance(unit.meets))
      yield {
        at: when(0.55),
        actor: person,
        move: 'contact',
        files: [{ kind: 'photo', purpose: 'visit', by: person }],
        data: { way: 'visit', result: 'met', note: '到现场与来电人当面核对' },
      };
    const ended = yield* otherwise(unit, person, start, end, when);
    if (ended !== 'goesOn') return ended;
    if (played.life.supervision.level > 0 || at > kase.at + kase.limit)
      yield {
        at: Math.max(at + MINUTE, end - 30 * MINUTE),
        actor: person,
        move: 'answerSupervision',
        data: { text: word('supervised') },
      };
    at = Math.max(at + MINUTE, end);
    return yield* reply(person, outcome(), at);
  }

  /** When the round begins to count, and when the caller is told. */
  function schedule(
    unit: UnitCharacter,
    begun: number,
    round: number,
  ): { readonly start: number; readonly end: number } {
    const start = round === 0 ? kase.at : begun;
    const share = Math.exp(Math.log(unit.pace) + unit.spread * gauss(random));
    const wanted = start + Math.min(share, 3.2) * kase.limit;
    if (kase.urgency === 'safety') return { start, end: Math.max(begun + 12 * MINUTE, wanted) };
    return {
      start,
      end: Math.max(begun + 50 * MINUTE, awake(wanted, random, kase.urgency === 'livelihood')),
    };
  }

  function* calledIn(helper: string, person: Actor, when: (share: number) => number): Course {
    const other = pick(random, characterOf(helper).people);
    yield {
      at: when(0.35),
      actor: person,
      move: 'whistle',
      data: { units: [helper], reason: word('whistle') },
    };
    yield { at: when(0.42), actor: other, move: 'report', data: {} };
    yield {
      at: when(0.48),
      actor: person,
      move: 'meet',
      data: {
        at: minute(at),
        place: kase.place ?? '街道会议室',
        units: [helper],
        agreed: [{ unit: helper, task: '按职责处理', due: dateOf(dayOf(at) + 3) }],
      },
    };
    yield { at: when(0.5), actor: other, move: 'answerWhistle', data: { text: word('report') } };
  }

  /** More time, a hold, or an end of another kind than a reply; `goesOn` where it is replied to. */
  function* otherwise(
    unit: UnitCharacter,
    person: Actor,
    start: number,
    end: number,
    when: (share: number) => number,
  ): Generator<SimulatedStep, Life | null | 'goesOn', Played> {
    const files: SimulatedFile[] = [
      { kind: 'document', purpose: 'result', by: person },
      { kind: 'document', purpose: 'other', by: person },
    ];
    const second = pick(random, centre.dispatchers);
    if (kase.urgency === 'normal' && LOOKED_INTO.includes(kase.demandKind)) {
      if (end > start + kase.limit * 0.95 && chance(shares.extension)) {
        const asked = Math.max(at + MINUTE, awake(start + kase.limit * (0.6 + 0.25 * random()), random));
        const until = startOfDay(dayOf(start + kase.limit) + between(random, 3, 7)) - MINUTE;
        const reason = word('extension');
        const { made } = yield {
          at: asked,
          actor: person,
          move: 'proposeExtension',
          because: 'extension',
          files,
          data: { reason, clause: '', until },
        };
        if (made)
          yield {
            at: (at = awake(asked + 2 * HOUR * random() + MINUTE, random)),
            actor: second,
            move: 'grantExtension',
            data: {},
          };
        at = Math.max(at, asked);
      }
      if (kase.demandKind !== '举报' && chance(shares.hold)) {
        const planDay = dateOf(dayOf(at) + between(random, 20, 120));
        const asked = yield {
          at: when(0.7),
          actor: person,
          move: 'proposeHold',
          because: 'hold',
          files,
          data: { reason: word('hold'), planDay },
        };
        if (asked.made) {
          yield {
            at: (at = awake(at + 5 * HOUR * random() + MINUTE, random)),
            actor: centre.leader,
            move: 'grantHold',
            data: {},
          };
          at = startOfDay(Date.parse(`${planDay}T00:00:00Z`) / DAY) + 9 * HOUR;
          yield { at, actor: person, move: 'resume', data: {} };
          at = awake(at + between(random, 1, 6) * DAY, random);
          return yield* reply(person, 'solved', at);
        }
      }
    }
    const ending = chance(shares.termination)
      ? 'termination'
      : chance(shares.exclusion)
        ? 'exclusion'
        : kase.demandKind === '投诉' && chance(shares.mediationEnd)
          ? 'mediationEnd'
          : null;
    if (ending === null || kase.urgency === 'safety') return 'goesOn';
    const move = (
      {
        termination: 'proposeTermination',
        exclusion: 'proposeExclusion',
        mediationEnd: 'proposeMediationEnd',
      } as const
    )[ending];
    const { made } = yield {
      at: when(0.75),
      actor: person,
      move,
      because: ending,
      files,
      data: { reason: word(ending) },
    };
    if (!made) return 'goesOn';
    at = awake(at + (1 + 7 * random()) * HOUR, random);
    if (ending === 'exclusion' && !chance(shares.exclusionGranted)) {
      yield { at, actor: second, move: 'refuse', data: { reason: word('refuseExclusion') } };
      return 'goesOn';
    }
    const grant = (
      {
        termination: 'grantTermination',
        exclusion: 'grantExclusion',
        mediationEnd: 'grantMediationEnd',
      } as const
    )[ending];
    yield { at, actor: second, move: grant, data: {} };
    at = awake(at + (0.5 + 5 * random()) * HOUR, random);
    if (ending === 'mediationEnd') return yield* reply(person, 'mediationEnded', at);
    const toldBy = kase.reachable ? ('phone' as const) : ('notice' as const);
    yield { at, actor: person, move: 'tell', data: { toldAt: minute(at), way: toldBy } };
    return null;
  }

  function outcome(): OutcomeKind {
    const allowed = context.outcomesFor(kase.demandKind);
    const shares_ = Object.entries(source.outcomes[kase.demandKind] ?? {}).filter(([kind]) =>
      allowed.includes(kind as OutcomeKind),
    ) as [OutcomeKind, number][];
    let left = random() * shares_.reduce((sum, [, share]) => sum + share, 0);
    for (const [kind, share] of shares_) if ((left -= share) <= 0) return kind;
    return shares_[0]?.[0] ?? allowed[0] ?? 'explained';
  }

  function* reply(
    person: Actor,
    kind: OutcomeKind,
    moment: number,
  ): Generator<SimulatedStep, Life | null, Played> {
    const text = pick(random, source.replies[kind] ?? source.replies.explained ?? ['']);
    const lookedInto = LOOKED_INTO.includes(kase.demandKind);
    const by = person;
    const files: SimulatedFile[] = [
      { kind: 'document', purpose: 'result', by },
      ...(lookedInto
        ? ([
            { kind: 'photo', purpose: 'result', by },
            { kind: 'document', purpose: 'other', by },
            { kind: 'screenshot', purpose: 'other', by },
          ] as const)
        : []),
      ...(kase.urgency === 'safety' ? ([{ kind: 'photo', purpose: 'visit', by }] as const) : []),
    ];
    const { made, life } = yield {
      at: moment,
      actor: person,
      move: 'reply',
      files,
      data: {
        outcome: kind,
        demands: [{ demand: 1, answer: text }],
        text,
        toldAt: minute(moment),
        way: kase.reachable ? 'phone' : 'notice',
      },
    };
    at = moment;
    return made ? life : null;
  }
}
