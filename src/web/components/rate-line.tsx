import type { Ratable } from '../../app/knowledge/rating-types.ts';
import { RATING, RATING_REASON } from '../../kernel/rating-words.ts';
import type { RatingValue, SuggestionKind } from '../../kernel/rating-words.ts';

/** The ratings of one page; null where the person may not rate or nobody keeps ratings. */
export type RateView = {
  readonly action: string;
  readonly csrf: string;
  /** What the suggestions belong to, as the form sends it. */
  readonly target: Readonly<Record<string, string>>;
  readonly lines: readonly Ratable[];
  /** The suggestion that was just rated without script. */
  readonly rated: string | null;
};

export const NOTE_LENGTH = 500;

const VALUES = Object.keys(RATING) as RatingValue[];

/**
 * The one form of all lines, before the first of them. A disabled button first: Enter in a note must not press the
 * button of another suggestion.
 */
export function RateForm({ rate }: { rate: RateView | null }) {
  if (rate === null) return null;
  return (
    <form id="rates" method="post" action={rate.action} data-target={JSON.stringify(rate.target)}>
      <button type="submit" hidden disabled>
        评价
      </button>
      <input type="hidden" name="_csrf" value={rate.csrf} />
      {Object.entries(rate.target).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <template id="rate-more">
        <More id="" value="wrong" reason={null} note={null} open />
      </template>
    </form>
  );
}

/**
 * 有用 · 不对 · 不相关 for one suggestion; `rank` is its place among those of its kind, from 1. `lead`: what is rated,
 * where its place on the page does not say it.
 */
export function RateLine(props: {
  rate: RateView | null;
  kind: SuggestionKind;
  rank: number;
  lead?: string;
}) {
  const { rate, kind, rank, lead } = props;
  const line = rate?.lines.find((one) => one.kind === kind && one.rank === rank);
  if (rate === null || line === undefined) return null;
  const { id, label, mine } = line;
  return (
    <div class="rate" id={id}>
      {lead === undefined ? null : <span>{lead}</span>}
      <span role="group" aria-label={`评价：${label.slice(0, 60)}`} class="rate-values">
        {VALUES.map((value) => (
          <button
            type="submit"
            form="rates"
            name="rate"
            value={`${id}:${value}`}
            aria-pressed={mine?.rating === value ? 'true' : 'false'}
          >
            {RATING[value]}
          </button>
        ))}
      </span>
      <span role="status" class="rate-said">
        {mine === null ? '' : `已记${mine.reason === null ? '' : `：${RATING_REASON[mine.reason]}`}`}
      </span>
      {mine === null || mine.rating === 'useful' ? null : (
        <More id={id} value={mine.rating} reason={mine.reason} note={mine.note} open={rate.rated === id} />
      )}
    </div>
  );
}

function More(props: {
  id: string;
  value: RatingValue;
  reason: string | null;
  note: string | null;
  open: boolean;
}) {
  const { id, value, reason, note, open } = props;
  return (
    <details class="rate-more" open={open}>
      <summary>原因</summary>
      <select name={`reason-${id}`} form="rates" aria-label="原因">
        <option value="">不说原因</option>
        {Object.entries(RATING_REASON).map(([code, name]) => (
          <option value={code} selected={code === reason}>
            {name}
          </option>
        ))}
      </select>
      <input
        name={`note-${id}`}
        form="rates"
        maxlength={NOTE_LENGTH}
        value={note ?? ''}
        placeholder="说明，可不填"
        aria-label="说明，可不填，勿写姓名电话"
        autocomplete="off"
      />
      <button type="submit" form="rates" name="rate" value={`${id}:${value}`} class="small-button">
        记下
      </button>
    </details>
  );
}
