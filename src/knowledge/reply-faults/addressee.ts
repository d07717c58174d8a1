import { findPeople } from '../../text/people.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

const TITLE = '先生|女士|同志|小姐|老师|大爷|大妈|阿姨';
const NAMED = new RegExp(`(?:尊敬的|感谢|谢谢|祝)?([\\u4e00-\\u9fa5]{1,4}?)(${TITLE})`, 'u');
const GENERAL =
  /市民|居民|业主|网友|来电|群众|朋友|各位|诉求|投诉|举报|消费者|家长|读者|用户|该|这|那|一|两|某/u;

/** Greets or thanks somebody else than the citizen of the order. */
export function wrongAddressee({ text, input }: Reading): ReplyFault[] {
  const caller = callerOf(
    input.order?.callerName,
    input.demands.map((demand) => demand.text),
  );
  if (caller === null || input.audience === 'other_party') return [];
  const faults: ReplyFault[] = [];
  const greeting = /^[^，。：:！!\n]{0,16}/u.exec(text.trimStart())?.[0] ?? '';
  const offset = text.length - text.trimStart().length;
  const places = [{ words: greeting, at: offset }];
  for (const match of text.matchAll(/(?:再次)?(?:感谢|谢谢|祝)[^，。！!\n]{0,12}/gu))
    places.push({ words: match[0], at: match.index });
  for (const { words, at } of places) {
    const match = NAMED.exec(words);
    if (!match) continue;
    const [whole, name = '', title = ''] = match;
    const plain = name.replace(/^(?:尊敬的|感谢|谢谢|祝|的)/u, '');
    if (plain === '' || GENERAL.test(plain) || agrees(caller, plain, title)) continue;
    const start = at + match.index;
    faults.push(
      fault(
        'wrong_addressee',
        start,
        start + whole.length,
        `工单的诉求人是${caller.shown}，这里称“${plain}${title}”，请核对是否复制了别的答复。`,
      ),
    );
  }
  return faults;
}

type Caller = { readonly name: string; readonly title: string; readonly shown: string };

/** The citizen by name, from the order, or as the demand calls them. */
function callerOf(name: string | undefined, demands: readonly string[]): Caller | null {
  const split = (words: string): Caller => {
    const title = new RegExp(`(${TITLE})$`, 'u').exec(words)?.[1] ?? '';
    return { name: words.slice(0, words.length - title.length), title, shown: words };
  };
  if (name !== undefined && /^[\u4e00-\u9fa5]{1,6}$/u.test(name.trim()) && !GENERAL.test(name))
    return split(name.trim());
  for (const demand of demands)
    for (const person of findPeople(demand, [])) {
      const words = demand.slice(person.start, person.end);
      if (person.role === 'caller' && new RegExp(`(?:${TITLE})$`, 'u').test(words)) return split(words);
    }
  return null;
}

const SEX: Readonly<Record<string, string>> = {
  先生: '男',
  大爷: '男',
  女士: '女',
  小姐: '女',
  大妈: '女',
  阿姨: '女',
};

function agrees(caller: Caller, name: string, title: string): boolean {
  if (caller.name.charAt(0) !== name.charAt(0)) return false;
  if (name.length > 1 && caller.name.length > 1 && !/某/u.test(name + caller.name) && name !== caller.name)
    return false;
  const [one, other] = [SEX[caller.title], SEX[title]];
  return one === undefined || other === undefined || one === other;
}

const UNIT_NAME =
  /[\u4e00-\u9fa5]{2,24}?(?:街道办事处|市场监督管理(?:所|局)|管理局|监督局|委员会|派出所|支队|大队|管理所|服务中心|办公室|管理处|供电公司|集团|[\u4e00-\u9fa5]局|街道|管理部|分局|税务局|联合会)(?![\u4e00-\u9fa5])/gu;
/** How far from the end a signature may begin. */
const FOOT = 90;

/** Signed, or introduced as handling, in the name of another unit. */
export function wrongUnit({ text, input, own }: Reading): ReplyFault[] {
  const { unit } = input;
  if (unit === undefined || unit.length < 3) return [];
  const faults: ReplyFault[] = [];
  const add = (start: number, name: string): void =>
    void faults.push(
      fault(
        'wrong_unit',
        start,
        start + name.length,
        `这件工单由${unit}答复，这里写的是“${name}”，请核对单位。`,
      ),
    );
  const foot = signature(text);
  if (foot !== null)
    for (const match of foot.words.matchAll(UNIT_NAME))
      if (!isSameUnit(match[0], unit)) add(foot.at + match.index, match[0]);
  for (const match of own.matchAll(
    /(?:已由|现由|我[是们]?是|由)([\u4e00-\u9fa5]{2,20}?(?:局|委员会|街道办事处|市场监督管理所|支队|集团|管理所|派出所))(?:负责)?(?:办理|答复|承办|处理)(?:[，,]?现|。现|完毕|如下)/gu,
  )) {
    const name = match[1] as string;
    if (!isSameUnit(name, unit)) add(match.index + match[0].indexOf(name), name);
  }
  return faults;
}

/** The lines at the end that sign: short ones, without a full stop inside. */
function signature(text: string): { words: string; at: number } | null {
  const trimmed = text.trimEnd();
  const from = Math.max(0, trimmed.length - FOOT);
  const tail = trimmed.slice(from);
  const cut = Math.max(tail.lastIndexOf('\n'), tail.slice(0, -1).search(/[。！!](?=[^。！!]*$)/u));
  if (cut < 0) return null;
  let at = from + cut + 1;
  // A signature may be two lines: the unit, and below it the day.
  const above =
    trimmed
      .slice(0, Math.max(0, at - 1))
      .split('\n')
      .at(-1) ?? '';
  if (trimmed[at - 1] === '\n' && above.length <= 40 && !/[。！]$/u.test(above)) at -= above.length + 1;
  return { words: trimmed.slice(at), at };
}

const stripped = (name: string): string =>
  name
    .replace(/^(?:北京市|市|西城区|区|联系单位|答复单位|承办单位|单位)+/u, '')
    .replace(/(?:办事处|委员会|（.*）)$/u, '');

function isSameUnit(a: string, b: string): boolean {
  const [one, other] = [stripped(a), stripped(b)];
  if (one === '' || other === '' || one.includes(other) || other.includes(one)) return true;
  // 西长安街所 for 西长安街市场监督管理所, 区城管执法局 for 区城市管理综合行政执法局.
  let at = 0;
  for (const char of other) if (char === one[at]) at++;
  return at === one.length && one.length >= 3 && one.at(0) === other.at(0);
}

const NUMBERED =
  /(?:工单|编号|单号|受理号|诉求号|流水号)(?:号|为|是)?[：:\s（(]{0,2}(?:NO\.?|No\.?)?\s?([A-Za-z]{0,4}\d[\d-]{6,24}\d)|(?<![\d-])(20\d{6}-\d{4,8})(?![\d-])/gu;

/** The number of another order. */
export function foreignOrder({ text, input }: Reading): ReplyFault[] {
  const own = input.order?.number;
  const seen = new Map<string, { start: number; end: number }>();
  for (const match of text.matchAll(NUMBERED)) {
    const number = (match[1] ?? match[2]) as string;
    const start = match.index + match[0].lastIndexOf(number);
    if (!seen.has(number)) seen.set(number, { start, end: start + number.length });
  }
  const numbers = [...seen];
  const foreign = own === undefined ? numbers.slice(1) : numbers.filter(([number]) => number !== own);
  return foreign.map(([number, { start, end }]) =>
    fault(
      'foreign_order',
      start,
      end,
      own === undefined
        ? `答复里出现两个工单编号，“${number}”可能是别的工单，请核对。`
        : `本工单编号是 ${own}，这里写的是“${number}”，请核对是否复制了别的答复。`,
    ),
  );
}
