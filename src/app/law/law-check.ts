import { exactQuote } from '../../knowledge/citation-check.ts';
import { WITHHELD_REASONS } from '../../knowledge/law-intervals.ts';
import type { Withheld } from '../../knowledge/law-intervals.ts';
import { numberFaults } from '../../knowledge/law-faults.ts';
import type { LawVersion } from '../../knowledge/law-version.ts';
import { subOf } from '../../knowledge/law-version.ts';
import type { Article, KnowledgeEntry } from '../../knowledge/types.ts';
import { articlesOfVersion, instrumentIds, versionsOf } from '../../store/knowledge-law-reads.ts';
import { listSuccessors } from '../../store/knowledge-law-links.ts';
import type { StoredVersion } from '../../store/knowledge-laws.ts';
import { readStoredArticles } from '../../store/stored-articles.ts';
import type { Store } from '../../store/store.ts';
import { versionHash } from './law-import.ts';

/** `fault`: an answer may be wrong; `note`: something is missing. Chinese. */
export type LawFinding = {
  readonly severity: 'fault' | 'note';
  readonly where: string;
  readonly reason: string;
};

export type CheckInput = {
  readonly read: Store['read'];
  readonly entries: readonly Pick<KnowledgeEntry, 'id' | 'citations' | 'validFrom' | 'validTo'>[];
  /** Articles that rules rest on: for one day or another, so that only whether they are there can be told. */
  readonly ruled?: readonly { readonly rule: string; readonly law: string; readonly article: string }[];
  /** Articles that ship with the program: they stand for laws that were not imported. */
  readonly shipped: readonly Article[];
  /** ISO day on which what is said to hold must hold. */
  readonly today: string;
  readonly onVersion?: (done: number, total: number) => void;
};

/** Everything that is wrong with the law that is stored, and with the entries that rest on it. */
export async function checkLaws(input: CheckInput): Promise<LawFinding[]> {
  const findings: LawFinding[] = [];
  const versions = await input.read((db) => versionsOf(db));
  findings.push(...overlaps(versions), ...withheld(versions));
  for (const [i, version] of versions.entries()) {
    findings.push(...(await versionFindings(input.read, version)));
    input.onVersion?.(i + 1, versions.length);
  }
  findings.push(...(await successorFindings(input.read, versions)));
  const stored = await input.read(readStoredArticles);
  findings.push(...entryFindings(input, stored));
  return findings;
}

type Titled = StoredVersion & { readonly title: string };

function overlaps(versions: readonly Titled[]): LawFinding[] {
  const findings: LawFinding[] = [];
  for (const [i, version] of versions.entries()) {
    const next = versions[i + 1];
    if (next?.title !== version.title || version.withheld !== null || next.withheld !== null) continue;
    const { effectiveTo } = version;
    if (next.effectiveFrom !== null && (effectiveTo === null || effectiveTo > next.effectiveFrom))
      findings.push({
        severity: 'fault',
        where: `《${version.title}》`,
        reason: `${version.edition} 与 ${next.edition} 两个版本的有效期重叠`,
      });
  }
  return findings;
}

function withheld(versions: readonly Titled[]): LawFinding[] {
  return versions.flatMap(({ title, edition, withheld: why }): LawFinding[] =>
    why === null
      ? []
      : [
          {
            severity: 'note',
            where: `《${title}》（${edition}）`,
            reason: `只存不引：${WITHHELD_REASONS[why satisfies Withheld]}`,
          },
        ],
  );
}

async function versionFindings(read: Store['read'], version: Titled): Promise<LawFinding[]> {
  const where = `《${version.title}》（${version.edition}）`;
  const articles = await read((db) => articlesOfVersion(db, version.id));
  const findings: LawFinding[] = [];
  const rows = articles.map(({ label, number }) => ({ label, number, sub: subOf(label), line: 0 }));
  const missing: string[] = [];
  for (const fault of numberFaults(rows)) {
    if (fault.code === 'missing_number')
      missing.push(fault.from === fault.to ? `第 ${fault.from} 条` : `第 ${fault.from} 至 ${fault.to} 条`);
    else if (fault.code === 'doubled_number')
      findings.push({ severity: 'fault', where, reason: `${fault.label}与另一条同号` });
  }
  if (missing.length > 0) findings.push({ severity: 'note', where, reason: `缺${missing.join('、')}` });
  const { short, level, category, issuer, publishedOn, effectiveFrom, effectiveSource } = version;
  const { title: law, statedTo, status, source } = version;
  const head = { law, short, level, category, issuer, publishedOn, effectiveFrom, effectiveSource };
  const whole: LawVersion = { ...head, statedTo, status, source, articles };
  if (versionHash(whole) !== version.sha256)
    findings.push({ severity: 'fault', where, reason: '内容与导入时的校验值不符' });
  return findings;
}

async function successorFindings(read: Store['read'], versions: readonly Titled[]): Promise<LawFinding[]> {
  const links = await read(listSuccessors);
  const ids = await read(instrumentIds);
  return links.flatMap(({ law, successor, on }): LawFinding[] => {
    const where = `《${law}》→《${successor}》`;
    // A link between texts that are not here does no harm.
    if (!ids.has(law)) return [];
    if (!ids.has(successor)) return [{ severity: 'note', where, reason: '后继文本不在库里' }];
    const holds = versions.some(
      ({ title, effectiveFrom, effectiveTo }) =>
        title === successor &&
        effectiveFrom !== null &&
        effectiveFrom <= on &&
        (effectiveTo === null || effectiveTo > on),
    );
    return holds ? [] : [{ severity: 'fault', where, reason: `后继文本在 ${on} 没有有效版本` }];
  });
}

function entryFindings(
  { entries, ruled = [], shipped, today }: CheckInput,
  stored: readonly Article[],
): LawFinding[] {
  const imported = new Set(stored.map(({ law }) => law));
  const versions = new Map<string, Article[]>();
  for (const article of [...stored, ...shipped.filter(({ law }) => !imported.has(law))]) {
    const key = `${article.law}|${article.article}`;
    const held = versions.get(key);
    if (held) held.push(article);
    else versions.set(key, [article]);
  }
  const findings: LawFinding[] = [];
  for (const { rule, law, article } of ruled)
    if (!versions.has(`${law}|${article}`))
      findings.push({ severity: 'fault', where: `规则 ${rule}`, reason: `《${law}》${article}不在库里` });
  for (const { id, citations, validFrom, validTo } of entries) {
    for (const { law, article, quote } of citations) {
      const fault = (reason: string): void =>
        void findings.push({
          severity: 'fault',
          where: `条目 ${id}`,
          reason: `《${law}》${article}${reason}`,
        });
      const all = versions.get(`${law}|${article}`) ?? [];
      const held = all.filter(
        ({ effectiveFrom, effectiveTo }) =>
          (validTo === null || effectiveFrom < validTo) && (effectiveTo === null || effectiveTo > validFrom),
      );
      if (all.length === 0) fault('不在库里');
      else if (held.length === 0) fault(`在条目有效期（${validFrom} 起）内没有有效文本`);
      else if (!held.some(({ text }) => exactQuote(text, quote) !== null)) fault('没有所引的文字');
      else if ((validTo === null || validTo > today) && validFrom <= today) {
        const now = held.some(
          ({ effectiveFrom, effectiveTo }) =>
            effectiveFrom <= today && (effectiveTo === null || effectiveTo > today),
        );
        if (!now) fault(`已不再有效（${today}），条目仍在用`);
      }
    }
  }
  return findings;
}
