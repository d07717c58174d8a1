import { concernOf, decide } from '../applicability/table.ts';
import type { Rule, RuleOutcome } from '../applicability/table.ts';
import { factsFromText } from '../facts/read-facts.ts';
import { chineseNumeral } from '../numerals.ts';
import type { Facts } from '../types.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import { RESTATES } from './reading.ts';
import type { Reading, Sentence } from './reading.ts';

const SUPPORTS =
  /可以|有权|应当|应予|依法|适用|支持|享有|享受|符合|责令|必须|要求(?:商家|店家|经营者|其)|督促|予以(?:退|赔)|给予|为您(?:退|办)|(?<!有)依据|根据|按照/u;
const DENIES =
  /不适用|不支持|不享|不能(?:享受|适用|主张|要求|按)|不属于|无权|不予支持|没有[^，。；]{0,14}(?:规定|依据|义务|权利)|不符合|无法(?:适用|支持|要求)|不构成|未规定|不在[^，。]{0,8}范围|不可以|例外|不予(?:退|赔|支持)/u;
/** Denies the rule itself, not a fact it rests on: what was found out may differ from what was told. */
const DENIES_RULE = /不适用|不支持|不享|无权|不予支持|没有(?:法律)?(?:规定|依据)|未规定|无法支持/u;
/** Tells outright what the citizen may ask for, or what the other side owes. */
const ADVISES =
  /您(?:可以?|有权|完全可以)(?:依法|据此)?(?:要求|主张|享受|请求|获得)|(?:商家|店方|店家|商户|经营者|对方|平台|公司)(?:应当?|须|必须)[^，。；]{0,14}(?:赔偿|退还|退款|[三十]倍)/u;
/** Said of another case, or left open. */
const HEDGED =
  /如果|如(?:属|系|确|有|您|经|商家|存在)|若|是否|除外|仅(?:针对|适用|限)|只(?:针对|适用|限)|针对的是|适用于|限于|质量|三包|前提|除非|承诺|约定|须(?:有|证明)|才(?:能|可以)|与[^，。]{1,12}不同|区别于|网络购物的|的[，,](?:才|则|就|都|可|不|应|依)|通过网络|线上购买的|网购的|消费者采用网络/u;

/** Rules the reply leans on against the facts, and denials of rules that do apply. */
export function againstVerdicts(reading: Reading): ReplyFault[] {
  const { law, input, ownSentences, cited } = reading;
  const facts = factsOf(reading);
  const asked = `${toldBy(input)}\n${reading.text}`;
  const faults: ReplyFault[] = [];
  const types = input.demands.flatMap(({ issueType }) => issueType ?? []);
  for (const rule of law.rules) {
    const isFar =
      rule.types.length > 0 &&
      types.length > 0 &&
      !types.some((type) => rule.types.some((prefix) => type.startsWith(prefix)));
    if (isFar) continue;
    if (rule.validFrom > input.day || (rule.validTo !== null && rule.validTo <= input.day)) continue;
    // Many articles carry several rules: one that is cited means this rule only where the matter or the words do.
    const isTurnedOn = concernOf(rule, facts) > 0 || rule.wordings.some(({ pattern }) => pattern.test(asked));
    const spoken = ownSentences.flatMap((sentence, index) => {
      const at = placeOf(rule, sentence, cited, isTurnedOn);
      return at === null ? [] : [{ sentence, at, stance: stanceOf(sentence, ownSentences[index + 1]) }];
    });
    if (spoken.length === 0) continue;
    const outcome = decide(rule, facts);
    // A verdict on presumptions alone contradicts nobody.
    if (rule.inputs.every(({ fact }) => facts[fact] === undefined) && outcome.verdict !== 'unknown') continue;
    const supporting = spoken.filter(({ stance }) => stance === 'supports');
    const denying = spoken.filter(({ stance }) => stance === 'denies');
    if (outcome.verdict === 'does_not_apply')
      for (const { at } of supporting)
        faults.push(fault('rule_not_applicable', at.start, at.end, messageOf(outcome, '不适用')));
    if (outcome.verdict === 'applies')
      for (const { at } of denying.filter((one) => DENIES_RULE.test(one.sentence.text)))
        faults.push(fault('verdict_contradicted', at.start, at.end, messageOf(outcome, '适用')));
    if (outcome.verdict !== 'unknown') continue;
    const one = supporting[0];
    const other = denying.find(({ sentence }) => DENIES_RULE.test(sentence.text));
    if (one && other)
      faults.push(
        fault(
          'verdict_contradicted',
          other.at.start,
          other.at.end,
          `“${rule.name}”前后说法相反：一处说可以，一处说不可以，请统一。`,
        ),
      );
    // The handler's findings may tell what the citizen did not.
    else if (
      one &&
      ADVISES.test(one.sentence.text) &&
      decide(rule, { ...factsFromText({ text: reading.own }).facts, ...facts }).verdict === 'unknown'
    )
      faults.push(fault('rule_not_applicable', one.at.start, one.at.end, openMessage(outcome)));
  }
  return faults;
}

const openMessage = ({ rule, why, ask }: RuleOutcome): string =>
  `还不能说“${rule}”适用：${why.replace(/。$/u, '')}${ask === null ? '' : `（要问清：${ask}）`}。请写明查实的事实，或者改为有条件的说法。`;

const messageOf = ({ rule, why }: RuleOutcome, verdict: string): string =>
  `按诉求所述事实，“${rule}”${verdict}：${why.replace(/。$/u, '')}。请改写，事实有出入的先更正事实。`;

const toldBy = (input: Reading['input']): string =>
  input.told ?? input.demands.map((demand) => demand.text).join('\n');

function factsOf({ input }: Reading): Facts {
  const text = toldBy(input);
  const read = factsFromText({
    text,
    ...(input.saleChannel === undefined || input.saleChannel === 'unknown'
      ? {}
      : { saleChannel: input.saleChannel }),
    day: input.receivedOn ?? input.day,
  });
  return { ...read.facts, ...input.facts };
}

/** Where a sentence speaks of the rule: by a wording of it, or by citing the article it is about. */
function placeOf(
  rule: Rule,
  sentence: Sentence,
  cited: Reading['cited'],
  isTurnedOn: boolean,
): { start: number; end: number } | null {
  for (const law of isTurnedOn ? cited : []) {
    if (law.start < sentence.start || law.start >= sentence.end) continue;
    const names = law.articles.map(({ number, name }) => `第${chineseNumeral(number)}条${name}`);
    if (rule.subject.some(({ law: title, article }) => law.laws.includes(title) && names.includes(article)))
      return { start: law.start, end: law.end };
  }
  for (const clause of sentence.clauses) {
    if (RESTATES.test(clause.text)) continue;
    for (const { pattern: wording } of rule.wordings) {
      const match = wording.exec(clause.text);
      if (match)
        return { start: clause.start + match.index, end: clause.start + match.index + match[0].length };
    }
  }
  return null;
}

function stanceOf(sentence: Sentence, next: Sentence | undefined): 'supports' | 'denies' | 'open' {
  const words = sentence.clauses
    .filter(({ text }) => !RESTATES.test(text))
    .map(({ text }) => text)
    .join('');
  if (DENIES.test(sentence.text))
    return HEDGED.test(words.replace(/承诺|约定|除外/gu, '')) ? 'open' : 'denies';
  if (HEDGED.test(words)) return 'open';
  if (
    next &&
    /^(?:但|不过|而|然而|您|该|本案|因此|据此)[^。]{0,40}(?:不适用|不属于|不符合|不支持)/u.test(next.text)
  )
    return 'open';
  return SUPPORTS.test(words) ? 'supports' : 'open';
}
