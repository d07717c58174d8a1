import { applicationOf } from './states.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { ApplicationKind, Move, OrderState } from '../kernel/move-words.ts';
import type {
  Actor,
  ApplicationData,
  CallbackData,
  ContactResult,
  ContactWay,
  LifeEvent,
  Pending,
} from './life-events.ts';

/** An order as its events leave it. */
export type Life = {
  /** Number of events; 0 before the first. */
  readonly version: number;
  readonly state: OrderState;
  /** When the lead unit last changed or the order was reopened; null before that. */
  readonly roundAt: number | null;
  /** When the last of them happened. */
  readonly at: number;
  /** When it came to stand there. */
  readonly since: number;
  readonly issueType: string;
  readonly lead: string;
  readonly joint: string | null;
  /** Who answers for it in the lead unit; null before it is acknowledged. */
  readonly person: { readonly id: string; readonly name: string } | null;
  /** When the lead unit of now took it; null before that. */
  readonly takenAt: number | null;
  /** Where it stood before it was ended. */
  readonly before: OrderState | null;
  readonly pending: Pending | null;
  /** Units that led it before, oldest first; the lead unit of now is not among them unless it comes round. */
  readonly owners: readonly string[];
  /** Returns asked for so far, with what became of them. */
  readonly returns: readonly {
    readonly unit: string;
    readonly owner: string;
    readonly at: number;
    readonly verdict: 'waits' | 'accepted' | 'refused' | 'ruled' | 'withdrawn';
    /** Who leads by the verdict; absent while it waits. */
    readonly settledOn?: string;
  }[];
  readonly ruled: boolean;
  readonly contacts: readonly {
    readonly at: number;
    readonly way: ContactWay;
    readonly result: ContactResult;
    readonly by: Actor;
  }[];
  readonly evidence: readonly { readonly purpose: string; readonly files: number; readonly at: number }[];
  readonly jointAnswer: { readonly at: number; readonly text: string } | null;
  readonly whistles: readonly {
    readonly at: number;
    readonly units: readonly {
      readonly unit: string;
      readonly reportedAt: number | null;
      readonly answer: string | null;
    }[];
  }[];
  readonly meetings: number;
  /** 0: none. */
  readonly supervision: { readonly level: number; readonly answeredAt: number | null };
  /** What there was of it under earlier lead units and in earlier rounds, oldest first. */
  readonly supervisedBefore: readonly {
    readonly unit: string;
    readonly level: number;
    readonly answeredAt: number | null;
  }[];
  /** More time granted, each until when. */
  readonly extensions: readonly { readonly at: number; readonly until: number | null }[];
  readonly planDay: string | null;
  readonly merchant: { readonly name: string; readonly until: number } | null;
  readonly reply: LifeEventOf<'reply'>['data'] | null;
  /** When the caller was last told how it ended. */
  readonly toldAt: number | null;
  /** Attempts to call back, oldest first, also those before it was done once more. */
  readonly callbacks: readonly (CallbackData & { readonly at: number; readonly by: Actor })[];
  readonly ending: { readonly kind: ApplicationKind; readonly code: string | null } | null;
  readonly reopened: number;
  /** Whether it was sent out, and nobody did anything with it since. */
  readonly justDispatched: boolean;
  /** What of it is kept from whom, and who is let in where all of it is. */
  readonly confidentiality: Confidentiality;
  readonly letIn: readonly string[];
  /** Keys of reminders sent, so that none is sent twice. */
  readonly reminded: readonly string[];
};

export type LifeEventOf<K extends LifeEvent['kind']> = Extract<LifeEvent, { readonly kind: K }>;

export const UNBORN: Life = {
  version: 0,
  state: 'received',
  roundAt: null,
  at: 0,
  since: 0,
  issueType: '',
  lead: '',
  joint: null,
  person: null,
  takenAt: null,
  before: null,
  pending: null,
  owners: [],
  returns: [],
  ruled: false,
  contacts: [],
  evidence: [],
  jointAnswer: null,
  whistles: [],
  meetings: 0,
  supervision: { level: 0, answeredAt: null },
  supervisedBefore: [],
  extensions: [],
  planDay: null,
  merchant: null,
  reply: null,
  toldAt: null,
  callbacks: [],
  ending: null,
  reopened: 0,
  justDispatched: false,
  confidentiality: 'none',
  letIn: [],
  reminded: [],
};

/** The order that these events, in their order, make. Throws where a version is missing: history has a hole. */
export function lifeOf(events: readonly LifeEvent[]): Life {
  return events.reduce(applyEvent, UNBORN);
}

/** What does nothing with an order. */
const IDLE: readonly LifeEvent['kind'][] = ['remind', 'note', 'setConfidential', 'liftConfidential'];

/**
 * Events without the sendings-out that were taken back: they started no clock and were nobody's. Takes anything that
 * tells its kind, oldest first.
 */
export function withoutRecalled<E extends { readonly kind: string }>(events: readonly E[]): readonly E[] {
  if (!events.some(({ kind }) => kind === 'recall')) return events;
  const kept: E[] = [];
  for (const event of events) {
    if (event.kind !== 'recall') kept.push(event);
    else
      kept.splice(
        kept.findLastIndex(({ kind }) => kind === 'dispatch'),
        1,
      );
  }
  return kept;
}

/** The order after one more event. */
export function applyEvent(life: Life, event: LifeEvent): Life {
  if (event.version !== life.version + 1)
    throw new Error(`Event ${event.version} follows version ${life.version}.`);
  const moved = event.to !== life.state || life.version === 0;
  return {
    ...life,
    ...changes(life, event),
    justDispatched: event.kind === 'dispatch' || (life.justDispatched && IDLE.includes(event.kind)),
    version: event.version,
    state: event.to,
    at: event.at,
    since: moved ? event.at : life.since,
  };
}

/** An application is kept until somebody decides on it; what it was about then goes where it belongs. */
function changes(life: Life, event: LifeEvent): Partial<Life> {
  const asked = applicationOf(event.kind as Move);
  if (asked !== null) return proposed(life, event, asked);
  switch (event.kind) {
    case 'received':
      return { confidentiality: event.data.confidentiality ?? 'none' };
    case 'carried':
    case 'triaged': {
      const { issueType, lead, joint } = event.data;
      return { issueType, lead, joint };
    }
    case 'dispatch':
    case 'correctUnit':
      return handedTo(life, event);
    case 'correctType':
      return { issueType: event.data.issueType, joint: event.data.joint, ...otherJoint(life, event.data) };
    case 'acknowledge':
      return { person: { id: event.actor.id, name: event.actor.name }, takenAt: event.at };
    case 'handle':
      // Who begins to handle waits for the merchant no longer.
      return { merchant: null };
    case 'assign':
      return { person: { id: event.data.person, name: event.data.name } };
    case 'tryContact':
    case 'contact': {
      const result: ContactResult = event.kind === 'contact' ? event.data.result : 'noAnswer';
      const contact = { at: event.at, way: event.data.way, result, by: event.actor };
      return {
        contacts: [...life.contacts, contact],
        evidence: withFiles(life, 'contact', event.data.files, event.at),
      };
    }
    case 'addEvidence':
      return { evidence: withFiles(life, event.data.purpose, event.data.files, event.at) };
    case 'answerJointly':
      return { jointAnswer: { at: event.at, text: event.data.text } };
    case 'reply':
      return { reply: event.data, toldAt: event.data.toldAt };
    case 'tell':
      return { toldAt: event.data.toldAt };
    case 'callBack':
      return { callbacks: [...life.callbacks, { ...event.data, at: event.at, by: event.actor }] };
    case 'reopen':
      return {
        before: null,
        pending: null,
        reply: null,
        toldAt: null,
        ending: null,
        planDay: null,
        jointAnswer: null,
        merchant: null,
        ...unsupervised(life),
        extensions: [],
        person: null,
        takenAt: null,
        roundAt: event.at,
        reopened: life.reopened + 1,
      };
    case 'acceptReturn':
      return { ...settledReturn(life, 'accepted', event.data.lead), ...handedTo(life, event) };
    case 'refuseReturn':
      return settledReturn(life, 'refused');
    case 'rule':
      return { ...settledReturn(life, 'ruled', event.data.lead), ...handedTo(life, event), ruled: true };
    case 'grantExtension':
      return {
        pending: null,
        extensions: [...life.extensions, { at: event.at, until: life.pending?.until ?? null }],
      };
    case 'grantHold':
      return { pending: null, planDay: life.pending?.planDay ?? null };
    case 'resume':
      return { planDay: null };
    case 'grantExclusion':
      return ended(life, 'exclusion');
    case 'grantMediationEnd':
      return ended(life, 'mediationEnd');
    case 'grantTermination':
      return ended(life, 'termination');
    case 'refuse':
      return { pending: null };
    case 'withdraw':
      return life.pending?.kind === 'return' ? settledReturn(life, 'withdrawn') : { pending: null };
    case 'reverse':
      return { before: null, ending: null, toldAt: life.reply?.toldAt ?? null };
    case 'whistle': {
      const units = event.data.units.map((unit) => ({ unit, reportedAt: null, answer: null }));
      return { whistles: [...life.whistles, { at: event.at, units }] };
    }
    case 'report':
      return { whistles: marked(life, event.actor.unit, { reportedAt: event.at }) };
    case 'answerWhistle':
      return { whistles: marked(life, event.actor.unit, { answer: event.data.text }) };
    case 'meet':
      return {
        meetings: life.meetings + 1,
        evidence: withFiles(life, 'meeting', event.data.files, event.at),
      };
    case 'supervise':
      return { supervision: { level: event.data.level, answeredAt: null } };
    case 'answerSupervision':
      return { supervision: { ...life.supervision, answeredAt: event.at } };
    case 'handToMerchant':
      return { merchant: { name: event.data.merchant, until: event.data.until } };
    case 'merchantSettled':
    case 'merchantFailed':
      return { merchant: null };
    case 'setConfidential':
      return { confidentiality: event.data.confidentiality, letIn: event.data.letIn };
    case 'liftConfidential':
      return { confidentiality: event.data.confidentiality, letIn: [] };
    case 'remind':
      return { reminded: [...life.reminded, event.data.key] };
    default:
      return {};
  }
}

function proposed(life: Life, event: LifeEvent, kind: ApplicationKind): Partial<Life> {
  const data = event.data as ApplicationData;
  const pending = { ...data, kind, by: event.actor, at: event.at };
  if (kind !== 'return') return { pending };
  const asked = { unit: life.lead, owner: data.owner ?? '', at: event.at, verdict: 'waits' as const };
  return { pending, returns: [...life.returns, asked] };
}

type Verdict = Life['returns'][number]['verdict'];

function settledReturn(life: Life, verdict: Verdict, settledOn = life.lead): Partial<Life> {
  return {
    pending: null,
    returns: life.returns.map((one) => (one.verdict === 'waits' ? { ...one, verdict, settledOn } : one)),
  };
}

/** Another unit takes it from the beginning; the same one goes on where it was. */
function handedTo(
  life: Life,
  { at, data: { lead, joint } }: LifeEventOf<'dispatch' | 'correctUnit' | 'acceptReturn' | 'rule'>,
): Partial<Life> {
  if (life.lead === lead) return { lead, joint, person: null, takenAt: null, ...otherJoint(life, { joint }) };
  const owners = life.lead === '' || life.state === 'received' ? life.owners : [...life.owners, life.lead];
  return {
    lead,
    joint,
    owners,
    person: null,
    takenAt: null,
    jointAnswer: null,
    merchant: null,
    roundAt: at,
    ...unsupervised(life),
  };
}

/**
 * Supervision urges the unit that has the order: whoever gets it, or has to do it once more, has not earned the level
 * that stands. That there was one stays to be seen.
 */
function unsupervised({ supervision, supervisedBefore, lead }: Life): Partial<Life> {
  if (supervision.level === 0) return {};
  return {
    supervision: UNBORN.supervision,
    supervisedBefore: [...supervisedBefore, { unit: lead, ...supervision }],
  };
}

/** What one assisting unit answered says nothing for another. */
function otherJoint(life: Life, { joint }: { readonly joint: string | null }): Partial<Life> {
  return joint === life.joint ? {} : { jointAnswer: null };
}

function ended(life: Life, kind: ApplicationKind): Partial<Life> {
  return {
    pending: null,
    before: life.state,
    merchant: null,
    ending: { kind, code: life.pending?.code ?? null },
    toldAt: null,
  };
}

function withFiles(
  life: Life,
  purpose: string,
  files: readonly string[] | undefined,
  at: number,
): Life['evidence'] {
  const count = files?.length ?? 0;
  return count === 0 ? life.evidence : [...life.evidence, { purpose, files: count, at }];
}

/** The newest call on a unit is the one it answers to. */
function marked(
  life: Life,
  unit: string | null,
  change: Partial<Life['whistles'][number]['units'][number]>,
): Life['whistles'] {
  const newest = life.whistles.findLastIndex((whistle) => whistle.units.some((one) => one.unit === unit));
  return life.whistles.map((whistle, i) =>
    i === newest
      ? { ...whistle, units: whistle.units.map((one) => (one.unit === unit ? { ...one, ...change } : one)) }
      : whistle,
  );
}

/** Whether the return that waits is to be adjudicated: it is not the first one, or it comes round to a former owner. */
export function isDisputed(life: Life): boolean {
  if (life.pending?.kind !== 'return') return false;
  const { owner } = life.pending;
  const earlier = life.returns.filter(({ verdict }) => verdict === 'accepted' || verdict === 'refused');
  return earlier.length > 0 || (owner !== undefined && life.owners.includes(owner));
}
