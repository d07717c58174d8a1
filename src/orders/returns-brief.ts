import { factLine } from './ending-case.ts';
import type { CaseFact, CaseLine } from './ending-case.ts';
import { reasonsOf } from './handling-rules.ts';
import type { HandlingRules } from './handling-rules.ts';
import type { ApplicationData, LifeEvent } from './life-events.ts';
import { UNBORN, applyEvent, isDisputed } from './life.ts';
import type { Life } from './life.ts';

/** How much the returns of a unit can be trusted: the share that turned out right. */
export type Credibility = {
  /** Returns that were decided on; those withdrawn or waiting say nothing. */
  readonly n: number;
  /** Of them, those accepted, or of an order that was ruled to another unit. */
  readonly upheld: number;
  /** (upheld + prior) / (n + both priors): the mean of a Beta distribution. */
  readonly share: number;
  /** Wilson's interval of upheld / n, 95 %; 0 to 1 where n = 0. */
  readonly low: number;
  readonly high: number;
};

/** A return with the unit it was settled on, where the life says so; else the lead unit of now is taken. */
type Settled = Life['returns'][number];
type ReturnsOf = { readonly lead: string; readonly returns: readonly Settled[] };

/**
 * The credibility of every unit that has returned an order, over the lives of many. Where an order was ruled on, the
 * ruling says which of its returns were right, whatever was decided on them before; else what was decided.
 */
export function credibilities(
  lives: readonly ReturnsOf[],
  prior: HandlingRules['returns']['prior'],
): ReadonlyMap<string, Credibility> {
  const counts = new Map<string, { n: number; upheld: number }>();
  for (const { lead, returns } of lives) {
    const ruling = returns.find(({ verdict }) => verdict === 'ruled');
    const owner = ruling === undefined ? null : (ruling.settledOn ?? lead);
    for (const { unit, verdict } of returns) {
      const count = counts.get(unit) ?? { n: 0, upheld: 0 };
      counts.set(unit, count);
      if (verdict === 'waits' || verdict === 'withdrawn') continue;
      count.n++;
      if (owner === null ? verdict === 'accepted' : owner !== unit) count.upheld++;
    }
  }
  return new Map([...counts].map(([unit, { n, upheld }]) => [unit, credibilityOf(upheld, n, prior)]));
}

/** The same from the counts. */
export function credibilityOf(
  upheld: number,
  n: number,
  prior: HandlingRules['returns']['prior'],
): Credibility {
  const share = (upheld + prior.upheld) / (n + prior.upheld + prior.refused);
  return { n, upheld, share, ...wilson(upheld, n) };
}

/** Wilson's score interval (JASA 1927), 95 %. */
function wilson(hits: number, n: number): { readonly low: number; readonly high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const z = 1.959963984540054;
  const p = hits / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}

/** What the catalogue says of a unit that may own the matter. */
export type CandidateDuty = {
  readonly unit: string;
  readonly clauses: readonly { readonly clause: string; readonly text: string; readonly basis?: string }[];
};

export type LikeRuling = {
  readonly id: string;
  readonly unit: string;
  readonly text: string;
  readonly effectiveFrom: string;
};

export type LikeOrder = { readonly number: string; readonly unit: string; readonly excerpt: string };

type Named = { readonly unit: string; readonly name: string };

/** A stretch of time in which a unit led; `to` null: it still does. Times are UTC milliseconds. */
export type Leading = Named & { readonly from: number; readonly to: number | null; readonly how: string };

export type BriefReturn = Named & {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  /** Code and name of the reason, where one was named. */
  readonly kind: string | null;
  readonly clause: string | null;
  readonly owner: Named | null;
  /** Code of the type the matter is of, by whoever returned it; null where it names none. */
  readonly issueType: string | null;
  readonly verdict: Life['returns'][number]['verdict'];
  /** Who decided, when, and the words; null while it waits and where it was withdrawn. */
  readonly decided: { readonly at: number; readonly by: string; readonly words: string } | null;
};

export type ReturnsBrief = {
  readonly number: string;
  /** Whether what waits is for adjudication. */
  readonly disputed: boolean;
  readonly facts: readonly CaseLine[];
  readonly leads: readonly Leading[];
  readonly returns: readonly BriefReturn[];
  /** Units that hand it on in a ring, the first one again at the end; null where there is none. */
  readonly cycle: readonly Named[] | null;
  readonly candidates: readonly (Named & {
    readonly clauses: CandidateDuty['clauses'];
    /** Units that say it is this one's. */
    readonly proposedBy: readonly Named[];
    /** Whether it has returned the order itself. */
    readonly returned: boolean;
    readonly credibility: Credibility | null;
  })[];
  readonly rulings: readonly (LikeRuling & { readonly name: string })[];
  readonly precedents: readonly (LikeOrder & { readonly name: string })[];
  /** What the brief lacks, in words. */
  readonly missing: readonly string[];
};

export type ReturnsBriefInput = {
  readonly order: { readonly number: string; readonly text: string };
  readonly facts: readonly CaseFact[];
  readonly events: readonly LifeEvent[];
  readonly rules: HandlingRules;
  readonly candidates: readonly CandidateDuty[];
  readonly rulings: readonly LikeRuling[];
  readonly precedents: readonly LikeOrder[];
  readonly credibility: ReadonlyMap<string, Credibility>;
  /** Name of a unit. */
  readonly nameOf: (unit: string) => string;
};

/** What whoever adjudicates a disputed return has before them. */
export function returnsBrief(input: ReturnsBriefInput): ReturnsBrief {
  const { order, events, rules, credibility } = input;
  const named = (unit: string): Named => ({ unit, name: input.nameOf(unit) });
  const history = historyOf(events);
  const returns = history.returns.map(({ unit, at, by, data, verdict, decided }): BriefReturn => ({
    ...named(unit),
    at,
    by,
    reason: data.reason,
    kind: kindOf(rules, data.code),
    clause: data.clause ?? null,
    owner: data.owner === undefined || data.owner === '' ? null : named(data.owner),
    issueType: data.issueType ?? null,
    verdict,
    decided,
  }));
  const duties = new Map(input.candidates.map(({ unit, clauses }) => [unit, clauses]));
  const units = new Set([
    ...history.leads.map(({ unit }) => unit),
    ...returns.flatMap(({ owner }) => (owner === null ? [] : [owner.unit])),
    ...duties.keys(),
  ]);
  const candidates = [...units].map((unit) => ({
    ...named(unit),
    clauses: duties.get(unit) ?? [],
    proposedBy: [...new Set(returns.filter(({ owner }) => owner?.unit === unit).map((one) => one.unit))].map(
      named,
    ),
    returned: returns.some((one) => one.unit === unit && one.verdict !== 'withdrawn'),
    credibility: credibility.get(unit) ?? null,
  }));
  const facts = input.facts.map((fact) => factLine(fact, order.text));
  const missing = [
    ...(facts.length === 0 ? ['事实'] : facts.flatMap(({ lacks }) => lacks)),
    ...returns.flatMap(({ name, reason, clause, owner }) => [
      ...(reason.trim() === '' ? [`${name}退单的理由`] : []),
      ...(clause === null || clause.trim() === '' ? [`${name}退单的条款`] : []),
      ...(owner === null ? [`${name}提请的承办单位`] : []),
    ]),
    ...candidates.filter(({ clauses }) => clauses.length === 0).map(({ name }) => `${name}的职责条款`),
  ];
  return {
    number: order.number,
    disputed: isDisputed(history.life),
    facts: facts.map(({ line }) => line),
    leads: history.leads.map(({ unit, ...rest }) => ({ ...named(unit), ...rest })),
    returns,
    cycle: cycleOf(history.handed)?.map(named) ?? null,
    candidates,
    rulings: input.rulings.map((one) => ({ ...one, name: input.nameOf(one.unit) })),
    precedents: input.precedents.map((one) => ({ ...one, name: input.nameOf(one.unit) })),
    missing: [...new Set(missing)],
  };
}

function kindOf(rules: HandlingRules, code: string | undefined): string | null {
  if (code === undefined) return null;
  const name = reasonsOf(rules, 'return').find((one) => one.code === code)?.name;
  return name === undefined ? code : `${code} ${name}`;
}

type Hand = readonly [from: string, to: string];

/** Who led when, what was returned and decided, and who handed it, or wants to hand it, to whom. */
function historyOf(events: readonly LifeEvent[]) {
  let life = UNBORN;
  const leads: { unit: string; from: number; to: number | null; how: string }[] = [];
  const returns: {
    unit: string;
    at: number;
    by: string;
    data: ApplicationData;
    verdict: Life['returns'][number]['verdict'];
    decided: BriefReturn['decided'];
  }[] = [];
  const handed: Hand[] = [];
  for (const event of events) {
    const before = life;
    life = applyEvent(life, event);
    if (event.kind === 'proposeReturn') {
      const { lead: unit } = before;
      const { data, at } = event;
      returns.push({ unit, at, by: event.actor.name, data, verdict: 'waits', decided: null });
    }
    const settled = life.returns.at(-1)?.verdict;
    const waiting = returns.at(-1);
    if (waiting?.verdict === 'waits' && settled !== undefined && settled !== 'waits') {
      waiting.verdict = settled;
      const reason = 'reason' in event.data ? `：${event.data.reason}` : '';
      const words = settled === 'withdrawn' ? null : `${VERDICT_WORDS[settled]}${reason}`;
      waiting.decided = words === null ? null : { at: event.at, by: event.actor.name, words };
    }
    // Before it is dispatched it is with the hotline, whoever is meant to get it.
    const lead = life.state === 'received' ? null : life.lead;
    const now = leads.at(-1);
    if (lead === null || lead === '' || now?.unit === lead) continue;
    if (now) {
      now.to = event.at;
      handed.push([now.unit, lead]);
    }
    leads.push({ unit: lead, from: event.at, to: null, how: LEAD_WORDS[event.kind] ?? '派单' });
  }
  for (const { unit, data, verdict } of returns)
    if (verdict !== 'withdrawn' && data.owner) handed.push([unit, data.owner]);
  return { life, leads, returns, handed };
}

const VERDICT_WORDS = { accepted: '同意退单', refused: '不同意退单', ruled: '裁定' } as const;
const LEAD_WORDS: Partial<Record<LifeEvent['kind'], string>> = {
  carried: '接续',
  correctUnit: '改派',
  acceptReturn: '同意退单',
  rule: '裁定',
};

/** The shortest ring through the newest hand-over that closes one. */
export function cycleOf(handed: readonly Hand[]): readonly string[] | null {
  for (const [from, to] of handed.toReversed()) {
    if (from === to) continue;
    const back = shortestPath(handed, to, from);
    if (back !== null) return [from, ...back];
  }
  return null;
}

function shortestPath(handed: readonly Hand[], start: string, goal: string): string[] | null {
  const reachedFrom = new Map<string, string | null>([[start, null]]);
  const queue = [start];
  for (const unit of queue) {
    if (unit === goal) {
      const path: string[] = [];
      for (let at: string | null = unit; at !== null; at = reachedFrom.get(at) ?? null) path.unshift(at);
      return path;
    }
    for (const [from, to] of handed) {
      if (from !== unit || reachedFrom.has(to)) continue;
      reachedFrom.set(to, unit);
      queue.push(to);
    }
  }
  return null;
}
