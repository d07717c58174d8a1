/** Answers of the latest questions. */
export type Latest<T> = {
  /** What was answered before, or is now. */
  readonly of: (question: string, answer: () => T) => T;
};

/** Characters of a question that is kept: the limit is a number of questions, and a few long ones would fill the memory. */
const LONGEST = 8000;

/** Keeps the answers of the last `many` questions; the one that was not asked for longest goes first. */
export function createLatest<T>(many: number): Latest<T> {
  const kept = new Map<string, { readonly answer: T }>();
  return {
    of: (question, answer) => {
      if (question.length > LONGEST) return answer();
      const known = kept.get(question) ?? { answer: answer() };
      kept.delete(question);
      kept.set(question, known);
      if (kept.size > many) kept.delete(kept.keys().next().value as string);
      return known.answer;
    },
  };
}
