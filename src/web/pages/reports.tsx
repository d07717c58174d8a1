import type { FinalSummary } from '../../app/reports/report-types.ts';
import type { Page } from '../../app/types.ts';
import { REPORT_KIND } from '../../kernel/report-words.ts';
import type { ReportKind } from '../../kernel/report-words.ts';
import type { Refusal } from '../../kernel/report-types.ts';
import { ReportRefusal } from '../components/report-refusal.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { UnitSelect } from '../components/select.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

export type ReportForm = { readonly kind: ReportKind; readonly date: string; readonly unit: string };

const DATE_HELP: Readonly<Record<ReportKind, string>> = {
  daily: '日期，如 2026-11-28（讲前一日的情况和当日到期）',
  monthly: '月份，如 2026-11',
  leader: '月份或日期，如 2026-11、2026-11-28（到这一天为止）',
  meeting: '月份或日期，如 2026-11、2026-11-28（到这一天为止）',
  annual: '年份，如 2026',
};

/** Which report, of when and of whom; what was finished so far. */
export function ReportsPage(props: {
  frame: Frame;
  profile: ProfileView;
  form: ReportForm;
  /** Kinds this person may have. */
  kinds: readonly ReportKind[];
  /** Dates that lie near, by kind. */
  dates: Readonly<Record<ReportKind, string>>;
  /** Whether any unit may be chosen. */
  choosesUnit: boolean;
  finals: Page<FinalSummary>;
  refused?: { readonly title: string; readonly refusal: Refusal } | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, form, kinds, dates, choosesUnit, finals, refused, error } = props;
  return (
    <Layout
      frame={frame}
      title="报表"
      scripts={['reports.js']}
      keys={[
        ['n', '填时间'],
        ['j k', '定稿里上下移动'],
      ]}
    >
      <div class="panel-head">
        <h1>
          报表 <HandbookLink to="reports" what="报表" />
        </h1>
      </div>
      <Said error={error} />
      <form method="get" action="/reports/view" class="filters" aria-label="出具报表">
        <div class="field">
          <label for="r-kind">报表</label>
          <select id="r-kind" name="kind">
            {kinds.map((kind) => (
              <option
                value={kind}
                selected={kind === form.kind}
                data-date={dates[kind]}
                data-help={DATE_HELP[kind]}
              >
                {REPORT_KIND[kind]}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="r-date">时间</label>
          <input
            id="r-date"
            name="date"
            value={form.date}
            required
            maxlength={10}
            autocomplete="off"
            aria-describedby="r-help"
          />
        </div>
        {choosesUnit ? (
          <UnitSelect id="r-unit" label="单位（含下级）" value={form.unit} empty="全区" profile={profile} />
        ) : null}
        <div class="filter-actions">
          <button type="submit" class="primary">
            出具
          </button>
        </div>
        <p id="r-help" class="small muted" data-report-help>
          {DATE_HELP[form.kind]}
        </p>
      </form>
      <p class="small muted">
        每次出具都逐件核对：分类、街道、单位之和与受理数一致，清单与件数一致；有对不上的，列出工单，不出具。领导一页纸和会议材料只有全区的。
      </p>
      {refused === undefined ? null : <ReportRefusal title={refused.title} refusal={refused.refusal} />}
      <Finals finals={finals} />
    </Layout>
  );
}

function Finals({ finals: { rows, total, page, pageSize } }: { finals: Page<FinalSummary> }) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  return (
    <section class="panel" aria-labelledby="finals">
      <h2 id="finals">{`定稿（${total}）`}</h2>
      {rows.length === 0 ? (
        <div class="empty" role="status">
          <p>还没有定稿。出具后由中心负责人或管理员定稿，此后按原样保存。</p>
        </div>
      ) : (
        <div class="table-wrap">
          <table class="rights">
            <caption class="visually-hidden">定稿</caption>
            <thead>
              <tr>
                <th scope="col">报表</th>
                <th scope="col">类别</th>
                <th scope="col">单位</th>
                <th scope="col">定稿人</th>
                <th scope="col">定稿时间</th>
                <th scope="col">sha256</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr>
                  <th scope="row">
                    <a href={`/reports/finals/${row.id}`} data-final>
                      {row.title}
                    </a>
                  </th>
                  <td>{REPORT_KIND[row.kind]}</td>
                  <td>{row.unit?.name ?? '全区'}</td>
                  <td>{row.by}</td>
                  <td>{dateTime(row.at)}</td>
                  <td>
                    <code title={row.sha256}>{row.sha256.slice(0, 12)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {last === 1 ? null : (
        <nav class="paging" aria-label="定稿分页">
          {page > 1 ? <a href={`/reports?page=${page - 1}`}>上一页</a> : null}
          <span>{`第 ${page} 页，共 ${last} 页`}</span>
          {page < last ? <a href={`/reports?page=${page + 1}`}>下一页</a> : null}
        </nav>
      )}
    </section>
  );
}
