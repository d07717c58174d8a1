import { isDay } from '../law-dates.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

const DIGITS = '〇零○Ｏ一二三四五六七八九';
const CHINESE_YEAR = `[一二][${DIGITS}]{3}`;
const SMALL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const WRITTEN = new RegExp(
  `(?:(?<year>(?:19|20)\\d{2}|${CHINESE_YEAR})\\s*年\\s*|(?<![\\d年]))(?<month>${SMALL})\\s*月\\s*(?<day>${SMALL})\\s*[日号](?!楼|院|线|门|房|商铺|窗口|地块|库|桥|井|令|文)`,
  'gu',
);
const DASHED = /(?<![\d-])(?<year>(?:19|20)\d{2})[-./](?<month>\d{1,2})[-./](?<day>\d{1,2})(?![\d-])/gu;
const HOUR =
  /(?<![\d:：.])(\d{1,2})[:：](\d{2})(?![\d:：])|(?<![\d个])(\d{1,2})[时点](?=\d{1,2}分|许|左右|前|后|至|到|起|整|，)/gu;

/** A day the reply names; `day` null where the calendar has none such. The year is that nearest to the reply's. */
type Named = {
  readonly start: number;
  readonly end: number;
  readonly day: string | null;
  readonly words: string;
  /** No year is written: the nearest is taken. */
  readonly isGuessed: boolean;
};

export function daysIn(text: string, near: string): Named[] {
  const found: Named[] = [];
  for (const pattern of [WRITTEN, DASHED])
    for (const match of text.matchAll(pattern)) {
      const { year, month, day } = match.groups as { year?: string; month: string; day: string };
      const [m, d] = [valueOf(month), valueOf(day)];
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        words: match[0],
        isGuessed: year === undefined,
        day: year === undefined ? nearest(m, d, near) : iso(yearOf(year), m, d),
      });
    }
  return found.sort((a, b) => a.start - b.start);
}

const pad = (value: number): string => String(value).padStart(2, '0');

function iso(year: number, month: number, day: number): string | null {
  const text = `${year}-${pad(month)}-${pad(day)}`;
  return isDay(text) ? text : null;
}

/** Without a year: the one that brings the day nearest to `near`; 29 February exists in some year. */
function nearest(month: number, day: number, near: string): string | null {
  const year = Number(near.slice(0, 4));
  let best: string | null = null;
  for (const candidate of [year - 1, year, year + 1]) {
    const found = iso(candidate, month, day);
    if (found !== null && (best === null || distance(found, near) < distance(best, near))) best = found;
  }
  return best ?? (month === 2 && day === 29 ? iso(year - (year % 4), 2, 29) : null);
}

const distance = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000;

function yearOf(words: string): number {
  if (/^\d/u.test(words)) return Number(words);
  return Number([...words].map((char) => ('〇零○Ｏ'.includes(char) ? 0 : DIGITS.indexOf(char) - 3)).join(''));
}

function valueOf(words: string): number {
  if (/^\d/u.test(words)) return Number(words);
  const [tens, ones] = words.includes('十') ? words.split('十') : [null, words];
  const digit = (char: string | undefined): number =>
    Math.max(0, '〇一二三四五六七八九'.indexOf(char || '〇'));
  return (tens === null ? 0 : (tens === '' ? 1 : digit(tens)) * 10) + digit(ones);
}

/** Days and hours no calendar has. */
export function badDates({ text, input }: Reading): ReplyFault[] {
  const faults = daysIn(text, input.day)
    .filter(({ day }) => day === null)
    .map(({ start, end, words }) => fault('bad_date', start, end, `没有“${words}”这一天，请核对日期。`));
  for (const match of text.matchAll(HOUR)) {
    const hour = Number(match[1] ?? match[3]);
    const minute = Number(match[2] ?? 0);
    if (hour <= 24 && minute <= 59) continue;
    if (match[1] !== undefined && !isClock(text, match.index)) continue;
    faults.push(
      fault(
        'bad_date',
        match.index,
        match.index + match[0].length,
        `没有“${match[0]}”这个时刻，请核对时间。`,
      ),
    );
  }
  return faults;
}

/** 25:30 may be a ratio or a score. */
const isClock = (text: string, at: number): boolean =>
  /[日号午晨晚间时]\s*$|[日号]\s*(?:上午|下午|晚上?)?\s*$/u.test(text.slice(Math.max(0, at - 4), at));

const DONE =
  /已(?:经)?(?!.{0,4}(?:安排|预约|约定|确定|计划|定于))|经查|到现场|现场(?:检查|核实|查看)|检查发现|进行了|组织(?:双方)?调解|退还了|收到了?|修复了|完成了|立案|约谈了?/u;
const AHEAD =
  /将|会(?=到|在|于|再|继续|赴|安排|组织|进行|对|向|告知|派|复查)|预计|计划|拟|前[，,。完]|之?前(?:完成|修|退|到|办|整)|截止|截至|期限|有效|至$|到期|起(?:施行|实行|执行|开)|以前|定于|约定|承诺|同意|答应|预约|届时|分期|应当?于|须于|请于|可于|签(?:订|了).{0,8}协议|表示/u;
const BY_US =
  /我(?:所|局|委|办|街道|队|中心|单位|支队|镇|站|处)|执法人员|工作人员|检查人员|民警|接(?:到)?(?:您的)?(?:诉|电|单|投诉|举报|反映|来电)后|收到您的?[^，。]{0,10}后/u;
const EARLIER =
  /曾|此前|之前|前期|去年|上次|以前|早在|历史|先前|原|上年|前次|上月|购买|签订|办理|缴|入住|付款|施行|实施|印发|发布|颁布|通过|成立|开工|竣工|前|您/u;
const RECEIPT = /您(?:于|在)?\s*$|(?:^|[，。：:\s])于\s*$|收到(?:您)?(?:于)?\s*$/u;
const RECEIPT_AFTER =
  /^[^，。；]{0,12}(?:来电|反映|拨打|提出|投诉|举报|咨询|致电|通过12345|向12345|诉求|留言|来信)/u;

/** A day without a year lies ahead only when it is this near; further off last year's is meant. */
const AHEAD_DAYS = 45;

/** Characters of a sentence that are read before and after a day: without a bound a text of days alone is read anew for each. */
const AROUND = 300;

/** Days that cannot be in this order: reply before receipt or after today, acts done on a day to come. */
export function dateOrder({ text, own, input, sentences }: Reading): ReplyFault[] {
  const { day: today, receivedOn } = input;
  const faults: ReplyFault[] = [];
  const found = daysIn(own, today);
  const last = text.trimEnd().length;
  let at = 0;
  for (const { start, end, day, words, isGuessed } of found) {
    if (day === null) continue;
    const add = (message: string): void => void faults.push(fault('date_order', start, end, message));
    const isSignature =
      end >= last - 2 &&
      /(?:[\n。；，！\s]|[局所委办队心处院府司]|电话[^。\n]{0,20})$/u.test(text.slice(0, start).slice(-24));
    if (isSignature) {
      if (day > today) add(`答复日期“${words}”晚于今天（${today}），请更正。`);
      else if (receivedOn !== undefined && day < receivedOn)
        add(`答复日期“${words}”早于收到诉求的日期（${receivedOn}），请更正。`);
      continue;
    }
    // Days and sentences both stand in the order of the text.
    while ((sentences[at]?.end ?? Infinity) <= start) at++;
    const sentence = (sentences[at]?.start ?? Infinity) <= start ? sentences[at] : undefined;
    const clause = sentence?.clauses.find((one) => start >= one.start && start < one.end);
    if (!sentence || !clause) continue;
    const from = Math.max(sentence.start, start - AROUND);
    const to = Math.min(sentence.end, end + AROUND);
    const clauseEnd = Math.min(clause.end, to);
    const before = own.slice(Math.max(sentence.start, start - 12), start);
    const after = own.slice(end, to);
    const whole = own.slice(Math.max(clause.start, from), Math.min(to, clauseEnd + 24));
    if (
      receivedOn !== undefined &&
      RECEIPT.test(before) &&
      /您/u.test(before + after.slice(0, 4)) &&
      RECEIPT_AFTER.test(after)
    ) {
      if (day !== receivedOn && distance(day, receivedOn) > 1)
        add(`诉求收到的日期是 ${receivedOn}，这里写的是“${words}”，请核对。`);
      continue;
    }
    const isAhead = AHEAD.test(own.slice(from, clauseEnd)) || AHEAD.test(after.slice(0, 12));
    const isFuture = day > today && (!isGuessed || distance(day, today) <= AHEAD_DAYS);
    if (isFuture && DONE.test(whole) && !isAhead)
      add(`“${words}”还没有到，不能写成已经做了的事，请核对日期。`);
    else if (
      receivedOn !== undefined &&
      day < receivedOn &&
      distance(day, receivedOn) <= 400 &&
      BY_US.test(own.slice(from, clauseEnd + 16)) &&
      /接(?:到)?(?:您的)?(?:诉|电|单|投诉|举报|反映|来电)后|收到您的?[^，。]{0,10}后|(?:执法|工作|检查)人员(?:于|在)?\s*$/u.test(
        own.slice(from, start),
      ) &&
      !EARLIER.test(before)
    )
      add(`“${words}”早于收到诉求的日期（${receivedOn}），请核对办理日期。`);
  }
  return faults;
}
