import { HandbookLink } from '../components/handbook-link.tsx';
import type { SystemState } from '../../app/admin/admin-types.ts';
import { ActButton, AdminTable, bytesText } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, span } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

const TOPIC: Readonly<Record<string, string>> = {
  suggest: '办理建议',
  relate: '查找重复',
  insight: '归入热点',
};
const topicName = (topic: string): string => TOPIC[topic] ?? topic;

/** How the program runs. */
export function AdminSystemPage(props: {
  frame: Frame;
  state: SystemState;
  /** Version of the program. */
  program: string;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, state, program, done, error } = props;
  const { versions, encoder, database, outbox, sweep, background } = state;
  const size = (bytes: number | null): string => (bytes === null ? '在服务器上' : bytesText(bytes));
  return (
    <Layout frame={frame} title="运行">
      <h1>
        运行 <HandbookLink to="system" what="运行" />
      </h1>
      <Said error={error} done={done} />
      <div class="admin-pair">
        <section class="panel" aria-labelledby="versions">
          <h2 id="versions">版本</h2>
          <dl class="entry-facts">
            <dt>程序</dt>
            <dd>{program}</dd>
            <dt>分拣模型</dt>
            <dd>{versions.model}</dd>
            <dt>问题分类</dt>
            <dd>{versions.taxonomy}</dd>
            <dt>派单目录</dt>
            <dd>{versions.catalogue}</dd>
            <dt>知识库</dt>
            <dd>{versions.knowledge}</dd>
            <dt>库结构</dt>
            <dd>{database.schema}</dd>
          </dl>
        </section>
        <section class="panel" aria-labelledby="running">
          <h2 id="running">运行状态</h2>
          <dl class="entry-facts">
            <dt>数据库</dt>
            <dd>
              {database.answers ? '正常' : <strong class="late">没有回应</strong>}
              {`，${size(database.bytes)}${database.logBytes === null ? '' : `，日志 ${bytesText(database.logBytes)}`}`}
            </dd>
            <dt>磁盘剩余</dt>
            <dd>{database.free === null ? '不明' : bytesText(database.free)}</dd>
            <dt>接收请求</dt>
            <dd>{database.answers ? '就绪（/readyz 200）' : '未就绪（/readyz 503）'}</dd>
            <dt>编码器</dt>
            <dd>{encoder.good ? encoder.text : <strong class="soon">{encoder.text}</strong>}</dd>
            <dt>上次巡查</dt>
            <dd>
              {sweep === null
                ? background === null
                  ? '启动后还没有完成一次'
                  : '不在本进程'
                : `${dateTime(sweep.at)}，看了 ${sweep.orders} 件，发出 ${sweep.made} 条提醒`}
              {sweep !== null && sweep.failed > 0 ? (
                <strong class="late">{`，${sweep.failed} 件没有看成，详见日志`}</strong>
              ) : null}
              {sweep !== null && sweep.unknownYears.length > 0 ? (
                <strong class="soon">{`，日历没有 ${sweep.unknownYears.join('、')} 年`}</strong>
              ) : null}
            </dd>
            {background === null ? null : (
              <>
                <dt>后台任务</dt>
                <dd>
                  {background.holder === null ? (
                    <strong class="soon">眼下没有进程承担，一分钟内会有一个接手</strong>
                  ) : (
                    `由 ${background.holder} 承担`
                  )}
                </dd>
              </>
            )}
          </dl>
        </section>
      </div>
      <Jobs frame={frame} outbox={outbox} />
    </Layout>
  );
}

function Jobs({ frame, outbox }: { frame: Frame; outbox: SystemState['outbox'] }) {
  const { waiting, dead, oldest, topics, failed } = outbox;
  return (
    <section class="panel" aria-labelledby="jobs">
      <div class="panel-head">
        <h2 id="jobs">后台任务</h2>
        <span>
          {`等待 ${waiting} 项${oldest === null ? '' : `，最早的等了 ${span(frame.now - oldest)}`}；失败 ${dead} 项`}
        </span>
        {dead === 0 ? null : <ActButton frame={frame} action="/admin/system/retry" name="全部重试" />}
      </div>
      {topics.length === 0 ? (
        <p class="muted">没有积压。</p>
      ) : (
        <p>
          {topics.map((one) => `${topicName(one.topic)}：等待 ${one.waiting}，失败 ${one.dead}`).join('；')}
        </p>
      )}
      {failed.length === 0 ? null : (
        <AdminTable
          caption={`失败的任务${dead > failed.length ? `，最近 ${failed.length} 项` : ''}；试满 8 次后停下，等人处理`}
          heads={['任务', '工单', '失败时间', { count: '次数' }, '原因', '操作']}
        >
          {failed.map((one) => (
            <tr>
              <th scope="row">{topicName(one.topic)}</th>
              <td>{one.order === null ? '' : <a href={`/orders/${one.order}`}>打开工单</a>}</td>
              <td class="day">{dateTime(one.deadAt)}</td>
              <td class="num">{one.attempts}</td>
              <td class="words">{one.error}</td>
              <td>
                <ActButton
                  frame={frame}
                  action="/admin/system/retry"
                  name="重试"
                  what={`第 ${one.id} 项`}
                  fields={{ id: String(one.id) }}
                />
              </td>
            </tr>
          ))}
        </AdminTable>
      )}
    </section>
  );
}
