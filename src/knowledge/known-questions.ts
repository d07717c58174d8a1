import type { RuleTable } from './applicability/table.ts';
import type { ArticleQuestion, AskedQuestion, KnowledgeEntry, Verdict } from './types.ts';

/** A question people ask, that an entry answers or that turns on a rule. */
export type KnownQuestion = {
  /** Index of the entry; null where none answers. */
  readonly entry: number | null;
  /** Id of the rule that is meant; null otherwise. */
  readonly rule: string | null;
  readonly text: string;
  /** On the rule the asker relies on; null: nobody has said. */
  readonly verdict: Verdict | null;
  /** Index in the entry's citations of the article to cite first. */
  readonly first: number;
  /** The article that answers, where no entry does. */
  readonly cites: { readonly law: string; readonly article: string } | null;
};

/** Titles and questions of entries, questions and cases of rules, and questions of articles, each once, with what is known of the answer. */
export function knownQuestions(
  entries: readonly KnowledgeEntry[],
  asked: readonly AskedQuestion[],
  rules: readonly RuleTable[],
  ofArticles: readonly ArticleQuestion[],
): KnownQuestion[] {
  const labels = new Map<string, AskedQuestion[]>();
  for (const question of asked) {
    const held = labels.get(question.entry);
    if (held) held.push(question);
    else labels.set(question.entry, [question]);
  }
  const ofEntries = entries.flatMap((entry, index): KnownQuestion[] => {
    const labelled = labels.get(entry.id) ?? [];
    const told = new Set(labelled.map(({ text }) => text));
    const plain = [entry.title, ...entry.questions].filter((text) => !told.has(text));
    return [
      ...plain.map((text) => ({ entry: index, rule: null, text, verdict: null, first: 0, cites: null })),
      ...labelled.map(({ text, verdict, first }) => ({
        entry: index,
        rule: null,
        text,
        verdict,
        first,
        cites: null,
      })),
    ];
  });
  const ofRules = rules.flatMap(({ id, questions, cases }): KnownQuestion[] => [
    ...questions.map((text) => ({ entry: null, rule: id, text, verdict: null, first: 0, cites: null })),
    ...cases
      .filter(({ facts }) => facts === undefined)
      .map(({ text, verdict }) => ({ entry: null, rule: id, text, verdict, first: 0, cites: null })),
  ]);
  return [
    ...ofEntries,
    ...ofRules,
    ...ofArticles.map(({ law, article, text, verdict }) => ({
      entry: null,
      rule: null,
      text,
      verdict,
      first: 0,
      cites: { law, article },
    })),
  ];
}
