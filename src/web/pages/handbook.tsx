import { Markdown } from '../components/markdown.tsx';
import type { HandbookChapter, HandbookHit } from '../handbook.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['/', '到手册搜索'],
  ['j k', '下一个、上一个找到的小节'],
];

/** The handbook on one page: contents beside the text, search above; found sections stand alone with their chapter. */
export function HandbookPage(props: {
  frame: Frame;
  q: string;
  chapters: readonly HandbookChapter[];
  /** Null where nothing is looked for. */
  hits: readonly HandbookHit[] | null;
}) {
  const { frame, q, chapters, hits } = props;
  return (
    <Layout frame={frame} title="手册" scripts={['rows.js']} keys={KEYS}>
      <h1 class="visually-hidden">手册</h1>
      <form method="get" action="/handbook" class="filters" role="search" aria-label="查手册">
        <div class="field grow">
          <label for="h-q">在手册里找</label>
          <input
            id="h-q"
            name="q"
            type="search"
            maxlength={200}
            value={q}
            placeholder="例如：不明、派单权、待填内容"
            aria-keyshortcuts="/"
          />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            找
          </button>
          {q === '' ? null : (
            <a class="button" href="/handbook">
              看全部
            </a>
          )}
        </div>
      </form>
      {hits === null ? (
        <div class="handbook">
          <nav aria-label="手册目录" class="panel handbook-contents" tabindex={0}>
            <ol class="plain-list">
              {chapters.map(({ id, title, sections }) => (
                <li>
                  <a href={`#${id}`}>
                    <b>{title}</b>
                  </a>
                  <ul class="plain-list">
                    {sections.slice(1).map((section) => (
                      <li>
                        <a href={`#${section.id}`}>{section.title}</a>
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ol>
          </nav>
          <div>
            {chapters.map((chapter) => (
              <article class="panel" aria-labelledby={chapter.id}>
                <h2 id={chapter.id}>{chapter.title}</h2>
                {chapter.sections.map((section, i) => (
                  <>
                    {i === 0 ? null : <h3 id={section.id}>{section.title}</h3>}
                    <Markdown blocks={section.blocks} under={i === 0 ? 2 : 3} />
                  </>
                ))}
              </article>
            ))}
          </div>
        </div>
      ) : hits.length === 0 ? (
        <div class="empty" role="status">
          <p>手册里没有找到“{q}”。请换一个词。</p>
        </div>
      ) : (
        <>
          <p class="list-head" role="status">{`找到 ${hits.length} 节`}</p>
          <div class="handbook-hits">
            {hits.map(({ chapter, section }) => (
              <article class="panel" aria-labelledby={`h-${section.id}`}>
                <h2 id={`h-${section.id}`}>
                  <a href={`/handbook#${section.id}`} data-row>
                    {section.id === chapter.id ? chapter.title : `${chapter.title} · ${section.title}`}
                  </a>
                </h2>
                <Markdown blocks={section.blocks} under={2} />
              </article>
            ))}
          </div>
        </>
      )}
    </Layout>
  );
}
