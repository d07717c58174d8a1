import { spanToSource } from '../text/clean.ts';
import { matchesOf, presence } from '../text/scan.ts';
import type { PreparedText } from '../text/types.ts';
import { URGENCY_SIGNS, type UrgencySign } from './urgency-words.ts';
import type { IssueType, Reason, Urgency } from './types.ts';

export type UrgencyFinding = { readonly urgency: Urgency; readonly because: readonly Reason[] };

/** `signs`: bit `i` is set where the words may hold sign `i`. */
type Sentence = { readonly start: number; readonly text: string; readonly signs: number };

const SIGNS_IN = presence(URGENCY_SIGNS.map((sign) => sign.needs));

/** Thanks and proposals (表扬 is always 1603): the danger they tell of is over or to come. */
const THANKS = '1603';

const RANK: Readonly<Record<Urgency, number>> = { normal: 0, livelihood: 1, safety: 2 };

/** Weight of a rule's evidence beside model weights (log-odds): strong, but shown as a rule. */
const RULE_WEIGHT = 2;

/**
 * The rule side of urgency: danger now, or a livelihood cut off, that the citizen's words tell and that is above the
 * type's own urgency. Null where there is none. What is over, denied or only feared does not count, and neither do
 * temper or the number of calls. Evidence spans are in the source text.
 */
export function urgencyRules(
  prepared: Pick<PreparedText, 'clean' | 'turns'>,
  issueType: IssueType,
): UrgencyFinding | null {
  if (issueType.code === THANKS) return null;
  const because: Reason[] = [];
  let urgency: Urgency = issueType.urgency;
  const turns = citizenTurns(prepared);
  let any = 0;
  for (const turn of turns) any |= turn.signs;
  if (any === 0) return null;
  const sentences = turns.flatMap(sentencesOf);
  for (let i = 0; i < URGENCY_SIGNS.length; i++) {
    const sign = URGENCY_SIGNS[i] as UrgencySign;
    if (!(any & (1 << i))) continue;
    if (RANK[sign.urgency] <= RANK[issueType.urgency] || !concerns(sign, issueType)) continue;
    for (const sentence of sign.acrossSentences ? turns : sentences) {
      if (!(sentence.signs & (1 << i))) continue;
      const match = sign.pattern.exec(sentence.text);
      if (!match || isOver(around(sentence.text, match), sign)) continue;
      if (isUnreal(sentence.text, match.index, match[0])) continue;
      const start = sentence.start + match.index;
      const span = spanToSource(prepared.clean, { start, end: start + match[0].length });
      because.push({
        code: `urgency_${sign.code}`,
        text: `诉求中说到${sign.name}，按${sign.urgency === 'safety' ? '涉及安全' : '涉及民生'}办理`,
        evidence: [{ ...span, weight: RULE_WEIGHT }],
      });
      if (RANK[sign.urgency] > RANK[urgency]) urgency = sign.urgency;
      break;
    }
  }
  return because.length === 0 ? null : { urgency, because };
}

const hasPrefix = (code: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => code.startsWith(prefix));

function concerns(sign: UrgencySign, { code }: IssueType): boolean {
  if (sign.onlyFor && !hasPrefix(code, sign.onlyFor)) return false;
  return !(sign.notFor && hasPrefix(code, sign.notFor));
}

/** The citizen's turns; the whole text where nobody is named as speaker. */
function citizenTurns({ clean, turns }: Pick<PreparedText, 'clean' | 'turns'>): Sentence[] {
  const told = turns.filter((turn) => turn.speaker !== 'agent');
  const spans = told.length > 0 ? told : [{ start: 0, end: clean.text.length }];
  return spans.map(({ start, end }) => sentenceAt(start, clean.text.slice(start, end)));
}

const sentenceAt = (start: number, text: string): Sentence => ({ start, text, signs: SIGNS_IN(text) });

const SENTENCE = /[^。！？!?\n；;]+/g;

function sentencesOf(turn: Sentence): Sentence[] {
  return matchesOf(SENTENCE, turn.text).map((match) => sentenceAt(turn.start + match.index, match[0]));
}

/** The sentences that a match touches. */
function around(text: string, match: RegExpExecArray): string {
  const before = /[^。！？!?\n；;]*$/.exec(text.slice(0, match.index))?.[0] ?? '';
  const after = /^[^。！？!?\n；;]*/.exec(text.slice(match.index + match[0].length))?.[0] ?? '';
  return before + match[0] + after;
}

const NOW = /现在|正在|刚才|刚刚|今天|今晚|今早|眼下|还在|仍|至今|随时|马上|又|每天|天天/;
const RECENT = /上个?礼拜|上个?星期|上周|那晚|那天|昨晚那/;
const LONG_AGO =
  /去年|前年|大前年|上个?月|以前|曾经|之前|早先|那次|那回|当年|当时|小时候|[一二三四五六七八九十几\d]+年前|[一二三四五六七八九十几\d]+个?月前/;
const SETTLED =
  /已经?[^，,]{0,8}(?:修好|修复|处理好|处理完|解决|扑灭|灭了|恢复|换好|补上|盖上|排除|止住|救出|放出来|出来了|接好|装好|拆除)|(?:后来|最后|幸好|幸亏)[^。]{0,12}(?:修好|灭了|扑灭|救出|放出来|没事|恢复)|(?:修好|恢复|扑灭|排除)(?:了|以后|之后|后)/;

/** Whether a sentence tells of something ended or long past. */
function isOver(sentence: string, sign: UrgencySign): boolean {
  if (SETTLED.test(sentence)) return true;
  const past = LONG_AGO.test(sentence) || (!sign.lasting && RECENT.test(sentence));
  return past && !NOW.test(sentence);
}

const UNREAL_BEFORE =
  /(?:怕|担心|万一|要是|如果|假如|倘若|会不会|会(?![议员场所上计])|容易|可能|迟早|早晚|免得|以防|防止|避免|预防|别等|等到|难道|不至于|别再|不是说|谁敢|咨询|请问|禁止|严禁|杜绝|以免|防着|类似|好比|差点儿?|险些)[^，,。]{0,8}$/;
const DENIED_BEFORE = /(?:没有?|并?未|不是|并非|无|不会|没发生过?|没出现|没听说)[^，,。]{0,2}$/;

/** Whether the words stand under a fear, a condition, a question or a denial. */
function isUnreal(sentence: string, index: number, matched: string): boolean {
  const before = sentence.slice(Math.max(0, index - 14), index);
  if (/^(?:没有?|无|未|不)/.test(matched)) return UNREAL_BEFORE.test(before);
  return UNREAL_BEFORE.test(before) || DENIED_BEFORE.test(before);
}
