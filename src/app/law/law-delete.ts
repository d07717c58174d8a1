import { AppError } from '../../kernel/errors.ts';
import type { Article } from '../../knowledge/types.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { deleteInstrument, deleteVersion } from '../../store/knowledge-laws.ts';
import { instrumentByTitle, instrumentIds, versionsOf } from '../../store/knowledge-law-reads.ts';
import { bumpKnowledgeRevision } from '../../store/knowledge-state.ts';
import { lawTombstoneTitles, putTombstone } from '../../store/law-tombstones.ts';
import { listSuccessors } from '../../store/knowledge-law-links.ts';
import type { LawInstrument } from '../../store/knowledge-laws.ts';
import { noticeLaws, typesOfLaws } from '../knowledge/knowledge-notices.ts';
import type { LawContext } from './law-import.ts';
import { settleLaws } from './law-settling.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

export type LawDeletion = {
  readonly law: string;
  /** Editions taken away: days, or `?` and a day of publication. */
  readonly editions: readonly string[];
  readonly articles: number;
};

/**
 * Takes an instrument (by full or short title) away everywhere, or one version of it by its first day: articles,
 * aliases, links; what other texts owed to it is settled anew. Of a law that ships with the program (`shipped` has its
 * title) the text is not used from then on. The audit keeps that it was there, not what it said. Units with open orders
 * that rest on it are told in the same write. Throws `not_found` and `forbidden`.
 */
export async function deleteLaw(
  { store, clock, resting }: LawContext,
  actor: Actor,
  title: string,
  edition: string | null = null,
  shipped: ReadonlyMap<string, number> = new Map(),
): Promise<LawDeletion> {
  scopeOf(actor, 'law.manage');
  const rests = await resting();
  const changed = (law: string): string =>
    `《${law}》${edition === null ? '' : ` ${edition} 版`}已从知识库删除`;
  const tell = (db: Db, law: string): Promise<number> =>
    noticeLaws(db, typesOfLaws(rests, new Set([law])), changed, clock.now());
  return store.write(async (db) => {
    const shippedAlone = edition === null && (await instrumentByTitle(db, title)) === null;
    if (shippedAlone && shipped.has(title)) {
      const hidden = await hideShipped(db, actor, clock.now(), title, shipped);
      await tell(db, title);
      return hidden;
    }
    const instrument = await findInstrument(db, title);
    const versions = await versionsOf(db, [instrument.id]);
    const gone = edition === null ? versions : versions.filter((one) => one.edition === edition);
    if (gone.length === 0) {
      const known = versions.map((one) => one.edition).join('、');
      throw new AppError('not_found', {
        what: `《${instrument.title}》的版本 ${edition ?? ''}（有：${known}）`,
      });
    }
    const predecessors = (await listSuccessors(db)).filter(({ successor }) => successor === instrument.title);
    if (gone.length === versions.length) await deleteInstrument(db, instrument.id);
    else for (const version of gone) await deleteVersion(db, version);
    if (edition === null && shipped.has(instrument.title))
      await putTombstone(db, instrument.title, clock.now());
    const ids = await instrumentIds(db);
    const left = [instrument.title, ...predecessors.map(({ law }) => law)].flatMap(
      (law) => ids.get(law) ?? [],
    );
    await settleLaws(db, left);
    const articles = gone.reduce((sum, one) => sum + one.articles, 0);
    const editions = gone.map((one) => one.edition);
    await appendAudit(db, [
      {
        at: clock.now(),
        actorId: actor.id,
        actorName: actor.name,
        action: 'law.delete',
        subject: instrument.title,
        detail: `${editions.join('、')}，${articles} 条`,
      },
    ]);
    await tell(db, instrument.title);
    return { law: instrument.title, editions, articles };
  });
}

/** Titles of laws with their numbers of articles, of all versions together. */
export function shippedLaws(articles: readonly Pick<Article, 'law'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { law } of articles) counts.set(law, (counts.get(law) ?? 0) + 1);
  return counts;
}

/** A law that ships and was never imported: from now on as if it did not. `shipped` tells its number of articles. */
async function hideShipped(
  db: Db,
  actor: Actor,
  at: number,
  title: string,
  shipped: ReadonlyMap<string, number>,
): Promise<LawDeletion> {
  const hidden = await lawTombstoneTitles(db);
  if (hidden.includes(title)) throw new AppError('not_found', { what: `法规《${title}》` });
  const articles = shipped.get(title) ?? 0;
  await putTombstone(db, title, at);
  await bumpKnowledgeRevision(db);
  const detail = `随程序的文本不再使用，${articles} 条`;
  await appendAudit(db, [
    { at, actorId: actor.id, actorName: actor.name, action: 'law.delete', subject: title, detail },
  ]);
  return { law: title, editions: ['随程序的文本'], articles };
}

/** By full title, or by a short one that means no other. Throws `not_found`. */
async function findInstrument(db: Db, title: string): Promise<LawInstrument> {
  const exact = await instrumentByTitle(db, title);
  if (exact !== null) return exact;
  const meant = new Map<number, LawInstrument>();
  for (const version of await versionsOf(db))
    if (version.short === title)
      meant.set(version.instrumentId, { id: version.instrumentId, title: version.title });
  const [only] = meant.values();
  if (only === undefined || meant.size > 1) throw new AppError('not_found', { what: `法规《${title}》` });
  return only;
}
