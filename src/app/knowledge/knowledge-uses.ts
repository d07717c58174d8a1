import type { Clock } from '../../kernel/clock.ts';
import { beijingDay } from '../../kernel/clock.ts';
import type { Sources } from '../../knowledge/sources.ts';
import type { KnowledgeEntry } from '../../knowledge/types.ts';
import { addUses } from '../../store/knowledge-uses.ts';
import type { KnowledgeUse } from '../../store/knowledge-uses.ts';
import type { Store } from '../../store/store.ts';
import { articleKey, heldShelf } from './held-shelf.ts';

export type Used = Pick<KnowledgeUse, 'kind' | 'key'>;

/** Counts uses in memory and writes them together. */
export type UseCounter = {
  readonly add: (uses: readonly Used[]) => void;
  /** Writes what was counted so far. Never rejects: what could not be written is kept for the next time. */
  readonly flush: () => Promise<void>;
};

/** Milliseconds between two writes at least. */
const PAUSE_MS = 1000;

export function createUseCounter(
  store: Pick<Store, 'write'>,
  clock: Clock,
  warn: (error: unknown) => void,
): UseCounter {
  let waiting = new Map<string, KnowledgeUse>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const count = (use: KnowledgeUse): void => {
    const id = `${use.day}|${use.kind}|${use.key}`;
    const held = waiting.get(id);
    waiting.set(id, held === undefined ? use : { ...held, times: held.times + use.times });
  };
  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = [...waiting.values()];
    if (batch.length === 0) return;
    waiting = new Map();
    try {
      await store.write((db) => addUses(db, batch));
    } catch (error) {
      batch.forEach(count);
      warn(error);
    }
  };
  return {
    add: (uses) => {
      if (uses.length === 0) return;
      const day = beijingDay(clock.now());
      for (const { kind, key } of uses) count({ day, kind, key, times: 1 });
      timer ??= setTimeout(() => void flush(), PAUSE_MS).unref();
    },
    flush,
  };
}

/** Characters of an entry's own words that must stand in a text for it to be told from others. */
const TELLING = 10;

/** The entries whose words a text uses, among those that cite one of the articles shown with it. */
export function entriesIn(
  sources: Sources,
  shown: {
    readonly text: string;
    readonly keyPoints?: readonly string[];
    readonly cited: readonly { readonly law: string; readonly article: string }[];
  },
): KnowledgeEntry[] {
  const { citing } = heldShelf(sources);
  const near = new Set(shown.cited.flatMap((cited) => citing.get(articleKey(cited)) ?? []));
  const points = shown.keyPoints ?? [];
  const samePoints = ({ keyPoints }: KnowledgeEntry): boolean =>
    points.length > 0 &&
    keyPoints.length === points.length &&
    keyPoints.every((point, i) => point === points[i]);
  return [...near].filter(
    (entry) => samePoints(entry) || tellingWords(entry).some((words) => shown.text.includes(words)),
  );
}

/** What answers and drafts take over word for word: the rule, and the longest run of the reply without variables. */
function tellingWords({ reply, rule }: KnowledgeEntry): string[] {
  const pieces = reply
    .replace(/^[^。！!]{0,8}您好[！!。，,]?/u, '')
    .split(/\{[^{}]*\}/u)
    .map((piece) => piece.trim())
    .sort((a, b) => b.length - a.length);
  return [pieces[0] ?? '', rule].filter((words) => words.length >= TELLING);
}

/** What counts as used where articles are shown with a text. */
export function usesOf(sources: Sources | null, shown: Parameters<typeof entriesIn>[1]): Used[] {
  const articles = [...new Set(shown.cited.map(articleKey))];
  const entries = sources === null ? [] : entriesIn(sources, shown);
  return [
    ...articles.map((key): Used => ({ kind: 'article', key })),
    ...entries.map(({ id }): Used => ({ kind: 'entry', key: id })),
  ];
}
