import { RESTATES } from '../reply-faults/reading.ts';
import { figuresIn } from './figures.ts';

/** What a unit, a shop or a person may have done about the matter. */
const ACTS =
  /退款|退货|退还|返还|退赔|赔偿|赔付|赔|补偿|换货|整改|改正|立案|查封|扣押|罚款|处罚|警告|拆除|关停|停业|取缔|约谈|同意|承诺|达成|和解|签订|道歉|完成|完工|解决|修复|维修|修好|更换|清理|清运|清除|恢复|查明|属实|不属实|违法|违规|合格|检查|检测|走访|到场|现场|执法|调解|协调|联系|沟通|核实|处置|办结|办妥|办好|处理好|处理完|移送|移交|转交|撤销|注销|吊销|开通|安装|发放|支付|缴纳|到账/gu;
/** That something has been done, will be, or was found. */
const DONE =
  /已|业经|经(?![营济常过办理])|均(?:由|将)|(?<![为除])了(?!解)|同意|承诺|达成|责令|立案|属实|认定|发现|将|会(?=在|于|尽快|及时|对|为|给|向|督促|继续)|被(?!诉|告|投诉|举报)|愿意|赔礼|上门/u;
const NOT = /(?:未|不|没有?|无法|拒绝|尚未)[\u4e00-\u9fa5]{0,2}$/u;
const QUOTATION = /“[^“”\n]*”|「[^「」\n]*」|『[^『』\n]*』|‘[^‘’\n]*’/gu;

/** What may, must or should be is no finding. */
const MODAL = /可以|可(?=依|按|向|凭|要求|选择)|应当|应(?=当|由|予|按|在|退|赔)|有权|不得|能否|如果|若/u;

/** What a base holds, for its rewriting to be held against. */
export type Grounds = {
  /** Acts and findings, in whatever way they are said: “4月13日到店核实” has no mark of being done. */
  readonly acts: ReadonlySet<string>;
  readonly pairs: ReadonlySet<string>;
  readonly sentences: readonly {
    readonly acts: ReadonlySet<string>;
    readonly figures: ReadonlySet<string>;
  }[];
  /** What is denied and never affirmed: 属于 of 不属于. */
  readonly denied: ReadonlySet<string>;
  /** Denials: 不属于. */
  readonly denials: string;
};

/** `base` is the text put in other words; `more` says what else may be said, the verdicts and the law. */
export function groundsOf(base: string, more: string): Grounds {
  const all = `${base}\n${more}`;
  const denied = new Set<string>();
  for (const { 0: denial } of all.matchAll(DENIAL)) {
    const words = denial.slice(1);
    if (!affirms(all, words)) denied.add(words);
  }
  return {
    acts: actsOf(ownClauses(base).filter((clause) => !MODAL.test(clause) || /已/u.test(clause))),
    pairs: new Set(pairsOf(all)),
    sentences: all.split(/[。；！？;!?\n]/u).map((sentence) => ({
      acts: actsOf(ownClauses(sentence)),
      figures: figuresIn(sentence),
    })),
    denied,
    denials: all,
  };
}

/** Of a clause's pairs of characters at least this share stands in what was given, where no act of it does. */
const SUPPORT = 0.34;

/**
 * The first thing a sentence states as fact that the base does not: an act or finding outside quotations and outside
 * what it restates of the citizen (退款 of “899元已退款”, not of “您要求退款”); a clause of something done for which
 * there are no words in the base; a denial taken away or put in.
 */
export function unfounded(sentence: string, grounds: Grounds): string | null {
  for (const clause of sentence.replace(QUOTATION, '“”').split(CLAUSE_END)) {
    for (const { 0: denial } of clause.matchAll(DENIAL))
      if (!grounds.denials.includes(denial) && !IDLE.test(denial)) return denial;
    for (const words of grounds.denied) if (affirms(clause, words)) return words;
  }
  for (const clause of ownClauses(sentence)) {
    if (!DONE.test(clause)) continue;
    const acts = [...actsOf([clause])];
    const act = acts.find((one) => !grounds.acts.has(one));
    if (act !== undefined) return act;
    const pairs = pairsOf(clause);
    const held = pairs.filter((pair) => grounds.pairs.has(pair)).length;
    if (acts.length === 0 && pairs.length >= 3 && held / pairs.length < SUPPORT) return clause.trim();
  }
  return null;
}

/**
 * Figures of one clause that no sentence of the base has together, or not of the same act: a date or an amount that
 * went over to another matter.
 */
export function mismatched(sentence: string, grounds: Grounds): string | null {
  for (const clause of sentence.replace(QUOTATION, '“”').split(CLAUSE_END)) {
    const figures = [...figuresIn(clause)].filter((figure) => figure !== HOTLINE);
    if (figures.length === 0) continue;
    const acts = [...actsOf(ownClauses(clause))];
    const isHeld = grounds.sentences.some(
      (one) => figures.every((figure) => one.figures.has(figure)) && acts.every((act) => one.acts.has(act)),
    );
    if (!isHeld) return clause.trim();
  }
  return null;
}

/** The number everybody may be told to call. */
export const HOTLINE = '12345';
const CLAUSE_END = /[，。；！？：:,;!?\n]/u;
const DENIAL = /(?:不|未|没|无|非|勿)[\u4e00-\u9fa5]{2}/gu;
/** Denials that deny nothing of the matter. */
const IDLE =
  /^(?:不便之|不明白|不清楚|不周之|不断[\u4e00-\u9fa5]|不仅[\u4e00-\u9fa5]|不但[\u4e00-\u9fa5]|无论[\u4e00-\u9fa5]|非常[\u4e00-\u9fa5])$/u;

/** Whether words stand in a text without a denial before them. */
function affirms(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    if (!/[不未没无非勿]/u.test(text[at - 1] ?? '')) return true;
  return false;
}

const pairsOf = (text: string): string[] =>
  (text.match(/[\u4e00-\u9fa5]{2,}/gu) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  );

/** Clauses without quotations; of one that restates the citizen's words the part that goes on with what was done. */
const ownClauses = (text: string): string[] =>
  text
    .replace(QUOTATION, '“”')
    .split(CLAUSE_END)
    .map((clause) =>
      RESTATES.test(clause) ? (/(?:已|业经|均(?:由|将)|责令).*$/u.exec(clause)?.[0] ?? '') : clause,
    );

function actsOf(clauses: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const clause of clauses)
    for (const { 0: act, index } of clause.matchAll(ACTS))
      found.add(NOT.test(clause.slice(0, index)) ? `未${act}` : act);
  return found;
}
