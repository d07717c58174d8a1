import { parseNumeral } from '../numerals.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import { answersTo, placeOf } from './matching.ts';
import type { Section } from './matching.ts';
import type { Reading, Sentence } from './reading.ts';
import { answeringClauses } from './substance.ts';
import { ownTopics, topicsOf } from './topics.ts';

/** Demands that get no finding, outcome or reason: left out, only restated, or answered beside the question. */
export function unansweredDemands(reading: Reading): ReplyFault[] {
  const { demands } = reading.input;
  if (demands.length === 0) return [];
  const several = demands.length > 1;
  const sections = sectionsOf(reading);
  const topics = demands.map(({ text }) => topicsOf(several ? wantedOf(text) : text));
  return answersTo(topics, sections).flatMap((answer, index) => {
    const demand = demands[index]?.text ?? '';
    const place = placeOf(ownTopics(topics, index), sections, reading.text.length);
    const which = several ? `第 ${index + 1} 项诉求` : '诉求';
    const tell = (message: string): ReplyFault[] => [
      fault('demand_unanswered', place.start, place.end, message),
    ];
    if (answer === null) {
      const what = place.isRestated ? '只复述了，没有写核实情况、处理结果或者不能办理的理由' : '没有答复';
      return tell(`${which}“${shortened(demand)}”${what}，请逐项答复。`);
    }
    const asked = missingKind(demand, answer);
    return asked === null ? [] : tell(`${which}问的是${asked}，答复里没有说，请补上或者说明原因。`);
  });
}

function shortened(demand: string): string {
  const words = demand.replace(/\s+/gu, ' ').trim();
  return words.length > 30 ? `${words.slice(0, 29)}…` : words;
}

/** A line or sentence that opens another matter. */
const OPENS =
  /^\s*(?:[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[、.．)）](?!\d)|第[一二三四五六七八九][，,、：:点项]|[一二三四五六]是|其[一二三四][，,、：:]?|首先|其次|再次|最后|另外|此外|同时|关于|针对|对于|至于|就您|有关您|另[，,]?(?:关于|您|就)|您(?:还|另)?(?:反映|提出|咨询|要求|提到)的?[^，。]{2,40}(?:问题|诉求|一事|要求|事项)|①|②|③|④|⑤)/u;

/** The number at the head of a section: 一、 （二） 3. 第四. */
const NUMBER = /^\s*[（(]?(?:第)?([一二三四五六七八九十]{1,2}|\d{1,2})(?:[）)、.．：:]|是(?=[^，。]))/u;

function sectionsOf({ sentences, own, input }: Reading): Section[] {
  const isEcho = echoOf(input.demands.map(({ text }) => text));
  const groups: Sentence[][] = [];
  for (const sentence of sentences) {
    const last = groups.at(-1);
    if (!last || OPENS.test(sentence.text)) groups.push([sentence]);
    else last.push(sentence);
  }
  return groups.map((group) => {
    const answering = new Set(answeringClauses(group, own, isEcho));
    const answered = group.map(({ clauses }) => {
      const answer = clauses.filter((clause) => answering.has(clause)).map(({ text }) => text);
      return { answer: answer.join(''), topics: topicsOf(answer.join('')) };
    });
    const answer = answered.map((one) => one.answer).join('');
    const rest = group.flatMap(({ clauses }) => clauses).filter((clause) => !answering.has(clause));
    return {
      start: group[0]?.start ?? 0,
      end: group.at(-1)?.end ?? 0,
      number: parseNumeral(NUMBER.exec(group[0]?.text ?? '')?.[1] ?? ''),
      about: topicsOf(group.map(({ text }) => text).join('')),
      head: topicsOf(rest.map(({ text }) => text).join('')),
      answer,
      answerTopics: topicsOf(answer),
      answered,
    };
  });
}

/** Words are an echo when most of their pairs of characters stand in what was asked. */
function echoOf(demands: readonly string[]): (words: string) => boolean {
  const asked = new Set(demands.flatMap((text) => pairsOf(text)));
  return (words) => {
    const pairs = pairsOf(words);
    return pairs.length > 0 && pairs.filter((pair) => asked.has(pair)).length / pairs.length >= ECHO;
  };
}

const ECHO = 0.6;

const pairsOf = (text: string): string[] =>
  (text.match(/[\u4e00-\u9fa5A-Za-z\d]{2,}/gu) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  );

/** The part of a demand that says what is wanted: its last sentences with a wish, else all of it. */
const WISH = /要求|希望|请求?|诉求|想(?:要|问|知道|了解)|咨询|询问|盼|建议|能否|是否|如何|怎么|吗[？?]?/u;

function wantedOf(demand: string): string {
  if (demand.length <= 60) return demand;
  const wishes = demand.split(/[。；！\n]/u).filter((sentence) => WISH.test(sentence));
  return wishes.length === 0 ? demand : wishes.join('。');
}

/** Questions that ask for one kind of thing, and how an answer of that kind shows. */
const KINDS: readonly { readonly asks: RegExp; readonly name: string; readonly shows: RegExp }[] = [
  {
    asks: /(?:什么时候|何时|几月|几号|哪天|多久|多长时间|什么时间|啥时候|时间表|具体时间)/u,
    name: '时间',
    shows:
      /\d|[一二三四五六七八九十]+(?:月|日|天|年|个工作日|周)|年底|月底|季度|近期|本周|下周|明年|今年|时间|期限|之日起|尚未确定|无法确定|待定|暂无|以.{1,12}为准|计划|取决于|尽快|已(?:经)?(?:完成|开通|修复|恢复|办|发|到账)|没有|不再|暂不|即可|随时/u,
  },
  {
    asks: /(?:多少钱|收费标准|多少元|怎么收费|价格是|金额是|费用是)/u,
    name: '金额或者标准',
    shows: /\d|[一二三四五六七八九十百千万]+元|免费|不收|标准|市场调节价|政府指导价|协商|约定|减免|按/u,
  },
  {
    asks: /(?:在哪(?:里|儿|办|个)|什么地方|哪个窗口|哪个部门|找谁|找哪|地址是)/u,
    name: '地点或者部门',
    shows:
      /路|街|号|窗口|大厅|中心|站|馆|院|局|所|委|街道|社区|网站|官网|小程序|公众号|APP|app|平台|负责|部门|法院|仲裁|线上|网上|电话|拨打/u,
  },
];

/** Whoever is not competent, or does not know, has answered. */
const NOT_OURS = /职权|职责|管辖|不属|不归|不掌握|不清楚|不知道|无法确定|没有(?:相关|这方面)/u;

/** In a longer text a question word is more often rhetoric than the question. */
const LONG = 120;

function missingKind(demand: string, answer: string): string | null {
  if (demand.length > LONG || NOT_OURS.test(answer)) return null;
  for (const { asks, name, shows } of KINDS) if (asks.test(demand) && !shows.test(answer)) return name;
  return null;
}
