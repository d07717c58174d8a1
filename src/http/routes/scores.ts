import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type {
  AppealView,
  LedgerLine,
  RecordView,
  Replay,
  ScoreLine,
  ScoreYear,
  Scoring,
} from '../../app/scores/score-types.ts';
import type { Services } from '../../app/types.ts';
import { AppError } from '../../kernel/errors.ts';
import { isoTime } from '../../web/format.ts';
import { actorOf, type AppEnv, type Deps } from '../context.ts';
import { mutable } from '../mutable.ts';
import { refusals } from '../schemas.ts';
import {
  appealDecision,
  appealInput,
  appealSchema,
  appealsQuery,
  approvalInput,
  ledgerQuery,
  ledgerSchema,
  recordInput,
  recordSchema,
  replayInput,
  replaySchema,
  scoreYearSchema,
  settleInput,
  yearQuery,
} from '../score-schemas.ts';

const common = { tags: ['考核记分'], security: [{ key: [] }, { session: [] }] };
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const body = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
const byId = z.object({ id: z.string().min(1).max(64) });

const routes = {
  year: createRoute({
    ...common,
    method: 'get',
    path: '/scores',
    summary: '一年的考核记分，按单位，分数低的在前；承办单位只看本单位',
    request: { query: yearQuery },
    responses: { 200: { description: '各单位', ...json(scoreYearSchema) }, ...refusals(400, 401, 403) },
  }),
  ledger: createRoute({
    ...common,
    method: 'get',
    path: '/scores/ledger',
    summary: '一个单位一年的记分账，每一条写明事由、依据的办法和不计的原因',
    request: { query: ledgerQuery },
    responses: { 200: { description: '一页', ...json(ledgerSchema) }, ...refusals(400, 401, 403, 404) },
  }),
  pending: createRoute({
    ...common,
    method: 'get',
    path: '/scores/records',
    summary: '待批准的舆情事件',
    responses: { 200: { description: '各项', ...json(z.array(recordSchema)) }, ...refusals(401, 403) },
  }),
  record: createRoute({
    ...common,
    method: 'post',
    path: '/scores/records',
    summary: '登记环节材料缺失或舆情事件；舆情事件经另一人批准才计分',
    request: { body: body(recordInput) },
    responses: {
      201: { description: '已登记', ...json(recordSchema) },
      ...refusals(400, 401, 403, 404, 415),
    },
  }),
  approve: createRoute({
    ...common,
    method: 'post',
    path: '/scores/records/{id}/decide',
    summary: '批准或不批准舆情事件；不能是登记人',
    request: { params: byId, body: body(approvalInput) },
    responses: {
      200: { description: '这一项', ...json(recordSchema) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  appeals: createRoute({
    ...common,
    method: 'get',
    path: '/scores/appeals',
    summary: '记分申诉；承办单位只看本单位',
    request: { query: appealsQuery },
    responses: { 200: { description: '各件', ...json(z.array(appealSchema)) }, ...refusals(400, 401, 403) },
  }),
  appeal: createRoute({
    ...common,
    method: 'post',
    path: '/scores/appeals',
    summary: '单位负责人对本单位的一条扣分申诉，一条一次',
    request: { body: body(appealInput) },
    responses: {
      201: { description: '已申诉', ...json(appealSchema) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  decide: createRoute({
    ...common,
    method: 'post',
    path: '/scores/appeals/{id}/decide',
    summary: '复核申诉；不能是申诉单位的人。来电人的评价不因此改动',
    request: { params: byId, body: body(appealDecision) },
    responses: {
      200: { description: '这一件', ...json(appealSchema) },
      ...refusals(400, 401, 403, 404, 409, 415),
    },
  }),
  settle: createRoute({
    ...common,
    method: 'post',
    path: '/scores/settlements',
    summary: '年度结算，一年一次；此后的变动计入下一年',
    request: { body: body(settleInput) },
    responses: {
      201: { description: '已结算', ...json(scoreYearSchema) },
      ...refusals(400, 401, 403, 409, 415),
    },
  }),
  replay: createRoute({
    ...common,
    method: 'post',
    path: '/scores/replay',
    summary: '用办法草案重算一段时间，列出分数变动的单位、变动的各条和原因；不改任何记分',
    request: { body: body(replayInput) },
    responses: { 200: { description: '变动', ...json(replaySchema) }, ...refusals(400, 401, 403, 415) },
  }),
};

/** Throws `not_found` where the program runs without. */
export function scoringOf({ scores }: Services): Scoring {
  if (scores === undefined) throw new AppError('not_found', { what: '考核记分' });
  return scores;
}

const timed = (at: number | null): string | null => (at === null ? null : isoTime(at));
const lineOut = ({ at, ...line }: ScoreLine) => ({ ...line, at: isoTime(at) });
const ledgerLineOut = ({ appealable, opens, ...line }: LedgerLine) => ({
  ...lineOut(line),
  appealable,
  opens,
});
const yearOut = (made: ScoreYear) => mutable({ ...made, settledAt: timed(made.settledAt) });
const recordOut = (made: RecordView) => mutable({ ...made, recordedAt: isoTime(made.recordedAt) });
const appealOut = (made: AppealView) =>
  mutable({ ...made, at: isoTime(made.at), decidedAt: timed(made.decidedAt) });
const replayOut = (made: Replay) =>
  mutable({
    ...made,
    units: made.units.map((unit) => ({
      ...unit,
      changed: unit.changed.map(({ before, after, why }) => ({
        before: lineOut(before),
        after: lineOut(after),
        why,
      })),
    })),
  });

/** The score ledger: years, lines, matters, appeals, settlement, replay. */
export function scoreRoutes({ services }: Deps) {
  const app = new OpenAPIHono<AppEnv>();
  app.openapi(routes.year, async (c) =>
    c.json(yearOut(await scoringOf(services).year(actorOf(c), c.req.valid('query').year)), 200),
  );
  app.openapi(routes.ledger, async (c) => {
    const { unit, year, page } = c.req.valid('query');
    const made = await scoringOf(services).ledger(actorOf(c), unit, year, page);
    return c.json(
      mutable({ ...made, settledAt: timed(made.settledAt), lines: made.lines.map(ledgerLineOut) }),
      200,
    );
  });
  app.openapi(routes.pending, async (c) =>
    c.json((await scoringOf(services).pending(actorOf(c))).map(recordOut), 200),
  );
  app.openapi(routes.record, async (c) =>
    c.json(recordOut(await scoringOf(services).record(actorOf(c), c.req.valid('json'))), 201),
  );
  app.openapi(routes.approve, async (c) =>
    c.json(
      recordOut(await scoringOf(services).approve(actorOf(c), c.req.valid('param').id, c.req.valid('json'))),
      200,
    ),
  );
  app.openapi(routes.appeals, async (c) =>
    c.json((await scoringOf(services).appeals(actorOf(c), c.req.valid('query').state)).map(appealOut), 200),
  );
  app.openapi(routes.appeal, async (c) =>
    c.json(appealOut(await scoringOf(services).appeal(actorOf(c), c.req.valid('json'))), 201),
  );
  app.openapi(routes.decide, async (c) =>
    c.json(
      appealOut(await scoringOf(services).decide(actorOf(c), c.req.valid('param').id, c.req.valid('json'))),
      200,
    ),
  );
  app.openapi(routes.settle, async (c) =>
    c.json(yearOut(await scoringOf(services).settle(actorOf(c), c.req.valid('json').year)), 201),
  );
  app.openapi(routes.replay, async (c) =>
    c.json(replayOut(await scoringOf(services).replay(actorOf(c), c.req.valid('json'))), 200),
  );
  return app;
}
