import type { SubjectHistory } from '../../app/insight/insight-types.ts';
import { keysOf } from '../../kernel/keys.ts';
import { StateBadge } from '../components/badges.tsx';
import { Moment, subjectUrl } from '../components/insight-parts.tsx';
import { Said } from '../components/said.tsx';
import { isoDay } from '../format.ts';
import { OUTCOME } from '../../kernel/contact-words.ts';
import { SUBJECT_ACT } from '../../kernel/warning-words.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** What was said of a merchant or other subject, what was settled, and who talked to it. */
export function SubjectPage(props: {
  frame: Frame;
  history: SubjectHistory;
  /** Whether the person may write acts down. */
  may: boolean;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, history, may, done, error } = props;
  const { subject, orders, acts, due } = history;
  return (
    <Layout frame={frame} title={`主体历史 ${subject}`}>
      <h1>{subject}</h1>
      <Said done={done} error={error} />
      {due.map((rule) => (
        <p class="notice" role="status">
          {`建议${rule.name}：已有 ${rule.callers} 位不同来电人。${rule.text}（${rule.code}）`}
        </p>
      ))}
      <dl class="facts">
        <div>
          <dt>被投诉举报</dt>
          <dd>{`${history.complaints} 件，${history.callers} 位不同来电人`}</dd>
        </div>
        <div>
          <dt>和解</dt>
          <dd>{`${history.settled} 件`}</dd>
        </div>
        <div>
          <dt>问题</dt>
          <dd>
            {history.byType
              .slice(0, 5)
              .map(({ name, orders: n }) => `${name} ${n}`)
              .join('，')}
          </dd>
        </div>
      </dl>
      <section aria-labelledby="acts">
        <h2 id="acts">约谈、检查、和解</h2>
        {acts.length === 0 ? (
          <p class="muted">没有登记。</p>
        ) : (
          <div class="table-wrap">
            <table class="rights">
              <caption>近的在前</caption>
              <thead>
                <tr>
                  <th scope="col">日期</th>
                  <th scope="col">做了什么</th>
                  <th scope="col">情况</th>
                  <th scope="col">登记</th>
                </tr>
              </thead>
              <tbody>
                {acts.map((act) => (
                  <tr>
                    <th scope="row" class="nowrap">
                      {act.day}
                    </th>
                    <td>{SUBJECT_ACT[act.kind]}</td>
                    <td>{act.note}</td>
                    <td>
                      {act.by}
                      <span class="sub">{act.unit.code === '-' ? '中心' : act.unit.name}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {may ? (
          <form method="post" action={`${subjectUrl(subject)}/acts`} class="inline-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <div class="field">
              <label for="a-kind">做了什么</label>
              <select id="a-kind" name="kind">
                {keysOf(SUBJECT_ACT).map((kind) => (
                  <option value={kind}>{SUBJECT_ACT[kind]}</option>
                ))}
              </select>
            </div>
            <div class="field">
              <label for="a-day">日期</label>
              <input
                id="a-day"
                type="date"
                name="day"
                value={isoDay(frame.now)}
                max={isoDay(frame.now)}
                required
              />
            </div>
            <div class="field grow">
              <label for="a-note">情况</label>
              <input id="a-note" name="note" required maxlength={1000} autocomplete="off" />
            </div>
            <button type="submit">登记</button>
          </form>
        ) : null}
      </section>
      <section aria-labelledby="orders">
        <h2 id="orders">工单</h2>
        <div class="table-wrap">
          <table class="rights">
            <caption>{`${orders.length} 件，近的在前`}</caption>
            <thead>
              <tr>
                <th scope="col">工单</th>
                <th scope="col">收到</th>
                <th scope="col">内容</th>
                <th scope="col">分类</th>
                <th scope="col">承办</th>
                <th scope="col">状态</th>
                <th scope="col">结果</th>
                <th scope="col">热点</th>
              </tr>
            </thead>
            <tbody>
              {orders.map((order) => (
                <tr>
                  <th scope="row" class="nowrap">
                    <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.number}</a>
                  </th>
                  <td class="nowrap">
                    <Moment at={order.at} now={frame.now} />
                  </td>
                  <td>{order.excerpt}</td>
                  <td>
                    {order.issueType.name}
                    <span class="sub">{order.demandKind}</span>
                  </td>
                  <td>{order.leadUnit.name}</td>
                  <td>
                    <StateBadge state={order.state} waits={order.state === 'received'} />
                  </td>
                  <td>{order.outcome === null ? '' : OUTCOME[order.outcome as keyof typeof OUTCOME]}</td>
                  <td>
                    <a href={`/topics/${order.topic}`}>查看</a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </Layout>
  );
}
