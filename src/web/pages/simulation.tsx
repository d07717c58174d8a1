import type { SimulationView } from '../../app/demo/simulation-desk.ts';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** The simulated year: what it is, how far it is, and the two things that can be done. */
export function SimulationPage(props: { frame: Frame; view: SimulationView; error?: string | undefined }) {
  const { frame, view, error } = props;
  const { state, run, problem } = view;
  const isBusy = state === 'running' || state === 'removing';
  return (
    <Layout frame={frame} title="模拟数据" scripts={isBusy ? ['simulation.js'] : []}>
      <h1>模拟数据</h1>
      {[error, problem].map((words) =>
        words == null ? null : (
          <p class="notice notice-bad" role="alert">
            {words}
          </p>
        ),
      )}
      <section class="panel" aria-labelledby="simulation-title">
        <h2 id="simulation-title">一年的工单</h2>
        <p>
          由程序按季节、节假日编出一年工单和办理经过，供演示和试用统计、热点、记分。地点、商家、人名、号码均为虚构，
          各项比例是假定，不是任何地方的统计；不用于训练，也不作派单权的依据。
        </p>
        {run === null ? null : (
          <p>
            {run.fromDay} 起、{run.toDay} 前，共 {run.orders} 件，种子 {run.seed}；{run.startedByName}{' '}
            {dateTime(run.startedAt)} 开始。
          </p>
        )}
        {isBusy && run !== null ? (
          <div id="simulation">
            <p id="simulation-state" role="status">
              {state === 'running' ? '写入中' : '移除中'}
            </p>
            <progress
              id="simulation-progress"
              aria-labelledby="simulation-state"
              value={run.done}
              max={run.orders}
            ></progress>
            <p class="muted">在后台进行，不影响使用。</p>
          </div>
        ) : (
          <>
            {state === 'done' ? null : <Start frame={frame} run={run} />}
            {run === null ? null : (
              <form method="post" action="/simulation/remove" class="inline-form">
                <input type="hidden" name="_csrf" value={frame.csrf} />
                <button type="submit">移除全部模拟工单</button>
                <span class="muted">连同办理经过、回访、热点和预警一起移除。</span>
              </form>
            )}
          </>
        )}
      </section>
    </Layout>
  );
}

function Start({ frame, run }: { frame: Frame; run: SimulationView['run'] }) {
  return (
    <form method="post" action="/simulation" class="inline-form">
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <div class="field">
        <label for="orders">件数</label>
        <input id="orders" name="orders" type="number" min="1" max="200000" value={run?.orders ?? 20000} />
      </div>
      <div class="field">
        <label for="seed">随机种子</label>
        <input id="seed" name="seed" type="number" min="0" value={run?.seed ?? 1} />
      </div>
      <button type="submit" class="primary">
        {run === null ? '写入截至今天的一年' : '接着写完'}
      </button>
    </form>
  );
}
