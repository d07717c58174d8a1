import type { AbuseBeside, AbuseFlag } from '../../app/care/care-types.ts';
import { ABUSE_KIND_NAMES, ABUSE_VERDICT_NAMES } from '../../kernel/abuse-words.ts';
import { isoTime, shortTime } from '../format.ts';
import type { Frame } from '../view.ts';
import { HandbookLink } from './handbook-link.tsx';

/** One flag in words: what it is, why, who says so, and until when. */
export function FlagLine({ flag, now, here }: { flag: AbuseFlag; now: number; here?: string }) {
  const { order, kind, reason, at, by, expiresAt, verdict, verdictNote } = flag;
  const time = (ms: number) => <time datetime={isoTime(ms)}>{shortTime(ms, now)}</time>;
  return (
    <>
      <b>{ABUSE_KIND_NAMES[kind]}</b>：{reason}
      <span class="sub">
        {time(at)} {by} 标记
        {order.id === here ? (
          ''
        ) : (
          <>
            ，工单 <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.number}</a>
          </>
        )}
        ，{time(expiresAt)} 失效，
        {verdict === null
          ? '待复核'
          : `复核：${ABUSE_VERDICT_NAMES[verdict]}${verdictNote === null ? '' : `（${verdictNote}）`}`}
      </span>
    </>
  );
}

/** What call staff know of abuse at an order, and the form by which they say so. */
export function OrderAbuse({
  frame,
  orderId,
  abuse,
  back,
}: {
  frame: Frame;
  orderId: string;
  abuse: AbuseBeside | null;
  /** Where the form leads back to. */
  back: string;
}) {
  if (abuse === null || (abuse.flags.length === 0 && !abuse.mayFlag)) return null;
  const { flags, hints, mayFlag, days } = abuse;
  const isLoud = flags.length > 0 || hints.length > 0;
  return (
    <section aria-labelledby="abuse-title" class={isLoud ? 'panel panel-warn' : 'panel'} id="abuse">
      <div class="panel-head">
        <h2 id="abuse-title">滥用来电</h2>
        <HandbookLink to="abuse" what="滥用来电" />
      </div>
      {flags.length === 0 ? null : (
        <>
          <ul class="plain-list">
            {flags.map((flag) => (
              <li>
                <FlagLine flag={flag} now={frame.now} here={orderId} />
              </li>
            ))}
          </ul>
          <p class="small">诉求照常受理、派单、办理；涉及人身安全的，先处置。</p>
        </>
      )}
      {hints.map(({ kind, words }) => (
        <p class="small">
          原文里有“{words.join('”“')}”，可能是{ABUSE_KIND_NAMES[kind]}接线人员；骂的是别人的不用标。
        </p>
      ))}
      {!mayFlag ? null : (
        <details>
          <summary>标记滥用来电</summary>
          <form method="post" action={`/orders/${encodeURIComponent(orderId)}/abuse`}>
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <input type="hidden" name="back" value={back} />
            <div class="field">
              <label for="abuse-kind">哪一种</label>
              <select id="abuse-kind" name="kind" required>
                {Object.entries(ABUSE_KIND_NAMES).map(([kind, name]) => (
                  <option value={kind} selected={hints[0]?.kind === kind}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <div class="field">
              <label for="abuse-reason">说了什么、做了什么</label>
              <textarea id="abuse-reason" name="reason" rows={2} maxlength={500} required></textarea>
            </div>
            <button type="submit">标记</button>
            <p class="muted small">
              只有接听来电的人看得到，{days} 天后自动失效，由负责人复核。说话急、反复来电不是滥用。
            </p>
          </form>
        </details>
      )}
    </section>
  );
}
