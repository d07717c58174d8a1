import { Hono } from 'hono';
import { z } from 'zod';
import { mayDo, scopeOf } from '../../../app/rights.ts';
import { AppError } from '../../../kernel/errors.ts';
import { keysOf } from '../../../kernel/keys.ts';
import { REPORT_KIND } from '../../../kernel/report-words.ts';
import type { ReportKind } from '../../../kernel/report-words.ts';
import { isoDay } from '../../../web/format.ts';
import { FinalPage, ReportPage } from '../../../web/pages/report.tsx';
import { ReportsPage } from '../../../web/pages/reports.tsx';
import type { ReportForm } from '../../../web/pages/reports.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import { downloadReport } from '../../report-files.tsx';
import { askedOf, reportKind, reportServices } from '../../report-query.ts';

const DAY_MS = 86_400_000;
const taken = z.enum(['html', 'docx']);

/** 报表: choosing one, the sheet for the printer, what was finished. */
export function reportPages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();

  /** Dates that lie near: today's brief, last month, last year. */
  function dates(): Record<ReportKind, string> {
    const today = isoDay(clock.now());
    const lastMonth = isoDay(Date.parse(`${today.slice(0, 7)}-01`) - DAY_MS).slice(0, 7);
    return {
      daily: today,
      monthly: lastMonth,
      leader: today,
      meeting: today,
      annual: today.slice(0, 4),
    };
  }

  const formOf = (given: (name: string) => string): ReportForm => {
    const kind = reportKind.safeParse(given('kind')).data ?? 'daily';
    return { kind, date: given('date') || dates()[kind], unit: given('unit') };
  };

  async function list(
    c: Ctx,
    form: ReportForm,
    more: Pick<Parameters<typeof ReportsPage>[0], 'refused' | 'error'> = {},
  ) {
    const actor = actorOf(c);
    const { unit } = scopeOf(actor, 'report.read');
    const page = Number(c.req.query('page') ?? 1);
    return (
      <ReportsPage
        frame={{ ...frameOf(c, deps), here: '/reports' }}
        profile={profile}
        form={form}
        kinds={keysOf(REPORT_KIND).filter(
          (kind) => unit === null || (kind !== 'leader' && kind !== 'meeting'),
        )}
        dates={dates()}
        choosesUnit={unit === null}
        finals={await reportServices(services).finals(actor, page)}
        {...more}
      />
    );
  }

  /** Shows the form again where what was typed makes no report. */
  async function orAgain(c: Ctx, form: ReportForm, run: () => Promise<Response>): Promise<Response> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_field') throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, await list(c, form, { error: message }), status);
    }
  }

  app.get('/reports', requireSession, async (c) =>
    renderPage(
      c,
      await list(
        c,
        formOf((name) => c.req.query(name)?.trim() ?? ''),
      ),
    ),
  );

  app.get('/reports/view', requireSession, (c) => {
    const form = formOf((name) => c.req.query(name)?.trim() ?? '');
    return orAgain(c, form, async () => {
      const actor = actorOf(c);
      const made = await reportServices(services).make(actor, askedOf(form), '网页');
      if (!made.ok) return renderPage(c, await list(c, form, { refused: made }), 409);
      const { kind, date, unit } = form;
      return renderPage(
        c,
        <ReportPage
          frame={frameOf(c, deps)}
          report={made.report}
          mark={made.mark}
          file={`/reports/file?${new URLSearchParams({ kind, date, unit }).toString()}`}
          finishes={mayDo(actor, 'report.finish')}
        />,
      );
    });
  });

  app.get('/reports/file', requireSession, (c) => {
    const form = formOf((name) => c.req.query(name)?.trim() ?? '');
    return orAgain(c, form, async () => {
      const format = formatIn(c);
      const made = await reportServices(services).make(actorOf(c), askedOf(form), format);
      if (!made.ok) return renderPage(c, await list(c, form, { refused: made }), 409);
      return downloadReport(c, made.report, made.mark, format);
    });
  });

  app.post('/reports/final', requireSession, async (c) => {
    const body = await c.req.parseBody();
    const form = formOf((name) => (typeof body[name] === 'string' ? body[name].trim() : ''));
    return orAgain(c, form, async () => {
      const made = await reportServices(services).finish(actorOf(c), askedOf(form));
      if (!made.ok) return renderPage(c, await list(c, form, { refused: made }), 409);
      return c.redirect(`/reports/finals/${made.final.id}?done=finished`, 303);
    });
  });

  app.get('/reports/finals/:id', requireSession, async (c) => {
    const made = await reportServices(services).final(actorOf(c), c.req.param('id'), '网页');
    const done = c.req.query('done') === 'finished' ? '已定稿，此后不再改动。' : undefined;
    return renderPage(c, <FinalPage frame={frameOf(c, deps)} made={made} done={done} />);
  });

  app.get('/reports/finals/:id/file', requireSession, async (c) => {
    const format = formatIn(c);
    const { report, mark } = await reportServices(services).final(actorOf(c), c.req.param('id'), format);
    return downloadReport(c, report, mark, format);
  });

  return app;
}

/** Throws `bad_field`. */
function formatIn(c: Ctx): 'html' | 'docx' {
  const format = taken.safeParse(c.req.query('format'));
  if (!format.success)
    throw new AppError('bad_field', { where: '报表：', field: 'format', reason: '须为 html 或 docx' });
  return format.data;
}
