import { HandbookLink } from '../components/handbook-link.tsx';
import type { RuleChapter, RuleFinding, RuleLine, RulesView } from '../../app/admin/rule-types.ts';
import { ActButton, AdminTable } from '../components/admin-parts.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** What is in force on a day, in sentences, and whether the files are sound. */
export function AdminRulesPage(props: {
  frame: Frame;
  view: RulesView;
  findings: readonly RuleFinding[] | null;
}) {
  const { frame, view, findings } = props;
  return (
    <Layout frame={frame} title="规则与日历" wide="wide">
      <div class="panel-head">
        <h1>
          规则与日历 <HandbookLink to="profile" what="规则、目录和分类" />
        </h1>
        {view.chapters.map(({ code, title }) => (
          <a href={`#${code}`}>{title}</a>
        ))}
        <a href="#calendar">工作日历</a>
      </div>
      <form method="get" action="/admin/rules" class="filters" aria-label="哪一天的规则">
        <div class="field">
          <label for="r-day">哪一天施行的</label>
          <input id="r-day" type="date" name="day" value={view.day} required />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            查看
          </button>
        </div>
      </form>
      <div class="panel">
        <div class="panel-head">
          <h2>文件检查</h2>
          <ActButton frame={frame} action="/admin/rules/check" name="重新检查" fields={{ day: view.day }} />
        </div>
        {findings === null ? (
          <p class="muted">
            重新读取日历、配置包和知识库并逐项检查，与 jiesu calendar check、jiesu doctor
            相同；正在施行的不变。改了文件，重启服务后施行。
          </p>
        ) : (
          <ul class="plain-list" role="status">
            {findings.map(({ ok, name, text }) => (
              <li>
                <strong class={ok ? '' : 'late'}>{ok ? '正常' : '异常'}</strong> {name}：
                <span class="pre">{text}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {view.chapters.map((chapter) => (
        <Chapter chapter={chapter} />
      ))}
      <Calendar calendar={view.calendar} />
    </Layout>
  );
}

function Chapter({ chapter }: { chapter: RuleChapter }) {
  const { code, title, file, version, lines, empty } = chapter;
  return (
    <section class="panel" aria-labelledby={code}>
      <div class="panel-head">
        <h2 id={code}>{title}</h2>
        <span class="muted">
          {version === null ? '' : `版本 ${version}，`}出自配置包 {file}
        </span>
      </div>
      {empty === null ? null : <p class="muted">{empty}</p>}
      {lines.length === 0 ? null : (
        <ul class="rule-lines">
          {lines.map((line) => (
            <Line line={line} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ line }: { line: RuleLine }) {
  const { name, says, basis, quote, unverified, effectiveFrom, effectiveTo, note } = line;
  return (
    <li>
      <h3>{name}</h3>
      {says.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {quote === null ? null : <blockquote>{quote}</blockquote>}
      <p class="sub">
        {basis === null ? '' : `依据：${basis}。`}
        {unverified ? '原文未核对。' : ''}
        {`${effectiveFrom === null ? '没有写起始日期' : `自 ${effectiveFrom} 起`}${effectiveTo === null ? '，没有截止' : `，${effectiveTo} 前`}。`}
        {note === null ? '' : `说明：${note}`}
      </p>
    </li>
  );
}

function Calendar({ calendar }: { calendar: RulesView['calendar'] }) {
  return (
    <section class="panel" aria-labelledby="calendar">
      <div class="panel-head">
        <h2 id="calendar">工作日历</h2>
        {calendar === null ? null : (
          <span class="muted">
            {calendar.name}，文件 {calendar.file}
          </span>
        )}
      </div>
      {calendar === null ? (
        <p class="muted">配置没有工作日历，按工作日计的时限算不出来。</p>
      ) : (
        <AdminTable
          caption="没有的年份按未知处理，不猜；12 月最后一周在下一年的通知发布前可能变动"
          heads={['年份', '有没有', { count: '放假天数' }, { count: '调休上班天数' }, '通知']}
        >
          {calendar.years.map(({ year, known, off, work, notices }) => (
            <tr>
              <th scope="row">{year}</th>
              <td>{known ? '有' : <strong class="late">没有</strong>}</td>
              <td class="num">{known ? off : ''}</td>
              <td class="num">{known ? work : ''}</td>
              <td>
                {notices.map((url, i) => (
                  <>
                    <a href={url} rel="noreferrer">
                      {`通知 ${i + 1}`}
                      <span class="visually-hidden">{`，${year} 年`}</span>
                    </a>{' '}
                  </>
                ))}
              </td>
            </tr>
          ))}
        </AdminTable>
      )}
    </section>
  );
}
