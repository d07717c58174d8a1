import type { EndingCaseView } from '../../app/life/ending-cases.ts';
import { PaperLines, PaperMissing, PaperOfficeOnly, PaperPart } from '../components/paper.tsx';
import { dateTime } from '../format.ts';
import { Said } from '../components/said.tsx';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';

const STATE: Readonly<Record<EndingCaseView['state'], string>> = {
  draft: '拟申请',
  waiting: '待审定',
  granted: '已同意',
  refused: '不同意',
  withdrawn: '已撤回',
  reversed: '已撤销',
  lapsed: '已重办，不再有效',
};
const KEYS: readonly KeyHelp[] = [
  ['g', '同意（由您审定时）'],
  ['p', '打印'],
];
const KINDS: Readonly<Record<EndingCaseView['kind'], string>> = {
  exclusion: '剔除',
  mediationEnd: '终止调解',
  termination: '终结',
};

/** What is being filled in. */
export type CaseForm = { readonly code: string; readonly reason: string; readonly clause: string };

export const CASE_DONE = ['applied', 'granted', 'refused'] as const;
const DONE: Readonly<Record<(typeof CASE_DONE)[number], string>> = {
  applied: '申请已提交，等待第二人审定。',
  granted: '已同意。请告知来电人，告知后审定表即告完整。',
  refused: '已退回，承办单位可以补齐后再申请。',
};

/** The case of an ending on A4 paper; on the screen also what is needed to apply for it and to decide on it. */
export function EndingCasePage(props: {
  frame: Frame;
  made: EndingCaseView;
  form: CaseForm;
  done?: (typeof CASE_DONE)[number] | undefined;
  error?: string | undefined;
}) {
  const { frame, made, form, done, error } = props;
  const order = `/orders/${encodeURIComponent(made.orderId)}`;
  return (
    <Layout
      frame={frame}
      title={`${made.title} ${made.number}`}
      scripts={['print.js']}
      keys={KEYS}
      wide="paper-page"
    >
      <div class="no-print">
        <div class="order-head">
          <a href={order}>← 工单 {made.number}</a>
          {(Object.keys(KINDS) as EndingCaseView['kind'][]).map((kind) =>
            kind === made.kind ? (
              <b aria-current="page">{KINDS[kind]}</b>
            ) : (
              <a href={`${order}/case?kind=${kind}`}>{KINDS[kind]}</a>
            ),
          )}
          <button type="button" id="print" hidden data-key="p" aria-keyshortcuts="P">
            打印 <kbd>p</kbd>
          </button>
        </div>
        <Said error={error} done={done === undefined ? undefined : DONE[done]} />
        {made.decides ? (
          <Decision frame={frame} made={made} order={order} />
        ) : made.closed === null ? (
          <Application frame={frame} made={made} form={form} order={order} />
        ) : (
          <p class="muted small">
            现在不能申请{KINDS[made.kind]}：{made.closed}。
          </p>
        )}
      </div>
      <article class="paper">
        <header>
          <h1>{made.title}</h1>
          <p>
            工单 {made.number}　状态：<b>{STATE[made.state]}</b>
          </p>
          <PaperOfficeOnly />
        </header>
        <PaperMissing missing={made.missing} whole="材料齐全，申请、审定、告知均已完成。" />
        {made.parts.map(({ key, heading, lines, none }) => (
          <PaperPart id={key} heading={heading}>
            <PaperLines lines={lines} none={none} />
          </PaperPart>
        ))}
        <div class="paper-sign">
          <span>申请人（签字）：</span>
          <span>审定人（签字）：</span>
          <span>日期：　　　年　　月　　日</span>
        </div>
        <footer>
          由{made.made.by}于 {dateTime(made.made.at)} 打开；条文逐字引自系统所载法条，位置为工单原文的字序。
        </footer>
      </article>
    </Layout>
  );
}

function Application(props: { frame: Frame; made: EndingCaseView; form: CaseForm; order: string }) {
  const { frame, made, form, order } = props;
  const name = KINDS[made.kind];
  return (
    <section class="panel" aria-labelledby="apply-title">
      <h2 id="apply-title">申请{name}</h2>
      {made.choices.length === 0 ? (
        <p class="muted">办理规则里没有适用于这张工单的{name}理由。</p>
      ) : (
        <form method="post" action={`${order}/case`} class="paper-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="kind" value={made.kind} />
          <input type="hidden" name="version" value={String(made.version)} />
          <div class="field">
            <label for="case-code">理由</label>
            <select id="case-code" name="code" required autofocus={form.code === ''}>
              <option value="">请选择</option>
              {made.choices.map(({ code, name: words, missing }) => (
                <option value={code} selected={code === form.code}>
                  {`${code} ${words}${missing.length === 0 ? '' : `（缺 ${missing.length} 项）`}`}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="case-reason">说明</label>
            <textarea
              id="case-reason"
              name="reason"
              rows={3}
              maxlength={2000}
              required
              autofocus={form.code !== ''}
            >
              {form.reason}
            </textarea>
          </div>
          <div class="field">
            <label for="case-clause">条款（可以不写）</label>
            <input id="case-clause" name="clause" maxlength={500} value={form.clause} autocomplete="off" />
          </div>
          <p class="acts-line">
            <button type="submit" name="act" value="preview" formnovalidate>
              看审定表
            </button>{' '}
            <button type="submit" name="act" value="apply" class="primary">
              提交申请
            </button>
          </p>
          <p class="muted small">
            三步到打印：打开本页、选理由写说明并提交、打印。缺材料的不能提交；下面列出还缺什么。
          </p>
        </form>
      )}
    </section>
  );
}

function Decision({ frame, made, order }: { frame: Frame; made: EndingCaseView; order: string }) {
  return (
    <section class="panel" aria-labelledby="decide-title">
      <h2 id="decide-title">审定</h2>
      <form method="post" action={`${order}/case/decide`} class="paper-form" data-choose>
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="kind" value={made.kind} />
        <input type="hidden" name="version" value={String(made.version)} />
        <div class="field">
          <label for="decide-reason">不同意的理由（同意不用写）</label>
          <input id="decide-reason" name="reason" maxlength={2000} autocomplete="off" />
        </div>
        <p class="acts-line">
          <button type="submit" name="act" value="grant" class="primary" data-key="g" aria-keyshortcuts="G">
            同意{KINDS[made.kind]} <kbd>g</kbd>
          </button>{' '}
          <button type="submit" name="act" value="refuse">
            不同意
          </button>
        </p>
      </form>
    </section>
  );
}
