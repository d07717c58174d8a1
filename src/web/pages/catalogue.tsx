import type {
  CatalogueRow,
  CatalogueView,
  ReadTable,
  RevisionPreview,
  RevisionView,
} from '../../app/catalogue/revision-types.ts';
import type { DifferenceLine } from '../../app/catalogue/revision-types.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import {
  DifferenceTable,
  DutyFields,
  LEVEL,
  ReasonFields,
  RevisionPreviewPart,
  RevisionTable,
  TextField,
} from '../components/revision-parts.tsx';
import { Said } from '../components/said.tsx';
import { TypeSelect, UnitSelect } from '../components/select.tsx';
import { isoDay } from '../format.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import { EMPTY_REVISION, type RevisionForm } from '../revision-values.ts';
import type { Frame, ProfileView } from '../view.ts';

export const CATALOGUE_KEYS: readonly KeyHelp[] = [
  ['/', '到查找'],
  ['j k', '下一行、上一行'],
];

/** What is asked for, as in the address. */
export type CatalogueQuery = {
  readonly asOf: string;
  readonly issueType: string;
  readonly unit: string;
  readonly words: string;
};

/** A table that was read and is to be drafted. */
export type ReadCatalogue = ReadTable & {
  readonly file: string;
  readonly difference: readonly DifferenceLine[];
  readonly fault: string | null;
};

/** The duty catalogue of a day, and what the person may do about it. */
export function CataloguePage(props: {
  frame: Frame;
  profile: ProfileView;
  query: CatalogueQuery;
  view: CatalogueView | null;
  waiting: readonly RevisionView[];
  may: boolean;
  form?: RevisionForm | undefined;
  preview?: RevisionPreview | undefined;
  read?: ReadCatalogue | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, query, view, waiting, may, read } = props;
  return (
    <Layout frame={frame} title="派单目录" wide="wide" scripts={['rows.js']} keys={CATALOGUE_KEYS}>
      <div class="panel-head">
        <h1>派单目录</h1>
        <HandbookLink to="catalogue" what="派单目录" />
        <a href="/catalogue/revisions?subject=catalogue">修订历史</a>
        <a href={`/catalogue/table.csv?asOf=${encodeURIComponent(query.asOf)}`}>下载表格</a>
      </div>
      <Said done={props.done} error={props.error} />
      <form method="get" action="/catalogue" class="filters" aria-label="查找条目">
        <div class="field">
          <label for="k-asof">哪一天的</label>
          <input id="k-asof" type="date" name="asOf" value={query.asOf} required />
        </div>
        <TypeSelect id="k-type" label="分类" value={query.issueType} empty="全部" profile={profile} groups />
        <UnitSelect id="k-unit" label="主办或协办" value={query.unit} empty="全部" profile={profile} />
        <div class="field">
          <label for="k-words">含有</label>
          <input id="k-words" name="words" value={query.words} maxlength={50} aria-keyshortcuts="/" />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            查找
          </button>
        </div>
      </form>
      {waiting.length === 0 ? null : (
        <RevisionTable revisions={waiting} frame={frame} caption={`待批准的修订 ${waiting.length} 项`} />
      )}
      {read === undefined ? null : <ReadPart read={read} frame={frame} profile={profile} form={props.form} />}
      {may && read === undefined ? <Editor {...props} /> : null}
      {view === null ? null : (
        <Entries
          rows={view.rows}
          caption={`${view.title}，${view.asOf} 有效 ${view.rows.length}／${view.total} 条，版本 ${view.version}`}
          may={may}
        />
      )}
      {view === null || view.coming.length === 0 ? null : (
        <Entries rows={view.coming} caption={`此后开始的 ${view.coming.length} 条`} may={false} />
      )}
      {may ? (
        <ImportForm frame={frame} />
      ) : (
        <p class="muted">目录由分析员起草修订，管理员批准；您可以查看。</p>
      )}
    </Layout>
  );
}

function Entries({ rows, caption, may }: { rows: readonly CatalogueRow[]; caption: string; may: boolean }) {
  if (rows.length === 0)
    return (
      <div class="empty" role="status">
        <p>没有这样的条目。放宽分类、单位或词语。</p>
      </div>
    );
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-label={caption}>
      <table class="rights">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">问题分类</th>
            <th scope="col">主办</th>
            <th scope="col">协办</th>
            <th scope="col">协办条件</th>
            <th scope="col">条款</th>
            <th scope="col">有效期</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                {may ? (
                  <a href={`/catalogue?edit=${row.issueType.code}#editor`} data-row>
                    {row.issueType.name}
                  </a>
                ) : (
                  row.issueType.name
                )}
                <span class="sub">{row.issueType.code}</span>
              </th>
              <td>
                {row.owner.name}
                <span class="sub">{LEVEL[row.level]}</span>
              </td>
              <td>{row.joint?.name ?? '不设'}</td>
              <td>{conditionText(row)}</td>
              <td>
                {`第${row.clause}项`}
                {row.basis === '' ? null : <span class="sub">{row.basis}</span>}
              </td>
              <td class="day">
                {row.effectiveFrom} 起
                {row.effectiveTo === null ? null : <span class="sub">{`至 ${row.effectiveTo}（不含）`}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function conditionText({ joint, condition }: CatalogueRow): string {
  if (joint === null) return '—';
  const { onlyIf = [], notIf = [] } = condition ?? {};
  const parts = [
    ...(onlyIf.length === 0
      ? []
      : [`含“${onlyIf.slice(0, 6).join('”或“')}”${onlyIf.length > 6 ? '等' : ''}`]),
    ...(notIf.length === 0 ? [] : [`不含“${notIf.slice(0, 6).join('”“')}”${notIf.length > 6 ? '等' : ''}`]),
  ];
  return parts.length === 0 ? '全部诉求' : parts.join('；');
}

function Editor(props: {
  frame: Frame;
  profile: ProfileView;
  form?: RevisionForm | undefined;
  preview?: RevisionPreview | undefined;
}) {
  const { frame, profile, preview } = props;
  const form = props.form ?? EMPTY_REVISION;
  const today = isoDay(frame.now);
  return (
    <details class="panel" id="editor" open={props.form !== undefined}>
      <summary>新增、变更或终止条目</summary>
      {preview === undefined ? null : <RevisionPreviewPart preview={preview} />}
      <p class="muted">
        条目不改：自生效日起由新条目接替，原条目写上终止日期。由另一人批准后，自下一件工单起执行。
      </p>
      <form method="post" action="/catalogue" class="revision-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <fieldset>
          <legend>哪一条</legend>
          <div class="field">
            <label for="d-kind">改动</label>
            <select id="d-kind" name="kind">
              <option value="entry" selected={form.kind !== 'endEntry'}>
                新增或变更
              </option>
              <option value="endEntry" selected={form.kind === 'endEntry'}>
                终止；尚未开始的撤回
              </option>
            </select>
          </div>
          <div class="field">
            <label for="d-code">问题分类</label>
            <select id="d-code" name="code" required>
              <option value="">请选择</option>
              {profile.issueTypes.map(({ code, name }) => (
                <option value={code} selected={code === form.code}>{`${code} ${name}`}</option>
              ))}
            </select>
          </div>
        </fieldset>
        <DutyFields id="d" form={form} profile={profile} />
        <ReasonFields id="d" form={form} today={today} />
      </form>
    </details>
  );
}

function ImportForm({ frame }: { frame: Frame }) {
  return (
    <section class="panel" aria-labelledby="import-title">
      <h2 id="import-title">导入目录表格</h2>
      <form method="post" action="/catalogue/read" enctype="multipart/form-data" class="inline-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <label for="i-file">表格（csv、xlsx，列与下载的相同）</label>
        <input id="i-file" type="file" name="file" accept=".csv,.xlsx" required />
        <label for="i-from">自哪天起</label>
        <input id="i-from" type="date" name="effectiveFrom" value={isoDay(frame.now)} required />
        <button type="submit">读入</button>
      </form>
      <p class="muted small">只提出与现行目录不同的条目；表里没有的分类不动。有问题的行逐行列出，不收。</p>
    </section>
  );
}

function ReadPart({
  read,
  frame,
  profile,
  form = EMPTY_REVISION,
}: {
  read: ReadCatalogue;
  frame: Frame;
  profile: ProfileView;
  form?: RevisionForm | undefined;
}) {
  const names = new Map(profile.issueTypes.map(({ code, name }) => [code, name]));
  return (
    <section class="panel" aria-labelledby="read-title">
      <h2 id="read-title">{`读入 ${read.file}`}</h2>
      <p role="status">
        {`与现行不同 ${read.changes.length} 条，相同 ${read.same} 条，拒收 ${read.refused.length} 行。`}
      </p>
      {read.refused.length === 0 ? null : (
        <ul class="notice notice-bad">
          {read.refused.map(({ row, column, reason }) => (
            <li>{`第 ${row} 行${column === null ? '' : `，${column}`}：${reason}`}</li>
          ))}
        </ul>
      )}
      {read.fault === null ? null : (
        <p class="notice notice-bad" role="alert">
          {read.fault}
        </p>
      )}
      {read.changes.length === 0 ? null : (
        <>
          <DifferenceTable lines={read.difference} names={names} />
          <form method="post" action="/catalogue/read/draft" class="revision-form">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <input type="hidden" name="changes" value={JSON.stringify(read.changes)} />
            <TextField
              id="r-basis"
              name="basis"
              label="修订依据（文件名称、文号）"
              value={form.basis}
              required
              most={300}
            />
            <TextField id="r-reason" name="reason" label="理由" value={form.reason} required most={500} />
            <button type="submit" class="primary" disabled={read.refused.length > 0}>
              提交批准
            </button>
            {read.refused.length > 0 ? <p class="muted">有拒收的行：改正后重新读入，整表一起提交。</p> : null}
          </form>
        </>
      )}
    </section>
  );
}
