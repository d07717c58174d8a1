import { articlesOfVersion, versionsOf } from '../../store/knowledge-law-reads.ts';
import { listAliases, listSuccessors } from '../../store/knowledge-law-links.ts';
import type { Store } from '../../store/store.ts';

/**
 * Everything there is of law as lines of jsonl without their ends, in the fields that `readLawRow` reads: imported
 * into an empty database they make the same state. `onVersion` is told how many versions of how many are out.
 */
export async function* exportLaws(
  read: Store['read'],
  onVersion: (done: number, total: number) => void = () => {},
): AsyncGenerator<string> {
  const versions = await read((db) => versionsOf(db));
  for (const [i, version] of versions.entries()) {
    const articles = await read((db) => articlesOfVersion(db, version.id));
    for (const article of articles) {
      yield JSON.stringify({
        law: version.title,
        short: version.short,
        level: version.level,
        category: version.category,
        issuer: version.issuer,
        publish_date: version.publishedOn,
        effective_date: version.effectiveFrom,
        effective_src: version.effectiveSource,
        valid_to: version.statedTo,
        status: version.status,
        article: article.label,
        article_no: article.number,
        chapter: article.path,
        text: article.text,
        source: version.source,
        ...(article.endsOn === null ? {} : { article_valid_to: article.endsOn }),
      });
    }
    onVersion(i + 1, versions.length);
  }
  for (const { alias, law } of await read(listAliases)) yield JSON.stringify({ kind: 'alias', law, alias });
  for (const { law, successor, on, basis } of await read(listSuccessors))
    yield JSON.stringify({ kind: 'successor', law, successor, on, basis });
}
