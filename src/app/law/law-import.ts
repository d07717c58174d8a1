import type { Clock } from '../../kernel/clock.ts';
import type { LawSuccessor } from '../../knowledge/law-intervals.ts';
import { editionOf } from '../../knowledge/law-version.ts';
import type { LawVersion } from '../../knowledge/law-version.ts';
import type { Sources } from '../../knowledge/sources.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import {
  beginVersion,
  completeVersion,
  dropIncomplete,
  eraseOnDelete,
  insertArticles,
  replaceVersion,
} from '../../store/knowledge-laws.ts';
import { instrumentIds, versionHashes } from '../../store/knowledge-law-reads.ts';
import { putAliases, putSuccessors } from '../../store/knowledge-law-links.ts';
import type { NewVersion } from '../../store/knowledge-laws.ts';
import { bumpKnowledgeRevision } from '../../store/knowledge-state.ts';
import type { Store } from '../../store/store.ts';
import { canonicalJson, sha256 } from '../canonical.ts';
import { noticeLaws, typesOfLaws } from '../knowledge/knowledge-notices.ts';
import type { LawFile } from './law-files.ts';
import type { LawAlias } from './law-rows.ts';
import { settleLaws } from './law-settling.ts';
import { readLaw, versionKey } from './law-versions.ts';
import type { ReadLawOptions } from './law-versions.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

/** The entries and rules in force: what rests on law, and whose units are told of a change. */
export type RestingOnLaw = Pick<Sources, 'entries' | 'rules'>;

export type LawContext = {
  readonly store: Store;
  readonly clock: Clock;
  /** Asked for only where law changes. */
  readonly resting: () => Promise<RestingOnLaw>;
};

export type LawPlace = { readonly file: string; readonly line: number };

export type LawImportReport = {
  /** Versions that were not there, took the place of another text of the same day, or were there already. */
  readonly versions: { readonly added: number; readonly replaced: number; readonly unchanged: number };
  /** Articles written, there already, and left out because they stand twice. */
  readonly articles: { readonly written: number; readonly unchanged: number; readonly doubled: number };
  readonly aliases: number;
  readonly successors: number;
  readonly refused: readonly (LawPlace & { readonly reason: string })[];
  readonly notes: readonly (LawPlace & { readonly text: string })[];
};

export type LawImportOptions = ReadLawOptions & {
  /** Links that ship with the program; put in before all else. */
  readonly successors?: readonly LawSuccessor[];
  /** Articles of one write at most; a longer version takes several and counts only after the last. */
  readonly chunk?: number;
};

/** Articles of one write: long enough to be quick, short enough to let others write in between. */
const CHUNK = 2000;

/** What makes two versions the same: all that is stored of them but when and by whom. */
export const versionHash = (version: LawVersion): string => sha256(canonicalJson(version));

/**
 * Takes law in from files. Each version comes in whole or not at all; the same file again changes nothing, and one
 * cut off goes on where it ended. Units with open orders that rest on a law are told in the write that changes it.
 * Throws `forbidden`.
 */
export async function importLaws(
  context: LawContext,
  actor: Actor,
  files: readonly LawFile[],
  options: LawImportOptions = {},
): Promise<LawImportReport> {
  scopeOf(actor, 'law.manage');
  const { store, clock } = context;
  const chunk = options.chunk ?? CHUNK;
  const versions = { added: 0, replaced: 0, unchanged: 0 };
  const articles = { written: 0, unchanged: 0, doubled: 0 };
  const refused: (LawPlace & { reason: string })[] = [];
  const notes: (LawPlace & { text: string })[] = [];
  const aliases: LawAlias[] = [];
  const links: LawSuccessor[] = [];

  await store.write(async (db) => {
    await eraseOnDelete(db);
    await dropIncomplete(db);
  });
  await putLinks(store, options.successors ?? []);
  const known = await store.read(versionHashes);

  /** Articles of the versions written in this run, by key. */
  const fresh = new Map<string, number>();
  let waiting: Waiting[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    size = 0;
    if (batch.length > 0)
      await writeVersions(store, batch, { actor, at: clock.now(), resting: await context.resting() }, chunk);
  };

  for await (const item of readLaw(files, options)) {
    if (item.kind === 'alias') aliases.push(item.alias);
    else if (item.kind === 'successor') links.push(item.successor);
    else if (item.kind === 'double') articles.doubled += item.articles;
    else if (item.kind === 'refused') refused.push({ file: item.file, line: item.line, reason: item.reason });
    else if (item.kind === 'note') notes.push({ file: item.file, line: item.line, text: item.text });
    else {
      const { version } = item;
      const key = versionKey(version);
      const hash = versionHash(version);
      const held = known.get(key);
      const count = version.articles.length;
      if (held?.sha256 === hash) {
        versions.unchanged++;
        articles.unchanged += count;
        continue;
      }
      // The text in force of the same day is there already: see `firstOrDouble`.
      if (held?.status === 'in_force' && version.status === 'superseded') {
        articles.doubled += count;
        continue;
      }
      // The better one of two of the same day: the one before it counts for nothing.
      const twin = fresh.get(key);
      if (twin !== undefined) {
        waiting = waiting.filter((one) => one.key !== key);
        articles.written -= twin;
        articles.doubled += twin;
      } else versions[held === undefined ? 'added' : 'replaced']++;
      fresh.set(key, count);
      articles.written += count;
      known.set(key, { sha256: hash, status: version.status });
      waiting.push({ key, version, hash });
      size += count;
      if (size >= chunk) await flush();
    }
  }
  await flush();

  const added = await putNames(store, aliases, refused);
  const successors = await putLinks(store, links);
  return { versions, articles, aliases: added, successors, refused, notes };
}

type Waiting = { readonly key: string; readonly version: LawVersion; readonly hash: string };
type Who = { readonly actor: Actor; readonly at: number; readonly resting: RestingOnLaw };

function rowOf({ version, hash }: Waiting, { actor, at }: Who): NewVersion {
  const { law, articles, ...rest } = version;
  const edition = editionOf(version);
  return {
    ...rest,
    title: law,
    edition,
    sha256: hash,
    articles: articles.length,
    importedAt: at,
    importedBy: actor.name,
  };
}

async function writeVersions(
  store: Store,
  batch: readonly Waiting[],
  who: Who,
  chunk: number,
): Promise<void> {
  const small = batch.filter(({ version }) => version.articles.length <= chunk);
  if (small.length > 0) {
    await store.write(async (db) => {
      await eraseOnDelete(db);
      const ids: number[] = [];
      for (const one of small) {
        const made = await replaceVersion(db, rowOf(one, who), one.version.articles);
        ids.push(made.instrumentId);
      }
      await finish(db, ids, small, who);
    });
  }
  for (const one of batch) {
    const { articles } = one.version;
    if (articles.length <= chunk) continue;
    const made = await store.write(async (db) => {
      await eraseOnDelete(db);
      return beginVersion(db, rowOf(one, who));
    });
    for (let from = 0; from < articles.length; from += chunk)
      await store.write((db) => insertArticles(db, made.id, from, articles.slice(from, from + chunk)));
    await store.write(async (db) => {
      await eraseOnDelete(db);
      await completeVersion(db, made.id);
      await finish(db, [made.instrumentId], [one], who);
    });
  }
}

/** What belongs to the write that puts versions in force. */
async function finish(
  db: Db,
  ids: readonly number[],
  batch: readonly Waiting[],
  { actor, at, resting }: Who,
): Promise<void> {
  await settleLaws(db, [...new Set(ids)]);
  await bumpKnowledgeRevision(db);
  const concerned = typesOfLaws(resting, new Set(batch.map(({ version }) => version.law)));
  await noticeLaws(db, concerned, (law) => `《${law}》的文本有更新`, at);
  await appendAudit(
    db,
    batch.map(({ version, hash }) => ({
      at,
      actorId: actor.id,
      actorName: actor.name,
      action: 'law.import',
      subject: version.law,
      detail: `${version.effectiveFrom ?? '施行日期不明'}，${version.articles.length} 条，sha256 ${hash.slice(0, 12)}`,
    })),
  );
}

/** Stores aliases of instruments that are here; the others are refused. Answers how many are new. */
async function putNames(
  store: Store,
  aliases: readonly LawAlias[],
  refused: (LawPlace & { reason: string })[],
): Promise<number> {
  if (aliases.length === 0) return 0;
  const ids = await store.read(instrumentIds);
  const rows = aliases.flatMap(({ law, alias }) => {
    const instrumentId = ids.get(law);
    return instrumentId === undefined ? [] : [{ alias, instrumentId }];
  });
  for (const { law, alias } of aliases)
    if (!ids.has(law)) refused.push({ file: '', line: 0, reason: `别名“${alias}”所指的《${law}》不在库里` });
  return store.write(async (db) => {
    const added = await putAliases(db, rows);
    if (added > 0) await bumpKnowledgeRevision(db);
    return added;
  });
}

/** Stores links and ends what has given way. Answers how many are new or changed. */
async function putLinks(store: Store, links: readonly LawSuccessor[]): Promise<number> {
  if (links.length === 0) return 0;
  return store.write(async (db) => {
    const changed = await putSuccessors(db, links);
    if (changed.length === 0) return 0;
    const ids = await instrumentIds(db);
    await settleLaws(
      db,
      changed.flatMap(({ law }) => ids.get(law) ?? []),
    );
    await bumpKnowledgeRevision(db);
    return changed.length;
  });
}

/** What an import would bring, without a database: counts, refusals and notes. */
export async function surveyLaws(
  files: readonly LawFile[],
  options: ReadLawOptions = {},
): Promise<
  Omit<LawImportReport, 'versions' | 'articles'> & { readonly versions: number; readonly articles: number }
> {
  const counts = new Map<string, number>();
  let aliases = 0;
  let successors = 0;
  const refused: (LawPlace & { reason: string })[] = [];
  const notes: (LawPlace & { text: string })[] = [];
  for await (const item of readLaw(files, options)) {
    if (item.kind === 'version') counts.set(versionKey(item.version), item.version.articles.length);
    else if (item.kind === 'alias') aliases++;
    else if (item.kind === 'successor') successors++;
    else if (item.kind === 'refused') refused.push({ file: item.file, line: item.line, reason: item.reason });
    else if (item.kind === 'note') notes.push({ file: item.file, line: item.line, text: item.text });
  }
  const articles = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { versions: counts.size, articles, aliases, successors, refused, notes };
}
