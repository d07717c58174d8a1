import type { OrderFile, ReasonChoice, TellChoice } from '../../app/life/order-view-types.ts';
import { CONTACT_RESULT, CONTACT_WAY } from '../../kernel/contact-words.ts';
import { WORDS_LIMIT } from '../../kernel/limits.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import type { FormValues } from '../kept-form.ts';
import { fieldTime } from '../format.ts';

/** Parts of the forms of moves. Every id begins with the move's, so that several forms stand on one page. */
type Field = {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly values: FormValues;
  readonly required?: boolean;
};

/** Several lines. */
export function Words(props: Field & { rows?: number; most?: number; hint?: string; begins?: string }) {
  const { id, name, label, values, required = true, rows = 2, most = WORDS_LIMIT, hint, begins = '' } = props;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {required ? '' : '（可不填）'}
      </label>
      <textarea id={id} name={name} rows={rows} maxlength={most} required={required} placeholder={hint}>
        {`\n${values.one(name, begins)}`}
      </textarea>
    </div>
  );
}

/** One line. */
export function Line(
  props: Field & { type?: 'text' | 'date' | 'datetime-local'; begins?: string; max?: string },
) {
  const { id, name, label, values, required = true, type = 'text', begins = '', max } = props;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {required ? '' : '（可不填）'}
      </label>
      <input
        id={id}
        name={name}
        type={type}
        required={required}
        value={values.one(name, begins)}
        maxlength={type === 'text' ? 500 : undefined}
        max={max}
        autocomplete="off"
      />
    </div>
  );
}

/** A moment in Beijing; begins with `begins`, UTC milliseconds, where there is one. */
export function Moment({ begins, ...props }: Field & { begins?: number; max?: string }) {
  return <Line {...props} type="datetime-local" begins={begins === undefined ? '' : fieldTime(begins)} />;
}

export function Choose(
  props: Field & {
    options: readonly (readonly [value: string, text: string])[];
    empty?: string | null;
    begins?: string;
  },
) {
  const { id, name, label, values, options, required = true, empty = '请选择', begins = '' } = props;
  const chosen = values.one(name, begins);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={required}>
        {empty === null ? null : <option value="">{empty}</option>}
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

const pairs = (names: Readonly<Record<string, string>>): (readonly [string, string])[] =>
  Object.entries(names);

export function Way(props: Pick<Field, 'id' | 'values'>) {
  return (
    <Choose {...props} name="way" label="方式" options={pairs(CONTACT_WAY)} empty={null} begins="phone" />
  );
}

/** How the caller was told; what a way still lacks stands beside it, and what the rules say of those not in person. */
export function Told(
  props: Pick<Field, 'values'> & { prefix: string; choices: readonly TellChoice[]; now: number },
) {
  const { prefix, choices, values, now } = props;
  const ruled = choices.filter(({ basis }) => basis !== null);
  return (
    <>
      <Moment id={`${prefix}-told`} name="toldAt" label="何时告知来电人" values={values} begins={now} />
      <Choose
        id={`${prefix}-way`}
        name="way"
        label="怎样告知"
        values={values}
        empty={null}
        begins={choices[0]?.way ?? 'phone'}
        options={choices.map(({ way, name, missing }) => [
          way,
          missing.length === 0 ? name : `${name}（缺：${missing.join('、')}）`,
        ])}
      />
      {ruled.length === 0 ? null : (
        <details class="reason-table small">
          <summary>没有留下电话、联系不上的怎样告知</summary>
          <dl>
            {ruled.map(({ name, means, basis }) => (
              <>
                <dt>{name}</dt>
                <dd>
                  {means}
                  <span class="sub">{basis}</span>
                </dd>
              </>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

/** What came of a contact; nobody there is a move of its own. */
export function Result(props: Pick<Field, 'id' | 'values'>) {
  const { noAnswer: _, ...results } = CONTACT_RESULT;
  return (
    <Choose {...props} name="result" label="结果" options={pairs(results)} empty={null} begins="reached" />
  );
}

export function PurposeOfFiles(props: Pick<Field, 'id' | 'values'>) {
  return <Choose {...props} name="purpose" label="说明什么" options={pairs(EVIDENCE_PURPOSE)} />;
}

/** Files of the order to go with a move. */
export function Files({
  id,
  files,
  values,
}: {
  id: string;
  files: readonly OrderFile[];
  values: FormValues;
}) {
  if (files.length === 0) return null;
  return (
    <fieldset class="picks">
      <legend>附材料（可不选）</legend>
      {files.map(({ sha256, name, kind, purpose }, i) => (
        <label class="pick" for={`${id}-file-${i}`}>
          <input
            type="checkbox"
            id={`${id}-file-${i}`}
            name="files"
            value={sha256}
            checked={values.has('files', sha256)}
          />{' '}
          {name}{' '}
          <span class="muted small">
            {EVIDENCE_KIND[kind]}，{EVIDENCE_PURPOSE[purpose]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The reasons that an application may name, each with what is still missing for it. */
export function Reasons({
  id,
  reasons,
  values,
}: {
  id: string;
  reasons: readonly ReasonChoice[];
  values: FormValues;
}) {
  if (reasons.length === 0) return <Line id={`${id}-code`} name="code" label="事由编码" values={values} />;
  return (
    <>
      <Choose
        id={`${id}-code`}
        name="code"
        label="事由"
        values={values}
        options={reasons.map(({ code, name, missing }) => [
          code,
          `${code} ${name}${missing.length === 0 ? '' : `（缺 ${missing.length} 项）`}`,
        ])}
      />
      <ReasonTable reasons={reasons} />
    </>
  );
}

/** What each reason means, what it rests on, and what is missing for it. */
export function ReasonTable({ reasons }: { reasons: readonly ReasonChoice[] }) {
  return (
    <details class="reason-table small">
      <summary>各项事由的条件、依据和所缺材料</summary>
      <dl>
        {reasons.map(({ code, name, means, laws, policy, missing }) => (
          <>
            <dt>
              {code} {name}
            </dt>
            <dd>
              {means}
              {laws.map(({ law, article, quote }) => (
                <span class="sub">
                  《{law}》{article}：“{quote}”
                </span>
              ))}
              {policy === null ? null : <span class="sub">{policy}</span>}
              <span class={missing.length === 0 ? 'sub' : 'sub lacking-words'}>
                {missing.length === 0 ? '材料齐了' : `缺：${missing.join('；')}`}
              </span>
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
}
