import { valueWords } from '../facts/dictionary.ts';
import type { FactDictionary, FactValue } from '../facts/dictionary.ts';
import type { Facts } from '../types.ts';
import { VERDICTS } from './check-table.ts';
import type { Basis, Conditions, RuleTable } from './table.ts';

const lawWords = ({ law, article }: Basis): string => `《${law}》${article}`;

/** Conditions as people read them: `购买渠道 线上，签收天数 ≤7`; without any, `其他情形`. */
export function conditionWords(when: Conditions, dictionary: FactDictionary, none = '其他情形'): string {
  const parts = Object.entries(when).map(([name, cell]) => `${dictionary.get(name)?.label ?? name} ${cell}`);
  return parts.length === 0 ? none : parts.join('，');
}

/** Facts as people read them: `签收天数=8天`. */
export function factWords(facts: Facts, dictionary: FactDictionary): string {
  return Object.entries(facts)
    .filter((pair): pair is [string, FactValue] => pair[1] !== undefined)
    .map(([name, value]) => {
      const definition = dictionary.get(name);
      return `${definition?.label ?? name}=${definition === undefined ? String(value) : valueWords(definition, value)}`;
    })
    .join('，');
}

/** A table as lines `字段：内容`, for showing what an edit changed. */
export function tableLines(table: RuleTable, dictionary: FactDictionary): string[] {
  const many = (name: string, values: readonly string[]): string[] =>
    values.map((value) => `${name}：${value}`);
  return [
    `名称：${table.name}`,
    ...many('问题分类', table.types),
    `起始日期：${table.validFrom}`,
    ...(table.validTo === null ? [] : [`终止日期：${table.validTo}`]),
    ...many('所说的法条', table.subject.map(lawWords)),
    ...many('叫法', table.named),
    ...many('群众的问法', table.questions),
    ...table.concerns.map(({ when, unless, weight }) => {
      const not = unless === undefined ? '' : `，除非 ${conditionWords(unless, dictionary)}`;
      return `何时相关：${conditionWords(when, dictionary)}${not}（权重 ${weight}）`;
    }),
    ...table.inputs.map(({ fact, presume, confirm, ask, turns }) =>
      [
        `列：${dictionary.get(fact)?.label ?? fact}`,
        presume === undefined ? '必须知道' : `未说明时按 ${presume}`,
        ...(confirm === true ? ['仍要问'] : []),
        ...(ask === undefined ? [] : [`问：${ask}`]),
        ...(turns === undefined ? [] : [turns]),
      ].join('；'),
    ),
    ...table.rows.map(({ when, verdict, why, ask, basis, entries = [] }) =>
      [
        `行：${conditionWords(when, dictionary)} → ${VERDICTS[verdict]}`,
        why,
        ...(ask === undefined ? [] : [`问：${ask}`]),
        `依据${basis.map(lawWords).join('、')}`,
        ...(entries.length === 0 ? [] : [`条目 ${entries.join('、')}`]),
      ].join('；'),
    ),
    ...table.cases.map(({ text, facts, verdict }) => {
      const told = facts === undefined ? '' : `（${factWords(facts, dictionary)}）`;
      return `案例：${text}${told} → ${VERDICTS[verdict]}`;
    }),
    ...(table.decisive === true ? ['事实先于问法：是'] : []),
    ...many('两可的条目', table.bothSides ?? []),
    ...many('只在适用时对的条目', table.onlyWhereItApplies ?? []),
  ];
}
