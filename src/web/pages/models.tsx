import type { LiveFigures, ModelsView, TrainingRun } from '../../app/learning/learning-types.ts';
import {
  Candidate,
  FIGURE,
  Figure,
  percent,
  type ModelRights,
  type ShareLike,
} from '../components/model-compare.tsx';
import { DriftVerdict } from '../components/live-drift.tsx';
import { dateTime, isoTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';

const STATE: Readonly<Record<TrainingRun['state'], string>> = {
  queued: '等待',
  running: '训练中',
  done: '完成',
  failed: '失败',
  refused: '数据有误',
  interrupted: '中断',
};
const HOW: Readonly<Record<string, string>> = { promote: '启用', rollback: '退回', force: '强行启用' };
const LISTED = ['typeTop1', 'typeTop3', 'unit', 'safetyRecall', 'dispatched', 'dispatchedRight'] as const;
/** All models, what may be done with them, and the trainings there were. */
export function ModelsPage(props: {
  frame: Frame;
  profile: ProfileView;
  view: ModelsView;
  can: ModelRights;
  notice?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, view, can, notice, error } = props;
  const live = view.runs.find((run) => run.state === 'queued' || run.state === 'running');
  return (
    <Layout frame={frame} title="模型" scripts={live ? ['training.js'] : []}>
      <div class="panel-head">
        <h1>模型</h1>
        <HandbookLink to="models" what="模型" />
      </div>
      {error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      {notice === undefined ? null : (
        <p class="notice notice-good" role="status">
          {notice}
        </p>
      )}
      {view.running === view.current ? null : <Replaced frame={frame} view={view} can={can.promote} />}
      <Training frame={frame} live={live ?? null} can={can.train} />
      <ModelTable view={view} />
      <Opinion view={view} />
      {view.models
        .filter((model) => !model.current && model.version !== view.running)
        .map((model) => (
          <Candidate frame={frame} model={model} can={can} />
        ))}
      {can.promote && view.canRollBack !== null ? (
        <section class="panel" aria-labelledby="rollback-title">
          <h2 id="rollback-title">退回</h2>
          <form method="post" action="/models/rollback" class="inline-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <button type="submit">退回上一个模型 {view.canRollBack}</button>
            <span class="muted">不停服务，几秒内生效。</span>
          </form>
        </section>
      ) : null}
      <Live view={view} profile={props.profile} />
      <Runs runs={view.runs} />
      <Promotions view={view} />
    </Layout>
  );
}

/** The registry names another model than the one that answers: somebody promoted it on the command line. */
function Replaced({ frame, view, can }: { frame: Frame; view: ModelsView; can: boolean }) {
  return (
    <div class="notice notice-bad" role="alert">
      <p>
        模型库已在命令行上换用 <code>{view.current}</code>，正在运行的仍是 <code>{view.running}</code>
        。载入后才由它研判，不停服务。{can ? '' : '请管理员或分析员载入。'}
      </p>
      {can ? (
        <form method="post" action={`/models/${view.current}/promote`}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <button type="submit" class="primary">
            载入 {view.current}
          </button>
        </form>
      ) : null}
    </div>
  );
}

function Training({ frame, live, can }: { frame: Frame; live: TrainingRun | null; can: boolean }) {
  return (
    <section class="panel" aria-labelledby="train-title">
      <h2 id="train-title">训练</h2>
      {live === null ? (
        can ? (
          <form method="post" action="/models/train" class="inline-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <div class="field">
              <label for="seed">随机种子</label>
              <input id="seed" name="seed" type="number" min="0" value="1" />
            </div>
            <button type="submit" class="primary">
              用随附标注和库内标注训练
            </button>
            <span class="muted">在单独的进程中进行，不影响受理；同样的数据和种子得到逐字节相同的模型。</span>
          </form>
        ) : (
          <p>没有正在进行的训练。</p>
        )
      ) : (
        <div id="training" data-run={live.id}>
          <label for="training-progress">
            {live.startedBy} 于 {dateTime(live.startedAt)} 开始，用到库内标注 {live.labels} 条：
            <span id="training-state" role="status">
              {STATE[live.state]} {Math.round(live.progress * 100)}%
            </span>
          </label>{' '}
          <progress id="training-progress" max="1" value={String(live.progress)}></progress>
          {can ? (
            <form
              method="post"
              action={`/models/runs/${encodeURIComponent(live.id)}/cancel`}
              class="inline-form"
            >
              <input type="hidden" name="_csrf" value={frame.csrf} />
              <button type="submit">中止</button>
            </form>
          ) : null}
        </div>
      )}
    </section>
  );
}

function ModelTable({ view }: { view: ModelsView }) {
  return (
    <section class="panel table-wrap" aria-labelledby="models-title">
      <h2 id="models-title">模型库</h2>
      <table class="data">
        <caption class="visually-hidden">模型及其留出指标</caption>
        <thead>
          <tr>
            <th scope="col">版本</th>
            <th scope="col">标注条数</th>
            {LISTED.map((name) => (
              <th scope="col">{FIGURE[name]}</th>
            ))}
            <th scope="col">资料</th>
          </tr>
        </thead>
        <tbody>
          {view.models.map((model) => (
            <tr>
              <th scope="row">
                <code>{model.version}</code>
                {model.version === view.running ? <span class="sub">在用</span> : null}
                {model.unfit === null ? null : <span class="sub">不能使用：{model.unfit}</span>}
              </th>
              <td>{model.rows}</td>
              {LISTED.map((name) => (
                <td>
                  <Figure share={model.metrics[name] as ShareLike | undefined} />
                </td>
              ))}
              <td>
                <a href={`/models/${model.version}`}>评估卡</a>
                {model.few.length === 0 ? null : <span class="sub">样本极少：{model.few.join('、')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted small">各指标在留出的工单上测得；第二行为 95% 区间与件数。</p>
    </section>
  );
}

/** Whether the encoder is asked where the model doubts. */
function Opinion({ view: { opinion } }: { view: ModelsView }) {
  if (opinion === undefined) return null;
  return (
    <section class="panel" aria-labelledby="opinion-title">
      <h2 id="opinion-title">第二意见</h2>
      {opinion.state === 'none' ? (
        <p class="muted">在用的模型没有第二意见，只按字词定分类。原因见评估卡。</p>
      ) : opinion.state === 'ready' ? (
        <p>
          拿不准的分类再请编码器 <code>{opinion.encoder.slice(0, 12)}</code> 读全文。作用见评估卡。
        </p>
      ) : (
        <p class="notice notice-bad">眼下只按字词定分类：{opinion.text}。受理和派单照常。</p>
      )}
    </section>
  );
}

function Live({ view, profile }: { view: ModelsView; profile: ProfileView }) {
  const { live, drift } = view;
  const names = new Map(profile.issueTypes.map(({ code, name }) => [code, name]));
  return (
    <section class="panel table-wrap" aria-labelledby="live-title">
      <h2 id="live-title">上线表现与漂移</h2>
      <DriftVerdict drift={drift} typeName={(code) => names.get(code) ?? ''} />
      {live.length === 0 ? <p class="muted">还没有研判过工单。</p> : <LiveTable live={live} />}
    </section>
  );
}

function LiveTable({ live }: { live: readonly LiveFigures[] }) {
  return (
    <>
      <table class="data">
        <caption class="visually-hidden">各模型研判过的工单</caption>
        <thead>
          <tr>
            <th scope="col">模型</th>
            <th scope="col">工单</th>
            <th scope="col">被更正</th>
            <th scope="col">自动派单</th>
            <th scope="col">平均把握</th>
          </tr>
        </thead>
        <tbody>
          {live.map((row) => (
            <tr>
              <th scope="row">
                <code>{row.model}</code>
              </th>
              <td>{row.orders}</td>
              <td>{percent(row.corrected / row.orders)}</td>
              <td>{percent(row.dispatched / row.orders)}</td>
              <td>{percent(row.confidence)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted small">更正多起来或把握低下去，说明诉求在变，该补标注、重训练。</p>
    </>
  );
}

function Runs({ runs }: { runs: readonly TrainingRun[] }) {
  if (runs.length === 0) return null;
  return (
    <section class="panel table-wrap" aria-labelledby="runs-title">
      <h2 id="runs-title">训练记录</h2>
      <table class="data">
        <caption class="visually-hidden">最近的训练</caption>
        <thead>
          <tr>
            <th scope="col">开始</th>
            <th scope="col">何人</th>
            <th scope="col">种子</th>
            <th scope="col">库内标注</th>
            <th scope="col">状态</th>
            <th scope="col">说明</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr>
              <th scope="row">
                <time datetime={isoTime(run.startedAt)}>{dateTime(run.startedAt)}</time>
              </th>
              <td>{run.startedBy}</td>
              <td>{run.seed}</td>
              <td>{run.labels}</td>
              <td>{STATE[run.state]}</td>
              <td>{run.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Promotions({ view }: { view: ModelsView }) {
  if (view.promotions.length === 0) return null;
  return (
    <section class="panel table-wrap" aria-labelledby="promotions-title">
      <h2 id="promotions-title">启用记录</h2>
      <table class="data">
        <caption class="visually-hidden">何时由何人换用哪个模型</caption>
        <thead>
          <tr>
            <th scope="col">时间</th>
            <th scope="col">何人</th>
            <th scope="col">动作</th>
            <th scope="col">从</th>
            <th scope="col">到</th>
            <th scope="col">用时</th>
            <th scope="col">理由</th>
          </tr>
        </thead>
        <tbody>
          {view.promotions.map((p) => (
            <tr>
              <th scope="row">
                <time datetime={isoTime(p.at)}>{dateTime(p.at)}</time>
              </th>
              <td>{p.by}</td>
              <td>{HOW[p.how] ?? p.how}</td>
              <td>
                <code>{p.from}</code>
              </td>
              <td>
                <code>{p.to}</code>
              </td>
              <td>{(p.tookMs / 1000).toFixed(1)} 秒</td>
              <td>{p.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
