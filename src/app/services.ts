import { systemClock } from '../kernel/clock.ts';
import type { Clock } from '../kernel/clock.ts';
import { NO_NETWORKS } from '../kernel/networks.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import type { Profile } from '../profile/types.ts';
import type { Store } from '../store/store.ts';
import { createAccounts } from './accounts.ts';
import { createCatalogue } from './catalogue/revising.ts';
import { createProfileHolder } from './catalogue/profile-holder.ts';
import type { ProfileHolder } from './catalogue/profile-holder.ts';
import type { AccountOptions } from './accounts.ts';
import { namesOf } from './context.ts';
import type { Context, LiveKnowledge, Log } from './context.ts';
import { createEventFeed } from './connections/event-feed.ts';
import { createOpen311 } from './connections/open311.ts';
import type { Open311Options } from './connections/open311.ts';
import { createWebhooks } from './connections/webhooks.ts';
import type { AllowedPlaces } from './connections/webhook-address.ts';
import { createDialling } from './dispatch/dialling.ts';
import type { DraftClient } from './replies/draft-client.ts';
import { createDrafting } from './replies/drafting.ts';
import { createDispatchRights } from './dispatch/dispatch-rights.ts';
import { createEndingCases } from './life/ending-cases.ts';
import { createEvidenceDesk } from './life/evidence-desk.ts';
import { createExporting } from './export/exporting.ts';
import type { EvidenceOptions } from './life/evidence-desk.ts';
import { createCharting } from './figures/charting.ts';
import { createFigures } from './figures/figures.ts';
import { createProgressAsking } from './caller/progress-asking.ts';
import { createCallbackDesk } from './callback/callback-desk.ts';
import { createAnnotating } from './learning/annotating.ts';
import { createMisreadingBrowser } from './learning/misreading.ts';
import { createDuplicateMemory } from './relations/duplicate-memory.ts';
import { createDuplicates } from './relations/duplicates.ts';
import { createHandling } from './life/handling.ts';
import { createImportDesk } from './import/import-desk.ts';
import { createIntake } from './intake/intake.ts';
import { createKnowledgeCare } from './knowledge/knowledge-care.ts';
import { createLaws } from './law/law-care.ts';
import { createPublicKnowledge } from './knowledge/public-knowledge.ts';
import { createUseCounter } from './knowledge/knowledge-uses.ts';
import type { ModelUpdates } from './learning/learning-types.ts';
import { createHealth } from './health.ts';
import { createLive, createLiveChanges, holderOf } from './life/live-changes.ts';
import { createRatings } from './knowledge/ratings.ts';
import { createReading } from './intake/reading.ts';
import { createAbuseDesk } from './care/abuse-desk.ts';
import { createRestHints } from './care/rest-hints.ts';
import { createInsight } from './insight/insight.ts';
import { createInsightMemory } from './insight/insight-memory.ts';
import { createReminders } from './life/reminders.ts';
import { createReplies } from './replies/replies.ts';
import { createReports } from './reports/reports.ts';
import { createReturnDesk } from './life/return-desk.ts';
import { createRightsBook } from './dispatch/rights-book.ts';
import { createRota } from './life/rota.ts';
import { createRuleCards } from './knowledge/rule-cards.ts';
import { createRuleCare } from './knowledge/rule-care.ts';
import { createRulingMemory } from './dispatch/ruling-memory.ts';
import { createRulings } from './dispatch/rulings.ts';
import { createScoring } from './scores/scoring.ts';
import type { SecondOpinions } from './intake/second-opinions.ts';
import type { EngineCrew } from './intake/engine-crew.ts';
import { createSearching } from './search/searching.ts';
import { createSwitching } from './dispatch/switching.ts';
import { createTeachingCards } from './knowledge/teaching-cards.ts';
import type { Engine, Services } from './types.ts';

export type ServiceOptions = {
  readonly store: Store;
  readonly engine: Engine;
  readonly profile: Profile;
  /** The same profile with revisions over it, where engine and pages share it; left out: one is made. */
  readonly profiles?: ProfileHolder;
  readonly accounts?: AccountOptions;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Lets whoever waits for an answer go before long work of the program's own; left out: for one turn. */
  readonly breathe?: () => Promise<void>;
  /** Called when there is new work in the outbox. */
  readonly wake?: () => void;
  /** Where there is a registry of models to train into. */
  readonly updates?: ModelUpdates | null;
  readonly knowledge?: LiveKnowledge | null;
  /** Asks a local model; null or absent where none is set up. */
  readonly draftClient?: DraftClient | null;
  /** Asks the encoder where triage doubts; null or absent where there is none to ask. */
  readonly opinions?: SecondOpinions | null;
  /** Threads with engines of their own; null or absent where there are none, or none yet. */
  readonly crew?: () => EngineCrew | null;
  /** Where evidence lies, and how big a file may be; null or absent where it has no place. */
  readonly evidence?: EvidenceOptions | null;
  /** Where messages may go besides the public internet; left out: nowhere else. */
  readonly webhookAllow?: AllowedPlaces;
  /** How Open311 is answered; null or absent where it is not. */
  readonly open311?: Open311Options | null;
};

const NOWHERE_ELSE: AllowedPlaces = { hosts: new Set(), networks: NO_NETWORKS };

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** What the use cases share. */
export function createContext(options: ServiceOptions): Context {
  const { store, engine } = options;
  const clock = options.clock ?? systemClock;
  const profiles = options.profiles ?? createProfileHolder(options.profile, clock);
  const { profile } = profiles;
  const log = options.log ?? SILENT;
  const { breathe = nextTurn } = options;
  const duplicates = createDuplicateMemory(store, breathe);
  return {
    store,
    engine,
    profile,
    profiles,
    names: namesOf(profile),
    clock,
    log,
    duplicates,
    insight: createInsightMemory({ store, profile, duplicates, breathe }),
    rulings: createRulingMemory(store),
    opinions: options.opinions ?? null,
    crew: options.crew ?? (() => null),
    wake: options.wake ?? (() => {}),
    changes: createLiveChanges(),
    knowledge: options.knowledge ?? null,
    uses: createUseCounter(store, clock, (err) => log.warn({ err }, 'uses of knowledge not counted yet')),
  };
}

/** All use cases over one store, engine and profile. Closing the store is the caller's business. */
export function createServices(
  options: ServiceOptions,
  context = createContext(options),
): Services &
  Required<
    Pick<
      Services,
      | 'switching'
      | 'rights'
      | 'dialling'
      | 'learning'
      | 'duplicates'
      | 'rulings'
      | 'ratings'
      | 'endings'
      | 'returns'
      | 'rota'
      | 'exporting'
      | 'importing'
      | 'live'
      | 'eventFeed'
      | 'webhooks'
      | 'reminders'
      | 'insight'
      | 'callbacks'
      | 'progress'
      | 'figures'
      | 'charts'
      | 'scores'
      | 'reports'
      | 'searching'
      | 'misreadings'
      | 'catalogue'
    >
  > {
  const book = createRightsBook(context);
  const evidence = options.evidence == null ? null : createEvidenceDesk(context, options.evidence);
  const handling = createHandling(context, book, evidence);
  const orders = createReading(context);
  const intake = createIntake(context, book);
  const live = createLive(context, orders);
  const insight = createInsight(context);
  const figures = createFigures(context);
  const rulings = createRulings(context);
  const known = context.knowledge === null ? {} : knowledgeServices(context, context.knowledge);
  const rest = createRestHints(context);
  const accounts = createAccounts(context, options.accounts ?? { sessionHours: 12 });
  return {
    engine: context.engine,
    ...(context.opinions == null ? {} : { opinions: context.opinions }),
    intake,
    orders,
    handling,
    duplicates: createDuplicates(context),
    accounts: {
      ...accounts,
      logout: async (token) => {
        await accounts.logout(token);
        live.endHolder(holderOf(token));
      },
    },
    switching: createSwitching(context),
    rulings,
    rota: createRota(context),
    live,
    eventFeed: createEventFeed(context),
    webhooks: createWebhooks(context, options.webhookAllow ?? NOWHERE_ELSE),
    ...(options.open311 == null ? {} : { open311: createOpen311(context, intake, options.open311) }),
    reminders: createReminders(context),
    insight,
    callbacks: createCallbackDesk(context, handling),
    progress: createProgressAsking(context),
    figures,
    charts: createCharting(context, figures, insight),
    scores: createScoring(context),
    reports: createReports(context),
    misreadings: createMisreadingBrowser(context),
    catalogue: createCatalogue(context, book),
    ...(evidence === null ? {} : { evidence }),
    exporting: createExporting(context),
    importing: createImportDesk(context, intake),
    endings: createEndingCases(context, evidence),
    returns: createReturnDesk(context),
    ratings: createRatings(context),
    ...(context.engine.replies === undefined ? {} : { replies: createReplies(context) }),
    ...(options.draftClient == null ? {} : { drafting: createDrafting(context, options.draftClient) }),
    ...known,
    searching: createSearching(context, { ...known, rulings }),
    rights: createDispatchRights(context, book, handling),
    dialling: createDialling(context, book),
    learning: { annotating: createAnnotating(context), updates: options.updates ?? null },
    abuse: createAbuseDesk(context, rest),
    rest,
    health: createHealth(context, live),
  };
}

/** What there is where something is answered from. */
function knowledgeServices(context: Context, knowledge: LiveKnowledge) {
  return {
    knowledgeCare: createKnowledgeCare(context, knowledge),
    publicKnowledge: createPublicKnowledge(context, knowledge),
    laws: createLaws(context, knowledge),
    ruleCare: createRuleCare(context, knowledge),
    ruleCards: createRuleCards(context, knowledge),
    teachingCards: createTeachingCards(context, knowledge),
  } satisfies Partial<Services>;
}
