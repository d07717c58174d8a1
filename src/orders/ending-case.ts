import { CONTACT_RESULT, CONTACT_WAY, TELL_WAY } from '../kernel/contact-words.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../kernel/evidence-words.ts';
import type { ApplicationKind, Move } from '../kernel/move-words.ts';
import { holdsOn } from '../kernel/periods.ts';
import { isSpanOf, missingProof } from './checklist.ts';
import { REASON_KINDS, lawsOn, reasonsOf } from './handling-rules.ts';
import type { HandledOrder, HandlingRules, TextSpan } from './handling-rules.ts';
import type { Actor, ApplicationData, EventData, LifeEvent } from './life-events.ts';
import { lifeOf } from './life.ts';

/** Endings with a case of their own: a second person decides, the caller is told. */
export type EndingKind = Extract<ApplicationKind, 'exclusion' | 'mediationEnd' | 'termination'>;

/** A fact of the matter: where the text says it, or who entered it. */
export type CaseFact = {
  readonly label: string;
  readonly text: string;
  readonly spans: readonly TextSpan[];
  readonly enteredBy?: string;
};

/** An article as it stood. `effectiveTo` is exclusive, null while in force. */
export type CaseArticle = {
  readonly law: string;
  readonly article: string;
  readonly text: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
};

/** One line of a part. `at` in UTC milliseconds; `spans` point into the text as received. */
export type CaseLine = {
  readonly label: string;
  readonly text: string;
  readonly at?: number;
  readonly by?: string;
  readonly spans?: readonly TextSpan[];
  readonly sha256?: string;
};

export type CasePart = {
  readonly key:
    | 'order'
    | 'excerpt'
    | 'facts'
    | 'reason'
    | 'law'
    | 'contacts'
    | 'evidence'
    | 'decision'
    | 'earlier'
    | 'told';
  readonly heading: string;
  /** May be empty: `none` is then printed. */
  readonly lines: readonly CaseLine[];
  readonly none: string;
};

/** How an application stands; `lapsed`: the order was reopened since. */
export const CASE_STATE = {
  draft: '拟申请',
  waiting: '待审定',
  granted: '已同意',
  refused: '不同意',
  withdrawn: '已撤回',
  reversed: '已撤销',
  lapsed: '已重办，不再有效',
} as const;
export type CaseState = keyof typeof CASE_STATE;

export type EndingCase = {
  readonly title: string;
  readonly number: string;
  readonly kind: EndingKind;
  readonly code: string | null;
  readonly state: CaseState;
  readonly parts: readonly CasePart[];
  /** What the case still lacks, in words; where there is something it proves nothing yet. */
  readonly missing: readonly string[];
};

export type EndingCaseInput = {
  readonly kind: EndingKind;
  readonly order: HandledOrder & {
    readonly number: string;
    /** UTC milliseconds of the call. */
    readonly calledAt: number;
    /** The text as received. */
    readonly text: string;
    readonly issueTypeName: string;
    readonly unitName: string;
  };
  readonly facts: readonly CaseFact[];
  readonly events: readonly LifeEvent[];
  readonly rules: HandlingRules;
  /** The articles the reason may rest on. */
  readonly articles: readonly CaseArticle[];
  /** What is being filled in, before anybody has applied. */
  readonly draft?: { readonly code: string; readonly reason: string; readonly clause?: string };
};

/** One application with what became of it. */
type Round = {
  readonly data: ApplicationData;
  readonly by: Actor;
  readonly at: number;
  readonly state: Exclude<CaseState, 'draft'>;
  /** The decision; null while it waits, and where it was withdrawn or lapsed undecided. */
  readonly decision: { readonly by: Actor; readonly at: number; readonly words: string } | null;
  /** When the caller was told of it, and by whom. */
  readonly told: readonly (EventData['tell'] & { readonly by: Actor })[];
};

const MOVES: Readonly<Record<EndingKind, { readonly propose: Move; readonly grant: Move }>> = {
  exclusion: { propose: 'proposeExclusion', grant: 'grantExclusion' },
  mediationEnd: { propose: 'proposeMediationEnd', grant: 'grantMediationEnd' },
  termination: { propose: 'proposeTermination', grant: 'grantTermination' },
};

/** The applications for an ending, oldest first. */
function roundsOf(events: readonly LifeEvent[], kind: EndingKind): Round[] {
  const rounds: Round[] = [];
  const change = (from: CaseState, next: (round: Round) => Partial<Round>): void => {
    const round = rounds.at(-1);
    if (round?.state === from) rounds[rounds.length - 1] = { ...round, ...next(round) };
  };
  // An order that one ending closed may be ended otherwise later: what follows is about the newest.
  let ended: LifeEvent['kind'] | null = null;
  for (const event of events) {
    const { at, actor: by } = event;
    const ours = ended === MOVES[kind].grant;
    if (event.kind === MOVES[kind].propose)
      rounds.push({
        data: event.data as ApplicationData,
        by,
        at,
        state: 'waiting',
        decision: null,
        told: [],
      });
    switch (event.kind) {
      case 'grantExclusion':
      case 'grantMediationEnd':
      case 'grantTermination':
        ended = event.kind;
        if (event.kind === MOVES[kind].grant)
          change('waiting', () => ({ state: 'granted', decision: { by, at, words: '同意' } }));
        break;
      case 'refuse': {
        const words = `不同意：${event.data.reason}`;
        change('waiting', () => ({ state: 'refused', decision: { by, at, words } }));
        break;
      }
      case 'withdraw':
        change('waiting', () => ({ state: 'withdrawn' }));
        break;
      case 'reverse': {
        const words = `撤销：${event.data.reason}`;
        if (ours) change('granted', () => ({ state: 'reversed', decision: { by, at, words } }));
        ended = null;
        break;
      }
      case 'reopen':
        change('waiting', () => ({ state: 'lapsed' }));
        change('granted', () => ({ state: 'lapsed' }));
        ended = null;
        break;
      case 'tell':
      case 'reply': {
        const { data } = event;
        if (ours) change('granted', ({ told }) => ({ told: [...told, { ...data, by }] }));
        break;
      }
    }
  }
  return rounds;
}

/**
 * The case of an ending as it can be printed: from the order, what happened to it, and the rule of the reason named.
 * It is about the last application, or the draft where none waits or was granted. The text of the law is shown only
 * where an article given bears the quote out word for word and was in force on the order's day.
 */
export function endingCase(input: EndingCaseInput): EndingCase {
  const { kind, order, events, rules, draft } = input;
  const rounds = roundsOf(events, kind);
  const last = rounds.at(-1);
  const open = last?.state === 'waiting' || last?.state === 'granted';
  const round = open || draft === undefined ? last : undefined;
  const data: ApplicationData | undefined = round?.data ?? draft;
  const code = data?.code ?? null;
  const reason = reasonsOf(rules, kind).find((one) => one.code === code);
  const law = lawPart(input, reason);
  const handled = { ...order, textLength: order.text.length };
  const missing = [...missingProof(rules, code, lifeOf(events), handled, kind), ...law.missing];
  const sources = input.facts.map((fact) => factLine(fact, order.text));
  missing.push(...sources.flatMap(({ lacks }) => lacks));
  if (round === undefined) missing.push(`${REASON_KINDS[kind]}申请`);
  else if (round.state === 'waiting') missing.push('第二人的审定');
  else if (round.state === 'granted' && round.told.length === 0) missing.push('告知诉求人');
  if (round?.state === 'granted' && round.decision?.by.id === round.by.id)
    missing.push('申请人以外的人的审定');

  const parts: CasePart[] = [
    part('order', '工单', '', [
      { label: '工单号', text: order.number },
      { label: '来电时间', text: '', at: order.calledAt },
      { label: '诉求种类', text: order.demandKind },
      { label: '问题分类', text: `${order.issueType} ${order.issueTypeName}` },
      { label: '承办单位', text: order.unitName },
      ...(order.earlier.length === 0 ? [] : [{ label: '关联的工单', text: order.earlier.join('、') }]),
    ]),
    part(
      'excerpt',
      '来电原文摘录',
      '没有摘录',
      order.excerpt
        .filter((span) => isSpanOf(span, order.text.length))
        .map((span) => ({
          label: '原文',
          text: order.text.slice(span.start, span.end),
          spans: [{ start: span.start, end: span.end }],
        })),
    ),
    part(
      'facts',
      '事实',
      '没有摘出事实',
      sources.map(({ line }) => line),
    ),
    part(
      'reason',
      `${REASON_KINDS[kind]}理由`,
      '没有选定理由',
      data === undefined
        ? []
        : [
            ...(reason === undefined
              ? [{ label: '理由', text: `${code ?? ''}（规则中没有这一项）` }]
              : [
                  { label: '理由', text: `${reason.code} ${reason.name}` },
                  { label: '含义', text: reason.means },
                ]),
            { label: '说明', text: data.reason },
            ...(data.clause === undefined ? [] : [{ label: '条款', text: data.clause }]),
          ],
    ),
    law.part,
    part('contacts', '联系记录', '没有联系记录', contactLines(events)),
    part('evidence', '证据清单', '没有证据', evidenceLines(input)),
    part('decision', '申请与审定', '还没有申请', round === undefined ? [] : decisionLines(round)),
    ...(rounds.length > (round === undefined ? 0 : 1)
      ? [
          part(
            'earlier',
            '此前的申请',
            '',
            rounds.filter((one) => one !== round).flatMap((one) => decisionLines(one)),
          ),
        ]
      : []),
    part('told', '告知诉求人', '没有规定告知的内容', [
      ...(reason?.tellCaller === undefined ? [] : [{ label: '告知内容', text: reason.tellCaller }]),
      ...(reason?.tellWithin === undefined
        ? []
        : [{ label: '告知期限', text: `自作出决定之日起 ${reason.tellWithin} 个工作日内` }]),
      ...(round?.told ?? []).map(({ toldAt, way, basis, by }) => ({
        label: way === 'notice' ? '已公示' : way === 'none' ? '无法告知' : '已告知',
        text: basis ?? (way === undefined ? '' : TELL_WAY[way]),
        at: toldAt,
        by: by.name,
      })),
    ]),
  ];
  return {
    title: `工单${REASON_KINDS[kind]}审定表`,
    number: order.number,
    kind,
    code,
    state: round?.state ?? 'draft',
    parts,
    missing: [...new Set(missing)],
  };
}

const part = (key: CasePart['key'], heading: string, none: string, lines: readonly CaseLine[]): CasePart => ({
  key,
  heading,
  lines,
  none,
});

/** A fact with its places in the text; what neither the text nor a person stands behind is said to lack a source. */
export function factLine(
  { label, text, spans, enteredBy }: CaseFact,
  source: string,
): { readonly line: CaseLine; readonly lacks: readonly string[] } {
  const there = spans.filter((span) => isSpanOf(span, source.length));
  const whole = there.length === spans.length;
  return {
    line: {
      label,
      text,
      ...(there.length === 0 ? {} : { spans: there }),
      ...(enteredBy === undefined ? {} : { by: enteredBy }),
    },
    lacks: whole && (there.length > 0 || enteredBy !== undefined) ? [] : [`“${label}”的出处`],
  };
}

function lawPart(
  { order, articles }: EndingCaseInput,
  reason: ReturnType<typeof reasonsOf>[number] | undefined,
): { readonly part: CasePart; readonly missing: readonly string[] } {
  const lines: CaseLine[] = [];
  const missing: string[] = [];
  for (const { law, article, quote } of reason === undefined ? [] : lawsOn(reason, order.day)) {
    const found = articles.find(
      (one) =>
        one.law === law && one.article === article && holdsOn(one, order.day) && one.text.includes(quote),
    );
    if (found === undefined) missing.push(`${law}${article}的原文`);
    else {
      const until = found.effectiveTo === null ? '' : `，${found.effectiveTo} 起不再有效`;
      lines.push({
        label: `${law} ${article}`,
        text: `“${quote}”（${found.effectiveFrom} 起施行${until}）`,
      });
    }
  }
  if (reason?.policy !== undefined) lines.push({ label: '政策', text: reason.policy });
  return { part: part('law', '依据', '没有依据', lines), missing };
}

function contactLines(events: readonly LifeEvent[]): CaseLine[] {
  return events.flatMap((event) => {
    if (event.kind !== 'contact' && event.kind !== 'tryContact') return [];
    const result = event.kind === 'contact' ? event.data.result : 'noAnswer';
    const { way, note } = event.data;
    const text = `${CONTACT_RESULT[result]}${note === undefined ? '' : `：${note}`}`;
    return [{ label: CONTACT_WAY[way], text, at: event.at, by: event.actor.name }];
  });
}

/** Every file of the order, then those that the events name and nobody has any more. */
function evidenceLines({ order, events }: EndingCaseInput): CaseLine[] {
  const kept = [...order.files].sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
  const known = new Set(kept.flatMap(({ id, sha256 }) => [id, sha256]));
  const named = events.flatMap((event) =>
    ('files' in event.data ? (event.data.files ?? []) : []).map((file) => ({ file, event })),
  );
  return [
    ...kept.map(({ kind, purpose, name, addedAt, addedByName, sha256 }) => ({
      label: `${EVIDENCE_KIND[kind]}（${EVIDENCE_PURPOSE[purpose]}）`,
      text: name,
      at: addedAt,
      by: addedByName,
      sha256,
    })),
    ...named
      .filter(({ file }) => !known.has(file))
      .map(({ file, event }) => ({
        label: '不在卷内',
        text: `${file}（已删除或者损坏）`,
        at: event.at,
        by: event.actor.name,
      })),
  ];
}

function decisionLines({ data, by, at, state, decision }: Round): CaseLine[] {
  const clause = data.clause === undefined ? '' : `（${data.clause}）`;
  return [
    { label: '申请', text: `${data.code ?? ''} ${data.reason}${clause}`.trim(), at, by: by.name },
    ...(decision === null
      ? []
      : [{ label: '审定', text: decision.words, at: decision.at, by: decision.by.name }]),
    { label: '结果', text: CASE_STATE[state] },
  ];
}
