import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import type { Services } from '../app/types.ts';
import { systemClock, type Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { ErrorPage } from '../web/pages/error.tsx';
import type { ProfileView } from '../web/view.ts';
import { loadAssets } from './assets.ts';
import type { AppEnv, Ctx, Deps, HttpConfig, Logger } from './context.ts';
import { hungUp } from './client-error.ts';
import { loadHandbook } from './handbook.ts';
import { errorBody, problemOf, retryAfter } from './errors.ts';
import { createMetrics } from './metrics.ts';
import { identity, requireIdentity } from './middleware/auth.ts';
import { csrf, sameOrigin } from './middleware/csrf.ts';
import { limitBody } from './middleware/body-limit.ts';
import { unreadNotices } from './middleware/notices.ts';
import { loggedPathOf, observe } from './middleware/observe.ts';
import { shed, type Limits } from './middleware/shed.ts';
import { tourSteps } from './middleware/tour.ts';
import { noReferrer, securityHeaders } from './middleware/security-headers.ts';
import { frameOf, renderPage } from './render.tsx';
import { adminRoutes } from './routes/admin.ts';
import { annotationRoutes } from './routes/annotation.ts';
import { askRoutes } from './routes/ask.ts';
import { assetRoutes } from './routes/assets.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { draftingRoutes } from './routes/drafting.ts';
import { endingRoutes } from './routes/endings.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { exportRoutes } from './routes/exports.ts';
import { importRoutes } from './routes/imports.ts';
import { handbookRoutes } from './routes/handbook.ts';
import { handlingRoutes } from './routes/handling.ts';
import { moveRoutes } from './routes/moves.ts';
import { serveOpenApi } from './routes/openapi.ts';
import { modelRoutes } from './routes/models.ts';
import { knowledgeRoutes } from './routes/knowledge.ts';
import { isUpload, lawRoutes } from './routes/laws.ts';
import { publicRoutes } from './routes/public.ts';
import { progressRoutes } from './routes/progress.ts';
import { opsRoutes } from './routes/ops.ts';
import { orderRoutes } from './routes/orders.ts';
import { adminAuditPages } from './routes/pages/admin-audit.tsx';
import { adminPages } from './routes/pages/admin.tsx';
import { accountPages } from './routes/pages/account.tsx';
import { annotatePages } from './routes/pages/annotate.tsx';
import { askPages } from './routes/pages/ask.tsx';
import { endingPages } from './routes/pages/endings.tsx';
import { evidencePages } from './routes/pages/evidence.tsx';
import { exportPages } from './routes/pages/export.tsx';
import { importPages } from './routes/pages/import.tsx';
import { handbookPages } from './routes/pages/handbook.tsx';
import { knowledgeCarePages } from './routes/pages/knowledge-care.tsx';
import { knowledgePages } from './routes/pages/knowledge.tsx';
import { lawPages } from './routes/pages/laws.tsx';
import { publicPages } from './routes/pages/public.tsx';
import { modelPages } from './routes/pages/models.tsx';
import { orderPages } from './routes/pages/order.tsx';
import { callbackPages } from './routes/pages/callbacks.tsx';
import { progressPages } from './routes/pages/progress.tsx';
import { selfCallbackPages } from './routes/pages/self-callback.tsx';
import { comparePages } from './routes/pages/compare.tsx';
import { queuePages } from './routes/pages/queue.tsx';
import { ratingPages } from './routes/pages/ratings.tsx';
import { ratingRoutes } from './routes/ratings.ts';
import { reminderRoutes } from './routes/reminders.ts';
import { reminderPages } from './routes/pages/reminders.tsx';
import { relationRoutes } from './routes/relations.ts';
import { replyRoutes } from './routes/replies.ts';
import { returnRoutes } from './routes/returns.ts';
import { returnPages } from './routes/pages/returns.tsx';
import { rightsPages } from './routes/pages/rights.tsx';
import { rulingPages } from './routes/pages/rulings.tsx';
import { rulePages } from './routes/pages/knowledge-rules.tsx';
import { catalogueRoutes } from './routes/catalogue.ts';
import { cataloguePages } from './routes/pages/catalogue.tsx';
import { errorRoutes } from './routes/errors.ts';
import { errorPages } from './routes/pages/errors.tsx';
import { rightsRoutes } from './routes/rights.ts';
import { chartPages } from './routes/pages/charts.tsx';
import { chartRoutes } from './routes/charts.ts';
import { simulationPages } from './routes/pages/simulation.tsx';
import { simulationRoutes } from './routes/simulation.ts';
import { figurePages } from './routes/pages/figures.tsx';
import { figureRoutes } from './routes/figures.ts';
import { insightRoutes } from './routes/insight.ts';
import { insightPages } from './routes/pages/insight.tsx';
import { carePages } from './routes/pages/care.tsx';
import { careRoutes } from './routes/care.ts';
import { restHints } from './middleware/rest.ts';
import { connectionRoutes } from './routes/connections.ts';
import { isOpen311, open311Refusal, open311Routes } from './routes/open311.ts';
import { adminPrivacyPages } from './routes/pages/admin-privacy.tsx';
import { adminWebhookPages } from './routes/pages/admin-webhooks.tsx';
import { privacyRoutes } from './routes/privacy.ts';
import { liveRoutes } from './routes/live.ts';
import { leaderPages } from './routes/pages/leader.tsx';
import { searchPages } from './routes/pages/search.tsx';
import { searchRoutes } from './routes/search.ts';
import { reportPages } from './routes/pages/reports.tsx';
import { reportRoutes } from './routes/reports.ts';
import { scorePages } from './routes/pages/scores.tsx';
import { rotaPages } from './routes/pages/rota.tsx';
import { scoreRoutes } from './routes/scores.ts';
import { rotaRoutes } from './routes/rota.ts';
import { ruleCardRoutes } from './routes/rule-cards.ts';
import { ruleRoutes } from './routes/rules.ts';
import { rulingRoutes } from './routes/rulings.ts';
import { sessionRoutes } from './routes/session.ts';
import { teachingCardPages } from './routes/pages/teaching-cards.tsx';
import { teachingCardRoutes } from './routes/teaching-cards.ts';
import { triageRoutes } from './routes/triage.ts';
import { createTraffic } from './traffic.ts';
import type { Traffic } from './traffic.ts';
import { validationError } from './validation.ts';

/** Bytes of a request's body at most. */
export const BODY_LIMIT = 10 * 1024 * 1024;

const SILENT: Logger = { info: () => undefined, error: () => undefined };

/** Paths that answer programs; everything else answers people. */
const forPrograms = (path: string): boolean =>
  /^\/(api|open311)(\/|$)|^\/(healthz|readyz|metrics)$/.test(path);

/**
 * The whole HTTP face: API, pages, operations. Holds no state of its own; `services` decides every right.
 * A loaded profile fits `profile` as it is. Without a logger nothing is logged.
 */
export function createApp(parts: {
  services: Services;
  profile: ProfileView;
  config?: HttpConfig;
  logger?: Logger;
  clock?: Clock;
  /** From when on requests are sent away. */
  limits?: Limits;
  /** Where requests in hand are counted, for whoever gives way to them. */
  traffic?: Traffic;
}): OpenAPIHono<AppEnv> {
  const { services, profile, config = { version: 'dev' }, logger = SILENT, clock = systemClock } = parts;
  const metrics = createMetrics();
  const deps: Deps = {
    services,
    profile,
    config,
    logger,
    clock,
    metrics,
    assets: loadAssets(),
    handbook: loadHandbook(),
  };
  const secure = config.secureCookies ?? false;

  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // The hook's type leaves out `data`, the value that failed, which the validator does pass.
      const { data } = result as { data?: unknown };
      throw validationError(result.error.issues, data, result.target);
    },
  });

  app.use(requestId({ generator: newId, limitLength: 64 }));
  app.use(observe(metrics, logger));
  app.use('/callback/*', noReferrer);
  app.use('/progress', noReferrer);
  app.use('/api/v1/public/callback/*', noReferrer);
  app.use(securityHeaders(secure, services.signIn?.origin));
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
  const limited = limitBody(BODY_LIMIT);
  // What is streamed to a file counts its bytes itself.
  app.use((c, next) => (isUpload(c.req.method, c.req.path) ? next() : limited(c, next)));
  app.use(identity(services, secure));
  app.use('/api/v1/*', (c, next) =>
    c.req.path.startsWith('/api/v1/public/') ? next() : requireIdentity(c, next),
  );
  app.use(sameOrigin);
  app.use(csrf);
  // Behind what reads a form to its end, so that nobody who sends slowly takes a place.
  app.use(shed(services.health, metrics, parts.traffic ?? createTraffic(), parts.limits));
  app.use(unreadNotices(services));
  app.use(restHints(services));
  app.use(tourSteps(services));

  for (const routes of [
    // Before the orders, whose ids are any word.
    exportRoutes,
    importRoutes,
    orderRoutes,
    handlingRoutes,
    moveRoutes,
    callbackRoutes,
    progressRoutes,
    evidenceRoutes,
    endingRoutes,
    returnRoutes,
    careRoutes,
    rotaRoutes,
    liveRoutes,
    connectionRoutes,
    reminderRoutes,
    simulationRoutes,
    adminRoutes,
    privacyRoutes,
    searchRoutes,
    figureRoutes,
    chartRoutes,
    scoreRoutes,
    reportRoutes,
    insightRoutes,
    rightsRoutes,
    rulingRoutes,
    catalogueRoutes,
    ratingRoutes,
    replyRoutes,
    draftingRoutes,
    triageRoutes,
    askRoutes,
    sessionRoutes,
    relationRoutes,
    annotationRoutes,
    errorRoutes,
    modelRoutes,
    ruleCardRoutes,
    teachingCardRoutes,
    ruleRoutes,
    knowledgeRoutes,
    lawRoutes,
    handbookRoutes,
    publicRoutes,
  ]) {
    app.route('/api/v1', routes(deps));
  }
  serveOpenApi(app, deps);
  for (const routes of [
    opsRoutes,
    assetRoutes,
    open311Routes,
    accountPages,
    queuePages,
    reminderPages,
    callbackPages,
    selfCallbackPages,
    progressPages,
    simulationPages,
    adminPages,
    adminAuditPages,
    adminWebhookPages,
    adminPrivacyPages,
    searchPages,
    leaderPages,
    figurePages,
    chartPages,
    scorePages,
    reportPages,
    insightPages,
    orderPages,
    exportPages,
    importPages,
    evidencePages,
    endingPages,
    returnPages,
    carePages,
    rightsPages,
    rotaPages,
    rulingPages,
    cataloguePages,
    comparePages,
    askPages,
    annotatePages,
    errorPages,
    modelPages,
    rulePages,
    teachingCardPages,
    ratingPages,
    knowledgeCarePages,
    knowledgePages,
    lawPages,
    handbookPages,
    publicPages,
  ]) {
    app.route('/', routes(deps));
  }

  const refuse = (c: Ctx, error: unknown) => {
    const problem = problemOf(error);
    const id = c.get('requestId') ?? '';
    // What is shed is counted; a line for each would be more load.
    if (problem.status >= 500 && problem.code !== 'overloaded')
      logger.error({ err: error, requestId: id, path: loggedPathOf(c) }, 'error');
    if (isOpen311(c.req.path)) return open311Refusal(c, error);
    const wait = retryAfter(problem);
    if (wait !== null) c.header('retry-after', wait);
    if (problem.status === 401) c.header('www-authenticate', 'Bearer');
    if (forPrograms(c.req.path)) return c.json(errorBody(problem, id), problem.status);
    const { status, message } = problem;
    return renderPage(
      c,
      <ErrorPage frame={frameOf(c, deps)} status={status} message={message} requestId={id} />,
      status,
    );
  };
  app.onError((error, c) => refuse(c, hungUp(error, c.req.raw.signal)));
  app.notFound((c) => {
    const what = forPrograms(c.req.path) ? `接口 ${c.req.method} ${c.req.path}` : '这个页面';
    return refuse(c, new AppError('not_found', { what }));
  });
  return app;
}
