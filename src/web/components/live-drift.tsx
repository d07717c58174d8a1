import type { ModelsView } from '../../app/learning/learning-types.ts';
import { percent } from './model-compare.tsx';

type Drift = NonNullable<ModelsView['drift']>;

const VERDICT: Readonly<Record<Drift['verdict'], string>> = {
  too_few: '件数太少，还看不出',
  steady: '稳定',
  shifted: '有变化',
  drifted: '明显漂移',
};
const ADVICE: Readonly<Record<Drift['verdict'], string>> = {
  too_few: '满 100 件后判断。',
  steady: '近期工单与训练时相近。',
  shifted: '看看下列分类，必要时补标注。',
  drifted: '近期工单与训练时不同，应补标注、重新训练。',
};
/** Types listed: those whose share moved most. */
const LISTED = 5;

/** Whether what comes in now is like what the running model was made on, in one line and the types that moved. */
export function DriftVerdict({
  drift,
  typeName,
}: {
  drift: Drift | null;
  typeName: (code: string) => string;
}) {
  if (drift === null) {
    return <p>漂移：在用模型没有随带漂移参照，重新训练后即有。</p>;
  }
  const { verdict, n, stability, chance, confidence, moved } = drift;
  return (
    <>
      <p>
        漂移：<strong>{VERDICT[verdict]}</strong>（{n} 件，分类分布稳定指数 {stability.toFixed(3)}
        {n === 0 ? '' : `，无漂移时因件数所限也可到 ${chance.toFixed(3)}`}）。{ADVICE[verdict]}
        {n === 0 ? '' : `分类平均把握由 ${percent(confidence.before)} 变为 ${percent(confidence.now)}。`}
      </p>
      {verdict === 'shifted' || verdict === 'drifted' ? (
        <table class="data">
          <caption class="visually-hidden">占比变化最大的分类</caption>
          <thead>
            <tr>
              <th scope="col">占比变化最大的分类</th>
              <th scope="col">训练时占比</th>
              <th scope="col">近期占比</th>
            </tr>
          </thead>
          <tbody>
            {moved.slice(0, LISTED).map(({ label, before, now }) => (
              <tr>
                <th scope="row">
                  {typeName(label)} <span class="muted">{label}</span>
                </th>
                <td>{percent(before)}</td>
                <td>{percent(now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
