import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { mayDo, scopeOf } from '../../../app/rights.ts';
import type { RuleFault } from '../../../app/knowledge/rule-care-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { KnowledgeRuleEditorPage } from '../../../web/pages/knowledge-rule-editor.tsx';
import { KnowledgeRulePage, type Tried } from '../../../web/pages/knowledge-rule.tsx';
import { KnowledgeRulesPage } from '../../../web/pages/knowledge-rules.tsx';
import { EMPTY_RULE, ruleForm, type RuleForm } from '../../../web/rule-form.ts';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { reshaped, ruleMadeOf, typedRule } from '../../rule-form.ts';
import { editRuleSchema, ruleDraftOf } from '../../rule-schemas.ts';
import { validationError } from '../../validation.ts';
import { ruleServices } from '../rules.ts';
import { doneOf, STAYS, submittedFor } from './knowledge.tsx';

const pathOf = (id: string): string => `/knowledge/rules/${encodeURIComponent(id)}`;

/** Decision tables: list, one rule, trying a text, editing and deciding; plain forms throughout. */
export function rulePages(deps: Deps) {
  const { services, profile } = deps;
  const app = new Hono<AppEnv>();
  const care = () => ruleServices(services);

  app.get('/knowledge/rules', requireSession, async (c) => {
    const actor = actorOf(c);
    const q = (c.req.query('q') ?? '').slice(0, 200);
    return renderPage(
      c,
      <KnowledgeRulesPage
        frame={frameOf(c, deps)}
        profile={profile}
        q={q}
        rules={await care().list(actor, q)}
        submitted={await submittedFor(c, deps)}
        mayEdit={mayDo(actor, 'rule.edit')}
        done={doneOf(c)}
      />,
    );
  });

  async function editor(
    c: Ctx,
    id: string | null,
    form: RuleForm,
    extra: { faults?: readonly RuleFault[] | null; error?: string } = {},
    status: ContentfulStatusCode = 200,
  ) {
    const { faults = null, ...said } = extra;
    return renderPage(
      c,
      <KnowledgeRuleEditorPage
        frame={frameOf(c, deps)}
        id={id}
        form={form}
        facts={care().facts}
        submitted={await submittedFor(c, deps)}
        faults={faults}
        {...said}
      />,
      status,
    );
  }

  async function save(c: Ctx, id: string | null) {
    const actor = actorOf(c);
    scopeOf(actor, 'rule.edit');
    const body = await c.req.parseBody({ all: true });
    const typed = typedRule(body);
    const form = id === null ? typed : { ...typed, id };
    const other = reshaped(form, body, care().facts);
    if (other !== null) return editor(c, id, other);
    const { value, faults } = ruleMadeOf(form, care().facts);
    if (faults.length > 0) return editor(c, id, form, { faults }, 400);
    try {
      const parsed = editRuleSchema.safeParse(value);
      if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
      const { base, ...made } = parsed.data;
      if (body['act'] !== 'save')
        return editor(c, id, form, { faults: await care().check(actor, made.table) });
      const { summary } = await care().save(actor, ruleDraftOf(made, id === null ? undefined : { id, base }));
      return c.redirect(`${pathOf(summary.id)}?done=submitted`, 303);
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message, details } = problemOf(error);
      return editor(c, id, form, { ...rowFaults(details['faults']), error: message }, status);
    }
  }

  app.get('/knowledge/rules/new', requireSession, (c) => {
    scopeOf(actorOf(c), 'rule.edit');
    return editor(c, null, EMPTY_RULE);
  });
  app.post('/knowledge/rules/new', requireSession, (c) => save(c, null));
  app.get('/knowledge/rules/:id/edit', requireSession, async (c) => {
    scopeOf(actorOf(c), 'rule.edit');
    const id = c.req.param('id');
    return editor(c, id, ruleForm(await care().get(actorOf(c), id)));
  });
  app.post('/knowledge/rules/:id/edit', requireSession, (c) => save(c, c.req.param('id')));

  async function rule(
    c: Ctx,
    id: string,
    extra: { tried?: Tried; error?: string } = {},
    status: ContentfulStatusCode = 200,
  ) {
    return renderPage(
      c,
      <KnowledgeRulePage
        frame={{ ...frameOf(c, deps), here: pathOf(id) }}
        profile={profile}
        detail={await care().get(actorOf(c), id)}
        submitted={await submittedFor(c, deps)}
        asTable={c.req.query('view') === 'table'}
        done={extra.error === undefined ? doneOf(c) : undefined}
        {...extra}
      />,
      status,
    );
  }

  app.get('/knowledge/rules/:id', requireSession, (c) => rule(c, c.req.param('id')));

  // What a citizen says does not belong into an address.
  app.post('/knowledge/rules/:id/try', requireSession, async (c) => {
    const id = c.req.param('id');
    const { text: given } = await c.req.parseBody();
    const text = typeof given === 'string' ? given.replaceAll('\r\n', '\n') : '';
    try {
      return await rule(c, id, { tried: { text, result: await care().try(actorOf(c), id, text) } });
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return rule(c, id, { tried: { text, result: null }, error: message }, status);
    }
  });

  app.post('/knowledge/rules/:id/act', requireSession, async (c) => {
    const actor = actorOf(c);
    const id = c.req.param('id');
    const body = await c.req.parseBody();
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const version = Number(text('version'));
    const back = (done: string) => c.redirect(`${pathOf(id)}?done=${done}`, 303);
    try {
      switch (text('act')) {
        case 'approve':
          await care().approve(actor, id, version, text('reason'));
          return back('approved');
        case 'return':
          await care().sendBack(actor, id, version, text('reason'));
          return back('returned');
        case 'withdraw':
          await care().withdraw(actor, id, text('reason'));
          return back('withdrawn');
        case 'remove':
          if (text('sure') !== 'yes') throw new AppError('bad_request', { reason: '删除须先勾选确认' });
          await care().remove(actor, id);
          return c.redirect('/knowledge/rules?done=removed', 303);
        default:
          throw new AppError('bad_request', { reason: '没有这种操作' });
      }
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return rule(c, id, { error: message }, status);
    }
  });
  return app;
}

/** The faults of a refused table, where there are any of its lines. */
function rowFaults(given: unknown): { readonly faults?: readonly RuleFault[] } {
  if (!Array.isArray(given)) return {};
  const faults = given.filter(
    (fault): fault is RuleFault => typeof fault === 'object' && fault !== null && 'row' in fault,
  );
  return faults.length === 0 ? {} : { faults };
}
