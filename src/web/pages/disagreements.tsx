import type { Disagreement, LabelStatistics } from '../../app/learning/learning-types.ts';
import { SALE_CHANNEL, URGENCY } from '../labels.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { LabelForm, TaskText } from './annotate.tsx';

/** Pairs of annotators who differ, side by side, each to be settled. */
export function DisagreementsPage(props: {
  frame: Frame;
  profile: ProfileView;
  disagreements: readonly Disagreement[];
  statistics: LabelStatistics;
  error?: string | undefined;
}) {
  const { frame, profile, disagreements } = props;
  return (
    <Layout frame={frame} title="标注分歧">
      <div class="order-head">
        <a href="/annotate">← 标注</a>
        <h1>标注分歧</h1>
        <span>{disagreements.length} 件待裁定</span>
      </div>
      {props.error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {props.error}
        </p>
      )}
      {disagreements.length === 0 ? (
        <div class="empty" role="status">
          <p>没有分歧。</p>
        </div>
      ) : null}
      {disagreements.map(({ task, given }) => (
        <section class="label-grid disagreement" aria-label={`分歧 ${task.id}`}>
          <div>
            <TaskText task={task} />
            <div class="panel table-wrap">
              <table class="data">
                <caption class="visually-hidden">两人的标注</caption>
                <thead>
                  <tr>
                    <th scope="col">项目</th>
                    {given.map((a) => (
                      <th scope="col">{a.annotator}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  <Compared
                    name="问题分类"
                    values={given.map((a) => `${a.issueType.code} ${a.issueType.name}`)}
                  />
                  <Compared name="诉求种类" values={given.map((a) => a.demandKind)} />
                  <Compared
                    name="紧急程度"
                    values={given.map((a) =>
                      a.urgency === null ? '未标' : (URGENCY[a.urgency as keyof typeof URGENCY] ?? a.urgency),
                    )}
                  />
                  <Compared
                    name="购买方式"
                    values={given.map((a) =>
                      a.saleChannel === null
                        ? '未标'
                        : (SALE_CHANNEL[a.saleChannel as keyof typeof SALE_CHANNEL] ?? a.saleChannel),
                    )}
                  />
                  <Compared name="备注" values={given.map((a) => a.note)} />
                </tbody>
              </table>
            </div>
          </div>
          <LabelForm
            frame={frame}
            profile={profile}
            task={task}
            action={`/annotate/${encodeURIComponent(task.id)}/adjudicate`}
          />
        </section>
      ))}
      <Statistics statistics={props.statistics} />
    </Layout>
  );
}

function Compared({ name, values }: { name: string; values: readonly string[] }) {
  const differ = new Set(values).size > 1;
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((value) => (
        <td>{differ ? <b>{value}</b> : value}</td>
      ))}
    </tr>
  );
}

function Statistics({ statistics: s }: { statistics: LabelStatistics }) {
  const rows = [
    ['问题分类', s.issueType],
    ['诉求种类', s.demandKind],
  ] as const;
  return (
    <section class="panel" aria-labelledby="agreement-title">
      <div class="panel-head">
        <h2 id="agreement-title">一致性与可用标注</h2>
        <a href="/api/v1/labels.jsonl">导出标注（jsonl）</a>
      </div>
      <p>
        任务 {s.tasks} 件：待标 {s.open}，一致 {s.agreed}，分歧 {s.disagreed}，已裁定 {s.adjudicated}
        。可用于训练：更正 {s.labels.corrected} 条，双标一致 {s.labels.agreed} 条，裁定 {s.labels.adjudicated}{' '}
        条；退单不作标注。
      </p>
      <div class="table-wrap">
        <table class="data">
          <caption class="visually-hidden">两人标注的一致性</caption>
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">克里彭多夫 α</th>
              <th scope="col">95% 区间</th>
              <th scope="col">两人说法相同</th>
              <th scope="col">件数</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, a]) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{a.alpha === null ? '无从计算' : a.alpha.toFixed(3)}</td>
                <td>
                  {a.low === null || a.high === null ? '—' : `${a.low.toFixed(3)}–${a.high.toFixed(3)}`}
                </td>
                <td>{a.observed === null ? '—' : `${(a.observed * 100).toFixed(1)}%`}</td>
                <td>{a.units < 20 ? `${a.units}（太少）` : a.units}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {s.contradictions.length === 0 ? null : (
        <>
          <h3>互相矛盾、未采用的标注</h3>
          <ul>
            {s.contradictions.slice(0, 20).map((c) => (
              <li>
                {c.id}：{c.types.join('、')}（{c.why}）
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
