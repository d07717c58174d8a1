import { describe, expect, it } from 'vitest';
import { createKnowledgeHolder } from '../../../src/app/knowledge/knowledge-holder.ts';
import { indexInThread } from '../../../src/app/knowledge/knowledge-index.ts';
import { createKnowledgeUpdates, openKnowledge } from '../../../src/app/knowledge/knowledge-updates.ts';
import { deleteLaw } from '../../../src/app/law/law-delete.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { indexSources } from '../../../src/knowledge/sources.ts';
import type { Store } from '../../../src/store/store.ts';
import { ADMIN, importPath, jsonl, lawFile, lawRows, resting, withStore } from '../../support/laws.ts';
import type { LawRowFields } from '../../support/laws.ts';
import { tempDatabase } from '../../support/temp.ts';

const shipped = { version: '1', articles: [], entries: [], asked: [], precedents: [], rules: [] };
const DAY = '2026-11-20';
const LAW = '测试噪声条例';

const importRows = (store: Store, rows: readonly LawRowFields[]) =>
  importPath(store, lawFile('laws.jsonl', jsonl(rows)));

async function live(store: Store) {
  const holder = createKnowledgeHolder(await openKnowledge(shipped, store));
  return { holder, updates: createKnowledgeUpdates(shipped, store, holder) };
}

describe('knowledge of a running server', () => {
  it('answers from what was imported once it is refreshed, and no longer once that is deleted', async () => {
    await withStore(tempDatabase(), async (store) => {
      const { holder, updates } = await live(store);
      const before = holder.current();
      expect(before.version).toBe('1');
      await importRows(store, lawRows(LAW, '2021-01-01', 3, '夜间不得施工。'));
      await updates.refresh();
      expect(holder.current().base.articleOn(LAW, '第二条', DAY)?.text).toContain('夜间不得施工');
      expect(holder.current().version).not.toBe('1');
      const found = holder.current().base.ask({ query: `${LAW}第二条`, eventDate: DAY });
      expect(found.citations[0]).toMatchObject({ law: LAW, article: '第二条' });
      // Who holds the old knowledge goes on with it, whole.
      expect(before.base.articleOn(LAW, '第二条', DAY)).toBe(null);

      await deleteLaw({ store, clock: fixedClock(0), resting }, ADMIN, LAW);
      await updates.refresh();
      expect(holder.current().base.articleOn(LAW, '第二条', DAY)).toBe(null);
      expect(holder.current().base.ask({ query: `${LAW}第二条`, eventDate: DAY }).citations).toEqual([]);
    });
  });

  it('joins calls that come while it is at work into one more run', async () => {
    await withStore(tempDatabase(), async (store) => {
      const { holder, updates } = await live(store);
      const first = updates.refresh();
      await importRows(store, lawRows(LAW, '2021-01-01', 2));
      await Promise.all([first, updates.refresh(), updates.refresh()]);
      expect(holder.current().base.articleOn(LAW, '第一条', DAY)).not.toBe(null);
    });
  });

  it('opens with the same knowledge after a restart', async () => {
    const url = tempDatabase();
    await withStore(url, (store) => importRows(store, lawRows(LAW, '2021-01-01', 2)));
    await withStore(url, async (store) => {
      const { holder } = await live(store);
      expect(holder.current().base.articleOn(LAW, '第一条', DAY)).not.toBe(null);
    });
  });

  it('indexes in a thread to the same arrays as here', async () => {
    const articles = ['夜间施工', '退货退款', '退货'].map((text, i) => ({
      law: '甲法',
      short: '甲法',
      article: `第${'一二三'[i] ?? ''}条`,
      articleNo: i + 1,
      chapter: null,
      text,
      effectiveFrom: '2020-01-01',
      effectiveTo: null,
    }));
    const sources = { articles, entries: [] };
    expect(await indexInThread(sources)).toEqual(indexSources(sources));
  });
});
