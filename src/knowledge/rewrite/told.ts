import { citeTitle } from '../answer.ts';
import type { RuleVerdict } from '../types.ts';
import type { GivenLaw } from './base.ts';

/** All of it masked. */
export type ToldParts = {
  readonly unit: string;
  readonly kind: string;
  readonly demands: readonly string[];
  readonly order: string;
  readonly verdicts: readonly Pick<RuleVerdict, 'rule' | 'verdict' | 'why'>[];
  readonly given: readonly GivenLaw[];
  /** What the handler has written into the draft. */
  readonly filled: readonly string[];
  readonly body: string;
};

const VERDICTS = { applies: '适用', does_not_apply: '不适用', unknown: '尚不能判断' } as const;
/** Characters of the order at most: what is asked stands in the demands. */
const LONGEST_ORDER = 6000;

/** What a model is told, as JSON: no text within can end its field, whatever it says. */
export function toldOf({ unit, kind, demands, order, verdicts, given, filled, body }: ToldParts): string {
  return JSON.stringify(
    {
      答复单位: unit,
      诉求性质: kind,
      各项诉求: demands,
      工单原文: order.slice(0, LONGEST_ORDER),
      认定: verdicts.map(({ rule, verdict, why }) => ({ 规则: rule, 结论: VERDICTS[verdict], 理由: why })),
      条文: given.map((law) => ({
        编号: `[${law.number}]`,
        名称: citeTitle(law),
        施行日期: law.effectiveFrom,
        原文: law.quote.replace(/\s*\n\s*/gu, ''),
      })),
      承办人填写的内容: filled,
      底稿: body,
    },
    null,
    1,
  );
}
