import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdmin } from './app/admin/admin.ts';
import { createCopies } from './app/admin/copies.ts';
import type { LastSweep } from './app/admin/admin-types.ts';
import { openDraftClient } from './app/replies/draft-opening.ts';
import { encoderFolder, logEncoder, openCheckedEncoder } from './app/intake/encoder-opening.ts';
import { createCourier } from './app/connections/webhook-courier.ts';
import { createEngineHolder } from './app/intake/engine-holder.ts';
import { engineOver } from './app/intake/engine.ts';
import { createDemoDoor, readTour } from './app/demo/demo-door.ts';
import { createSimulationDesk } from './app/demo/simulation-desk.ts';
import { firstRun } from './app/first-run.ts';
import type { FirstRun } from './app/first-run.ts';
import { evidencePlace } from './app/life/evidence-place.ts';
import { createProfileHolder } from './app/catalogue/profile-holder.ts';
import { createWatchedFolder } from './app/import/watched-folder.ts';
import { createKnowledgeHolder } from './app/knowledge/knowledge-holder.ts';
import { createKnowledgeUpdates, openKnowledge } from './app/knowledge/knowledge-updates.ts';
import { createModelUpdates, type ModelPlaces } from './app/learning/model-updates.ts';
import { createPrivacyDesk } from './app/privacy/privacy-desk.ts';
import { retentionPlaces } from './app/privacy/retaining.ts';
import { createReadingKit } from './app/intake/reading-kit.ts';
import { loadSentenceModel } from './app/intake/sentence-model.ts';
import { createContext, createServices } from './app/services.ts';
import { openSignIn } from './app/sign-in/sign-in-opening.ts';
import { createSecondOpinions } from './app/intake/second-opinions.ts';
import type { OrderInput, TriageResult } from './app/types.ts';
import type { OpenedEncoder } from './app/intake/encoder-opening.ts';
import { createFollowing } from './app/following.ts';
import { leaseWhenFree } from './app/leases.ts';
import { createSweeping } from './app/life/sweeping.ts';
import type { SweepReport } from './app/life/sweeping.ts';
import type { Config } from './config.ts';
import { createApp } from './http/app.tsx';
import { startBackground } from './background.ts';
import { inTurn } from './in-turn.ts';
import { shippedDemo } from './shipped-demo.ts';
import { startWarming } from './warming.ts';
import type { Warming } from './warming.ts';
import type { Background } from './background.ts';
import { startFollowing } from './jobs/following.ts';
import { giveWay } from './jobs/giving-way.ts';
import { createTraffic } from './http/traffic.ts';
import { startWebhooks } from './jobs/webhooks.ts';
import type { WebhookRounds } from './jobs/webhooks.ts';
import { createTrainer } from './jobs/training-process.ts';
import { AppError } from './kernel/errors.ts';
import { listen } from './http/listening.ts';
import { createLogger } from './logging.ts';
import { systemClock } from './kernel/clock.ts';
import { loadKnowledge } from './profile/load-knowledge.ts';
import { loadProfile } from './profile/load.ts';
import { startCheckpoints } from './store/checkpoints.ts';
import { pathOf } from './store/client.ts';
import { openStore } from './store/store.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Milliseconds after which a file that nothing was added to is no longer being received. */
const LEFT_HALF_MS = 3_600_000;
/** Milliseconds that each piece of an index waits for whoever waits for an answer, while it is built after a start. */
const PIECE_WAITS_MS = 10;

export type Running = {
  /** `http://127.0.0.1:8787` */
  readonly address: string;
  /** Accounts just made, to be shown once; null on every later start. */
  readonly first: FirstRun | null;
  /** Ends requests, jobs and writes in hand, then closes the database. Safe to call twice. */
  readonly stop: () => Promise<void>;
};

/** A path of the configuration: relative ones begin at the program's own folder. */
const inRoot = (path: string): string => (isAbsolute(path) ? path : join(ROOT, path));

function placesOf(config: Config): ModelPlaces {
  const gold = config.gold === '' ? null : inRoot(config.gold);
  return {
    modelDir: inRoot(config.modelDir),
    profileDir: inRoot(config.profileDir),
    knowledgeDir: inRoot(config.knowledgeDir),
    data: [inRoot(config.trainingData)],
    gold: gold !== null && existsSync(gold) ? gold : null,
    encoderDir: encoderFolder(config.encoder, inRoot),
  };
}

/** Composition of the server: store -> profile, engine -> services -> jobs -> http. */
export async function startServer(config: Config): Promise<Running> {
  const logger = createLogger(config.logLevel);
  const store = await openStore({
    url: config.db,
    ...(config.dbToken === '' ? {} : { authToken: config.dbToken }),
  });
  /** Ends what a start that fails has begun already. */
  const begun: (() => Promise<unknown>)[] = [];
  try {
    const loaded = loadProfile(inRoot(config.profileDir), inRoot(config.calendarFile));
    const profiles = createProfileHolder(loaded, systemClock);
    await profiles.refresh(store);
    const { profile } = profiles;
    const draftClient = openDraftClient(config, systemClock);
    const places = placesOf(config);
    const shipped = loadKnowledge(places.knowledgeDir);
    const kit = createReadingKit(profile);
    const encode = loadSentenceModel(places.modelDir, kit.segmenter);
    const knowledge = createKnowledgeHolder(await openKnowledge(shipped, store, encode), ({ base }) =>
      warming?.prepare(base),
    );
    const parts = { kit, knowledge, encode };
    const holder = createEngineHolder(engineOver(parts, places.modelDir));
    const { engine } = holder;
    // Null until it is open: the first orders are decided without.
    let openedEncoder: OpenedEncoder | null = null;
    let warming: Warming | null = null;
    const crew = () => warming?.crew() ?? null;
    const opinions = createSecondOpinions<OrderInput, TriageResult>(
      {
        get opinion() {
          return engine.opinion ?? null;
        },
        triage: async (order, aids) => (await crew()?.triage(order, aids)) ?? engine.triage(order, aids),
      },
      () => openedEncoder,
      logger,
    );
    const traffic = createTraffic();
    const isPressed = (): boolean => traffic.inHand() > 0;
    const options = {
      store,
      engine,
      profile,
      profiles,
      log: logger,
      accounts: {
        sessionHours: config.sessionHours,
        sessionIdleMinutes: config.sessionIdleMinutes,
        localLogin: config.localLogin,
      },
      breathe: () => giveWay(isPressed, PIECE_WAITS_MS),
      wake: () => {
        background?.wake();
        webhooks?.wake();
      },
      webhookAllow: config.webhookAllow,
      open311:
        config.open311 === 'off'
          ? null
          : { isPublic: config.open311 === 'public', jurisdiction: config.open311Jurisdiction },
      draftClient,
      opinions,
      crew,
      evidence: evidencePlace(config),
      knowledge: {
        holder: knowledge,
        updates: createKnowledgeUpdates(shipped, store, knowledge, encode),
      },
    };
    // There are none until the server listens.
    let webhooks: WebhookRounds | null = null;
    let background: Background | null = null;
    const context = createContext(options);
    const signIn = openSignIn(config, context);
    // A folder with a single model has no other to change to.
    const updates = existsSync(join(places.modelDir, 'registry.json'))
      ? createModelUpdates(context, {
          places,
          trainer: createTrainer(logger),
          holder,
          loadEngine: (bundle) => engineOver(parts, bundle),
        })
      : null;
    const { demo, ids: demoIds } = shippedDemo(ROOT);
    const simulation = createSimulationDesk(context, {
      demoIds,
      evidence: options.evidence,
    });
    const demoDoor = createDemoDoor(context, {
      demoIds,
      tour: readTour(readFileSync(join(ROOT, 'data/demo/tour.json'), 'utf8')),
      password: config.demoPassword,
      isLocal: isLocalOnly(config),
    });
    const admin = createAdmin(context, {
      ...(signIn === null ? {} : { issuer: signIn.issuer }),
      files: {
        profileDir: places.profileDir,
        knowledgeDir: places.knowledgeDir,
        calendarFile: inRoot(config.calendarFile),
      },
      lastSweep: () => sweptOf(background?.lastSweep() ?? null),
    });
    const desks = createServices({ ...options, updates }, context);
    const privacy = createPrivacyDesk(context, {
      evidence: desks.evidence ?? null,
      places: retentionPlaces(config),
    });
    const services = {
      ...desks,
      simulation,
      admin,
      privacy,
      demo: demoDoor,
      ...(signIn === null ? {} : { signIn }),
    };
    // Of several processes that start on an empty database one fills it, and the others find it filled.
    const starting = await leaseWhenFree(store, 'start');
    // Before anybody sees it: a copy put back by hand may hold what was erased since.
    await privacy.again();
    const first = await firstRun(store, services, {
      demo: config.demo ? demo : null,
      password: config.demoPassword,
      unitName: context.names.unit,
      past: (clock) => {
        // What the outbox holds is worked off afterwards.
        const then = { ...context, clock, wake: () => {} };
        return { services: createServices(options, then), sweeping: createSweeping(then) };
      },
      onRefused: (id, error) => logger.warn({ order: id, err: error }, 'story of a demo order ends early'),
    });
    await starting.release();
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const app = createApp({
      services,
      profile,
      config: {
        version,
        secureCookies: config.secureCookies,
        trustedProxies: config.trustedProxies,
      },
      logger,
      traffic,
    });
    if (config.importDir !== '' && !existsSync(resolve(config.importDir)))
      throw new AppError('bad_setting', { name: 'JIESU_IMPORT_DIR', reason: '没有这个目录' });
    const watched =
      config.importDir === '' || services.importing === undefined
        ? null
        : createWatchedFolder(
            context,
            { intake: services.intake, desk: services.importing },
            { folder: resolve(config.importDir), map: config.importMap },
          );
    const recover = async (): Promise<void> => {
      await updates?.recover();
      await services.evidence?.sweep(store.isShared ? LEFT_HALF_MS : 0);
    };
    // Before anything is received; where other processes receive already, by the one that does what is done once.
    if (!store.isShared) await recover();
    const listening = await listen(app.fetch, config);
    begun.unshift(listening.close);
    const started = (background = startBackground(context, {
      watched,
      recover: store.isShared ? recover : async () => {},
      copies: createCopies(context, { everyHours: config.copyEveryHours, keepDays: config.copyKeepDays }),
      privacy,
      isPressed,
    }));
    begun.unshift(started.stop);
    // Not a secret: it only keeps many tries from falling on one moment.
    const courier = createCourier(context, { allowed: config.webhookAllow, random: Math.random });
    webhooks = startWebhooks(courier, { changes: context.changes, log: logger });
    begun.unshift(webhooks.stop);
    const following = !store.isShared
      ? null
      : startFollowing(
          await createFollowing(context, {
            rulings: async () => context.rulings.forget(),
            // Rights that another duty takes away go before the next order comes.
            profile: () => profiles.refresh(store),
            knowledge: options.knowledge.updates.refresh,
            model: async () => updates?.follow(),
          }),
          logger,
        );
    warming = startWarming(knowledge, {
      threads: config.readingThreads,
      source: {
        ...places,
        calendarFile: inRoot(config.calendarFile),
        db: { url: config.db, ...(config.dbToken === '' ? {} : { authToken: config.dbToken }) },
      },
      versions: () => engine.versions,
      log: logger,
    });
    // Beside everything else: nothing waits for it, and without it nothing else stands still.
    const encoder = openCheckedEncoder({ dir: encoderFolder(config.encoder, inRoot) }, store).then(
      (opened) => {
        logEncoder(logger, opened);
        openedEncoder = opened;
        return opened;
      },
    );
    encoder.catch((error: unknown) => logger.warn({ err: error }, 'encoder not opened'));
    const checkpoints = store.isShared
      ? null
      : startCheckpoints(pathOf(config.db), (error) =>
          logger.warn({ err: error }, 'write-ahead log is folded by commits'),
        );
    let stopping: Promise<void> | null = null;
    const stop = (): Promise<void> =>
      (stopping ??= (async () => {
        await inTurn(logger, [
          () => draftClient?.close(),
          () => warming?.stop(),
          // Connections that stay open would be waited for.
          () => context.changes.close(),
          () => following?.stop(),
          () => background?.stop(),
          () => webhooks?.stop(),
          () => listening.close(),
          () => updates?.stop(),
          () => simulation.stop(),
          () => privacy.settled(),
          () => admin.backups.stop(),
          () => admin.audit.settled(),
          () => context.duplicates.close(),
          () => context.insight.close(),
          async () => {
            const opened = await encoder.catch(() => null);
            if (opened?.state === 'ready') await opened.encoder.close();
          },
          () => services.laws?.settled(),
          () => context.uses.flush(),
          () => checkpoints?.stop(),
          () => store.close(),
        ]);
        logger.info({}, 'stopped');
      })());
    logger.info({ address: listening.address, versions: engine.versions }, 'listening');
    return { address: listening.address, first, stop };
  } catch (error) {
    await inTurn(logger, [...begun, store.close]);
    throw error;
  }
}

function sweptOf(report: SweepReport | null): LastSweep | null {
  if (report === null) return null;
  const { at, orders, failed, made, unknownYears } = report;
  const sum = Object.values(made).reduce((total, n) => total + n, 0);
  return { at, orders, failed, made: sum, unknownYears: Object.keys(unknownYears).map(Number) };
}

/** Whether nobody but this machine reaches the server: behind a proxy or TLS somebody else is meant to. */
const isLocalOnly = ({ host, secureCookies, trustedProxies }: Config): boolean =>
  ['127.0.0.1', '::1', 'localhost'].includes(host) &&
  !secureCookies &&
  !['127.0.0.1', '::1'].some((address) => trustedProxies.has(address));

/** What a person at the console needs to know: the address, and on the first start the accounts. */
export function greeting(running: Running): string {
  const lines = [`Jiesu 接诉已启动：${running.address}`];
  const { first } = running;
  if (first !== null) {
    lines.push('', '首次运行，已建立下列账户。密码只显示这一次，请记下并尽快修改：');
    for (const a of first.accounts) lines.push(`  ${a.username.padEnd(8)} ${a.password}  ${a.name}`);
    if (first.apiKey !== null) lines.push(`  接口密钥 ${first.apiKey}`);
    if (first.orders > 0)
      lines.push(
        `已载入演示工单 ${first.orders} 件（人工编写，人名、商户、号码均为虚构）。`,
        '还可以写入一年模拟工单：管理员登录后打开“模拟数据”，或者停服务后运行 jiesu simulate。',
      );
  }
  return lines.join('\n');
}

/**
 * Runs the server until SIGTERM or SIGINT, then stops it in order; a second signal ends it at once.
 * Resolves when it has stopped.
 */
export async function runServer(config: Config, say: (text: string) => void): Promise<void> {
  const running = await startServer(config);
  say(greeting(running));
  await new Promise<void>((resolve) => {
    let told = false;
    const onSignal = (): void => {
      if (told) process.exit(1);
      told = true;
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  });
  await running.stop();
}
