import type { Task, Warning } from '../../app/insight/insight-types.ts';
import type { Page } from '../../app/types.ts';
import { keysOf } from '../../kernel/keys.ts';
import { Paging, Tasks, Warnings } from '../components/insight-parts.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { Select, UnitSelect } from '../components/select.tsx';
import { TASK_STATE, WARNING_KIND, WARNING_STATE } from '../../kernel/warning-words.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

const optionsOf = <T extends string>(names: Readonly<Record<T, string>>) =>
  keysOf(names).map((value) => ({ value, name: names[value] }));

function urlOf(path: string, query: Readonly<Record<string, string | undefined>>, page: number): string {
  const parts = Object.entries(query).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, value]],
  );
  return `${path}?${new URLSearchParams([...parts, ['page', String(page)]])}`;
}

/** Early warnings, those that wait for somebody first. */
export function WarningsPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: { readonly state?: string | undefined; readonly kind?: string | undefined };
  warnings: Page<Warning>;
  may: boolean;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, query, warnings, may, done, error } = props;
  return (
    <Layout frame={frame} title="预警">
      <div class="panel-head">
        <h1>
          预警 <HandbookLink to="warnings" what="预警" />
        </h1>
        <a href="/tasks">主动办理任务</a>
      </div>
      <Said done={done} error={error} />
      <form method="get" action="/warnings" class="filters" aria-label="筛选预警">
        <Select
          id="f-state"
          name="state"
          label="状态"
          value={query.state}
          empty="全部"
          options={optionsOf(WARNING_STATE)}
        />
        <Select
          id="f-kind"
          name="kind"
          label="类别"
          value={query.kind}
          empty="全部"
          options={optionsOf(WARNING_KIND)}
        />
        <div class="filter-actions">
          <button type="submit" class="primary">
            筛选
          </button>
        </div>
      </form>
      {warnings.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有预警。</p>
        </div>
      ) : (
        <Warnings
          frame={frame}
          profile={profile}
          warnings={warnings.rows}
          may={may}
          caption={`共 ${warnings.total} 条，待研判的在前`}
        />
      )}
      <Paging {...warnings} url={(page) => urlOf('/warnings', query, page)} />
    </Layout>
  );
}

/** Tasks of acting before complaints come. */
export function TasksPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: { readonly state?: string | undefined; readonly unit?: string | undefined };
  tasks: Page<Task>;
  /** Whether the person sees other units' too. */
  chooses: boolean;
  may: boolean;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, query, tasks, chooses, may, done, error } = props;
  return (
    <Layout frame={frame} title="主动办理任务">
      <h1>主动办理任务</h1>
      <p class="muted">未诉先办：由预警派给承办单位，在更多人来电之前办。</p>
      <Said done={done} error={error} />
      <form method="get" action="/tasks" class="filters" aria-label="筛选任务">
        <Select
          id="f-state"
          name="state"
          label="状态"
          value={query.state}
          empty="全部"
          options={optionsOf(TASK_STATE)}
        />
        {chooses ? (
          <UnitSelect id="f-unit" label="承办单位" value={query.unit} empty="全部" profile={profile} />
        ) : null}
        <div class="filter-actions">
          <button type="submit" class="primary">
            筛选
          </button>
        </div>
      </form>
      {tasks.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有任务。</p>
        </div>
      ) : (
        <Tasks
          frame={frame}
          tasks={tasks.rows}
          may={may}
          mayCancel={chooses}
          caption={`共 ${tasks.total} 项，未办结的在前`}
        />
      )}
      <Paging {...tasks} url={(page) => urlOf('/tasks', query, page)} />
    </Layout>
  );
}
