import type { AbuseFlag } from '../../app/care/care-types.ts';
import { FlagLine } from '../components/order-abuse.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Flags of abuse that a second person has to look at. */
export function AbusePage(props: {
  frame: Frame;
  flags: readonly AbuseFlag[];
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, flags, done, error } = props;
  return (
    <Layout frame={frame} title="滥用来电复核">
      <div class="order-head">
        <h1>
          滥用来电复核 <HandbookLink to="abuse" what="滥用来电" />
        </h1>
        <span>{flags.length} 个待复核</span>
      </div>
      <Said done={done} error={error} />
      {flags.length === 0 ? <p>没有待复核的标记。</p> : null}
      {flags.map((flag) => (
        <section class="panel" aria-label={`工单 ${flag.order.number} 的标记`}>
          <p>
            <FlagLine flag={flag} now={frame.now} />
          </p>
          {!flag.mayReview ? (
            <p class="muted small">自己标记的，由他人复核。</p>
          ) : (
            <form method="post" action={`/abuse/${encodeURIComponent(flag.id)}`} class="acts">
              <input type="hidden" name="_csrf" value={frame.csrf} />
              <div class="field">
                <label for={`note-${flag.id}`}>复核意见（撤下的须写）</label>
                <input id={`note-${flag.id}`} name="note" maxlength={500} autocomplete="off" />
              </div>
              <button type="submit" name="verdict" value="upheld">
                属实
              </button>{' '}
              <button type="submit" name="verdict" value="lifted">
                撤下
              </button>
            </form>
          )}
        </section>
      ))}
      <p class="muted small">
        标记到期自动失效，撤下的不再显示。来电人的诉求不因标记而不同；这里不按人统计。
      </p>
    </Layout>
  );
}
