import { exposuresIn, marksOf } from '../../text/exposure.ts';
import { findIdentifiers } from '../../text/identifiers.ts';
import { findPeople } from '../../text/people.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

/** Before a number: an office's or an official's, there to be called. */
const OFFICE =
  /(?:联系|咨询|监督|服务|办公|值班|举报|投诉|受理|热线|客服|报修|窗口|社区|街道|物业)[^，。；\n]{0,12}(?:电话|方式|热线|手机)?[^，。；\n\d]{0,8}$|(?:致电|拨打|电话|联系人|联系方式|热线)[^，。；\n\d]{0,16}$/u;
const PRIVATE =
  /(?:您的|市民|来电人|投诉人|举报人|诉求人|店主|老板|负责人|当事人|业主|住户|房东|司机|车主|该(?:店|商家|人|男子|女子)|其本人|顾客|消费者)[^，。；\n]{0,14}$/u;

/** Numbers that tell who somebody is, with no place in a reply. */
export function personalData({ text, input }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  const add = (start: number, end: number, what: string): void => {
    if (faults.some((other) => start < other.end && other.start < end)) return;
    faults.push(fault('personal_data', start, end, `答复里有${what}，请删去或者只留后四位。`));
  };
  const phone = input.order?.callerPhone?.replace(/\D/gu, '');
  for (const { kind, start, end, value } of findIdentifiers(text)) {
    if (kind === 'idNumber') add(start, end, '身份证号');
    else if (kind === 'bankCard') add(start, end, '银行卡号');
    else if (kind === 'plate') {
      if (!text.slice(start, end).includes('*')) add(start, end, '车牌号');
    } else if (phone !== undefined && phone.length >= 7 && value === phone) add(start, end, '诉求人的电话');
    else if (/^1[3-9]\d{9}$/u.test(value)) {
      const before =
        text
          .slice(Math.max(0, start - 30), start)
          .split(/[。；\n]/u)
          .at(-1) ?? '';
      if (!OFFICE.test(before) || PRIVATE.test(before)) add(start, end, '个人手机号');
    }
  }
  for (const match of text.matchAll(
    /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/gu,
  ))
    add(match.index, match.index + match[0].length, '身份证号');
  for (const match of text.matchAll(
    /(?:卡号|账号|帐号|银行卡|账户|尾号)[^，。；\n\d]{0,12}(\d(?:[ -]?\d){14,18})(?!\d)/gu,
  )) {
    const number = match[1] as string;
    const end = match.index + match[0].length;
    add(end - number.length, end, '银行卡号');
  }
  return faults;
}

const GIVEN_AWAY =
  /(?:已|会|将|并|我[们所局])[^，。；]{0,6}?(?:将|把)?(?:您|举报人|投诉人|反映人|来电人|当事人)的?(?:姓名|名字|电话|手机号?|联系方式|身份(?:信息)?|个人信息|住址|举报(?:信|材料|内容|人信息)|原话|录音)[^，。；]{0,10}?(?:告知|告诉|提供|转告|透露|转给|转交|发给|交给|出示|反馈)[^，。；]{0,4}?(?:给|了)?(?:该|商家|店|对方|企业|公司|被举报|被投诉|老板|物业|学校|单位|其)?|(?:告知|告诉|透露|说明)[^，。；]{0,6}(?:该|商家|店|对方|企业|公司|被举报|老板|物业|学校|单位)[^，。；]{0,12}(?:是您|系您|由您|您(?:举报|投诉|反映)的|举报人(?:是|为|系|就是))|(?:告知|告诉|透露|回答|答复|说明)(?:其|对方|房主|老板|商家|店主|物业|该[^，。；]{1,4})?(?:是|系|为|由)[^，。；]{0,12}(?:举报|反映|投诉)|举报(?:人)?(?:是|系|由|为)[^，。；]{0,20}(?:打来|反映|提出|所为|举报)的?|(?:对方|商家|该店|老板|企业)已(?:经)?(?:知道|知悉|获知|得知)[^，。；]{0,6}(?:是您|您(?:举报|投诉))/gu;
const SECRET = /举报|匿名|保密|不(?:要|愿|想|希望)[^，。]{0,6}(?:透露|公开|让[^，。]{0,6}知道)/u;

/** Who reported, told to those reported. */
export function informantExposed({ own, input, text }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  const isReport =
    input.kind === '举报' ||
    /举报人|被举报/u.test(own) ||
    input.demands.some((demand) => SECRET.test(demand.text));
  if (!isReport) return faults;
  for (const match of own.matchAll(GIVEN_AWAY)) {
    if (
      /(?:未|不|没有?|不会|严禁|不得)[^，。]{0,4}$/u.test(
        own.slice(Math.max(0, match.index - 6), match.index),
      )
    )
      continue;
    if (/(?:不会|未|没有|不得|严格|依法保密)/u.test(match[0])) continue;
    faults.push(
      fault(
        'informant_exposed',
        match.index,
        match.index + match[0].length,
        '泄露了举报人的身份或者举报内容，依法应当保密，请删去并核实是否已经泄露。',
      ),
    );
  }
  for (const person of findPeople(text, [])) {
    const before = text.slice(Math.max(0, person.start - 8), person.start);
    if (!/(?:举报人|匿名人|实名举报人)(?:为|是|系|：|:|即)?[（(]?$/u.test(before)) continue;
    faults.push(
      fault(
        'informant_exposed',
        person.start,
        person.end,
        '写出了举报人的姓名，依法应当保密，请改为“举报人”。',
      ),
    );
  }
  return faults;
}

/** In a text for the party complained about: who complained. */
export function complainantExposed({ text, input }: Reading): ReplyFault[] {
  if (input.audience !== 'other_party') return [];
  const { callerName, callerPhone, callerAddress } = input.order ?? {};
  const marks = marksOf(
    {
      text: input.told ?? '',
      caller: {
        ...(callerName === undefined ? {} : { name: callerName }),
        ...(callerPhone === undefined ? {} : { phone: callerPhone }),
      },
    },
    [],
  );
  const home = callerAddress === undefined ? [] : [{ what: '地址', words: callerAddress } as const];
  const advice = '给被诉方的文字不写诉求人的信息，请改为“诉求人”。';
  return exposuresIn(text, [...marks, ...home]).map(({ start, end, what }) =>
    fault('complainant_exposed', start, end, `写出了诉求人的${what}。${advice}`),
  );
}
