import type { Child } from 'hono/jsx';
import { OFFICE_ONLY } from '../../kernel/confidential-words.ts';
import { dateTime } from '../format.ts';

/** One line of a printed form: what it is, what it says, who and when, where it stands. */
export type PaperLine = {
  readonly label: string;
  readonly text: string;
  readonly at?: number;
  readonly by?: string;
  readonly spans?: readonly { readonly start: number; readonly end: number }[];
  readonly sha256?: string;
};

/** A part of a printed form. */
export function PaperPart({ id, heading, children }: { id: string; heading: string; children: Child }) {
  return (
    <section aria-labelledby={`p-${id}`} class="paper-part">
      <h2 id={`p-${id}`}>{heading}</h2>
      {children}
    </section>
  );
}

/** Lines of a part; `none` where there are none. Places count characters of the text as received, from 1. */
export function PaperLines({ lines, none }: { lines: readonly PaperLine[]; none: string }) {
  if (lines.length === 0) return <p class="paper-none">（{none}）</p>;
  return (
    <dl class="paper-lines">
      {lines.map(({ label, text, at, by, spans, sha256 }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            {text}
            {at === undefined && by === undefined ? null : (
              <span class={text === '' ? '' : 'paper-who'}>
                {[at === undefined ? '' : dateTime(at), by ?? ''].filter((part) => part !== '').join(' ')}
              </span>
            )}
            {spans === undefined || spans.length === 0 ? null : (
              <span class="paper-who">
                原文第 {spans.map(({ start, end }) => `${start + 1}–${end}`).join('、')} 字
              </span>
            )}
            {sha256 === undefined ? null : <code class="paper-hash">sha256 {sha256}</code>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Whom a paper about an order is for, on its face; `screen`: also on the screen, of what is made to be printed. */
export const PaperOfficeOnly = ({ screen = true }: { screen?: boolean }) => (
  <p class={screen ? 'paper-office' : 'paper-office on-paper'}>{OFFICE_ONLY}</p>
);

/** What is lacking, on the paper too: what lacks something proves nothing yet. */
export function PaperMissing({ missing, whole }: { missing: readonly string[]; whole: string }) {
  if (missing.length === 0) return <p class="paper-whole">{whole}</p>;
  return (
    <div class="paper-missing" role="note">
      <p>
        <b>还缺 {missing.length} 项，尚不能作为凭证：</b>
      </p>
      <ul>
        {missing.map((one) => (
          <li>{one}</li>
        ))}
      </ul>
    </div>
  );
}
