import type { EvidenceView } from '../../app/life/evidence-desk.ts';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../../kernel/evidence-words.ts';
import { dateTime, isoTime, shortTime } from '../format.ts';
import type { Frame } from '../view.ts';
import { HandbookLink } from './handbook-link.tsx';
import { casePath } from './order-hints.tsx';

/** What is kept as evidence of an order, as far as the person may see it. */
export type EvidenceBox = {
  readonly files: readonly EvidenceView[];
  readonly mayAdd: boolean;
  /** Bytes of one file at most. */
  readonly limit: number;
};

const orderPath = (id: string): string => `/orders/${encodeURIComponent(id)}`;
const apiPath = (id: string): string => `/api/v1${orderPath(id)}`;

/** Evidence of an order: what there is, sending more, taking away. Works without script. */
export function OrderEvidence({
  frame,
  order,
  evidence,
  open = false,
}: {
  frame: Frame;
  order: { readonly id: string };
  /** Null where the person may not see it, or nothing is kept. */
  evidence: EvidenceBox | null;
  /** Whether the form for sending in stands open. */
  open?: boolean;
}) {
  if (evidence === null) return null;
  const { files, mayAdd, limit } = evidence;
  return (
    <section aria-labelledby="evidence-title" class="panel" id="evidence">
      <div class="panel-head">
        <h2 id="evidence-title">材料{files.length === 0 ? '' : `（${files.length} 件）`}</h2>
        <HandbookLink to="evidence" what="材料" />
        {files.length === 0 ? null : (
          <a href={`${apiPath(order.id)}/proof.zip`} download="">
            下载联系凭证包
          </a>
        )}
      </div>
      {files.length === 0 ? (
        <p class="muted">还没有材料。</p>
      ) : (
        <ul class="plain-list evidence-list">
          {files.map((file) => (
            <EvidenceItem frame={frame} orderId={order.id} file={file} mayRemove={mayAdd} />
          ))}
        </ul>
      )}
      {mayAdd ? <UploadForm frame={frame} orderId={order.id} limit={limit} open={open} /> : null}
    </section>
  );
}

function EvidenceItem(props: { frame: Frame; orderId: string; file: EvidenceView; mayRemove: boolean }) {
  const { frame, orderId, file, mayRemove } = props;
  const { id, name, kind, purpose, bytes, url, sha256, addedAt, addedByName, kept } = file;
  return (
    <li>
      <span class="evidence-what">
        {url === null ? (
          <a href={`${apiPath(orderId)}/evidence/${encodeURIComponent(id)}`} download="">
            {name}
          </a>
        ) : (
          <a href={url} rel="noreferrer noopener" target="_blank">
            {name}（在别的系统里）
          </a>
        )}{' '}
        <span class="muted small">
          {EVIDENCE_KIND[kind]} · {EVIDENCE_PURPOSE[purpose]}
          {bytes === null ? '' : ` · ${sizeOf(bytes)}`} · {addedByName}{' '}
          <time datetime={isoTime(addedAt)} title={dateTime(addedAt)}>
            {shortTime(addedAt, frame.now)}
          </time>{' '}
          · <span title={`sha256 ${sha256}`}>校验码 {sha256.slice(0, 8)}…</span>
        </span>
      </span>
      {mayRemove && kept === null ? (
        <details class="evidence-remove">
          <summary aria-label={`移除 ${name}`}>移除…</summary>
          <form
            method="post"
            action={`${orderPath(orderId)}/evidence/${encodeURIComponent(id)}/remove`}
            class="inline-form"
          >
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <div class="field grow">
              <label for={`why-${id}`}>移除的理由</label>
              <input id={`why-${id}`} name="reason" maxlength={500} required autocomplete="off" />
            </div>
            <button type="submit" class="small-button">
              移除
            </button>
          </form>
        </details>
      ) : null}
    </li>
  );
}

/** The fields come before the file: what is streamed must be known before it arrives. */
function UploadForm(props: { frame: Frame; orderId: string; limit: number; open: boolean }) {
  const { frame, orderId, limit, open } = props;
  return (
    <details class="evidence-add" open={open}>
      <summary data-key="z" aria-keyshortcuts="Z">
        上传材料… <kbd>z</kbd>
      </summary>
      <form
        method="post"
        action={`${orderPath(orderId)}/evidence`}
        enctype="multipart/form-data"
        class="inline-form"
      >
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for="ev-kind">是什么</label>
          <select id="ev-kind" name="kind">
            {Object.entries(EVIDENCE_KIND).map(([value, name]) => (
              <option value={value}>{name}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="ev-purpose">证明什么</label>
          <select id="ev-purpose" name="purpose">
            {Object.entries(EVIDENCE_PURPOSE).map(([value, name]) => (
              <option value={value} selected={value === 'result'}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div class="field grow">
          <label for="ev-file">文件（一次最多 10 个，每个不超过 {sizeOf(limit)}）</label>
          <input id="ev-file" name="file" type="file" multiple required />
        </div>
        <button type="submit" class="primary">
          上传
        </button>
      </form>
      <p class="muted small">
        照片、录音录像、PDF、Word、Excel、文本。联系记录里引用的文件，用途按联系的方式和结果记。
      </p>
    </details>
  );
}

/** The papers that can be made of an order, cases of endings and the brief on its returns, and its callback. */
export function OrderPapers(props: {
  order: { readonly id: string; readonly spotCheck?: boolean };
  cases: boolean;
  brief: boolean;
  callback: boolean;
}) {
  const { order, cases, brief, callback } = props;
  if (!cases && !brief && !callback) return null;
  return (
    <nav class="panel" aria-label="可打印的材料和回访">
      {cases ? (
        <span>
          审定表：
          <a
            href={casePath(order.id, 'exclusion')}
            {...(order.spotCheck === true ? {} : { 'data-key': 'x', 'aria-keyshortcuts': 'X' })}
          >
            剔除 {order.spotCheck === true ? null : <kbd>x</kbd>}
          </a>{' '}
          · <a href={casePath(order.id, 'mediationEnd')}>终止调解</a> ·{' '}
          <a href={casePath(order.id, 'termination')}>终结</a>
        </span>
      ) : null}
      {brief ? (
        <>
          {cases ? '　' : ''}
          <a href={`${orderPath(order.id)}/brief`}>退单裁定材料</a>
        </>
      ) : null}
      {callback ? (
        <>
          {cases || brief ? '　' : ''}
          <a href={`/callbacks/${encodeURIComponent(order.id)}`}>回访</a>
        </>
      ) : null}
    </nav>
  );
}

/** `20 MB`, `1.5 KB`. */
export function sizeOf(bytes: number): string {
  const units = ['字节', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
