import type { Comparison } from '../../app/learning/comparing.ts';
import type { ModelRow } from '../../app/learning/learning-types.ts';
import type { Frame } from '../view.ts';

export const FIGURE: Readonly<Record<string, string>> = {
  typeTop1: '问题分类首选',
  typeTop3: '问题分类前三',
  unit: '主办单位',
  lead: '主办单位',
  safetyRecall: '安全类召回',
  dispatched: '自动派单占比',
  dispatchedRight: '自动派单正确',
};
const SET: Readonly<Record<string, string>> = { held: '留出', gold: '金标' };
const VERDICT: Readonly<Record<string, string>> = { better: '变好', same: '无显著差别', worse: '变差' };
/** Below so many cases a share says little. */
const TOO_SMALL = 20;

export type ShareLike = {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
};

/** A share with one decimal, as cards print it. */
export const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;
const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;

/** What a person may do with models. */
export type ModelRights = { readonly train: boolean; readonly promote: boolean; readonly force: boolean };

/** A share, its interval and its count. */
export function Figure({ share }: { share: ShareLike | undefined }) {
  if (share === undefined || share.n === 0) return <>无样本</>;
  return (
    <>
      {percent(share.share)}
      <span class="sub">
        {percent(share.low)}–{percent(share.high)}，{share.n} 件{share.n < TOO_SMALL ? '（太少）' : ''}
      </span>
    </>
  );
}

/** A model that is not in use: beside the one that is, and the way to take it into use. */
export function Candidate(props: { frame: Frame; model: ModelRow; can: ModelRights }) {
  const { frame, model, can } = props;
  const title = `m-${model.version}`;
  const barred = model.unfit !== null || (model.comparison !== null && model.comparison.reasons.length > 0);
  const act = (name: string): string => `/models/${model.version}/${name}`;
  return (
    <section class="panel" aria-labelledby={title}>
      <h2 id={title}>
        <code>{model.version}</code> 与在用模型对比
      </h2>
      {model.comparison === null ? <p>还没有对比过。</p> : <Compared comparison={model.comparison} />}
      <div class="inline-form">
        {can.train ? (
          <form method="post" action={act('compare')} class="inline-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <button type="submit">{model.comparison === null ? '对比' : '重新对比'}</button>
          </form>
        ) : null}
        {can.promote && !barred ? (
          <form method="post" action={act('promote')} class="inline-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <button type="submit" class="primary">
              启用 {model.version}
            </button>
          </form>
        ) : null}
        {can.force && barred && model.unfit === null ? (
          <form method="post" action={act('promote')} class="inline-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <div class="field">
              <label for={`force-${model.version}`}>仍要启用的理由</label>
              <input id={`force-${model.version}`} name="force" required maxlength={500} />
            </div>
            <button type="submit">强行启用</button>
          </form>
        ) : null}
      </div>
    </section>
  );
}

function Compared({ comparison }: { comparison: Comparison }) {
  return (
    <>
      {comparison.reasons.length === 0 ? (
        <p class="notice notice-good">对比通过，可以启用。</p>
      ) : (
        <ul class="notice notice-bad">
          {comparison.reasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
      )}
      <div class="table-wrap">
        <table class="data">
          <caption class="visually-hidden">
            {comparison.against} 与 {comparison.version} 在同样的工单上
          </caption>
          <thead>
            <tr>
              <th scope="col">数据</th>
              <th scope="col">指标</th>
              <th scope="col">在用</th>
              <th scope="col">新</th>
              <th scope="col">差（百分点）与 95% 区间</th>
              <th scope="col">检验 p</th>
              <th scope="col">结论</th>
            </tr>
          </thead>
          <tbody>
            {comparison.figures.map((f) => (
              <tr>
                <td>{SET[f.set]}</td>
                <th scope="row">{FIGURE[f.name]}</th>
                <td>
                  <Figure share={f.old} />
                </td>
                <td>
                  <Figure share={f.new} />
                </td>
                <td>
                  {points(f.difference)}
                  <span class="sub">
                    {points(f.low)} 至 {points(f.high)}
                  </span>
                </td>
                <td>{f.p === null ? '自助法' : f.p < 0.001 ? '<0.001' : f.p.toFixed(3)}</td>
                <td>{VERDICT[f.verdict]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {comparison.notes.map((note) => (
        <p class="muted small">{note}。</p>
      ))}
    </>
  );
}
