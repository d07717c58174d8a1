import type { PublicEntry } from '../../app/knowledge/knowledge-care-types.ts';
import type { Page } from '../../app/types.ts';
import { Paging } from '../components/paging.tsx';
import { holdWords } from '../knowledge-words.ts';
import type { Frame } from '../view.ts';

/** What anybody may read without an account: no internal field, no link into the house, not for search engines. */
export function PublicPage(props: {
  frame: Frame;
  q: string;
  found: Page<PublicEntry>;
  error?: string | undefined;
}) {
  const { frame, q, found, error } = props;
  const to = (page: number): string => `/public?${new URLSearchParams({ q, page: String(page) })}`;
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`政策须知 · ${frame.profileName}`}</title>
        <link rel="icon" href={frame.asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={frame.asset('style.css')} />
      </head>
      <body>
        <a class="skip" href="#main">
          跳到主要内容
        </a>
        <header class="top">
          <p class="brand">
            <span class="brand-name">政策须知</span> <span class="brand-place">{frame.profileName}</span>
          </p>
        </header>
        <main id="main" tabindex={-1}>
          <form method="get" action="/public" class="filters" role="search" aria-label="查政策">
            <div class="field grow">
              <label for="p-q">想了解什么</label>
              <input
                id="p-q"
                name="q"
                type="search"
                maxlength={200}
                value={q}
                placeholder="例如：预付卡 退款"
              />
            </div>
            <div class="filter-actions">
              <button type="submit" class="primary">
                查
              </button>
            </div>
          </form>
          <h1 class="visually-hidden">政策须知</h1>
          {error === undefined ? null : (
            <p class="notice notice-bad" role="alert">
              {error}
            </p>
          )}
          {found.rows.length === 0 ? (
            <div class="empty" role="status">
              <p>没有找到。请换个词，或者拨打 12345。</p>
            </div>
          ) : null}
          {found.rows.map((entry) => (
            <section class="panel" aria-labelledby={`p-${entry.id}`}>
              <h2 id={`p-${entry.id}`}>{entry.title}</h2>
              <p>{entry.rule}</p>
              {entry.path === null ? null : (
                <p>
                  <b>怎么办：</b>
                  {entry.path}
                </p>
              )}
              <ol class="laws">
                {entry.citations.map((cited) => (
                  <li class="law">
                    <p class="law-head">
                      <b>
                        《{cited.law}》{cited.article}
                      </b>{' '}
                      <span class="muted small">
                        {cited.effectiveFrom === null
                          ? ''
                          : holdWords(cited.effectiveFrom, cited.effectiveTo)}
                      </span>
                    </p>
                    <blockquote>{cited.quote}</blockquote>
                  </li>
                ))}
              </ol>
            </section>
          ))}
          <Paging {...found} shown={found.rows.length} unit="条" to={to} />
        </main>
      </body>
    </html>
  );
}
