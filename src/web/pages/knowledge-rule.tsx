import type { RuleDetail, RuleSaid, RuleTrial } from '../../app/knowledge/rule-care-types.ts';
import { DecideForm, Removal } from '../components/item-parts.tsx';
import { Difference, KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { RuleBlocks } from '../components/rule-blocks.tsx';
import { Articles, factMap, FaultList, RuleTableView, TriedText } from '../components/rule-table.tsx';
import { dateTime, isoTime } from '../format.ts';
import { ITEM_STATE, rulePath } from '../knowledge-words.ts';
import { VERDICT } from '../labels.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { prefixName, RuleBadge, SOURCE } from './knowledge-rules.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';

export type Tried = { readonly text: string; readonly result: RuleTrial | null };

/** One rule: its table, cases, what waits, a text to try, every version with its changes. */
export function KnowledgeRulePage(props: {
  frame: Frame;
  profile: ProfileView;
  detail: RuleDetail;
  submitted: number | null;
  /** The table in the columns of its editor instead of line by line. */
  asTable?: boolean;
  tried?: Tried | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, detail, asTable = false } = props;
  const { summary, table, can } = detail;
  const facts = factMap(detail.facts);
  const View = asTable ? RuleTableView : RuleBlocks;
  const keys: KeyHelp[] = can.edit ? [['e', '编辑']] : [];
  return (
    <Layout frame={frame} title={`规则 ${summary.name}`} keys={keys}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <div class="order-head">
        <h1>{summary.name}</h1>
        <RuleBadge inForce={summary.inForce} waits={summary.pending !== null} />
        <span class="muted">
          {`${summary.id} · ${SOURCE[summary.source]}${summary.version === 0 ? '' : ` · 第 ${summary.version} 版`}`}
        </span>
        {can.edit ? (
          <a class="button" href={`${rulePath(summary.id)}/edit`} data-key="e" aria-keyshortcuts="E">
            编辑 <kbd>e</kbd>
          </a>
        ) : null}
      </div>
      <Said done={props.done} error={props.error} />
      {detail.live ? null : (
        <p class="notice" role="status">
          最近的改动正在编入索引，几秒后用于解答；刷新本页可看是否已生效。
        </p>
      )}
      <Pending frame={frame} detail={detail} asTable={asTable} />
      <section class="panel" aria-labelledby="table-title">
        <div class="panel-head">
          <h2 id="table-title">{summary.inForce ? '在用的判定表' : '判定表（没有在用）'}</h2>
          <HandbookLink to="rules" what="怎样读写判定表" />
          {can.edit ? (
            <a href={`${rulePath(summary.id)}${asTable ? '' : '?view=table'}`}>
              {asTable ? '逐行显示' : '按列显示'}
            </a>
          ) : null}
        </div>
        <View
          table={table}
          facts={facts}
          caption="从上往下，第一个条件全部成立的行定结论；没有写的条件不限"
        />
      </section>
      <div class="ask-grid rule-grid">
        <Trial frame={frame} detail={detail} tried={props.tried} />
        <About profile={profile} detail={detail} />
      </div>
      <Cases detail={detail} />
      <History history={detail.history} />
      <Removal frame={frame} item={{ id: summary.id, path: rulePath(summary.id), can }} />
    </Layout>
  );
}

function Pending({ frame, detail, asTable }: { frame: Frame; detail: RuleDetail; asTable: boolean }) {
  const { pending, can, summary } = detail;
  const View = asTable ? RuleTableView : RuleBlocks;
  if (pending === null) return null;
  const faults = pending.faults ?? [];
  return (
    <section class="panel panel-warn" aria-labelledby="pending-title">
      <h2 id="pending-title">
        第 {pending.version} 版：{ITEM_STATE[pending.status]}（{pending.authorName}）
      </h2>
      {pending.note === null ? null : <p>{pending.note}</p>}
      {summary.inForce ? (
        <Difference lines={pending.difference} label="与在用的表的差别" />
      ) : (
        <p class="muted">没有在用的表可比。</p>
      )}
      <FaultList faults={faults.filter(({ row }) => row === null)} />
      {summary.inForce ? (
        <details open={faults.length > 0}>
          <summary>这一版的判定表</summary>
          <View
            table={pending.table}
            facts={factMap(detail.facts)}
            caption={`第 ${pending.version} 版`}
            faults={faults}
          />
        </details>
      ) : null}
      {can.decide ? (
        <DecideForm frame={frame} act={`${rulePath(summary.id)}/act`} version={pending.version} />
      ) : null}
      {can.decideRefusal === null ? null : <p class="muted">{can.decideRefusal}。</p>}
    </section>
  );
}

function Trial({ frame, detail, tried }: { frame: Frame; detail: RuleDetail; tried: Tried | undefined }) {
  const result = tried?.result ?? null;
  return (
    <section class="panel" aria-labelledby="try-title">
      <h2 id="try-title">试一段话</h2>
      <form method="post" action={`${rulePath(detail.summary.id)}/try#try-title`}>
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for="try-text">群众的话</label>
          <textarea id="try-text" name="text" rows={3} maxlength={4000} required>
            {tried?.text ?? ''}
          </textarea>
        </div>
        <button type="submit">试</button>
      </form>
      {tried === undefined || result === null ? null : (
        <div role="status">
          <TriedText text={tried.text} facts={result.facts} />
          <SaidOf name="在用的表" said={result.inForce} />
          {detail.pending === null ? null : (
            <SaidOf name={`第 ${detail.pending.version} 版`} said={result.pending} />
          )}
          {result.facts.length === 0 ? (
            <p class="muted">没有读出事实。</p>
          ) : (
            <table class="rights">
              <caption>读出的事实</caption>
              <thead>
                <tr>
                  <th scope="col">事实</th>
                  <th scope="col">值</th>
                  <th scope="col">原话</th>
                </tr>
              </thead>
              <tbody>
                {result.facts.map(({ label, words, isColumn, spans }) => (
                  <tr>
                    <th scope="row">
                      {label}
                      {isColumn ? null : <span class="sub">这条规则不看</span>}
                    </th>
                    <td>{words}</td>
                    <td>
                      {spans.length === 0 ? (
                        <span class="muted">由别的事实推出</span>
                      ) : (
                        [...new Set(spans.map(({ text }) => `“${text}”`))].join('、')
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </section>
  );
}

function SaidOf({ name, said }: { name: string; said: RuleSaid | null }) {
  if (said === null) return <p class="muted">{name}：没有。</p>;
  return (
    <div>
      <p>
        {name}：<b>{VERDICT[said.verdict]}</b>。{said.why}
        {said.restsOn.length === 0 ? '' : `（由“${said.restsOn.join('”“')}”定）`}
      </p>
      {said.ask === null ? null : <p>要问：{said.ask}</p>}
      <Articles basis={said.basis} />
    </div>
  );
}

function About({ profile, detail }: { profile: ProfileView; detail: RuleDetail }) {
  const { table } = detail;
  return (
    <section class="panel" aria-labelledby="about-title">
      <h2 id="about-title">这条规则</h2>
      <dl class="entry-facts">
        <dt>问题分类</dt>
        <dd>
          {table.types.length === 0
            ? '全部'
            : table.types.map((code) => `${code} ${prefixName(profile, code)}`).join('、')}
        </dd>
        <dt>所说的法条</dt>
        <dd>
          <Articles basis={table.subject} />
        </dd>
        <dt>有效期</dt>
        <dd>
          {table.validTo === null
            ? `${table.validFrom} 起`
            : `${table.validFrom} 至 ${table.validTo}（不含当日）`}
        </dd>
        <dt>群众的问法</dt>
        <dd>
          <ul class="plain-list">
            {table.questions.map((question) => (
              <li>{question}</li>
            ))}
          </ul>
        </dd>
        <dt>列</dt>
        <dd>
          <ul class="plain-list">
            {detail.facts
              .filter(({ name }) => table.inputs.some(({ fact }) => fact === name))
              .map(({ name, label, ask }) => {
                const input = table.inputs.find(({ fact }) => fact === name);
                return (
                  <li>
                    <b>{label}</b>：{input?.ask ?? ask}
                    {input?.turns === undefined ? null : <span class="sub">{input.turns}</span>}
                  </li>
                );
              })}
          </ul>
        </dd>
        <dt>复核日期</dt>
        <dd>{detail.reviewBy ?? '未定'}</dd>
      </dl>
    </section>
  );
}

function Cases({ detail }: { detail: RuleDetail }) {
  const facts = factMap(detail.facts);
  const words = (name: string, value: unknown): string => {
    const fact = facts.get(name);
    const shown = typeof value === 'boolean' ? (value ? '是' : '否') : String(value);
    return `${fact?.label ?? name}：${fact?.values?.[shown] ?? shown}`;
  };
  return (
    <section class="panel" aria-labelledby="cases-title">
      <h2 id="cases-title">案例（每次保存都要对上）</h2>
      <div class="table-wrap">
        <table class="rights">
          <thead>
            <tr>
              <th scope="col">群众的话</th>
              <th scope="col">另外告知的事实</th>
              <th scope="col">应有的结论</th>
            </tr>
          </thead>
          <tbody>
            {detail.table.cases.map(({ text, facts: told = {}, verdict }) => (
              <tr>
                <th scope="row" class="rule-why">
                  {text}
                </th>
                <td>
                  {Object.entries(told)
                    .map(([name, value]) => words(name, value))
                    .join('；')}
                </td>
                <td>{VERDICT[verdict]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function History({ history }: { history: RuleDetail['history'] }) {
  if (history.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title">历次版本</h2>
      <ol class="plain-list">
        {history.map((version) => (
          <li>
            <p>
              <b>第 {version.version} 版</b>{' '}
              {version.shipped ? '随程序的表' : `${version.authorName} ${ITEM_STATE[version.status]}`}{' '}
              <span class="muted small">
                <time datetime={isoTime(version.createdAt)}>{dateTime(version.createdAt)}</time>
                {version.decidedBy === null || version.decidedAt === null
                  ? ''
                  : `；${version.decidedBy} ${dateTime(version.decidedAt)} 处理`}
              </span>
            </p>
            {version.note === null ? null : <p>{version.note}</p>}
            {version.shipped || version.status === 'withdrawn' ? null : (
              <details>
                <summary>改了什么</summary>
                <Difference lines={version.difference} label={`第 ${version.version} 版的改动`} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
