import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Erased } from '../../kernel/erasure-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { RETAINED } from '../../kernel/retention-words.ts';
import type { Retained } from '../../kernel/retention-words.ts';
import type { RetentionRules } from '../../profile/retention.ts';
import { isFileUrl, pathOf } from '../../store/client.ts';
import { onDisk, orNull } from '../../store/disk.ts';
import { boundOrders, countDue, dueOrders } from '../../store/erasures.ts';
import type { Ended } from '../../store/erasures.ts';
import { KEY_LIFE_MS } from '../../store/idempotency.ts';
import type { Context } from '../context.ts';
import { DONE, FAILED } from '../import/watched-folder.ts';
import type { Actor } from '../types.ts';
import type { Erasing } from './erasing.ts';
import type { RetentionCount, RetentionLine } from './privacy-types.ts';

const DAY = 86_400_000;
/** Orders erased between two breaths. */
const PAGE = 50;
/** Orders of which it is told why they are spared. */
const TOLD = 100;

/** Where files lie that go by age, and what is kept by settings. */
export type RetentionPlaces = {
  /** Null where there is none. */
  readonly importFolder: string | null;
  readonly sessionHours: number;
  /** How long copies of the database are kept, in words. */
  readonly copies: string;
};

/** What erases orders of a kind; the widest first, so that nothing is rewritten twice. */
const OF_ORDERS: readonly (readonly [kind: Retained, what: Erased])[] = [
  ['words', 'all'],
  ['evidence', 'evidence'],
  ['caller', 'caller'],
];

/** Counts what is due by age, or erases it as well. */
export function createRetaining(
  { store, clock, profile }: Pick<Context, 'store' | 'clock' | 'profile'>,
  erasing: Erasing,
  places: RetentionPlaces,
) {
  return async (actor: Actor, apply: boolean): Promise<readonly RetentionCount[]> => {
    const rules = profile.retention;
    if (rules === undefined) return [];
    const counts: RetentionCount[] = [];
    for (const [kind, what] of OF_ORDERS) {
      const days = rules.days[kind];
      if (days !== null) counts.push(await ofOrders(actor, rules, kind, what, days, apply));
    }
    for (const kind of ['importFiles', 'setAside'] as const) {
      const days = rules.days[kind];
      if (days === null) continue;
      const due = await filesDue(kind, clock.now() - days * DAY);
      if (apply) for (const file of due) await onDisk(file, () => rm(file, { force: true }));
      const done = apply ? due.length : 0;
      counts.push({ kind, name: RETAINED[kind], days, due: due.length, done, spared: [] });
    }
    return counts;
  };

  async function ofOrders(
    actor: Actor,
    rules: RetentionRules,
    kind: Retained,
    what: Erased,
    days: number,
    apply: boolean,
  ): Promise<RetentionCount> {
    const all = rules.days.words;
    const times = {
      // Older ones go with all their words.
      from: kind === 'words' || all === null ? 0 : clock.now() - all * DAY,
      before: clock.now() - days * DAY,
    };
    const due = await store.read((db) => countDue(db, what, times));
    const spared: { number: string; why: readonly string[] }[] = [];
    let done = 0;
    for (let after: Ended = { since: -1, seq: 0 }; ;) {
      const rows = await store.read((db) => dueOrders(db, { what, times, after, limit: PAGE }));
      const last = rows.at(-1);
      if (last === undefined) break;
      after = { since: last.since, seq: last.seq };
      if (apply) {
        const reason = `${rules.title}：办结满 ${days} 天`;
        const report = await erasing(actor, rows, { what, because: 'retention', reason });
        done += report.erased.length;
        spared.push(...report.spared);
      } else {
        const bound = await store.read((db) =>
          boundOrders(
            db,
            rows.map(({ id }) => id),
          ),
        );
        for (const { id, number } of rows) {
          const why = bound.get(id);
          if (why !== undefined) spared.push({ number, why });
        }
      }
      await nextTurn();
    }
    return { kind, name: RETAINED[kind], days, due, done, spared: spared.slice(0, TOLD) };
  }

  async function filesDue(kind: 'importFiles' | 'setAside', before: number): Promise<string[]> {
    if (kind === 'importFiles') {
      const { importFolder } = places;
      if (importFolder === null) return [];
      const folders = [DONE, FAILED].map((name) => join(importFolder, name));
      return (await Promise.all(folders.map((folder) => olderIn(folder, before)))).flat();
    }
    if (!isFileUrl(store.url)) return [];
    const path = pathOf(store.url);
    const names = (await orNull(readdir(dirname(path)))) ?? [];
    return names
      .filter((name) => {
        const at = setAsideAt(name, basename(path));
        return at !== null && at < before;
      })
      .map((name) => join(dirname(path), name));
  }
}

/** Files of a folder that were last written before a moment. */
async function olderIn(folder: string, before: number): Promise<string[]> {
  const files = ((await orNull(readdir(folder))) ?? []).map((name) => join(folder, name));
  const found = await Promise.all(files.map(async (file) => ({ file, about: await orNull(lstat(file)) })));
  return found
    .filter(({ about }) => about !== null && about.isFile() && about.mtimeMs < before)
    .map(({ file }) => file);
}

/** When a database was set aside by a restoration, by its name; null for other files. */
export function setAsideAt(name: string, database: string): number | null {
  if (!name.startsWith(`${database}.before-restore-`)) return null;
  const found = /-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:-wal|-shm)?$/.exec(name);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second] = found;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : at;
}

/** How long everything is kept that may hold personal data, as it is in force. */
export function retentionLines(rules: RetentionRules | undefined, places: RetentionPlaces): RetentionLine[] {
  const after: Readonly<Record<Retained, string>> = {
    caller: '从工单、检索、热点、审计里清除，原文里的姓名、电话、门牌换成星号',
    evidence: '删除文件',
    words: '工单只留编号、分类、单位、状态、时间和统计所需的项，其余清除',
    importFiles: '删除文件',
    setAside: '删除文件',
  };
  const ofProfile = keysOf(RETAINED).map((kind): RetentionLine => {
    const days = rules?.days[kind] ?? null;
    const from = kind === 'importFiles' || kind === 'setAside' ? '' : '办结后 ';
    return {
      kind,
      name: RETAINED[kind],
      kept: days === null ? '不限' : `${from}${days} 天`,
      after: days === null ? '只按请求清除' : `每天凌晨${after[kind]}`,
    };
  });
  const fixed = (name: string, kept: string, afterwards: string): RetentionLine => ({
    kind: null,
    name,
    kept,
    after: afterwards,
  });
  return [
    ...ofProfile,
    fixed('审计', '不限', '操作记录本身不删；详情里的个人信息随工单清除，链仍可核验'),
    fixed('答复草稿、重复来电和热点所用的词', '同原文', '随工单清除'),
    fixed('提交请求的 Idempotency-Key', `${KEY_LIFE_MS / DAY} 天`, '自动删除，只存校验码和工单编号'),
    fixed('登录会话', `${places.sessionHours} 小时`, '自动删除，只存校验码'),
    fixed('推送给其他系统的消息', '送达后 7 天', '自动删除；消息里没有来电人和原文'),
    fixed(
      '数据库的备份和时点副本',
      places.copies,
      '自动删除；在此之前所做的副本里仍有已清除的内容，恢复时按清除记录重新清除',
    ),
    fixed('导出的文件', '不留存', '只在下载时生成；下载到各人电脑上的由各单位管理'),
    fixed(
      '教学卡、标注',
      '不限',
      '教学卡写入前已去除个人信息；工单清除后不再用于训练，已训练的模型只含词的权重',
    ),
  ];
}

/** What is kept where by the settings. */
export function retentionPlaces(config: {
  readonly importDir: string;
  readonly sessionHours: number;
  readonly copyEveryHours: number;
  readonly copyKeepDays: number;
}): RetentionPlaces {
  const { importDir, sessionHours, copyEveryHours, copyKeepDays } = config;
  const copies =
    copyEveryHours === 0
      ? '不自动做副本；人工备份由运维移走'
      : `每 ${copyEveryHours} 小时一份，留 ${copyKeepDays} 天；人工备份由运维移走`;
  return { importFolder: importDir === '' ? null : resolve(importDir), sessionHours, copies };
}
