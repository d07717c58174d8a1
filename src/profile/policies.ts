import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import type {
  ClockPolicies,
  ClockPolicy,
  ExtensionRule,
  Limit,
  OfficePeriod,
  PolicyBasis,
  PolicyCondition,
} from '../orders/clock-types.ts';

const CHINESE = z.locales.zhCN().localeError;
const HOUR = 3_600_000;
/** No limit of the field is longer; a longer one is a typing error. */
const MOST_DAYS = 3650;

const text = z.string().min(1, '不能为空');
const date = z.iso.date('须为存在的日期，如 2026-04-15');
const kinds = z.array(text).min(1, '至少写一种');
const hours = z
  .number()
  .gt(0, '须大于 0')
  .max(MOST_DAYS * 24);
const days = z.int('须为整数').min(1, '须至少 1 天').max(MOST_DAYS);

const limit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('elapsed'), hours }),
  z.strictObject({
    kind: z.literal('naturalDays'),
    days,
    exact: z.boolean(),
    lastDayMoves: z.enum(['no', 'holiday', 'dayOff']).default('no'),
  }),
  z.strictObject({ kind: z.literal('workingDays'), days }),
  z.strictObject({ kind: z.literal('workingHours'), hours }),
]);

const condition = z.strictObject({
  urgencies: z
    .array(z.enum(['safety', 'livelihood', 'normal']))
    .min(1)
    .exactOptional(),
  demandKinds: z
    .array(z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬']))
    .min(1)
    .exactOptional(),
  issueTypes: z
    .array(z.string().regex(/^\d{2}(\d{2})?$/, '须为两位的组或四位的分类'))
    .min(1)
    .exactOptional(),
  unitKinds: kinds.exactOptional(),
});

const version = z.strictObject({
  effectiveFrom: date.nullable(),
  effectiveTo: date.nullable(),
  disabled: z.boolean().default(false),
  note: text.nullable().default(null),
  starts: kinds,
  stops: kinds,
  pausedBy: z.array(z.strictObject({ on: text, off: text, reason: text })).default([]),
  limit: limit.nullable(),
  when: condition.default({}),
  extension: z
    .strictObject({
      by: text,
      atMost: z.number().gt(0, '须大于 0').nullable(),
      times: z.int().min(1, '须至少 1 次').nullable(),
      approval: text,
      clause: text,
    })
    .nullable()
    .default(null),
  basis: z.strictObject({
    law: text.exactOptional(),
    article: text.exactOptional(),
    quote: text.exactOptional(),
    text,
    unverified: z.boolean().exactOptional(),
  }),
  /** Counted hours before the deadline. */
  soonBefore: z
    .strictObject({
      hours: z
        .number()
        .min(0)
        .max(MOST_DAYS * 24),
    })
    .default({ hours: 0 }),
  judged: z.enum(['start', 'filing']),
});

const policiesFile = z.strictObject({
  version: text,
  title: text,
  officeHours: z
    .array(z.strictObject({ from: text, to: text }))
    .min(1, '至少一段')
    .exactOptional(),
  events: z.record(z.string(), text),
  unitKinds: z.record(z.string(), z.strictObject({ name: text, units: z.array(text).min(1) })),
  clocks: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/, '须为小写字母、数字和连字符'),
      name: text,
      purpose: z.enum(['response', 'verify', 'handle', 'reply', 'receive', 'mediate']),
      versions: z.array(version).min(1, '至少一个版本'),
    }),
  ),
});

type PoliciesFile = z.infer<typeof policiesFile>;

/** What of a profile the policies speak of; see `loadProfile`. */
export type PolicyWorld = {
  readonly units: readonly { readonly code: string }[];
  readonly groups: readonly { readonly code: string }[];
  readonly issueTypes: readonly { readonly code: string }[];
};

/**
 * Reads a file of clock policies and checks it, against the codes of a profile where one is given. Throws
 * `bad_policy` naming file, clock and field.
 */
export function loadPolicies(file: string, world?: PolicyWorld): ClockPolicies {
  try {
    return parsePolicies(readFileSync(file, 'utf8'), file, world);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('bad_policy', { file, reason: '文件无法读取' }, { cause });
  }
}

/** The same from a text; `file` is named in errors. */
export function parsePolicies(content: string, file: string, world?: PolicyWorld): ClockPolicies {
  const fail = (reason: string): never => {
    throw new AppError('bad_policy', { file, reason });
  };
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new AppError('bad_policy', { file, reason: '不是合法的 JSON' }, { cause });
  }
  const result = policiesFile.safeParse(value, { error: CHINESE });
  if (!result.success) {
    const issue = result.error.issues[0];
    return fail(`${placeOf(issue?.path ?? [], value)}${issue?.message ?? ''}`);
  }
  const { version, title, events, unitKinds, officeHours, clocks } = result.data;
  const periods = officeHours === undefined ? null : officePeriods(officeHours, fail);
  const policies = {
    version,
    title,
    events,
    unitKinds,
    officePeriods: periods,
    clocks: flattened(clocks, periods, fail),
  };
  checkNames(policies, fail);
  checkOverlaps(policies.clocks, fail);
  if (world) checkWorld(policies, world, fail);
  return policies;
}

type Fail = (reason: string) => never;

/** `时钟“hotline-handle”第 1 个版本 limit.hours：` */
function placeOf(path: readonly PropertyKey[], value: unknown): string {
  const [top, index, field, versionIndex, ...rest] = path;
  const dotted = (keys: readonly PropertyKey[]): string => keys.map(String).join('.');
  if (top !== 'clocks' || typeof index !== 'number') return path.length === 0 ? '' : `${dotted(path)}：`;
  const id = (value as { clocks?: ({ id?: unknown } | null)[] }).clocks?.[index]?.id;
  const clock = typeof id === 'string' ? `时钟“${id}”` : `第 ${index + 1} 个时钟`;
  if (field !== 'versions' || typeof versionIndex !== 'number')
    return `${clock}${field === undefined ? '' : ` ${dotted(path.slice(2))}`}：`;
  return `${clock}第 ${versionIndex + 1} 个版本${rest.length === 0 ? '' : ` ${dotted(rest)}`}：`;
}

function officePeriods(rows: NonNullable<PoliciesFile['officeHours']>, fail: Fail): OfficePeriod[] {
  const periods = rows.map(({ from, to }, i) => {
    const minute = (field: string, clock: string): number => {
      const [, h, m] = /^(\d{2}):([0-5]\d)$/.exec(clock) ?? [];
      const minutes = Number(h) * 60 + Number(m);
      return minutes <= 1440
        ? minutes
        : fail(`officeHours.${i}.${field}：“${clock}”不是 00:00 至 24:00 的时刻`);
    };
    const period = { from: minute('from', from), to: minute('to', to) };
    if (period.from >= period.to) fail(`officeHours.${i}：${from} 至 ${to} 须先后有序，不能跨过零点`);
    return period;
  });
  const overlap = periods.findIndex(({ from }, i) => i > 0 && from < (periods[i - 1]?.to ?? 0));
  if (overlap !== -1) fail(`officeHours.${overlap}：与前一段重叠或者没有按先后排列`);
  return periods;
}

function flattened(
  clocks: PoliciesFile['clocks'],
  periods: readonly OfficePeriod[] | null,
  fail: Fail,
): ClockPolicy[] {
  const seen = new Set<string>();
  return clocks.flatMap(({ id, name, purpose, versions }) => {
    if (seen.has(id)) fail(`时钟“${id}”重复`);
    seen.add(id);
    return versions.map((row, i): ClockPolicy => {
      const where = `时钟“${id}”第 ${i + 1} 个版本`;
      if (row.limit?.kind === 'workingHours' && periods === null)
        fail(`${where} limit：按工作小时计须在 officeHours 写明办公时间`);
      if (row.limit?.kind === 'naturalDays' && row.limit.exact && row.limit.lastDayMoves !== 'no')
        fail(`${where} limit.lastDayMoves：按整 24 小时计（exact）的没有末日可以顺延`);
      if (row.limit === null && row.extension !== null) fail(`${where} extension：不设时限，无从延长`);
      if (row.effectiveFrom !== null && row.effectiveTo !== null && row.effectiveTo <= row.effectiveFrom)
        fail(`${where} effectiveTo：${row.effectiveTo} 不晚于 effectiveFrom ${row.effectiveFrom}`);
      if (row.basis.quote !== undefined && (row.basis.law === undefined || row.basis.article === undefined))
        fail(`${where} basis.quote：引用原文须写明法律和条号`);
      if (row.disabled && row.note === null) fail(`${where} note：不施行的版本须说明原因`);
      const limit: Limit | null =
        row.limit?.kind === 'workingHours' ? { ...row.limit, periods: periods ?? [] } : row.limit;
      return {
        ...row,
        id,
        name,
        purpose,
        limit,
        when: row.when as PolicyCondition,
        extension: row.extension as ExtensionRule | null,
        basis: row.basis as PolicyBasis,
        soonBefore: row.soonBefore.hours * HOUR,
      };
    });
  });
}

/** A misspelt kind of event or of unit would never match: all have to be declared. */
function checkNames({ clocks, events, unitKinds }: ClockPolicies, fail: Fail): void {
  for (const policy of clocks) {
    const where = `时钟“${policy.id}”`;
    const named: readonly (readonly [string, readonly string[]])[] = [
      ['starts', policy.starts],
      ['stops', policy.stops],
      ['pausedBy', policy.pausedBy.flatMap(({ on, off }) => [on, off])],
      ['extension.by', policy.extension === null ? [] : [policy.extension.by]],
    ];
    for (const [field, kindsOfEvent] of named) {
      const unknown = kindsOfEvent.find((kind) => !Object.hasOwn(events, kind));
      if (unknown !== undefined) fail(`${where} ${field}：事件“${unknown}”没有列在 events 里`);
    }
    const unknown = policy.when.unitKinds?.find((kind) => !Object.hasOwn(unitKinds, kind));
    if (unknown !== undefined) fail(`${where} when.unitKinds：“${unknown}”没有列在 unitKinds 里`);
    const both = policy.starts.find((kind) => policy.stops.includes(kind));
    if (both !== undefined) fail(`${where} stops：事件“${both}”既起算又停止`);
    const same = policy.pausedBy.find(({ on, off }) => on === off);
    if (same) fail(`${where} pausedBy：“${same.on}”既暂停又恢复`);
  }
}

/** Two versions of a clock that could both apply to an order on the same day are refused. */
function checkOverlaps(clocks: readonly ClockPolicy[], fail: Fail): void {
  const active = clocks.filter(({ disabled }) => !disabled);
  for (const [i, a] of active.entries()) {
    for (const b of active.slice(i + 1)) {
      if (a.id !== b.id || !canBothHold(a.when, b.when)) continue;
      const from = [a.effectiveFrom, b.effectiveFrom].reduce(later);
      const to = [a.effectiveTo, b.effectiveTo].reduce((x, y) =>
        x === null ? y : y === null || x < y ? x : y,
      );
      if (from === null || to === null || from < to)
        fail(`时钟“${a.id}” effectiveFrom：两个条件相交的版本自 ${from ?? '最初'} 至 ${to ?? '今后'} 重叠`);
    }
  }
}

function later(a: string | null, b: string | null): string | null {
  return a === null ? b : b === null || a > b ? a : b;
}

function canBothHold(a: PolicyCondition, b: PolicyCondition): boolean {
  const meet = (
    x: readonly string[] | undefined,
    y: readonly string[] | undefined,
    alike = (p: string, q: string) => p === q,
  ): boolean => x === undefined || y === undefined || x.some((p) => y.some((q) => alike(p, q)));
  return (
    meet(a.urgencies, b.urgencies) &&
    meet(a.demandKinds, b.demandKinds) &&
    meet(a.unitKinds, b.unitKinds) &&
    meet(a.issueTypes, b.issueTypes, (p, q) => p.startsWith(q) || q.startsWith(p))
  );
}

function checkWorld({ clocks, unitKinds }: ClockPolicies, world: PolicyWorld, fail: Fail): void {
  const units = new Set(world.units.map(({ code }) => code));
  for (const [kind, { units: codes }] of Object.entries(unitKinds)) {
    const unknown = codes.find((code) => !units.has(code));
    if (unknown !== undefined) fail(`unitKinds.${kind}.units：承办单位 ${unknown} 不存在`);
  }
  const types = new Set([...world.groups, ...world.issueTypes].map(({ code }) => code));
  for (const { id, when } of clocks) {
    const unknown = when.issueTypes?.find((code) => !types.has(code));
    if (unknown !== undefined) fail(`时钟“${id}” when.issueTypes：分类 ${unknown} 不存在`);
  }
}

/**
 * Stretches without a policy, in words: versions of a clock under the same conditions between which there are days
 * on which none is in force, or after which none follows. Allowed, but said.
 */
export function policyGaps({ clocks }: Pick<ClockPolicies, 'clocks'>): string[] {
  const groups = new Map<string, ClockPolicy[]>();
  for (const policy of clocks.filter(({ disabled }) => !disabled)) {
    const key = `${policy.id} ${JSON.stringify(policy.when)}`;
    groups.set(key, [...(groups.get(key) ?? []), policy]);
  }
  return [...groups.values()].flatMap((versions) => {
    const sorted = versions.toSorted((a, b) => ((a.effectiveFrom ?? '') < (b.effectiveFrom ?? '') ? -1 : 1));
    return sorted.flatMap(({ id, effectiveTo }, i) => {
      const next = sorted[i + 1]?.effectiveFrom;
      if (effectiveTo === null || next === effectiveTo) return [];
      return [`时钟“${id}”自 ${effectiveTo} 起${next ? `至 ${next} 前` : ''}没有施行的版本`];
    });
  });
}
