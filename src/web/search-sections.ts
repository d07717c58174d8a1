import type { Found, Hits } from '../app/search/search-types.ts';
import type { Actor, OrderSummary } from '../app/types.ts';
import { STATE_NAMES } from '../kernel/move-words.ts';
import { shortTime } from './format.ts';
import type { HandbookHit } from './handbook.ts';
import { articlePath, entryPath, KIND, lawPath } from './knowledge-words.ts';
import { queueUrl } from './queue-query.ts';

/** One thing that was found: where it is, what it is called, and what qualifies it. */
export type SearchRow = {
  readonly path: string;
  readonly title: string;
  readonly about: string;
  /** A stretch of its text; empty where the title says everything. */
  readonly text: string;
  /** Another place that belongs to it, as figures of a unit. */
  readonly also?: { readonly path: string; readonly name: string };
};

export type SearchSection = {
  readonly key: string;
  readonly name: string;
  readonly rows: readonly SearchRow[];
  /** How many there are, in words: `12 件`, `200 件以上`. */
  readonly count: string;
  /** The page that lists all of them; null where all are shown. */
  readonly more: string | null;
};

/** What was found, as sections in the order in which people look for it; empty ones are left out. */
export function searchSections(
  found: Found,
  handbook: Hits<HandbookHit>,
  actor: Actor,
  now: number,
): SearchSection[] {
  const { q } = found;
  const all = queueUrl({ tab: 'all', q });
  const order = (row: OrderSummary): SearchRow => ({
    path: `/orders/${encodeURIComponent(row.id)}`,
    title: row.number,
    about: [
      STATE_NAMES[row.state],
      row.issueType.name,
      row.leadUnit.name,
      shortTime(row.receivedAt, now),
    ].join('，'),
    text: row.excerpt,
  });
  const figuresOf = (query: string) =>
    actor.unit === null ? { also: { path: `/figures?${query}`, name: '统计' } } : {};
  const sections = [
    section('numbers', '编号相符的工单', '件', found.numbered, order, null),
    section('phones', '来电号码相符的工单', '件', found.phoned, order, all),
    section('orders', '内容相符的工单', '件', found.said, order, all),
    section(
      'knowledge',
      '知识',
      '条',
      found.entries,
      ({ id, title, kind, inForce }) => ({
        path: entryPath(id),
        title,
        about: [KIND[kind], inForce ? '' : '尚未核准'].filter(Boolean).join('，'),
        text: '',
      }),
      `/knowledge?${new URLSearchParams({ q })}`,
    ),
    section(
      'articles',
      '条文',
      '条',
      found.articles,
      ({ law, article, text, inForce }) => ({
        path: articlePath(law, article),
        title: `《${law}》${article}`,
        about: inForce ? '' : '今天不在施行',
        text,
      }),
      `/ask?${new URLSearchParams({ q })}`,
    ),
    section(
      'laws',
      '法规',
      '部',
      found.laws,
      ({ title, inForce, articles }) => ({
        path: lawPath(title),
        title: `《${title}》`,
        about: inForce === null ? '今天没有施行的文本' : `${articles} 条`,
        text: '',
      }),
      `/knowledge/laws?${new URLSearchParams({ q })}`,
    ),
    section(
      'types',
      '问题分类',
      '类',
      found.types,
      ({ code, name, isGroup }) => ({
        path: queueUrl({ tab: 'all', issueType: code }),
        title: `${code} ${name}`,
        about: isGroup ? '大类的工单' : '这一类的工单',
        text: '',
        ...figuresOf(new URLSearchParams({ by: 'unit', issueType: code }).toString()),
      }),
      null,
    ),
    section(
      'units',
      '单位',
      '个',
      found.units,
      ({ code, name }) => ({
        path: queueUrl({ tab: 'all', unit: code }),
        title: name,
        about: `${code}，承办的工单`,
        text: '',
        ...figuresOf(new URLSearchParams({ by: 'issueType', unit: code }).toString()),
      }),
      null,
    ),
    section(
      'subjects',
      '被反映主体',
      '个',
      found.subjects,
      ({ name, orders }) => ({
        path: `/subjects/${encodeURIComponent(name)}`,
        title: name,
        about: `${orders} 件工单`,
        text: '',
      }),
      queueUrl({ tab: 'all', subject: q }),
    ),
    section(
      'rulings',
      '裁定',
      '项',
      found.rulings,
      ({ id, issueTypeName, unitName, reason }) => ({
        path: `/rulings#${encodeURIComponent(id)}`,
        title: id,
        about: `${issueTypeName}，${unitName}`,
        text: reason,
      }),
      '/rulings',
    ),
    section(
      'handbook',
      '手册',
      '节',
      handbook,
      ({ chapter, section: { id, title } }) => ({
        path: `/handbook#${id}`,
        title,
        about: chapter.title,
        text: '',
      }),
      `/handbook?${new URLSearchParams({ q })}`,
    ),
  ];
  return sections.filter((one) => one !== null);
}

function section<T>(
  key: string,
  name: string,
  counter: string,
  hits: Hits<T> | null,
  rowOf: (hit: T) => SearchRow,
  more: string | null,
): SearchSection | null {
  if (hits === null || hits.rows.length === 0) return null;
  const { rows, total, isMore } = hits;
  return {
    key,
    name,
    rows: rows.map(rowOf),
    count: `${total} ${counter}${isMore ? '以上' : ''}`,
    more: isMore || total > rows.length ? more : null,
  };
}
