import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAmounts } from '../../src/text/amounts.ts';
import { findDates } from '../../src/text/dates.ts';
import { findIdentifiers, isIdNumber, isLuhn } from '../../src/text/identifiers.ts';
import { buildNames, findNames } from '../../src/text/names.ts';
import { parseNumber } from '../../src/text/numbers.ts';
import { findPeople } from '../../src/text/people.ts';
import { saleChannelCues } from '../../src/text/sale-channel.ts';
import { toWords } from '../../src/text/segment.ts';
import { guessForm, parseTurns } from '../../src/text/transcript.ts';

/** Writes a number as a Chinese would in a contract; the oracle for reading it. */
function write(value: number): string {
  const digits = '零一二三四五六七八九';
  const section = (n: number): string => {
    let out = '';
    let zero = false;
    for (const [unit, name] of [
      [1000, '千'],
      [100, '百'],
      [10, '十'],
      [1, ''],
    ] as const) {
      const digit = Math.floor(n / unit) % 10;
      if (digit === 0) zero ||= out !== '';
      else {
        out += (zero ? '零' : '') + digits[digit] + name;
        zero = false;
      }
    }
    return out;
  };
  const high = Math.floor(value / 10000);
  const low = value % 10000;
  if (high === 0) return section(low) || '零';
  return `${section(high)}万${low === 0 ? '' : (low < 1000 ? '零' : '') + section(low)}`;
}

describe('numbers', () => {
  it('reads every number below a hundred million as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (value) => parseNumber(write(value)) === value),
      { numRuns: 3000 },
    );
  });
  it('reads the short forms of speech', () => {
    for (const [text, value] of [
      ['五千八', 5800],
      ['一万二', 12000],
      ['一千一百六', 1160],
      ['二百五', 250],
      ['三点五万', 35000],
      ['1.2万', 12000],
      ['23,800', 23800],
      ['一千零五', 1005],
      ['二〇二五', 2025],
    ] as const)
      expect(parseNumber(text)).toBe(value);
    for (const text of ['百', '万一', '', '好几千']) expect(parseNumber(text)).toBeNull();
  });
});

describe('amounts', () => {
  const said = (text: string) => findAmounts(text).map((hit) => [text.slice(hit.start, hit.end), hit.value]);
  it('reads sums with and without their unit', () => {
    expect(said('花1680元买的')).toEqual([['1680元', 1680]]);
    expect(said('买了两件共1680元')).toEqual([['1680元', 1680]]);
    expect(said('押金五千二，扣了三千八刷墙钱')).toEqual([
      ['五千二', 5200],
      ['三千八', 3800],
    ]);
    expect(said('四十六块五的外卖')).toEqual([['四十六块五', 46.5]]);
    expect(said('大概两百多块钱吧')[0]?.[1]).toBe(200);
    expect(said('运动鞋499，不给退')).toEqual([['499', 499]]);
    expect(said('一次600至900元')[0]?.[1]).toBe(600);
  });
  it('does not take counts, years, numbers of doors and emergency calls for money', () => {
    for (const text of [
      '二百多人排队',
      '2025年买的',
      '住12号楼',
      '打了110和12345',
      '路面塌了一块',
      '四百度的近视',
      '一万多人',
      '百货大楼',
    ])
      expect(said(text)).toEqual([]);
  });
});

describe('dates', () => {
  const at = Date.parse('2026-04-15T10:00:00+08:00');
  const value = (text: string) => findDates(`我${text}买的`, at).map((hit) => hit.value);
  it('reads them on the day the text came in', () => {
    for (const [text, expected] of [
      ['昨天', '2026-04-14'],
      ['大前天', '2026-04-12'],
      ['上周三', '2026-04-08'],
      ['1月9日', '2026-01-09'],
      ['12月30号', '2025-12-30'],
      ['上个月底', '2026-03-22/2026-03-31'],
      ['3月初', '2026-03-01/2026-03-10'],
      ['国庆那几天', '2025-10-01/2025-10-07'],
      ['去年双十一', '2025-11-11'],
      ['前年冬天', '2024-12-01/2025-02-28'],
      ['中秋', '2025-10-06'],
      ['大年初二', '2026-02-18'],
      ['清明', '2026-04-05'],
      ['2024-03-15', '2024-03-15'],
      ['三天前', '2026-04-12'],
      ['2025年3月', '2025-03-01/2025-03-31'],
    ] as const)
      expect(value(text), text).toEqual([expected]);
  });
  it('reads the day in Beijing, not in Greenwich', () => {
    expect(findDates('今天', Date.parse('2026-04-14T17:00:00Z'))[0]?.value).toBe('2026-04-15');
  });
  it('refuses days that do not exist', () => expect(value('2月30日')).toEqual([]));
});

describe('identifiers', () => {
  it('checks the digits of identity numbers and cards', () => {
    expect(isIdNumber('11010519491231002X')).toBe(true);
    expect(isIdNumber('110105194912310021')).toBe(false);
    expect(isLuhn('4111111111111111')).toBe(true);
    expect(isLuhn('4111111111111112')).toBe(false);
  });
  it('finds phones however they are written', () => {
    const values = findIdentifiers(
      '13800000142，139-0000-7732，138****2207，010-66000000，幺三八零零零零零幺四二',
    ).map((hit) => hit.value);
    expect(values).toEqual(['13800000142', '13900007732', '138****2207', '01066000000', '13800000142']);
    expect(findIdentifiers('车牌京A·12345').map((hit) => hit.kind)).toEqual(['plate']);
    expect(findIdentifiers('工单号20260414000123')).toEqual([]);
  });
});

describe('people', () => {
  const who = (text: string) =>
    findPeople(text, parseTurns(text)).map((hit) => [text.slice(hit.start, hit.end), hit.role]);
  it('tells the caller from others', () => {
    expect(who('郝女士来电：与摊主杨某沟通未果。')).toEqual([
      ['郝女士', 'caller'],
      ['杨某', 'other'],
    ]);
    expect(who('坐席：您贵姓？\n市民：免贵姓苗。')).toEqual([['姓苗', 'caller']]);
    expect(who('在新街口某商场找维修师傅，班主任和老师都说二十四小时')).toEqual([]);
  });
});

describe('names', () => {
  it('takes the longest name at each place, like a naive search', () => {
    const names = ['西单', '西单北大街', '北大街', '大街', '街口'].map((name) => ({ name }));
    const built = buildNames(names);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('西', '单', '北', '大', '街', '口', '路'), { maxLength: 25 }),
        (parts) => {
          const text = parts.join('');
          const expected: string[] = [];
          for (let i = 0; i < text.length;) {
            const best = names
              .map((one) => one.name)
              .filter((name) => text.startsWith(name, i))
              .sort((a, b) => b.length - a.length)[0];
            if (best) expected.push(`${i}${best}`);
            i += best ? best.length : 1;
          }
          expect(findNames(built, text).map((hit) => `${hit.start}${hit.name}`)).toEqual(expected);
        },
      ),
    );
  });
});

describe('transcripts', () => {
  it('splits turns, with times and several on one line', () => {
    const text = '[00:01] 工号1023：您好。\n[00:05] 来电人：我要投诉。坐席：请讲。市民：不退钱';
    expect(parseTurns(text).map((turn) => [turn.speaker, text.slice(turn.start, turn.end)])).toEqual([
      ['agent', '您好。'],
      ['citizen', '我要投诉。'],
      ['agent', '请讲。'],
      ['citizen', '不退钱'],
    ]);
    expect(parseTurns('[客服] 喂您好\n[用户] 查话费').map((turn) => turn.speaker)).toEqual([
      'agent',
      'citizen',
    ]);
    expect(parseTurns('客服：您好用户：查一下话费客服：好的').map((turn) => turn.speaker)).toEqual([
      'agent',
      'citizen',
      'agent',
    ]);
    const letters = 'A：您好，请问有什么可以帮您\nB：我查个话费\nA：好的';
    expect(parseTurns(letters).map((turn) => turn.speaker)).toEqual(['agent', 'citizen', 'agent']);
  });
  it('covers the text in order whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('坐席：', '市民：', '\n', '你好', '。', ' ', '客服:', 'A：', '问'), {
          maxLength: 30,
        }),
        (parts) => {
          const text = parts.join('');
          let last = 0;
          for (const turn of parseTurns(text)) {
            expect(turn.start).toBeGreaterThanOrEqual(last);
            expect(turn.end).toBeGreaterThan(turn.start);
            last = turn.end;
          }
        },
      ),
    );
  });
  it('guesses the form', () => {
    expect(guessForm('坐席：您好\n市民：我要退款')).toBe('transcript');
    expect(guessForm('市民来电反映，店家不退款，要求协调。')).toBe('summary');
    expect(guessForm('西单那家鞋店太气人了，不给退')).toBe('message');
  });
});

describe('sale channel', () => {
  it('points at the words that tell it', () => {
    const said = (text: string) =>
      saleChannelCues(text).map((cue) => [cue.channel, text.slice(cue.start, cue.end)]);
    expect(said('小程序下单后到店自提')).toContainEqual(['pickup', '到店自提']);
    expect(said('我在西单专柜买的衣服，小票在手')).toEqual([
      ['offline', '专柜'],
      ['offline', '小票'],
    ]);
    expect(said('直播间下单买的，快递寄来')).toEqual([
      ['online', '直播间'],
      ['online', '下单'],
      ['online', '快递寄'],
    ]);
    expect(said('路灯不亮')).toEqual([['none', '路灯']]);
  });
});

describe('words', () => {
  it('have the offsets of the pieces, without gaps', () => {
    expect(toWords({ cut: () => ['西单', '买', '的'] }, '西单买的')).toEqual([
      { start: 0, end: 2, text: '西单' },
      { start: 2, end: 3, text: '买' },
      { start: 3, end: 4, text: '的' },
    ]);
  });
});
