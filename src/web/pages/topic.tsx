import type { TopicDetail } from '../../app/insight/insight-types.ts';
import { StateBadge } from '../components/badges.tsx';
import { Moment, Warnings, subjectUrl } from '../components/insight-parts.tsx';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

/** One topic: its orders, why each of them stands in it, what was warned of. */
export function TopicPage(props: {
  frame: Frame;
  profile: ProfileView;
  topic: TopicDetail;
  may: boolean;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, topic, may, done, error } = props;
  const hidden = topic.orders - topic.visible;
  return (
    <Layout frame={frame} title={`热点 ${topic.title}`}>
      <p>
        <a href="/topics">热点</a>
      </p>
      <h1>{topic.title}</h1>
      <Said done={done} error={error} />
      <dl class="facts">
        <div>
          <dt>热度</dt>
          <dd>{topic.heat.toFixed(1)}</dd>
        </div>
        <div>
          <dt>来电人</dt>
          <dd>{`${topic.callers} 位不同来电人，${topic.orders} 件工单`}</dd>
        </div>
        <div>
          <dt>时间</dt>
          <dd>
            <Moment at={topic.firstAt} now={frame.now} /> 至 <Moment at={topic.lastAt} now={frame.now} />
          </dd>
        </div>
        {topic.streets.length === 0 ? null : (
          <div>
            <dt>街道</dt>
            <dd>{topic.streets.join('、')}</dd>
          </div>
        )}
        {topic.subject === null ? null : (
          <div>
            <dt>主体</dt>
            <dd>
              <a href={subjectUrl(topic.subject)}>{topic.subject}</a>
            </dd>
          </div>
        )}
      </dl>
      {topic.warnings.length === 0 ? null : (
        <Warnings
          frame={frame}
          profile={profile}
          warnings={topic.warnings}
          may={may}
          caption="这个热点的预警"
        />
      )}
      <div class="table-wrap">
        <table class="rights">
          <caption>
            {`工单 ${topic.visible} 件，近的在前`}
            {topic.members.length < topic.visible ? `，列出 ${topic.members.length} 件` : ''}
            {hidden > 0 ? `；另有 ${hidden} 件不在本单位` : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">工单</th>
              <th scope="col">收到</th>
              <th scope="col">内容</th>
              <th scope="col">分类</th>
              <th scope="col">承办</th>
              <th scope="col">状态</th>
              <th scope="col">归入的依据</th>
            </tr>
          </thead>
          <tbody>
            {topic.members.map((member) => (
              <tr>
                <th scope="row" class="nowrap">
                  <a href={`/orders/${encodeURIComponent(member.orderId)}`}>{member.number}</a>
                </th>
                <td class="nowrap">
                  <Moment at={member.at} now={frame.now} />
                </td>
                <td>{member.excerpt}</td>
                <td>
                  {member.issueType.name}
                  {member.street === null ? null : <span class="sub">{member.street}</span>}
                </td>
                <td>{member.leadUnit.name}</td>
                <td>
                  <StateBadge state={member.state} waits={member.state === 'received'} />
                </td>
                <td>
                  {member.evidence.length === 0
                    ? '最早的一件'
                    : member.evidence.map(({ name, value }) => `${name}：${value}`).join('；')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Layout>
  );
}
