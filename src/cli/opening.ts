import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAccounts } from '../app/accounts.ts';
import { engineOver, readingParts } from '../app/intake/engine.ts';
import type { ReadingParts } from '../app/intake/engine.ts';
import { evidencePlace } from '../app/life/evidence-place.ts';
import { createProfileHolder } from '../app/catalogue/profile-holder.ts';
import { createKnowledgeHolder } from '../app/knowledge/knowledge-holder.ts';
import type { HeldKnowledge } from '../app/knowledge/knowledge-holder.ts';
import { createKnowledgeUpdates, openKnowledge } from '../app/knowledge/knowledge-updates.ts';
import type { ShippedKnowledge } from '../app/knowledge/knowledge-updates.ts';
import { createReadingKit } from '../app/intake/reading-kit.ts';
import { loadSentenceModel } from '../app/intake/sentence-model.ts';
import { createEngineCrew } from '../app/intake/engine-crew.ts';
import type { EngineCrew } from '../app/intake/engine-crew.ts';
import type { SecondOpinions } from '../app/intake/second-opinions.ts';
import { createServices } from '../app/services.ts';
import { namesOf } from '../app/context.ts';
import { createWebhooks } from '../app/connections/webhooks.ts';
import type { Webhooks } from '../app/connections/webhook-types.ts';
import type { Actor, Engine, Services, Versions } from '../app/types.ts';
import { SETTINGS, loadConfig } from '../config.ts';
import type { Config, SettingName } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { createKnowledge } from '../knowledge/knowledge-base.ts';
import type { Encode } from '../knowledge/meanings.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import { loadProfile } from '../profile/load.ts';
import type { Profile } from '../profile/types.ts';
import { isFileUrl, pathOf } from '../store/client.ts';
import { hasKnowledgeTables } from '../store/knowledge-state.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import type { Io } from './command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Shared by the commands that open a database. */
export const DB = {
  db: { type: 'string', value: 'URL', help: '数据库；不写则取环境变量 JIESU_DB，再取 file:jiesu.db' },
} as const;

/**
 * The settings of the environment with the given options over them. Throws `bad_usage` where an option is
 * wrong and `bad_setting` where a variable is.
 */
export function configOf(
  io: Pick<Io, 'env'>,
  options: Partial<Record<SettingName, string | undefined>> = {},
): Config {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const over = given.map(([name, value]) => [SETTINGS[name as SettingName].env, value] as const);
  // An empty option is a slip; an empty variable counts as absent.
  const empty = given.find(([, value]) => value === '');
  if (empty !== undefined) throw new AppError('bad_usage', { reason: `选项 --${empty[0]} 不能为空` });
  try {
    return loadConfig({ ...io.env, ...Object.fromEntries(over) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const option = given.find(([name]) => SETTINGS[name as SettingName].env === error.details['name']);
    if (option === undefined) throw error;
    const reason = `选项 --${option[0]} ${error.details['reason'] ?? ''}`;
    throw new AppError('bad_usage', { reason }, { cause: error });
  }
}

/** A path of the settings: relative ones begin at the program's own folder. */
export const programPath = (path: string): string => resolve(ROOT, path);

export function profileOf(config: Config): Profile {
  return loadProfile(programPath(config.profileDir), programPath(config.calendarFile));
}

/** Profile, model and knowledge in memory (about two seconds); touches no database. */
export function engineOf(config: Config, profile: Profile, io: Pick<Io, 'parts'> = {}): Engine {
  return engineOver(partsOf(config, profile, io), programPath(config.modelDir));
}

/** Dictionary and shipped knowledge, whose holder is the caller's own. */
function partsOf(config: Config, profile: Profile, io: Pick<Io, 'parts'>): ReadingParts {
  const modelDir = programPath(config.modelDir);
  const options = { profile, modelDir, knowledgeDir: programPath(config.knowledgeDir) };
  const parts = (io.parts ?? readingParts)(options);
  return { ...parts, knowledge: createKnowledgeHolder(parts.knowledge.current()) };
}

/**
 * As `engineOf`, with what the database holds of knowledge over the shipped folder. A database that is not there adds
 * nothing; one older than the program's tables neither, and standard error is told.
 */
export async function askingEngine(
  config: Config,
  profile: Profile,
  io: Pick<Io, 'parts' | 'err'>,
): Promise<Engine> {
  if (isFileUrl(config.db) && !existsSync(pathOf(config.db))) return engineOf(config, profile, io);
  const modelDir = programPath(config.modelDir);
  const shipped = loadKnowledge(programPath(config.knowledgeDir));
  const kit = createReadingKit(profile);
  const encode = loadSentenceModel(modelDir, kit.segmenter);
  const knowledge = createKnowledgeHolder(
    await storedOver(config, shipped, encode, (message) => io.err(`${message}\n`)),
  );
  return engineOver({ kit, knowledge, encode }, modelDir);
}

async function storedOver(
  config: Config,
  shipped: ShippedKnowledge,
  encode: Encode | null,
  warn: (message: string) => void,
): Promise<HeldKnowledge> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token, readOnly: true });
  try {
    if (await store.read(hasKnowledgeTables)) return await openKnowledge(shipped, store, encode);
    warn(`数据库 ${config.db} 比程序旧，只按随附的知识作答`);
    const base = createKnowledge(shipped, undefined, encode);
    return { base, sources: shipped, version: shipped.version };
  } finally {
    await store.close();
  }
}

async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const store = await openStore({ url: config.db, ...token });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Users and keys of a database, without loading model and knowledge. */
export async function withAccounts<T>(
  config: Config,
  work: (accounts: Services['accounts']) => Promise<T>,
): Promise<T> {
  const profile = profileOf(config);
  return await withStore(config, async (store) => {
    const context = { store, profile, clock: systemClock };
    return await work(createAccounts(context, { sessionHours: config.sessionHours }));
  });
}

/** Receivers of events in a database, without loading model and knowledge. Whoever is at the machine looks after them. */
export async function withWebhooks<T>(
  config: Config,
  work: (webhooks: Webhooks, operator: Actor) => Promise<T>,
): Promise<T> {
  const profile = profileOf(config);
  return await withStore(config, async (store) => {
    const context = { store, profile, names: namesOf(profile), clock: systemClock, wake: () => undefined };
    const operator: Actor = { id: 'operator', name: '运维', role: 'admin', unit: null };
    return await work(createWebhooks(context, config.webhookAllow), operator);
  });
}

/**
 * All use cases over a database. What they leave in the outbox is done by the server. `asking` opens what asks the encoder
 * where triage doubts; left out: nobody is asked. `crewOf` starts threads that read orders beside this one.
 */
export async function withServices<T>(
  config: Config,
  io: Pick<Io, 'parts'>,
  work: (services: Services) => Promise<T>,
  asking?: (
    engine: Engine,
  ) => Promise<{ readonly opinions: SecondOpinions; readonly close: () => Promise<void> }>,
  crewOf: (versions: () => Versions) => EngineCrew | null = () => null,
): Promise<T> {
  const profiles = createProfileHolder(profileOf(config), systemClock);
  const { profile } = profiles;
  const modelDir = programPath(config.modelDir);
  const parts = partsOf(config, profile, io);
  const engine = engineOver(parts, modelDir);
  const accounts = { sessionHours: config.sessionHours };
  const evidence = evidencePlace(config);
  return await withStore(config, async (store) => {
    await profiles.refresh(store);
    // Orders are decided by what is approved, as the server decides them.
    const { sources, version } = parts.knowledge.current();
    await createKnowledgeUpdates({ ...sources, version }, store, parts.knowledge, parts.encode).refresh();
    const asked = await asking?.(engine);
    const crew = crewOf(() => engine.versions);
    try {
      const opinions = asked?.opinions ?? null;
      const options = { store, engine, profile, profiles, accounts, evidence, opinions, crew: () => crew };
      return await work(createServices(options));
    } finally {
      await crew?.close();
      await asked?.close();
    }
  });
}

/** Threads over the same engine; what becomes of one is told on standard error. */
export function crewOf(config: Config, io: Pick<Io, 'err'>, versions: () => Versions): EngineCrew {
  const token = config.dbToken === '' ? {} : { authToken: config.dbToken };
  const source = {
    profileDir: programPath(config.profileDir),
    calendarFile: programPath(config.calendarFile),
    modelDir: programPath(config.modelDir),
    knowledgeDir: programPath(config.knowledgeDir),
    db: { url: config.db, ...token },
  };
  return createEngineCrew(source, versions, {
    onGone: ({ message }) => io.err(`提示：少了一个并行分诊的线程，其余照常进行：${message}\n`),
  });
}

/** The bytes of a file named by a person. Throws `file_unreadable`. */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const known: Record<string, string> = {
      ENOENT: '没有这个文件',
      EISDIR: '是一个目录',
      EACCES: '没有读取权限',
    };
    throw new AppError('file_unreadable', { file, reason: known[code ?? ''] ?? message }, { cause });
  }
}

/** Everything on standard input. */
export async function readStandardInput(io: Io): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of io.input()) parts.push(part);
  return Buffer.concat(parts);
}
