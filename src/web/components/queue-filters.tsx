import { CHANNELS, URGENCY } from '../labels.ts';
import { hasFilter, MORE_FILTERS, queueUrl, type QueueQuery } from '../queue-query.ts';
import { streetsOf, type ProfileView } from '../view.ts';
import { Select, TypeSelect, UnitSelect } from './select.tsx';

const named = (value: string) => ({ value, name: value });
const pairs = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, name]) => ({ value, name }));

/** The filter form of the queue: a plain GET, so that every view has an address. */
export function QueueFilters({ query, profile }: { query: QueueQuery; profile: ProfileView }) {
  return (
    <form method="get" action="/" class="filters" role="search" aria-label="筛选工单">
      <input type="hidden" name="tab" value={query.tab} />
      <div class="field grow">
        <label for="f-q">关键词</label>
        <input
          id="f-q"
          name="q"
          type="search"
          maxlength={100}
          placeholder="内容、单号或电话尾号"
          value={query.q ?? ''}
          aria-keyshortcuts="/"
        />
      </div>
      <Select
        id="f-urgency"
        name="urgency"
        label="紧急程度"
        value={query.urgency}
        empty="不限"
        options={pairs(URGENCY)}
      />
      <Select
        id="f-kind"
        name="demandKind"
        label="诉求种类"
        value={query.demandKind}
        empty="不限"
        options={profile.demandKinds.map(named)}
      />
      <TypeSelect
        id="f-type"
        label="问题分类"
        value={query.issueType}
        empty="不限"
        profile={profile}
        groups
      />
      <UnitSelect id="f-unit" label="承办单位" value={query.unit} empty="不限" profile={profile} />
      <Select
        id="f-street"
        name="street"
        label="街道"
        value={query.street}
        empty="不限"
        options={streetsOf(profile).map(named)}
      />
      <Select
        id="f-channel"
        name="channel"
        label="渠道"
        value={query.channel}
        empty="不限"
        options={pairs(CHANNELS)}
      />
      <div class="field">
        <label for="f-from">受理日期从</label>
        <input id="f-from" name="from" type="date" value={query.from ?? ''} />
      </div>
      <div class="field">
        <label for="f-to">到</label>
        <input id="f-to" name="to" type="date" value={query.to ?? ''} />
      </div>
      <div class="filter-actions">
        <button type="submit" class="primary">
          筛选
        </button>
        {hasFilter(query) ? (
          <a class="button" href={queueUrl({ tab: query.tab })}>
            清除
          </a>
        ) : null}
      </div>
      <MoreFilters query={query} />
    </form>
  );
}

/** Who called, what about, and by when: open where one of them is in use. */
function MoreFilters({ query }: { query: QueueQuery }) {
  const word = (
    name: 'caller' | 'phone' | 'subject' | 'product' | 'demand' | 'community' | 'number' | 'person',
    label: string,
  ) => (
    <div class="field">
      <label for={`f-${name}`}>{label}</label>
      <input id={`f-${name}`} name={name} maxlength={64} autocomplete="off" value={query[name] ?? ''} />
    </div>
  );
  return (
    <details class="more-filters" open={MORE_FILTERS.some((name) => query[name] !== undefined)}>
      <summary>更多条件</summary>
      <div class="filters">
        {word('caller', '来电人')}
        {word('phone', '电话或尾号')}
        {word('subject', '被反映主体')}
        {word('product', '商品或服务')}
        {word('demand', '请求')}
        {word('community', '社区')}
        {word('number', '工单编号')}
        {word('person', '责任人')}
        <div class="field">
          <label for="f-due-from">时限从</label>
          <input id="f-due-from" name="dueFrom" type="date" value={query.dueFrom ?? ''} />
        </div>
        <div class="field">
          <label for="f-due-to">到</label>
          <input id="f-due-to" name="dueTo" type="date" value={query.dueTo ?? ''} />
        </div>
        <Select
          id="f-late"
          name="late"
          label="超期"
          value={query.late}
          empty="不限"
          options={[{ value: 'true', name: '已超期' }]}
        />
        <Select
          id="f-action"
          name="action"
          label="派单方式"
          value={query.action}
          empty="不限"
          options={[
            { value: 'dispatch', name: '自动派单' },
            { value: 'review', name: '人工派单' },
          ]}
        />
        <Select
          id="f-supervised"
          name="supervised"
          label="督办"
          value={query.supervised}
          empty="不限"
          options={[{ value: 'true', name: '督办过' }]}
        />
        <Select
          id="f-verdict"
          name="verdict"
          label="回访结果"
          value={query.verdict}
          empty="不限"
          options={[{ value: 'bothNo', name: '双否' }]}
        />
      </div>
    </details>
  );
}
