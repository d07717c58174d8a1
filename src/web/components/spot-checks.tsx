import type { RightsOverview } from '../../app/dispatch/dispatch-types.ts';
import { isoTime, shortTime } from '../format.ts';
import type { Frame, ProfileView } from '../view.ts';
import { UnitSelect } from './select.tsx';

/** Automatic dispatches that wait for a dispatcher's word; nothing where there are none. */
export function SpotChecks(props: {
  frame: Frame;
  profile: ProfileView;
  checks: RightsOverview['spotChecks'];
  /** Whether the person may answer. */
  may: boolean;
}) {
  const { frame, profile, checks, may } = props;
  if (checks.total === 0) return null;
  return (
    <section class="panel" aria-labelledby="checks-title">
      <h2 id="checks-title">待抽查 {checks.total} 件</h2>
      <p class="muted small">自动派出的工单里随机抽出的，与内容无关；据此计算的正确率不受“只改错的”影响。</p>
      <table class="rights">
        <caption class="visually-hidden">待抽查的自动派单，先派的在前</caption>
        <thead>
          <tr>
            <th scope="col">单号</th>
            <th scope="col">派出</th>
            <th scope="col">内容摘要</th>
            <th scope="col">派往</th>
            {may ? <th scope="col">派对了吗</th> : null}
          </tr>
        </thead>
        <tbody>
          {checks.rows.map((check, i) => (
            <tr>
              <th scope="row">
                <a href={`/orders/${encodeURIComponent(check.orderId)}`}>{check.number}</a>
              </th>
              <td>
                <time datetime={isoTime(check.at)}>{shortTime(check.at, frame.now)}</time>
              </td>
              <td class="excerpt">
                <span class="clamp">{check.excerpt}</span>
              </td>
              <td>
                {check.unit.name}
                <span class="sub">{check.issueType.name}</span>
              </td>
              {may ? (
                <td>
                  <form
                    method="post"
                    action={`/rights/spot-check/${encodeURIComponent(check.orderId)}`}
                    class="inline-form"
                    aria-label={`抽查 ${check.number}`}
                  >
                    <input type="hidden" name="_csrf" value={frame.csrf} />
                    <button type="submit" name="right" value="yes" class="small-button">
                      派对
                    </button>
                  </form>
                  <details>
                    <summary>派错…</summary>
                    <form
                      method="post"
                      action={`/rights/spot-check/${encodeURIComponent(check.orderId)}`}
                      class="inline-form"
                      aria-label={`抽查 ${check.number} 派错`}
                    >
                      <input type="hidden" name="_csrf" value={frame.csrf} />
                      <UnitSelect
                        id={`check-unit-${i}`}
                        label="应派单位"
                        value={undefined}
                        empty="暂不改派"
                        profile={profile}
                      />
                      <button type="submit" name="right" value="no" class="small-button">
                        派错
                      </button>
                    </form>
                  </details>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
