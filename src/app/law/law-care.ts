import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { WITHHELD_REASONS } from '../../knowledge/law-intervals.ts';
import { lineDifference } from '../../knowledge/line-difference.ts';
import type { Article } from '../../knowledge/types.ts';
import { articlesOfVersion, instrumentByTitle, versionsOf } from '../../store/knowledge-law-reads.ts';
import { useCounts } from '../../store/knowledge-uses.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { articleKey, heldShelf } from '../knowledge/held-shelf.ts';
import type { LawArticleView, LawEdition, Laws, LawSummary } from './law-care-types.ts';
import { deleteLaw, shippedLaws } from './law-delete.ts';
import { endOf, lawIndex } from './law-index.ts';
import type { IndexedLaw } from './law-index.ts';
import { createLawUploads } from './law-uploads.ts';
import { mayDo, scopeOf } from '../rights.ts';

const PAGE = 50;

type StoredEdition = Awaited<ReturnType<typeof versionsOf>>[number];

/** The laws: what is cited from, with the texts that are kept and not cited. */
export function createLaws(context: Context, knowledge: LiveKnowledge): Laws {
  const { store, clock } = context;
  const today = (): string => beijingDay(clock.now());
  const held = () => lawIndex(knowledge.holder.current().sources);
  const shipped = shippedLaws(knowledge.updates.shipped.articles);

  const list: Laws['list'] = async (actor, text, page) => {
    scopeOf(actor, 'knowledge.read');
    const { stored, uses } = await store.read(async (db) => ({
      stored: await versionsOf(db),
      uses: await useCounts(db, 'article'),
    }));
    const laws = held();
    const byTitle = new Map<string, StoredEdition[]>();
    for (const version of stored)
      byTitle.set(version.title, [...(byTitle.get(version.title) ?? []), version]);
    const usesOf = new Map<string, number>();
    for (const [key, { times }] of uses) {
      const law = key.slice(0, key.lastIndexOf('|'));
      usesOf.set(law, (usesOf.get(law) ?? 0) + times);
    }
    const words = text.split(/\s+/u).filter((word) => word !== '');
    const rows = [...new Set([...laws.keys(), ...byTitle.keys()])]
      .map((title) =>
        summaryOf(title, laws.get(title), byTitle.get(title) ?? [], today(), usesOf.get(title) ?? 0),
      )
      .filter(({ title, short }) => words.every((word) => title.includes(word) || short.includes(word)))
      .sort((a, b) => b.uses - a.uses || (a.title < b.title ? -1 : 1));
    const at = Math.max(1, Math.floor(page));
    return { rows: rows.slice((at - 1) * PAGE, at * PAGE), total: rows.length, page: at, pageSize: PAGE };
  };

  const get: Laws['get'] = async (actor, title, edition) => {
    scopeOf(actor, 'knowledge.read');
    const law = held().get(title);
    return store.read(async (db) => {
      const instrument = await instrumentByTitle(db, title);
      const stored = instrument === null ? [] : await versionsOf(db, [instrument.id]);
      if (law === undefined && stored.length === 0) throw noLaw(title);
      const editions = editionsOf(law, stored);
      const shown =
        edition === undefined
          ? (editions.find(
              ({ from, to }) => from !== null && from <= today() && (to === null || today() < to),
            ) ?? editions[0])
          : editions.find((one) => one.edition === edition);
      if (shown === undefined)
        throw new AppError('not_found', { what: `《${title}》的版本 ${(edition ?? '').slice(0, 32)}` });
      const uses = await useCounts(db, 'article');
      const cited = law?.editions.get(shown.edition);
      const version = stored.find((one) => one.edition === shown.edition);
      const articles =
        cited !== undefined
          ? cited.map((one) => ofArticle(one, uses.get(articleKey(one))?.times ?? 0))
          : (await articlesOfVersion(db, version?.id ?? 0)).map(({ label, path, text }): LawArticleView => ({
              article: label,
              chapter: path,
              text,
              from: shown.from,
              to: shown.to,
              uses:
                uses.get(
                  articleKey({
                    law: title,
                    article: label,
                  }),
                )?.times ?? 0,
            }));
      const links = knowledge.holder.current().sources.successors ?? [];
      return {
        title,
        short: law?.short ?? stored[0]?.short ?? title,
        editions,
        successors: links
          .filter((one) => one.law === title)
          .map(({ successor, on, basis }) => ({ law: successor, on, basis })),
        predecessors: links
          .filter((one) => one.successor === title)
          .map(({ law: old, on, basis }) => ({ law: old, on, basis })),
        shown: shown.edition,
        articles,
        can: { manage: mayDo(actor, 'law.manage') },
      };
    });
  };

  const article: Laws['article'] = async (actor, title, label) => {
    scopeOf(actor, 'knowledge.read');
    const { shelf, citing } = heldShelf(knowledge.holder.current().sources);
    const key = articleKey({ law: title, article: label });
    const versions = shelf.versions(title, label).map((index) => shelf.all[index] as Article);
    if (versions.length === 0)
      throw new AppError('not_found', { what: `《${title.slice(0, 100)}》${label.slice(0, 20)}` });
    const uses = (await store.read((db) => useCounts(db, 'article'))).get(key) ?? null;
    return {
      law: title,
      article: label,
      versions: versions.map((one, i) => {
        const before = versions[i - 1];
        const difference =
          before === undefined ? null : lineDifference(before.text.split('\n'), one.text.split('\n'));
        return { ...ofArticle(one, 0), difference };
      }),
      citing: (citing.get(key) ?? []).map(({ id, title: name }) => ({ id, title: name })),
      uses,
    };
  };

  const remove: Laws['remove'] = async (actor, title, edition) => {
    scopeOf(actor, 'law.manage');
    const resting = async () => knowledge.holder.current().sources;
    const done = await deleteLaw({ store, clock, resting }, actor, title, edition, shipped);
    knowledge.updates.refresh().catch((error: unknown) => {
      context.log.error({ err: error }, 'knowledge could not be brought up to date');
    });
    return done;
  };

  return { list, get, article, remove, ...createLawUploads(context, knowledge) };
}

const noLaw = (title: string): AppError =>
  new AppError('not_found', { what: `法规《${title.slice(0, 100)}》` });

const ofArticle = (one: Article, uses: number): LawArticleView => ({
  article: one.article,
  chapter: one.chapter,
  text: one.text,
  from: one.effectiveFrom,
  to: one.effectiveTo,
  uses,
});

/** The texts of a law, newest first: those cited, and those kept for other reasons. */
function editionsOf(law: IndexedLaw | undefined, stored: readonly StoredEdition[]): LawEdition[] {
  const own = new Map(stored.map((version) => [version.edition, version]));
  const cited = [...(law?.editions ?? [])].map(([edition, articles]): LawEdition => {
    const version = own.get(edition);
    return {
      edition,
      from: edition,
      to: endOf(articles),
      articles: articles.length,
      withheld: null,
      origin: version === undefined ? 'shipped' : 'imported',
      publishedOn: version?.publishedOn ?? null,
      issuer: version?.issuer ?? null,
      level: version?.level ?? null,
      importedBy: version?.importedBy ?? null,
    };
  });
  const kept = stored
    .filter(({ edition }) => law?.editions.get(edition) === undefined)
    .map((version): LawEdition => ({
      edition: version.edition,
      from: version.effectiveFrom,
      to: version.effectiveTo,
      articles: version.articles,
      origin: 'imported',
      withheld: version.withheld === null ? null : WITHHELD_REASONS[version.withheld],
      publishedOn: version.publishedOn,
      issuer: version.issuer,
      level: version.level,
      importedBy: version.importedBy,
    }));
  const dayOf = ({ from, publishedOn }: LawEdition): string => from ?? publishedOn ?? '';
  return [...cited, ...kept].sort((a, b) => (dayOf(a) < dayOf(b) ? 1 : dayOf(a) > dayOf(b) ? -1 : 0));
}

function summaryOf(
  title: string,
  law: IndexedLaw | undefined,
  stored: readonly StoredEdition[],
  today: string,
  uses: number,
): LawSummary {
  const editions = editionsOf(law, stored);
  const now = editions.find(
    ({ from, to, withheld }) =>
      withheld === null && from !== null && from <= today && (to === null || today < to),
  );
  return {
    title,
    short: law?.short ?? stored[0]?.short ?? title,
    editions: editions.length,
    inForce: now?.from ?? null,
    articles: (now ?? editions[0])?.articles ?? 0,
    uses,
  };
}
