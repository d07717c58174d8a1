import type { RuleSummary } from '../../app/knowledge/rule-care-types.ts';
import { KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { rulePath } from '../knowledge-words.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

const KEYS: readonly KeyHelp[] = [['/', '到关键词搜索']];

export const SOURCE: Readonly<Record<RuleSummary['source'], string>> = {
  shipped: '随程序',
  changed: '改过',
  own: '新写',
};

/** The name of a type or of a group of types. */
export function prefixName(profile: ProfileView, prefix: string): string {
  const type = profile.issueTypes.find(({ code }) => code === prefix);
  if (type !== undefined) return type.name;
  return profile.groups.find(({ code }) => code === prefix)?.name ?? prefix;
}

/** All rules under their first issue type; what waits for approval stands above. */
export function KnowledgeRulesPage(props: {
  frame: Frame;
  profile: ProfileView;
  q: string;
  rules: readonly RuleSummary[];
  submitted: number | null;
  mayEdit: boolean;
  done?: string | undefined;
}) {
  const { frame, profile, q, rules } = props;
  const waiting = rules.filter(({ pending }) => pending !== null);
  const groups = new Map<string, RuleSummary[]>();
  for (const rule of rules) {
    const first = rule.types[0] ?? '';
    groups.set(first, [...(groups.get(first) ?? []), rule]);
  }
  return (
    <Layout frame={frame} title="规则" scripts={['queue.js']} keys={KEYS}>
      <h1 class="visually-hidden">规则</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <form method="get" action="/knowledge/rules" class="filters" role="search" aria-label="查找规则">
        <div class="field grow">
          <label for="k-q">关键词</label>
          <input
            id="k-q"
            name="q"
            type="search"
            maxlength={200}
            placeholder="名称、问法、理由、法规名称或编号"
            value={q}
            aria-keyshortcuts="/"
          />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            查找
          </button>
          {q === '' ? null : (
            <a class="button" href="/knowledge/rules">
              清除
            </a>
          )}
        </div>
      </form>
      <Said done={props.done} />
      {props.mayEdit ? (
        <p class="list-head">
          <a class="button" href="/knowledge/rules/new">
            写新规则
          </a>
        </p>
      ) : null}
      {waiting.length === 0 ? null : (
        <section class="panel panel-warn" aria-labelledby="waiting-title">
          <h2 id="waiting-title">待核准 {waiting.length} 条</h2>
          <ul class="plain-list">
            {waiting.map(({ id, name, pending }) => (
              <li>
                <a href={rulePath(id)}>{name}</a>{' '}
                <span class="muted small">
                  {`第 ${pending?.version ?? ''} 版，${pending?.authorName ?? ''}提交`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {rules.length === 0 ? (
        <div class="empty" role="status">
          <p>没有符合条件的规则。</p>
        </div>
      ) : (
        <div class="table-wrap">
          <table class="rights" id="rules">
            <caption>{`共 ${rules.length} 条规则`}</caption>
            <thead>
              <tr>
                <th scope="col">规则</th>
                <th scope="col">状态</th>
                <th scope="col">来源</th>
                <th scope="col">有效期</th>
                <th scope="col">行 / 案例</th>
                <th scope="col">最近改动</th>
              </tr>
            </thead>
            {[...groups].map(([first, members]) => (
              <tbody>
                <tr>
                  <th scope="rowgroup" colspan={6}>
                    {first === '' ? '全部分类' : `${first} ${prefixName(profile, first)}`}
                  </th>
                </tr>
                {members.map((rule) => (
                  <RuleRow frame={frame} rule={rule} />
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </Layout>
  );
}

function RuleRow({ frame, rule }: { frame: Frame; rule: RuleSummary }) {
  const { id, name, inForce, pending, source, version, validFrom, validTo, changedAt } = rule;
  return (
    <tr>
      <th scope="row">
        <a href={rulePath(id)}>{name}</a>
        <span class="sub">{id}</span>
      </th>
      <td>
        <RuleBadge inForce={inForce} waits={pending !== null} />
      </td>
      <td>
        {SOURCE[source]}
        {version === 0 ? null : <span class="sub">第 {version} 版</span>}
      </td>
      <td>
        {validFrom} 起{validTo === null ? null : <span class="sub">至 {validTo}（不含当日）</span>}
      </td>
      <td class="num">{`${rule.rows} / ${rule.cases}`}</td>
      <td>
        {changedAt === null ? (
          <span class="muted">—</span>
        ) : (
          <time datetime={isoTime(changedAt)} title={dateTime(changedAt)}>
            {shortTime(changedAt, frame.now)}
          </time>
        )}
      </td>
    </tr>
  );
}

export function RuleBadge({ inForce, waits }: { inForce: boolean; waits: boolean }) {
  if (waits)
    return (
      <>
        <span class="badge state-review">待核准</span>
        {inForce ? <span class="sub">前一版在用</span> : null}
      </>
    );
  return inForce ? (
    <span class="badge right-held">在用</span>
  ) : (
    <span class="badge state-review">没有在用</span>
  );
}
