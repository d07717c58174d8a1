import type { Replay } from '../../app/scores/score-types.ts';
import { pointWords, yuanWords } from '../../kernel/score-words.ts';
import { Said } from '../components/said.tsx';
import { Points, RulesTable } from '../components/score-parts.tsx';
import type { KeptScore } from '../components/score-parts.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Changed lines of a unit that the page lists. */
const SHOWN = 50;

/** A past period under a draft of the rules: whose score moves, and why. */
export function ScoreReplayPage(props: {
  frame: Frame;
  kept: KeptScore;
  /** Null before anything was asked. */
  made: Replay | null;
  error?: string | undefined;
}) {
  const { frame, kept, made, error } = props;
  return (
    <Layout frame={frame} title="草案重算" wide="wide">
      <div class="panel-head">
        <h1>用办法草案重算记分</h1>
        <a href="/scores">返回记分</a>
      </div>
      <Said error={error} />
      <form method="post" action="/scores/replay" enctype="multipart/form-data" class="panel paper-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="inline-form">
          <div class="field">
            <label for="r-from">评价或事项日期，从</label>
            <input id="r-from" type="date" name="from" value={kept['from'] ?? ''} required />
          </div>
          <div class="field">
            <label for="r-to">到（不含）</label>
            <input id="r-to" type="date" name="to" value={kept['to'] ?? ''} required />
          </div>
          <div class="field">
            <label for="r-file">草案文件 scores.json（或在下面粘贴）</label>
            <input id="r-file" type="file" name="file" accept=".json,application/json" />
          </div>
        </div>
        <div class="field">
          <label for="r-draft">草案全文</label>
          <textarea id="r-draft" name="draft" rows={12} maxlength={200000} spellcheck={false}>
            {kept['draft'] ?? ''}
          </textarea>
        </div>
        <p class="acts-line">
          <button type="submit" class="primary">
            重算
          </button>{' '}
          <span class="muted small">只看结果，不改任何记分，也不看是否结算。</span>
        </p>
      </form>
      {made === null ? null : <Moved made={made} />}
    </Layout>
  );
}

const rest = ({ changedLines, changed }: Replay['units'][number]): number =>
  changedLines - Math.min(SHOWN, changed.length);

function Moved({ made }: { made: Replay }) {
  return (
    <>
      <p role="status">
        {`${made.from} 至 ${made.to}（不含）共 ${made.lines} 条；`}
        {made.units.length === 0
          ? '没有单位的记分变动。'
          : `${made.units.length} 个单位有变动，变动大的在前。`}
      </p>
      {made.units.length === 0 ? null : (
        <div class="table-wrap">
          <table class="rights">
            <thead>
              <tr>
                <th scope="col">单位</th>
                <th scope="col">现行</th>
                <th scope="col">草案</th>
                <th scope="col">变动</th>
                <th scope="col">评优</th>
                <th scope="col">变动的各条</th>
              </tr>
            </thead>
            <tbody>
              {made.units.map((one) => (
                <tr>
                  <th scope="row">{one.name}</th>
                  <Points {...one.before} />
                  <Points {...one.after} />
                  <Points
                    tenths={one.after.tenths - one.before.tenths}
                    fen={one.after.fen - one.before.fen}
                  />
                  <td>
                    {one.losesBefore === one.losesAfter ? '不变' : one.losesAfter ? '改为取消' : '改为保留'}
                  </td>
                  <td>
                    <details>
                      <summary>{`${one.changedLines} 条`}</summary>
                      <p>{`${one.reasons.map(({ why, n }) => `${why}：${n} 条`).join('；')}。`}</p>
                      <ul>
                        {one.changed.slice(0, SHOWN).map(({ before, after, why }) => (
                          <li>
                            {`${why}（${pointWords(before.tenths)} → ${pointWords(after.tenths)}，${yuanWords(before.fen)} → ${yuanWords(after.fen)}）`}
                            <span class="sub">{after.words}</span>
                          </li>
                        ))}
                      </ul>
                      {rest(one) === 0 ? null : <p>{`其余 ${rest(one)} 条略。`}</p>}
                    </details>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details>
        <summary>草案的办法</summary>
        <RulesTable rules={made.draft} />
      </details>
    </>
  );
}
