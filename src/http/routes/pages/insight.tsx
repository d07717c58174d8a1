import type { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { mayDo, scopeOf } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { SubjectPage } from '../../../web/pages/subject.tsx';
import { TopicPage } from '../../../web/pages/topic.tsx';
import { TopicsPage } from '../../../web/pages/topics.tsx';
import { TasksPage, WarningsPage } from '../../../web/pages/warnings.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { localPath } from '../../local-path.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { validationError } from '../../validation.ts';
import {
  actInput,
  decisionInput,
  taskEndInput,
  taskInput,
  tasksQuery,
  topicsQuery,
  warningsQuery,
} from '../../insight-schemas.ts';
import { insightOf } from '../insight.ts';
import { filled } from '../rota.ts';
import { MOVE_STAYS } from './endings.tsx';

/** What was just done, as the address names it. */
const DONE: Readonly<Record<string, string>> = {
  confirmed: '预警已确认。',
  dismissed: '预警已排除。',
  tasked: '主动办理任务已派出。',
  done: '任务已办结。',
  cancelled: '任务已撤销。',
  act: '已登记。',
};

/** Topics, warnings, tasks, histories. Every act is a form that leads back. */
export function insightPages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();

  /** The page at an address, with why something was refused. */
  async function show(c: Ctx, at: URL, error?: string): Promise<JSX.Element | null> {
    const actor = actorOf(c);
    const { done, ...given } = Object.fromEntries(at.searchParams);
    const frame = { ...frameOf(c, deps), here: `${at.pathname}${queryOf(given)}` };
    const said = { done: error === undefined ? DONE[done ?? ''] : undefined, error };
    const insight = insightOf(services);
    const [, home = '', rest = ''] = /^\/(\w+)(?:\/(.+))?$/.exec(at.pathname) ?? [];
    if (home === 'topics' && /^\d{1,15}$/.test(rest)) {
      const topic = await insight.topic(actor, Number(rest));
      const may = mayDo(actor, 'warning.decide');
      return <TopicPage frame={frame} profile={profile} topic={topic} may={may} {...said} />;
    }
    if (home === 'subjects' && rest !== '') {
      const history = await insight.subject(actor, decodeURIComponent(rest));
      return <SubjectPage frame={frame} history={history} may={mayDo(actor, 'subject.act')} {...said} />;
    }
    if (rest !== '') return null;
    if (home === 'topics') {
      const query = filled(valid(topicsQuery, withoutEmpty(given), 'query'));
      const topics = await insight.topics(actor, query);
      const chronic = await insight.chronic(actor);
      return <TopicsPage frame={frame} profile={profile} query={query} topics={topics} chronic={chronic} />;
    }
    if (home === 'warnings') {
      const query = filled(valid(warningsQuery, withoutEmpty(given), 'query'));
      const warnings = await insight.warnings(actor, query);
      const may = mayDo(actor, 'warning.decide');
      return (
        <WarningsPage frame={frame} profile={profile} query={query} warnings={warnings} may={may} {...said} />
      );
    }
    if (home !== 'tasks') return null;
    const query = filled(valid(tasksQuery, withoutEmpty(given), 'query'));
    const tasks = await insight.tasks(actor, query);
    const chooses = scopeOf(actor, 'topic.read').unit === null;
    const may = mayDo(actor, 'task.end');
    return (
      <TasksPage
        frame={frame}
        profile={profile}
        query={query}
        tasks={tasks}
        chooses={chooses}
        may={may}
        {...said}
      />
    );
  }

  /** Does what a form asks for, then leads back; a refusal shows the page again and says why. */
  async function act(
    c: Ctx,
    home: string,
    run: (form: Readonly<Record<string, string>>) => Promise<string>,
  ): Promise<Response> {
    const { _csrf, back, ...rest } = await c.req.parseBody();
    const path = localPath(back);
    const to = new URL(MINE.test(path) ? path : home, 'http://localhost');
    to.searchParams.delete('done');
    try {
      to.searchParams.set('done', await run(withoutEmpty(rest)));
    } catch (error) {
      if (!(error instanceof AppError) || !MOVE_STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      const page =
        (await show(c, to, message)) ?? (await show(c, new URL(home, 'http://localhost'), message));
      if (page === null) throw error;
      return renderPage(c, page, status);
    }
    return c.redirect(`${to.pathname}${to.search}`, 303);
  }

  for (const path of ['/topics', '/topics/:id', '/warnings', '/tasks', '/subjects/:name']) {
    app.get(path, requireSession, async (c) => {
      const page = await show(c, new URL(c.req.url));
      if (page === null) throw new AppError('not_found', { what: '这个页面' });
      return renderPage(c, page);
    });
  }

  app.post('/warnings/:id{[0-9]+}/decide', requireSession, (c) =>
    act(c, '/warnings', async (form) => {
      const { version, ...decision } = valid(
        decisionInput,
        { ...form, version: Number(form['version']) },
        'form',
      );
      const { state, reason = '' } = decision;
      await insightOf(services).decide(actorOf(c), Number(c.req.param('id')), version, { state, reason });
      return state;
    }),
  );
  app.post('/warnings/:id{[0-9]+}/tasks', requireSession, (c) =>
    act(c, '/warnings', async (form) => {
      const { version, ...task } = valid(taskInput, { ...form, version: Number(form['version']) }, 'form');
      await insightOf(services).task(actorOf(c), Number(c.req.param('id')), version, filled(task));
      return 'tasked';
    }),
  );
  app.post('/tasks/:id/end', requireSession, (c) =>
    act(c, '/tasks', async (form) => {
      const end = valid(taskEndInput, form, 'form');
      await insightOf(services).endTask(actorOf(c), c.req.param('id'), end);
      return end.state;
    }),
  );
  app.post('/subjects/:name/acts', requireSession, (c) =>
    act(c, `/subjects/${encodeURIComponent(c.req.param('name'))}`, async (form) => {
      await insightOf(services).addAct(actorOf(c), c.req.param('name'), valid(actInput, form, 'form'));
      return 'act';
    }),
  );
  return app;
}

/** Pages that forms may lead back to. */
const MINE = /^\/(?:topics|warnings|tasks|subjects)(?:\/|\?|$)/;

function queryOf(given: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(given).toString();
  return query === '' ? '' : `?${query}`;
}

function withoutEmpty(form: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [],
    ),
  );
}

function valid<T extends z.ZodType>(schema: T, value: unknown, where: 'form' | 'query'): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error.issues, value, where);
  return parsed.data;
}
