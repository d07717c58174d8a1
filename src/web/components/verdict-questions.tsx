import { ATTITUDE, SATISFIED, SOLVED } from '../../kernel/callback-words.ts';

/** What was chosen or typed so far, by field. */
export type CallbackForm = Readonly<Record<'solved' | 'satisfied' | 'attitude' | 'note' | 'reason', string>>;
export const BLANK_CALLBACK: CallbackForm = { solved: '', satisfied: '', attitude: '', note: '', reason: '' };

/** The three questions with their answers, in the order in which they are asked. */
const QUESTIONS = [
  { name: 'solved', asks: '问题解决了没有', answers: SOLVED },
  { name: 'satisfied', asks: '对办理结果满意不满意', answers: SATISFIED },
  { name: 'attitude', asks: '工作人员的态度', answers: ATTITUDE },
] as const;

/** Three groups of answers. `digits`: each answer is told the key that chooses it; 0 is that nothing was said. */
export function VerdictQuestions({ form, digits = false }: { form: CallbackForm; digits?: boolean }) {
  return (
    <>
      {QUESTIONS.map(({ name, asks, answers }, at) => (
        <fieldset data-question={name} tabindex={digits ? -1 : undefined}>
          <legend>
            {at + 1}. {asks}
          </legend>
          <div class="answers">
            {Object.entries<string>(answers).map(([value, words], i) => {
              const digit = value === 'noOpinion' ? '0' : String(i + 1);
              return (
                <label>
                  <input
                    type="radio"
                    name={name}
                    value={value}
                    required
                    checked={form[name] === value}
                    data-digit={digits ? digit : undefined}
                  />{' '}
                  {value === 'noOpinion' && !digits ? '不评价' : words}
                  {digits ? (
                    <>
                      {' '}
                      <kbd>{digit}</kbd>
                    </>
                  ) : null}
                </label>
              );
            })}
          </div>
        </fieldset>
      ))}
    </>
  );
}
