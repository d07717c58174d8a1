import { Said } from '../components/said.tsx';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { SearchRow, SearchSection } from '../search-sections.ts';
import type { Frame } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['Esc', '离开输入框，用按键选结果'],
  ['1 … 9', '打开前九个结果'],
  ['j k', '下一个、上一个结果'],
  ['Enter', '打开选中的结果'],
  ['/', '回到输入框'],
];
/** So many are opened by a digit. */
const DIGITS = 9;

/** One field for everything; what was found stands by kind. `sections` is null before anything was asked. */
export function SearchPage(props: {
  frame: Frame;
  q: string;
  sections: readonly SearchSection[] | null;
  /** Telephone numbers are not looked for, since this person may not see who called. */
  isMasked: boolean;
  error?: string | undefined;
}) {
  const { frame, q, sections, isMasked, error } = props;
  let nth = 0;
  return (
    <Layout frame={frame} title="搜索" scripts={['search.js']} keys={KEYS} wide="wide">
      <h1 class="visually-hidden">搜索</h1>
      <form method="get" action="/search" class="search-all" role="search" aria-label="搜索全部">
        <input
          id="search-q"
          name="q"
          type="search"
          maxlength={100}
          value={q}
          autocomplete="off"
          autofocus
          aria-label="搜索什么"
          aria-keyshortcuts="/"
          placeholder="单号或尾号、电话尾号、内容、知识、法规条文（消保法 55）、分类、单位、主体"
        />
        <button type="submit" class="primary">
          搜索
        </button>
      </form>
      <Said error={error} />
      {isMasked && /\d{4}/.test(q) ? (
        <p class="muted small">当前角色看不到来电人信息，不按电话号码查找。</p>
      ) : null}
      {sections === null ? (
        <p class="muted">
          一次查找工单、知识、法规条文、问题分类、单位、被反映主体、裁定和手册；只查有权查看的内容。
        </p>
      ) : sections.length === 0 ? (
        <div class="empty" role="status">
          <p>{`没有找到“${q}”。`}</p>
          <p>可以少写几个字，或只写单号、电话的最后几位（至少四位）。</p>
        </div>
      ) : (
        <div class="found" id="found">
          {sections.map((section) => (
            <section aria-labelledby={`found-${section.key}`}>
              <div class="found-head">
                <h2 id={`found-${section.key}`}>{section.name}</h2>
                <span class="muted small">{section.count}</span>
                {section.more === null ? null : (
                  <a class="small" href={section.more} aria-label={`全部${section.name}`}>
                    查看全部
                  </a>
                )}
              </div>
              <ul>
                {section.rows.map((row) => (
                  <Row row={row} digit={++nth <= DIGITS ? nth : null} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Layout>
  );
}

function Row({ row: { path, title, about, text, also }, digit }: { row: SearchRow; digit: number | null }) {
  const key = digit === null ? {} : { 'data-key': String(digit), 'aria-keyshortcuts': String(digit) };
  return (
    <li>
      <a class="hit" href={path} {...key}>
        {digit === null ? null : <kbd>{digit}</kbd>}
        {title}
      </a>{' '}
      <span class="muted small">{about}</span>
      {also === undefined ? null : (
        <>
          {' '}
          <a class="small" href={also.path} aria-label={`${title} ${also.name}`}>
            {also.name}
          </a>
        </>
      )}
      {text === '' ? null : <span class="sub found-text">{text}</span>}
    </li>
  );
}
