import { Hono } from 'hono';
import type { z } from 'zod';
import { mayDo, scopeOf } from '../../../app/rights.ts';
import type { Replay } from '../../../app/scores/score-types.ts';
import { AppError } from '../../../kernel/errors.ts';
import { isoDay } from '../../../web/format.ts';
import type { KeptScore } from '../../../web/components/score-parts.tsx';
import { ScoreLedgerPage } from '../../../web/pages/score-ledger.tsx';
import { ScoreReplayPage } from '../../../web/pages/score-replay.tsx';
import { ScoresPage } from '../../../web/pages/scores.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { localPath } from '../../local-path.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';
import {
  appealDecision,
  appealInput,
  approvalInput,
  recordInput,
  replayInput,
  settleInput,
} from '../../score-schemas.ts';
import { validationError } from '../../validation.ts';
import { scoringOf } from '../scores.ts';

/** What was just done, as the address names it. */
const DONE: Readonly<Record<string, string>> = {
  recorded: '已登记。',
  approve: '已批准，计入记分。',
  refused: '没有批准，不计分。',
  appealed: '申诉已提交，待复核。',
  grant: '申诉成立，这一条不计。',
  refuse: '申诉不成立，这一条照计。',
  settled: '已结算。',
};
/** Refusals that show the page again with what was typed. */
const STAYS = new Set<AppError['code']>([
  'bad_field',
  'bad_request',
  'missing_field',
  'unknown_field',
  'conflict',
  'not_found',
  'database_busy',
]);

type Shown = { readonly error?: string; readonly kept?: KeptScore };

/** 记分: years by unit, ledgers, forms, replay. Every act is a form that leads back. */
export function scorePages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();
  const thisYear = (): number => Number(isoDay(clock.now()).slice(0, 4));
  const numberIn = (text: string | null, otherwise: number): number =>
    text === null || text === '' ? otherwise : Number(text);

  /** The page at an address. */
  async function show(c: Ctx, at: URL, { error, kept = {} }: Shown = {}) {
    const actor = actorOf(c);
    const scoring = scoringOf(services);
    const year = numberIn(at.searchParams.get('year'), thisYear());
    const done = error === undefined ? DONE[at.searchParams.get('done') ?? ''] : undefined;
    const own = scopeOf(actor, 'score.read').unit;
    const unit = /^\/scores\/unit\/([^/]+)$/.exec(at.pathname)?.[1];
    if (unit !== undefined) {
      const page = numberIn(at.searchParams.get('page'), 1);
      const made = await scoring.ledger(actor, decodeURIComponent(unit), year, page);
      const frame = {
        ...frameOf(c, deps),
        here: `${at.pathname}?year=${year}${page === 1 ? '' : `&page=${page}`}`,
      };
      return <ScoreLedgerPage frame={frame} made={made} kept={kept} done={done} error={error} />;
    }
    const made = await scoring.year(actor, year);
    const appeals = await scoring.appeals(actor, own === null ? 'pending' : undefined);
    const pending = mayDo(actor, 'score.approve') ? await scoring.pending(actor) : null;
    const frame = { ...frameOf(c, deps), here: `/scores?year=${year}` };
    const may = {
      record: mayDo(actor, 'score.record'),
      settle: mayDo(actor, 'score.settle'),
      replay: own === null,
    };
    return (
      <ScoresPage
        frame={frame}
        profile={profile}
        made={made}
        appeals={appeals}
        pending={pending}
        may={may}
        kept={kept}
        done={done}
        error={error}
      />
    );
  }

  /** Does what a form asks for, then leads back; a refusal shows the page again and says why. */
  async function act(c: Ctx, run: (form: Readonly<Record<string, string>>) => Promise<string>) {
    const form = textsOf(await c.req.parseBody());
    const path = localPath(form['back']);
    const to = new URL(MINE.test(path) ? path : '/scores', 'http://localhost');
    to.searchParams.delete('done');
    const { _csrf: _, back: __, ...rest } = form;
    try {
      to.searchParams.set('done', await run(rest));
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, await show(c, to, { error: message, kept: rest }), status);
    }
    return c.redirect(`${to.pathname}${to.search}`, 303);
  }

  for (const path of ['/scores', '/scores/unit/:unit'])
    app.get(path, requireSession, async (c) => renderPage(c, await show(c, new URL(c.req.url))));

  app.post('/scores/records', requireSession, (c) =>
    act(c, async (form) => {
      await scoringOf(services).record(actorOf(c), valid(recordInput, form));
      return 'recorded';
    }),
  );
  app.post('/scores/records/:id/decide', requireSession, (c) =>
    act(c, async ({ act: which, ...form }) => {
      const decision = valid(approvalInput, { ...form, approve: which === 'approve' });
      await scoringOf(services).approve(actorOf(c), c.req.param('id'), decision);
      return decision.approve ? 'approve' : 'refused';
    }),
  );
  app.post('/scores/appeals', requireSession, (c) =>
    act(c, async (form) => {
      const asked = valid(appealInput, { ...form, year: Number(form['year']) });
      await scoringOf(services).appeal(actorOf(c), asked);
      return 'appealed';
    }),
  );
  app.post('/scores/appeals/:id/decide', requireSession, (c) =>
    act(c, async ({ act: which, ...form }) => {
      const decision = valid(appealDecision, { ...form, grant: which === 'grant' });
      await scoringOf(services).decide(actorOf(c), c.req.param('id'), decision);
      return decision.grant ? 'grant' : 'refuse';
    }),
  );
  app.post('/scores/settle', requireSession, (c) =>
    act(c, async ({ year, sure }) => {
      if (sure !== 'yes') throw new AppError('missing_field', { where: '结算：', field: 'sure' });
      await scoringOf(services).settle(actorOf(c), valid(settleInput, { year: Number(year) }).year);
      return 'settled';
    }),
  );

  const replayPage = (c: Ctx, kept: KeptScore, made: Replay | null, error?: string) => (
    <ScoreReplayPage frame={{ ...frameOf(c, deps), here: '/scores' }} kept={kept} made={made} error={error} />
  );
  app.get('/scores/replay', requireSession, (c) => {
    if (scopeOf(actorOf(c), 'score.read').unit !== null)
      throw new AppError('forbidden', { reason: '重算要看全部单位的记分' });
    const year = numberIn(c.req.query('year') ?? null, thisYear());
    return renderPage(c, replayPage(c, { from: `${year}-01-01`, to: `${year + 1}-01-01` }, null));
  });
  app.post('/scores/replay', requireSession, async (c) => {
    const body = await c.req.parseBody();
    const file = body['file'];
    const { from = '', to = '', ...texts } = textsOf(body);
    // An empty file field of a browser is a file without a name and bytes.
    const draft = file instanceof File && file.size > 0 ? await file.text() : (texts['draft'] ?? '');
    const kept = { from, to, draft };
    try {
      return renderPage(
        c,
        replayPage(c, kept, await scoringOf(services).replay(actorOf(c), valid(replayInput, kept))),
      );
    } catch (error) {
      if (!(error instanceof AppError) || !STAYS.has(error.code)) throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, replayPage(c, kept, null, message), status);
    }
  });
  return app;
}

/** Pages that forms may lead back to. */
const MINE = /^\/scores(?:\?|$|\/unit\/)/;

/** Fields with something in them; line ends as they are kept. */
const textsOf = (form: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.replaceAll('\r\n', '\n')]] : [],
    ),
  );

function valid<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw validationError(parsed.error.issues, value, 'form');
  return parsed.data;
}
