import { presence } from './scan.ts';
import { trimmed } from './sentences.ts';
import type { Form, Speaker, Turn } from './types.ts';

const AGENT =
  '坐席员?|座席员?|坐席代表|话务员|话务|接线员|接线|客服人员|客服代表|客服|受理员|工作人员|热线员|热线|接听员|值机员|(?:12345)|系统|agent|system|operator|(?:工号|坐席|座席|客服|话务员)[A-Za-z]{0,2}\\d{1,8}号?|\\d{2,8}号(?:坐席|座席|话务员|客服|接线员)';
const CITIZEN =
  '市民|来电人|来电者|来电|群众|客户|用户|投诉人|举报人|反映人|诉求人|求助人|咨询人|当事人|消费者|居民|主叫|呼入方|user|customer|citizen|caller|(?:市民|群众|居民|客户|用户|来电人)?[\\u4e00-\\u9fa5]{1,2}(?:先生|女士|大爷|大妈|阿姨|同志|小姐)|(?:市民|用户|客户)[A-Za-z0-9]{1,4}';
const OTHER = '第三方|家属|商家|商户|店员|店家|经理|旁人';
const TIME = '(?:\\d{1,2}[:：])?\\d{1,2}[:：]\\d{2}(?:\\.\\d+)?';
/** A label in square brackets needs no colon: `[客服] 您好`. */
const LABEL = new RegExp(
  `(?:[\\[【(（]?${TIME}[\\]】)）]?\\s*)?[\\[【(（]?(?:(${AGENT})|(${CITIZEN})|(${OTHER}))(?:[\\]】]\\s?[：:]?|[)）]?\\s?(?:[\\[【(（]${TIME}[\\]】)）])?\\s?[：:])`,
  'gi',
);

const LABEL_FIRST = new RegExp(LABEL.source, 'iy');

type Label = { readonly start: number; readonly end: number; readonly speaker: Speaker };

/**
 * Speaker labels. A label stands at the beginning of a line, or inside a line after a blank or the end of a
 * sentence, provided that a line of the text begins with a label (so that 反映：… in a summary is none).
 */
function labels(text: string, anywhere = false): Label[] {
  const found: Label[] = [];
  if (!text.includes('\n') && !startsWithLabel(text)) return found;
  let anyAtLine = false;
  LABEL.lastIndex = 0;
  for (let match = LABEL.exec(text); match; match = LABEL.exec(text)) {
    const before = text[match.index - 1];
    const atLine = before === undefined || before === '\n';
    if (!atLine && !(anywhere && anyAtLine) && !(anyAtLine && /[\s。！？…；”,，、]/.test(before))) continue;
    if (atLine) anyAtLine = true;
    const speaker: Speaker =
      match[1] !== undefined ? 'agent' : match[2] !== undefined ? 'citizen' : 'unknown';
    found.push({ start: match.index, end: match.index + match[0].length, speaker });
  }
  return found;
}

function startsWithLabel(text: string): boolean {
  LABEL_FIRST.lastIndex = 0;
  return LABEL_FIRST.test(text);
}

const SHORT_LABEL = /(?:^|\n)\s*(?:[[【(（]?\d{1,2}[:：]\d{2}[\]】)）]?\s*)?([A-Za-z甲乙问答])\s?[：:]/g;

/** Labels of one letter (A：…B：…, 问：…答：…): only where two different ones alternate, at the beginnings of lines. */
function letterLabels(text: string): Label[] {
  const found: (Label & { readonly name: string })[] = [];
  SHORT_LABEL.lastIndex = 0;
  for (let match = SHORT_LABEL.exec(text); match; match = SHORT_LABEL.exec(text)) {
    const start = text[match.index] === '\n' ? match.index + 1 : match.index;
    found.push({ start, end: match.index + match[0].length, speaker: 'unknown', name: match[1] ?? '' });
  }
  const names = [...new Set(found.map((label) => label.name))];
  if (names.length !== 2 || found.length < 3) return [];
  const agent = agentName(text, found, names);
  return found.map(({ start, end, name }) => ({ start, end, speaker: name === agent ? 'agent' : 'citizen' }));
}

/** Who of two unnamed speakers is the agent: the one who greets and asks. */
function agentName(
  text: string,
  found: readonly { readonly start: number; readonly end: number; readonly name: string }[],
  names: readonly string[],
): string {
  const score = new Map(names.map((name) => [name, 0]));
  found.forEach((label, i) => {
    const said = text.slice(label.end, found[i + 1]?.start ?? text.length);
    const marks = said.match(
      /您好|请问|请讲|很高兴为您|为您(?:登记|查询|记录|服务)|感谢您的来电|给您(?:登记|记录)|12345/g,
    );
    score.set(label.name, (score.get(label.name) ?? 0) + (marks?.length ?? 0));
  });
  const [first = '', second = ''] = names;
  return (score.get(second) ?? 0) > (score.get(first) ?? 0) ? second : first;
}

const COLON = 1;
/** A label ends in a colon or a square bracket: a text without either is one turn. */
const HOLDS = presence([':：', ']】']);

/**
 * The utterances of a clean text, without labels and blanks around them. A text in which nobody is named is one
 * turn of unknown speaker; what precedes the first label is a turn of its own.
 */
export function parseTurns(text: string): Turn[] {
  const holds = HOLDS(text);
  let found = holds === 0 ? [] : labels(text);
  // A dialogue run together on one line has labels in the middle of words: taken where speakers alternate.
  if (found.length > 0 && !text.includes('\n')) {
    const close = labels(text, true);
    if (close.length >= 3 && close.every((label, i) => label.speaker !== close[i - 1]?.speaker))
      found = close;
  }
  if (found.length === 0 && holds & COLON && text.includes('\n')) found = letterLabels(text);
  const turns: Turn[] = [];
  const add = (from: number, to: number, speaker: Speaker) => {
    const said = trimmed(text, from, to);
    if (said !== null) turns.push({ ...said, speaker });
  };
  add(0, found[0]?.start ?? text.length, 'unknown');
  found.forEach((label, i) => add(label.end, found[i + 1]?.start ?? text.length, label.speaker));
  return turns;
}

/**
 * What kind of text this is: `transcript` where an agent and a citizen, or two people, take turns; `summary` where
 * it speaks of the caller in the third person; else `message`.
 */
export function guessForm(text: string, turns: readonly Turn[] = parseTurns(text)): Form {
  let agent = 0;
  let citizen = 0;
  for (const { speaker } of turns) {
    if (speaker === 'agent') agent++;
    else if (speaker === 'citizen') citizen++;
  }
  if (agent + citizen >= 2 && (agent > 0 || citizen >= 2)) return 'transcript';
  // What is quoted may say 我 in a summary as well.
  const told = /[“"]/.test(text) ? text.replace(/[“"][^”"]*[”"]/g, '') : text;
  const third = THIRD_PERSON.test(told);
  return (third && !FIRST_PERSON.test(told)) || REPORTED.test(told) ? 'summary' : 'message';
}

const FIRST_PERSON = /我|咱|俺|本人(?!提供|承诺)/;
/** The caller as an agent names him. */
const THIRD_PERSON =
  /诉求人|来电人|来电者|投诉人|举报人|求助人|咨询人|市民|群众|居民要求|家长|业主来电|游客反映|网民|匿名|[\u4e00-\u9fa5][女先][士生]|来电[，：。]/;
/** Words of a summary whatever else it says. */
const REPORTED =
  /(?:市民|来电人|来电者|诉求人|群众|家长|居民|[女先][士生])(?:来电|反映|反应|称|致电|咨询|表示|投诉|举报|求助|表扬)|^(?:【|来电|事由[：:]|反映[：:]|接群众|接市民)|(?:诉求|要求)[：:]/;
