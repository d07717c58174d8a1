import type { BriefView } from '../../app/life/return-desk.ts';
import { PaperLines, PaperOfficeOnly, PaperPart } from '../components/paper.tsx';
import { KeepRuling } from '../components/ruling-condition.tsx';
import { dateTime, percent } from '../format.ts';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import { NO_RULING, type KeptRulingForm } from '../ruling-values.ts';
import type { Frame, ProfileView } from '../view.ts';

const VERDICT: Readonly<Record<BriefView['returns'][number]['verdict'], string>> = {
  waits: '待审',
  accepted: '同意退单',
  refused: '不同意',
  ruled: '已裁定',
  withdrawn: '已撤回',
};

/** What the form of a ruling holds, as typed. */
export type RuleForm = KeptRulingForm & {
  readonly lead: string;
  readonly reason: string;
  readonly approver: string;
};
export const EMPTY_RULE: RuleForm = { ...NO_RULING, lead: '', reason: '', approver: '' };

/** The brief on a disputed return, on paper; on the screen also the ruling itself. */
export function ReturnsBriefPage(props: {
  frame: Frame;
  profile: ProfileView;
  brief: BriefView;
  form: RuleForm;
  done: boolean;
  error?: string | undefined;
}) {
  const { frame, profile, brief, form, done, error } = props;
  const order = `/orders/${encodeURIComponent(brief.orderId)}`;
  return (
    <Layout
      frame={frame}
      title={`退单裁定材料 ${brief.number}`}
      scripts={['print.js']}
      keys={[['p', '打印']]}
      wide="paper-page"
    >
      <div class="no-print">
        <div class="order-head">
          <a href={order}>← 工单 {brief.number}</a>
          <a href="/refusals">各单位退单情况</a>
          <button type="button" id="print" hidden data-key="p" aria-keyshortcuts="P">
            打印 <kbd>p</kbd>
          </button>
        </div>
        <Said error={error} done={done ? '已裁定，工单已派出。' : undefined} />
        {brief.closed === null ? (
          <RuleEditor frame={frame} profile={profile} brief={brief} form={form} order={order} />
        ) : (
          <p class="muted small">现在不能裁定：{brief.closed}。</p>
        )}
      </div>
      <article class="paper">
        <header>
          <h1>退单裁定材料</h1>
          <p>
            {`工单 ${brief.number}　${brief.issueType.code} ${brief.issueType.name}　`}
            <b>{brief.disputed ? '有争议，待裁定' : '没有待裁定的争议'}</b>
          </p>
          <PaperOfficeOnly />
        </header>
        {brief.missing.length === 0 ? null : <Lacks missing={brief.missing} />}
        <PaperPart id="facts" heading="事实">
          <PaperLines lines={brief.facts} none="没有摘出事实" />
        </PaperPart>
        <PaperPart id="leads" heading="承办经过">
          <PaperLines
            none="还没有派出"
            lines={brief.leads.map(({ name, from, to, how }) => ({
              label: name,
              text: `${how}，${dateTime(from)} 起${to === null ? '，至今' : `，至 ${dateTime(to)}`}`,
            }))}
          />
          {brief.cycle === null ? null : (
            <p>
              <b>转成一圈：</b>
              {brief.cycle.map(({ name }) => name).join(' → ')}
            </p>
          )}
        </PaperPart>
        <PaperPart id="returns" heading={`历次退单（${brief.returns.length} 次）`}>
          {brief.returns.length === 0 ? (
            <p class="paper-none">（没有退单）</p>
          ) : (
            <table>
              <thead>
                <tr>
                  <th scope="col" class="col-unit">
                    单位
                  </th>
                  <th scope="col">理由与条款</th>
                  <th scope="col" class="col-short">
                    提请由谁承办
                  </th>
                  <th scope="col">结论</th>
                </tr>
              </thead>
              <tbody>
                {brief.returns.map((one) => (
                  <tr>
                    <th scope="row">
                      {one.name}
                      <span class="sub">
                        {one.by} {dateTime(one.at)}
                      </span>
                    </th>
                    <td>
                      {one.kind === null ? '' : `${one.kind}：`}
                      {one.reason}
                      <span class="sub">{one.clause ?? '没有写条款'}</span>
                    </td>
                    <td>
                      {one.owner?.name ?? '没有提出'}
                      {one.issueType === null ? null : (
                        <span class="sub">分类应为 {typeName(profile, one.issueType)}</span>
                      )}
                    </td>
                    <td>
                      {VERDICT[one.verdict]}
                      {one.decided === null ? null : (
                        <span class="sub">
                          {one.decided.words}（{one.decided.by} {dateTime(one.decided.at)}）
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </PaperPart>
        <PaperPart id="candidates" heading="可能承办的单位及其职责条款">
          <table>
            <thead>
              <tr>
                <th scope="col" class="col-unit">
                  单位
                </th>
                <th scope="col">派单目录条款</th>
                <th scope="col" class="col-short">
                  谁说归它
                </th>
                <th scope="col" class="col-unit">
                  退单可信度
                </th>
              </tr>
            </thead>
            <tbody>
              {brief.candidates.map(({ name, clauses, proposedBy, returned, credibility }) => (
                <tr>
                  <th scope="row">
                    {name}
                    {returned ? <span class="sub">退过本单</span> : null}
                  </th>
                  <td>
                    {clauses.length === 0 ? '目录里没有相应条款' : clauses.map(({ text }) => <p>{text}</p>)}
                  </td>
                  <td>{proposedBy.length === 0 ? '—' : proposedBy.map((one) => one.name).join('、')}</td>
                  <td>{credibility === null ? '没有退过单' : <Trust {...credibility} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </PaperPart>
        <PaperPart id="rulings" heading="同一分类的裁定">
          <PaperLines none="没有" lines={brief.rulings.map(({ id, text }) => ({ label: id, text }))} />
        </PaperPart>
        <PaperPart id="precedents" heading="先例（类似工单由谁承办）">
          <PaperLines
            none="没有找到类似的工单"
            lines={brief.precedents.map(({ number, name, excerpt }) => ({
              label: number,
              text: `${name}：${excerpt}`,
            }))}
          />
        </PaperPart>
        <div class="paper-sign">
          <span>裁定：由　　　　　　承办</span>
          <span>裁定人（签字）：</span>
          <span>日期：　　　年　　月　　日</span>
        </div>
        <footer>
          由{brief.made.by}于 {dateTime(brief.made.at)}{' '}
          打开。可信度是该单位历次退单中退得对的比例，件数少的靠向中间。
        </footer>
      </article>
    </Layout>
  );
}

const typeName = ({ issueTypes }: ProfileView, code: string): string =>
  `${code} ${issueTypes.find((type) => type.code === code)?.name ?? ''}`.trim();

function Lacks({ missing }: { missing: readonly string[] }) {
  return (
    <div class="paper-missing" role="note">
      <p>
        <b>材料还缺：</b>
        {missing.join('、')}
      </p>
    </div>
  );
}

/** A share with what it rests on. */
export function Trust(props: { share: number; n: number; upheld: number; low: number; high: number }) {
  const { share, n, upheld, low, high } = props;
  return (
    <>
      {percent(share)}
      <span class="sub">
        {n === 0
          ? '还没有结论'
          : `${n} 次中 ${upheld} 次退得对，95% 区间 ${percent(low)}–${percent(high)}${n < FEW ? '，件数太少' : ''}`}
      </span>
    </>
  );
}

/** Below this an interval says little, and it is said. */
export const FEW = 20;

function RuleEditor(props: {
  frame: Frame;
  profile: ProfileView;
  brief: BriefView;
  form: RuleForm;
  order: string;
}) {
  const { frame, profile, brief, form, order } = props;
  const first = new Set(brief.candidates.map(({ unit }) => unit));
  return (
    <section class="panel" aria-labelledby="rule-title">
      <h2 id="rule-title">裁定</h2>
      <form method="post" action={`${order}/brief`} class="paper-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="version" value={String(brief.version)} />
        <div class="field">
          <label for="r-lead">由谁承办</label>
          <select id="r-lead" name="lead" required>
            <option value="">请选择</option>
            <optgroup label="材料中的单位">
              {brief.candidates.map(({ unit, name }) => (
                <option value={unit} selected={unit === form.lead}>
                  {name}
                </option>
              ))}
            </optgroup>
            <optgroup label="其他单位">
              {profile.units
                .filter(({ code }) => !first.has(code))
                .map(({ code, name }) => (
                  <option value={code} selected={code === form.lead}>
                    {name}
                  </option>
                ))}
            </optgroup>
          </select>
        </div>
        <div class="field">
          <label for="r-reason">条款或理由</label>
          <textarea id="r-reason" name="reason" rows={2} maxlength={2000} required>
            {form.reason}
          </textarea>
        </div>
        <div class="field">
          <label for="r-approver">批准人（把目录不给街道的事派给街道时须写，由管理员裁定）</label>
          <input id="r-approver" name="approver" maxlength={64} value={form.approver} autocomplete="off" />
        </div>
        <KeepRuling id="r" value={form} profile={profile} />
        <p class="acts-line">
          <button type="submit" class="primary">
            裁定并派出
          </button>
        </p>
      </form>
    </section>
  );
}
