import { createMask, marksIn } from '../../text/masking.ts';
import type { PlaceNames } from '../../text/places.ts';
import type { Entity } from '../../text/types.ts';
import { citeTitle } from '../answer.ts';
import { checkReply } from '../reply-check.ts';
import type { ReplyFault } from '../reply-faults/fault.ts';
import { readReply } from '../reply-faults/reading.ts';
import type { ReplyCheckInput, ReplyLaw } from '../reply-faults/reading.ts';
import { openVariables } from '../reply.ts';
import type { RuleVerdict } from '../types.ts';
import { exactNotes, NOTES, partsOf } from './base.ts';
import { bare } from './citing.ts';
import { figuresIn, isYear } from './figures.ts';
import { createJudge, DROPPED } from './judge.ts';
import type { DropReason } from './judge.ts';
import { tidied } from './tidied.ts';
import { toldOf } from './told.ts';

export type RewriteInput = {
  readonly law: ReplyLaw;
  readonly names: PlaceNames;
  /** The order as received, and what was found in it. */
  readonly order: { readonly text: string; readonly entities: readonly Entity[] };
  readonly verdicts: readonly RuleVerdict[];
  /** What the program would draft now. */
  readonly draft: string;
  /** What the handler has before him; the rewriting puts this in other words. */
  readonly base: string;
  /** What a reply to the order is checked against. */
  readonly expected: Omit<ReplyCheckInput, 'text'>;
};

export type DroppedSentence = {
  readonly text: string;
  readonly reason: DropReason;
  /** The same in words. */
  readonly why: string;
};

/** What is left of a model's answer once it is held against what was given. */
export type BoundReply = {
  readonly text: string;
  readonly dropped: readonly DroppedSentence[];
  /** What the base holds and this does not: variables, notes, figures, names and numbers of people. */
  readonly lost: readonly string[];
  /** Whether it may take the place of the base: nothing lost, and nothing blocks that did not block before. */
  readonly mayAccept: boolean;
};

export type Rewriting = {
  /** What a model is told: one JSON object in Chinese, without personal data. */
  readonly told: string;
  /** What of a model's answer may be shown; null where nothing of it is usable. Total: any string will do. */
  readonly bind: (answer: string) => BoundReply | null;
};

type Sentence = { readonly masked: string; readonly text: string; readonly line: number };

/** Makes ready to have a reply put in other words, and to hold what comes back against what was given. */
export function createRewriting(input: RewriteInput): Rewriting {
  const { law, base, expected, order } = input;
  const day = expected.receivedOn ?? expected.day;
  const { callerName, callerPhone, callerAddress } = expected.order ?? {};
  const mask = createMask(input.names, [
    { words: callerName ?? '', label: '姓名' },
    { words: callerPhone ?? '', label: '电话' },
    { words: callerAddress ?? '', label: '地址' },
  ]);
  const parts = partsOf(base);
  const body = mask.hide(parts.body);
  const toldText = mask.hide(order.text, order.entities);
  const demands = expected.demands.map(({ text }) => mask.hide(text));
  const inBase = exactNotes(law.shelf, base, day);
  const hasNotes = base.split('\n').some((line) => NOTES.test(line));
  const given = hasNotes ? inBase : exactNotes(law.shelf, input.draft, day);
  const drafted = new Set(partsOf(input.draft).body.split('\n'));
  const filled = parts.body.split('\n').filter((line) => line.trim() !== '' && !drafted.has(line));
  const verdicts = input.verdicts.map(({ rule, verdict, why }) => ({
    rule: mask.hide(rule),
    verdict,
    why: mask.hide(why),
  }));
  const sentencesOf = (text: string): string[] =>
    readReply({ text, demands: [], day: expected.day }, law).sentences.map((one) => bare(one.text));
  const bodySentences = new Set([...sentencesOf(parts.body), ...sentencesOf(body)]);
  const isVerbatim = (text: string): boolean => bodySentences.has(bare(text));
  const judge = createJudge(law, {
    body,
    isVerbatim,
    said: verdicts.map(({ rule, why }) => `${rule}：${why}`).join('\n'),
    given,
    names: input.names,
  });
  const faultsOf = (text: string): ReplyFault[] => checkReply(law, { ...expected, text });
  const baseFaults = faultsOf(base);
  const blocking = countsOf(baseFaults);
  const known = new Set(baseFaults.map(({ code, message }) => `${code} ${message}`));

  function bind(answer: string): BoundReply | null {
    const dropped: DroppedSentence[] = [];
    const drop = (text: string, reason: DropReason, detail: string): void => {
      dropped.push({
        text: shorten(text),
        reason,
        why: detail === '' ? DROPPED[reason] : `${DROPPED[reason]}：${shorten(mask.reveal(detail))}`,
      });
    };
    let kept = judged(tidied(answer, given, parts.tail, mask.hide), (masked, reason, detail) =>
      drop(mask.reveal(masked), reason, detail),
    );
    // What blocks the reply and was not in the base goes too; what then blocks shows in the next round.
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { text, places } = composed(kept);
      const bad = new Map<number, string>();
      for (const fault of faultsOf(text)) {
        if (fault.severity !== 'blocks' || WHOLE.has(fault.code)) continue;
        if (known.has(`${fault.code} ${fault.message}`)) continue;
        places.forEach(({ start, end }, index) => {
          if (fault.start < end && start < fault.end && !isVerbatim((kept[index] as Sentence).text))
            bad.set(index, bad.get(index) ?? fault.message);
        });
      }
      if (bad.size === 0) break;
      for (const [index, message] of bad) drop((kept[index] as Sentence).text, 'check', message);
      kept = kept.filter((_, index) => !bad.has(index));
    }
    if (kept.every(({ text }) => isVerbatim(text))) return null;
    const { text, body: bound } = composed(kept);
    if (bare(bound).length < bare(parts.body).length * LEAST) return null;
    const lost = lostOf(kept.map(({ masked }) => masked).join('\n'));
    const after = countsOf(faultsOf(text));
    const isWorse = [...after].some(([code, count]) => count > (blocking.get(code) ?? 0));
    return { text, dropped, lost, mayAccept: lost.length === 0 && !isWorse };
  }

  /** The sentences that rest on what was given, masked and in full. */
  function judged(
    answer: string,
    drop: (masked: string, reason: DropReason, detail: string) => void,
  ): Sentence[] {
    const reading = readReply({ text: answer, demands: [], day: expected.day }, law);
    const kept: Sentence[] = [];
    let line = 0;
    let at = 0;
    for (const { start, end, text } of reading.sentences) {
      line += answer.slice(at, start).split('\n').length - 1;
      at = start;
      const cited = reading.cited.filter((one) => one.start >= start && one.start < end);
      const found = judge({ text, cited });
      if (found === null) kept.push({ masked: text, text: mask.reveal(text), line });
      else drop(text, found.reason, found.detail);
    }
    return kept;
  }

  /** The whole reply of sentences kept, with what of the base stays as it is. */
  function composed(kept: readonly Sentence[]): {
    text: string;
    body: string;
    places: { start: number; end: number }[];
  } {
    let text = '';
    let line = kept[0]?.line ?? 0;
    const places = kept.map((sentence) => {
      if (sentence.line !== line) text += '\n';
      line = sentence.line;
      const start = text.length;
      text += sentence.text;
      return { start, end: text.length };
    });
    return { text: [text, ...tailFor(text)].join('\n'), body: text, places };
  }

  /** Notes for what is cited anew, where the base had none. */
  function tailFor(text: string): readonly string[] {
    if (hasNotes) return parts.tail;
    const lines = given.filter(({ number }) => text.includes(`〔${number}〕`)).map(({ line }) => line);
    if (lines.length === 0) return parts.tail;
    const at = parts.tail.findIndex((line) => !/^\s*(?:如|感谢)/u.test(line));
    const from = at < 0 ? parts.tail.length : at;
    return [...parts.tail.slice(0, from), '引用的条文：', ...lines, ...parts.tail.slice(from)];
  }

  function lostOf(bound: string): string[] {
    const variables = openVariables(body).filter((name) => !openVariables(bound).includes(name));
    const marks = marksIn(body).filter((mark) => !bound.includes(mark));
    const notes = given.filter(
      ({ number }) => body.includes(`〔${number}〕`) && !bound.includes(`〔${number}〕`),
    );
    const here = figuresIn(bound);
    const figures = [...figuresIn(withoutQuotations(body))].filter(
      (figure) => !isYear(figure) && !here.has(figure),
    );
    return [
      ...variables.map((name) => `{${name}}`),
      ...new Set(marks.map(mask.reveal)),
      ...notes.map((one) => `${citeTitle(one)}〔${one.number}〕`),
      ...figures.map((figure) => `“${figure}”`),
    ];
  }

  const told = toldOf({
    unit: expected.unit ?? '',
    kind: expected.kind ?? '',
    demands,
    order: toldText,
    verdicts,
    given,
    filled: filled.map((line) => mask.hide(line)),
    body,
  });
  return { told, bind };
}

const MOST_ROUNDS = 3;
/** Of a base's length; what is shorter has lost the reply. */
const LEAST = 0.4;
/** Faults that lie in no sentence: of the whole, and of variables that are the base's. */
const WHOLE = new Set<ReplyFault['code']>(['demand_unanswered', 'open_variable']);

function countsOf(faults: readonly ReplyFault[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, severity } of faults)
    if (severity === 'blocks') counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

const withoutQuotations = (text: string): string => text.replace(/“[^“”\n]*”/gu, '');

const SHOWN = 120;
const shorten = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`);
