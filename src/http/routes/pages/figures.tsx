import { Hono } from 'hono';
import { z } from 'zod';
import { COUNTER_NAMES, LEFT_OUT_NAMES, RATE_NAMES } from '../../../kernel/case-words.ts';
import { AppError } from '../../../kernel/errors.ts';
import { isoDay } from '../../../web/format.ts';
import { FigureCasesPage } from '../../../web/pages/figure-cases.tsx';
import { FiguresPage, GROUPINGS } from '../../../web/pages/figures.tsx';
import type { FigureQuery } from '../../../web/pages/figures.tsx';
import { actorOf, type AppEnv, type Ctx, type Deps } from '../../context.ts';
import { problemOf } from '../../errors.ts';
import { figureServices, partOfQuery, partQuery, scopeOfQuery } from '../../figure-query.ts';
import { requireSession } from '../../middleware/auth.ts';
import { frameOf, renderPage } from '../../render.tsx';

const DAY_MS = 86_400_000;
/** Days that figures are about unless others are asked for. */
const DAYS = 30;
const CASES = 50;

/** 统计: rates by unit, type, street and time, and the orders behind each figure. */
export function figurePages(deps: Deps) {
  const { services, profile, clock } = deps;
  const app = new Hono<AppEnv>();

  function queryOf(c: Ctx): FigureQuery {
    const now = clock.now();
    const given = (name: string): string => c.req.query(name)?.trim() ?? '';
    return {
      from: given('from') || isoDay(now - (DAYS - 1) * DAY_MS),
      to: given('to') || isoDay(now + DAY_MS),
      by: c.req.query('by') === undefined ? 'unit' : given('by'),
      unit: given('unit'),
      issueType: given('issueType'),
      street: given('street'),
    };
  }

  const streets = [
    ...new Set(profile.units.flatMap(({ kind, street }) => (kind === 'street' && street ? [street] : []))),
  ];

  app.get('/figures', requireSession, async (c) => {
    const query = queryOf(c);
    const frame = { ...frameOf(c, deps), here: '/figures' };
    const by = GROUPINGS.find(({ value }) => value === query.by)?.value ?? 'none';
    const asked = Number(c.req.query('page') ?? 1);
    const number = Number.isInteger(asked) && asked > 0 ? asked : 1;
    const page = (rest: Pick<Parameters<typeof FiguresPage>[0], 'figures' | 'error'>) => (
      <FiguresPage frame={frame} profile={profile} query={query} streets={streets} page={number} {...rest} />
    );
    try {
      const figures = await figureServices(services).figures(actorOf(c), scopeOfQuery(query), by);
      return renderPage(c, page({ figures }));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_field') throw error;
      const { status, message } = problemOf(error);
      return renderPage(c, page({ figures: null, error: message }), status);
    }
  });

  app.get('/figures/cases', requireSession, async (c) => {
    const query = queryOf(c);
    const address = new URL(c.req.url).searchParams;
    const parsed = z.object(partQuery).safeParse(c.req.query());
    if (!parsed.success)
      throw new AppError('bad_field', {
        where: '统计：',
        field: String(parsed.error.issues[0]?.path[0]),
        reason: '没有这一项',
      });
    const part = partOfQuery(parsed.data);
    const after = c.req.query('after');
    const { rows, next } = await figureServices(services).cases(actorOf(c), scopeOfQuery(query), part, {
      limit: CASES,
      ...(after === undefined ? {} : { after }),
    });
    const nextAddress = new URLSearchParams(address);
    if (next !== null) nextAddress.set('after', next);
    const back = new URLSearchParams(
      Object.entries({
        from: query.from,
        to: query.to,
        unit: query.unit,
        issueType: query.issueType,
        street: query.street,
      }).filter(([, value]) => value !== ''),
    );
    return renderPage(
      c,
      <FigureCasesPage
        frame={{ ...frameOf(c, deps), here: '/figures' }}
        what={`${query.from} 至 ${query.to}（不含）来电，${wordsOf(parsed.data)}`}
        back={`/figures?${back.toString()}`}
        rows={rows}
        next={next === null ? null : `/figures/cases?${nextAddress.toString()}`}
      />,
    );
  });

  return app;
}

const PARTS = { hit: '分子', miss: '在分母、不在分子的', all: '分母' } as const;

function wordsOf({ rate, part = 'all', leftOut, counter }: z.output<z.ZodObject<typeof partQuery>>): string {
  if (counter !== undefined) return COUNTER_NAMES[counter];
  if (rate === undefined) return '';
  const which = leftOut === undefined ? '考核口径' : leftOut === 'any' ? '原始口径' : LEFT_OUT_NAMES[leftOut];
  return `${RATE_NAMES[rate]}的${PARTS[part]}（${which}）`;
}
