import { beijingDay } from '../../kernel/clock.ts';
import { exactQuote } from '../../knowledge/citation-check.ts';
import type { ArticleShelf } from '../../knowledge/citation-check.ts';
import { lineDifference } from '../../knowledge/line-difference.ts';
import type { StaleReason } from '../../knowledge/staleness.ts';
import type { Article } from '../../knowledge/types.ts';
import type { Db } from '../../store/client.ts';
import { DELETED_AUTHOR, listItems, SHIPPED_AUTHOR } from '../../store/knowledge-items.ts';
import type { EntryBody, StoredItem } from '../../store/knowledge-items.ts';
import { knowledgeRevision } from '../../store/knowledge-state.ts';
import { allItemCounts } from '../../store/ratings.ts';
import { countedSince, useCounts } from '../../store/knowledge-uses.ts';
import type { UseCount } from '../../store/knowledge-uses.ts';
import { agingOf, decidingVersion } from './knowledge-aging.ts';
import type {
  CitationView,
  ItemDetail,
  ItemFilter,
  ItemSummary,
  ItemVersion,
} from './knowledge-care-types.ts';
import type { HeldKnowledge } from './knowledge-holder.ts';
import { articleKey, heldShelf } from './held-shelf.ts';
import type { HeldShelf } from './held-shelf.ts';
import { mayDo } from '../rights.ts';
import type { Actor } from '../types.ts';

/** All that lists and pages of entries are made from, at one moment. */
export type CareState = {
  readonly held: HeldKnowledge;
  readonly shelf: HeldShelf;
  readonly rows: ReadonlyMap<string, readonly StoredItem[]>;
  readonly uses: ReadonlyMap<string, UseCount>;
  readonly stale: ReadonlyMap<string, readonly StaleReason[]>;
  readonly staleRules: ReadonlyMap<string, readonly StaleReason[]>;
  readonly revision: number;
  readonly today: string;
};

export const bodyOf = (row: StoredItem): EntryBody => row.body as unknown as EntryBody;

export async function careState(db: Db, held: HeldKnowledge, now: number): Promise<CareState> {
  const today = beijingDay(now);
  const rows = byItem(await listItems(db, 'entry'));
  const uses = await useCounts(db, 'entry');
  const stale = agingOf({
    held,
    entries: rows,
    rules: byItem(await listItems(db, 'rule')),
    uses,
    countedSince: await countedSince(db),
    ratings: await allItemCounts(db),
    today,
  });
  const reasons = (wanted: 'entry' | 'rule') =>
    new Map(stale.flatMap(({ kind, id, reasons }) => (kind === wanted ? [[id, reasons] as const] : [])));
  return {
    held,
    shelf: heldShelf(held.sources),
    rows,
    uses,
    stale: reasons('entry'),
    staleRules: reasons('rule'),
    revision: await knowledgeRevision(db),
    today,
  };
}

function byItem(rows: readonly StoredItem[]): Map<string, StoredItem[]> {
  const lists = new Map<string, StoredItem[]>();
  for (const row of rows) {
    const list = lists.get(row.item);
    if (list) list.push(row);
    else lists.set(row.item, [row]);
  }
  return lists;
}

/** Whether somebody may see a version: what is decided everybody, what is being written its unit and the keepers. */
export function seesVersion(actor: Actor, row: StoredItem): boolean {
  if (row.status === 'approved' || row.status === 'withdrawn') return true;
  if (mayDo(actor, 'knowledge.decide') || row.author === actor.id) return true;
  return actor.unit !== null && row.unit === actor.unit;
}

/** The unit that looks after an item: of its last decision, else of its newest version. */
export const ownerOf = (versions: readonly StoredItem[]): string | null =>
  (decidingVersion(versions) ?? versions.at(-1))?.unit ?? null;

/** The text in force of an entry; null: none. */
export function bodyInForce(state: CareState, id: string, versions: readonly StoredItem[]): EntryBody | null {
  const decided = decidingVersion(versions);
  if (decided !== null) return decided.body === null ? null : bodyOf(decided);
  return shippedBody(state.shelf, id) ?? shippedCopy(versions);
}

const shippedCopy = (versions: readonly StoredItem[]): EntryBody | null => {
  const kept = versions.find(({ author }) => author === SHIPPED_AUTHOR);
  return kept === undefined ? null : bodyOf(kept);
};

/** An entry that is answered from, with the questions whose answer is known. */
export function shippedBody(shelf: HeldShelf, id: string): EntryBody | null {
  const entry = shelf.entries.get(id);
  if (entry === undefined) return null;
  const asked = (shelf.asked.get(id) ?? []).map(({ text, verdict, first }) => ({ text, verdict, first }));
  return asked.length === 0 ? entry : { ...entry, asked };
}

/** Summary of one entry for a person; null where they may see nothing of it. */
export function summaryOf(
  state: CareState,
  actor: Actor,
  id: string,
  all: readonly StoredItem[],
): ItemSummary | null {
  const seen = all.filter((row) => seesVersion(actor, row));
  const inForce = bodyInForce(state, id, all);
  const newest = seen.at(-1) ?? null;
  const body = inForce ?? seen.findLast((row) => row.body !== null)?.body;
  if (body === null || body === undefined) return null;
  const entry = body as unknown as EntryBody;
  const isShipped = newest === null || newest.author === SHIPPED_AUTHOR;
  const decided = decidingVersion(all);
  return {
    id,
    title: entry.title,
    kind: entry.kind,
    types: entry.types,
    unit: entry.unit,
    owner: ownerOf(all),
    status: newest?.status ?? 'approved',
    version: newest?.version ?? 0,
    inForce: inForce !== null,
    validFrom: entry.validFrom,
    validTo: entry.validTo,
    reviewBy: (decided ?? newest)?.reviewBy ?? null,
    isPublic: (decided ?? newest)?.isPublic ?? false,
    uses: state.uses.get(id) ?? null,
    stale: state.stale.get(id) ?? [],
    authorName: isShipped ? '随程序' : newest.authorName,
    changedAt: isShipped ? null : (newest.decidedAt ?? newest.submittedAt ?? newest.createdAt),
  };
}

/** Every entry there is, shipped and written, by id. */
export function allIds(state: CareState): string[] {
  const isGone = (id: string): boolean => state.rows.get(id)?.at(-1)?.author === DELETED_AUTHOR;
  return [...new Set([...state.shelf.entries.keys(), ...state.rows.keys()])]
    .filter((id) => !isGone(id))
    .sort();
}

/** Whether a summary is what a filter asks for; `text` is for `matchesText`. */
export function fits(item: ItemSummary, filter: ItemFilter): boolean {
  const { kind, type, unit, status, stale, isPublic } = filter;
  return (
    (kind === undefined || item.kind === kind) &&
    (type === undefined || item.types.some((code) => code.startsWith(type))) &&
    (unit === undefined || item.unit === unit || item.owner === unit) &&
    (status === undefined || item.status === status) &&
    (stale === undefined || item.stale.length > 0 === stale) &&
    (isPublic === undefined || item.isPublic === isPublic)
  );
}

/** Whether all words stand somewhere in the text of an entry. */
export function matchesText(body: EntryBody, words: readonly string[]): boolean {
  const { id, title, rule, questions, citations, keyPoints } = body;
  const text = [id, title, rule, ...questions, ...keyPoints, ...citations.map((c) => `${c.law}${c.article}`)]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

export const wordsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .toLowerCase()
    .split(/[\s，,、;；]+/u)
    .filter((word) => word !== '');

/** A text as lines, for showing what an edit changed. */
export type LinesOf<B> = (body: B) => string[];

/** The versions of an item as its history shows them, newest first. */
export function historyOf<B>(actor: Actor, all: readonly StoredItem[], linesOf: LinesOf<B>): ItemVersion[] {
  const lines = (row: StoredItem): string[] => linesOf(row.body as unknown as B);
  const seen = all.filter((row) => seesVersion(actor, row));
  return seen
    .map((row, i): ItemVersion => {
      const before = seen.slice(0, i).findLast(({ body }) => body !== null);
      return {
        version: row.version,
        status: row.status,
        authorName: row.authorName,
        createdAt: row.createdAt,
        submittedAt: row.submittedAt,
        decidedBy: row.decidedBy,
        decidedAt: row.decidedAt,
        note: row.note,
        reviewBy: row.reviewBy,
        isPublic: row.isPublic,
        owner: row.unit,
        shipped: row.author === SHIPPED_AUTHOR,
        difference:
          row.body === null ? [] : lineDifference(before === undefined ? [] : lines(before), lines(row)),
      };
    })
    .reverse();
}

export type PendingText<B> = Omit<NonNullable<ItemDetail['pending']>, 'body'> & { readonly body: B };

/** The newest version beside what is in force that is being written or waits. */
export function pendingOf<B>(
  actor: Actor,
  all: readonly StoredItem[],
  inForce: B | null,
  linesOf: LinesOf<B>,
): PendingText<B> | null {
  const decided = decidingVersion(all)?.version ?? 0;
  const row = all.findLast(
    (one) =>
      one.version > decided && one.author !== SHIPPED_AUTHOR && one.body !== null && seesVersion(actor, one),
  );
  if (row === undefined) return null;
  const body = row.body as unknown as B;
  return {
    version: row.version,
    status: row.status,
    body,
    authorName: row.authorName,
    difference: lineDifference(inForce === null ? [] : linesOf(inForce), linesOf(body)),
  };
}

/** Citations with the dates of the version that holds the quote, the newest such. */
export function citationViews(
  shelf: ArticleShelf,
  citations: EntryBody['citations'],
  articleUses: ReadonlyMap<string, UseCount>,
): CitationView[] {
  return citations.map((cited) => {
    const versions = shelf.versions(cited.law, cited.article).map((index) => shelf.all[index] as Article);
    const version =
      versions.findLast(({ text }) => exactQuote(text, cited.quote) !== null) ?? versions.at(-1);
    return {
      ...cited,
      effectiveFrom: version?.effectiveFrom ?? null,
      effectiveTo: version?.effectiveTo ?? null,
      uses: articleUses.get(articleKey(cited))?.times ?? 0,
    };
  });
}

/** Whether what is answered from is of a revision of the database. */
export const isLive = ({ held, revision }: CareState): boolean =>
  revision === 0 || held.version.endsWith(`+${revision}`);
