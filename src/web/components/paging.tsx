import type { Child } from 'hono/jsx';

/** Paging of a list whose address takes `page`. */
export function Paging(props: {
  page: number;
  pageSize: number;
  total: number;
  shown: number;
  unit: string;
  to: (page: number) => string;
  /** What else stands beside the numbers. */
  children?: Child;
}) {
  const { page, pageSize, total, shown, unit, to, children } = props;
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  return (
    <nav aria-label="分页" class="paging">
      <p>
        {shown === 0
          ? `共 ${total} ${unit}`
          : `第 ${first}–${first + shown - 1} ${unit}，共 ${total} ${unit}`}
        {children === undefined ? null : <> {children}</>}
      </p>
      {last > 1 ? (
        <ul>
          <li>
            {page > 1 ? (
              <a rel="prev" href={to(page - 1)}>
                上一页
              </a>
            ) : null}
          </li>
          <li aria-current="page">
            {page} / {last}
          </li>
          <li>
            {page < last ? (
              <a rel="next" href={to(page + 1)}>
                下一页
              </a>
            ) : null}
          </li>
        </ul>
      ) : null}
    </nav>
  );
}
