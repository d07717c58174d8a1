import type { Field } from '../../app/import/columns.ts';
import type { ImportJob, Preview } from '../../app/import/import-desk.ts';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** What a column can fill, in the words of the field. */
export const FIELD_NAMES: Readonly<Record<Field, string>> = {
  text: '诉求内容（必选）',
  receivedAt: '来电时间（必选）',
  externalId: '来源编号',
  id: '系统编号',
  channel: '渠道',
  form: '文本形式',
  'caller.name': '来电人',
  'caller.phone': '联系电话',
  'place.street': '街道',
  'place.address': '事发地址',
  'place.lng': '经度',
  'place.lat': '纬度',
};

/** Refused rows shown on the page; all of them are in the file. */
const SHOWN = 50;

const pathOf = (id: string): string => `/import/${encodeURIComponent(id)}`;

/** Where a file is chosen, and the maps that are kept. */
export function ImportPage(props: {
  frame: Frame;
  limitMb: number;
  maps: readonly { readonly name: string; readonly setByName: string }[];
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, maps } = props;
  return (
    <Layout frame={frame} title="导入工单">
      <h1>导入工单</h1>
      <Said done={props.done} error={props.error} />
      <section class="panel" aria-labelledby="file-title">
        <h2 id="file-title">选择文件</h2>
        <form method="post" action="/import" enctype="multipart/form-data" class="inline-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <div class="field">
            <label for="i-file">xlsx、csv 或 jsonl 文件，最大 {props.limitMb} MB</label>
            <input
              id="i-file"
              name="file"
              type="file"
              accept=".xlsx,.xlsm,.csv,.tsv,.jsonl,.ndjson"
              required
            />
          </div>
          <button type="submit" class="primary">
            上传并预览
          </button>
        </form>
        <p class="muted small">
          上传后先看预览、核对各列，确认后才入库。UTF-8 和 GB18030 都可以，公式取保存的结果，宏不运行。
        </p>
      </section>
      <section class="panel" aria-labelledby="maps-title">
        <h2 id="maps-title">已存的列映射</h2>
        {maps.length === 0 ? (
          <p class="muted">还没有。预览时可以把列映射存下来，下次直接选用。</p>
        ) : (
          <ul>
            {maps.map(({ name, setByName }) => (
              <li>
                <form method="post" action="/import/maps/drop" class="inline-form">
                  <input type="hidden" name="_csrf" value={frame.csrf} />
                  <input type="hidden" name="name" value={name} />
                  {name} <span class="muted small">{setByName}</span>{' '}
                  <button type="submit" class="small-button" aria-label={`删除列映射 ${name}`}>
                    删除
                  </button>
                </form>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Layout>
  );
}

/** The first rows of a file, and what each column fills. */
export function ImportPreviewPage(props: {
  frame: Frame;
  preview: Preview;
  maps: readonly { readonly name: string }[];
  /** Name of the map that the fields were taken from. */
  map?: string | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, preview, maps } = props;
  return (
    <Layout frame={frame} title={`导入 ${preview.name}`}>
      <div class="order-head">
        <a href="/import">← 导入</a>
        <h1>{preview.name}</h1>
        <span>{Math.max(1, Math.round(preview.bytes / 1024))} KB</span>
      </div>
      <Said done={props.done} error={props.error} />
      {maps.length === 0 || preview.table === null ? null : (
        <form method="get" action={pathOf(preview.id)} class="filters">
          <div class="field">
            <label for="p-map">用已存的列映射</label>
            <select id="p-map" name="map">
              <option value="">自动识别</option>
              {maps.map(({ name }) => (
                <option value={name} selected={name === props.map}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div class="filter-actions">
            <button type="submit">套用</button>
          </div>
        </form>
      )}
      <form method="post" action={pathOf(preview.id)}>
        <input type="hidden" name="_csrf" value={frame.csrf} />
        {preview.table === null ? (
          <p>jsonl 文件每行一件工单，没有列可对。</p>
        ) : (
          <PreviewTable table={preview.table} />
        )}
        <div class="filters">
          <div class="filter-actions">
            <button type="submit" name="do" value="start" class="primary">
              开始导入
            </button>
          </div>
          {preview.table === null ? null : (
            <>
              <div class="field">
                <label for="p-save">列映射名称</label>
                <input id="p-save" name="name" maxlength={60} autocomplete="off" value={props.map ?? ''} />
              </div>
              <div class="filter-actions">
                <button type="submit" name="do" value="save">
                  存列映射
                </button>
              </div>
            </>
          )}
        </div>
      </form>
    </Layout>
  );
}

function PreviewTable({ table: { headings, fields, rows } }: { table: NonNullable<Preview['table']> }) {
  return (
    <div class="table-wrap preview">
      <table class="queue">
        <caption class="visually-hidden">前 {rows.length} 行和各列填入的字段</caption>
        <thead>
          <tr>
            <th scope="col">行</th>
            {headings.map((heading, i) => (
              <th scope="col">
                <label for={`c-${i}`}>{heading === '' ? '（无列名）' : heading}</label>
                <select id={`c-${i}`} name={`c${i}`}>
                  <option value="">不导入</option>
                  {Object.entries(FIELD_NAMES).map(([field, name]) => (
                    <option value={field} selected={field === fields[i]}>
                      {name}
                    </option>
                  ))}
                </select>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, cells }) => (
            <tr>
              <th scope="row">{row}</th>
              {headings.map((_, i) => (
                <td>{cells[i] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How far an import is, and what came of it. */
export function ImportJobPage({ frame, job }: { frame: Frame; job: ImportJob }) {
  return (
    <Layout frame={frame} title={`导入 ${job.name}`} scripts={job.state === 'running' ? ['import.js'] : []}>
      <div class="order-head">
        <a href="/import">← 导入</a>
        <h1>{job.name}</h1>
      </div>
      {job.state === 'failed' ? (
        <Said error={`没有导入完：${job.message}。已入库的保留，改好后整个文件再导入即可。`} />
      ) : null}
      {job.state === 'running' ? (
        <section class="panel" id="import-job" data-run={job.id} aria-labelledby="run-title">
          <h2 id="run-title">正在导入</h2>
          <progress id="import-progress" max={1} value={job.progress.done} aria-labelledby="run-title" />
          <p id="import-state" role="status">
            已看 {job.progress.rows} 行
          </p>
          <p>
            <a href={pathOf(job.id)}>刷新</a>
          </p>
        </section>
      ) : null}
      {job.state === 'done' ? <Report job={job} /> : null}
    </Layout>
  );
}

function Report({ job }: { job: Extract<ImportJob, { readonly state: 'done' }> }) {
  const { accepted, duplicate, refusedCount, refused, ignored } = job.report;
  return (
    <section class="panel" aria-labelledby="report-title">
      <h2 id="report-title">导入结果</h2>
      <p role="status">
        新收 {accepted} 件，重复 {duplicate} 件，拒收 {refusedCount} 行。
      </p>
      {ignored.length === 0 ? null : <p class="muted small">没有导入的列：{ignored.join('、')}</p>}
      {refusedCount === 0 ? null : (
        <>
          <p>
            <a class="button" href={`${pathOf(job.id)}/refused`}>
              下载拒收的 {refusedCount} 行
            </a>{' '}
            <span class="muted small">原来的各列加行号和原因，改好后可直接再导入。</span>
          </p>
          <div class="table-wrap">
            <table class="queue">
              <caption class="visually-hidden">拒收的行</caption>
              <thead>
                <tr>
                  <th scope="col">行</th>
                  <th scope="col">列</th>
                  <th scope="col">原因</th>
                </tr>
              </thead>
              <tbody>
                {refused.slice(0, SHOWN).map(({ row, sheet, column, reason }) => (
                  <tr>
                    <th scope="row">{sheet === undefined ? row : `${sheet} ${row}`}</th>
                    <td>{column ?? ''}</td>
                    <td>{reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {refusedCount > SHOWN ? <p class="muted small">只列出前 {SHOWN} 行，全部在文件里。</p> : null}
        </>
      )}
    </section>
  );
}
