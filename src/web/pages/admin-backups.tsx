import { HandbookLink } from '../components/handbook-link.tsx';
import type { BackupView } from '../../app/admin/backup-types.ts';
import { ActButton, AdminTable, bytesText, Empty } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, waited } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Backups there are, and one more. */
export function AdminBackupsPage(props: { frame: Frame; view: BackupView; error?: string | undefined }) {
  const { frame, view, error } = props;
  const { folder, databaseBytes, free, running, problem, list } = view;
  const last = list[0];
  return (
    <Layout
      frame={frame}
      title="备份"
      keys={[['b', '立即备份']]}
      scripts={running === null ? [] : ['admin-wait.js']}
    >
      <h1>
        备份 <HandbookLink to="backups" what="备份和恢复" />
      </h1>
      <Said error={error ?? (running === null ? (problem ?? undefined) : undefined)} />
      {folder === null ? (
        <Empty>数据库在服务器上，由该服务器备份。</Empty>
      ) : (
        <>
          <section class="panel" aria-labelledby="now">
            <h2 id="now">{last === undefined ? '还没有备份' : lastWords(last.at, frame.now)}</h2>
            <dl class="entry-facts">
              <dt>数据库</dt>
              <dd>{databaseBytes === null ? '不明' : bytesText(databaseBytes)}</dd>
              <dt>目录</dt>
              <dd>{`${folder}${free === null ? '' : `，剩余 ${bytesText(free)}`}`}</dd>
            </dl>
            {running === null ? (
              <ActButton frame={frame} action="/admin/backups" name="立即备份" letter="b" primary />
            ) : (
              <p role="status" id="admin-wait" data-href="/api/v1/admin/backups">
                {`正在备份 ${bytesText(running.bytes)}，${running.by} ${dateTime(running.since)} 开始。在后台进行，不影响使用。`}
              </p>
            )}
            <p class="muted small">
              备份是某一刻的完整数据库，含全部个人信息，请存到别的机器并妥善保管。证据文件不在其中，须另行复制数据库旁的
              .files 目录。恢复用命令：停止服务，jiesu restore 文件。旧的备份由运维在服务器上移走。
            </p>
          </section>
          {list.length === 0 ? (
            <Empty>还没有备份。</Empty>
          ) : (
            <AdminTable
              caption={`${list.length} 个备份，新的在前；下载记入审计`}
              heads={['文件', '时间', { count: '大小' }, 'sha256', '谁', '操作']}
            >
              {list.map((one) => (
                <tr>
                  <th scope="row">{one.name}</th>
                  <td class="day">{dateTime(one.at)}</td>
                  <td class="num">{bytesText(one.bytes)}</td>
                  <td class="words">
                    <code>{one.sha256 ?? '旁边没有 .sha256'}</code>
                  </td>
                  <td>{one.by ?? '没有记录'}</td>
                  <td>
                    <a href={`/admin/backups/${one.name}`} download={one.name}>
                      下载<span class="visually-hidden"> {one.name}</span>
                    </a>
                  </td>
                </tr>
              ))}
            </AdminTable>
          )}
        </>
      )}
    </Layout>
  );
}

/** When the last one was made. */
function lastWords(at: number, now: number): string {
  const words = waited(at, now);
  return words === '刚刚' ? '上次备份就在刚刚' : `上次备份在 ${words}前`;
}
