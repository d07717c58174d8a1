import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { PURPOSE_NAMES } from '../../src/orders/clock-types.ts';
import { loadPolicies, parsePolicies, policyGaps } from '../../src/profile/policies.ts';
import { issueTypesFile, readProfileFile, unitsFile } from '../../src/profile/files.ts';

const DATA = join(import.meta.dirname, '../../data');
const XICHENG = join(DATA, 'profile/xicheng');
const tree = readProfileFile(XICHENG, 'issue-types.json', issueTypesFile);
const world = {
  units: readProfileFile(XICHENG, 'units.json', unitsFile),
  groups: tree.groups,
  issueTypes: tree.types,
};

describe('the shipped policies of Xicheng', () => {
  const policies = loadPolicies(join(XICHENG, 'policies.json'), world);
  const of = (id: string) => policies.clocks.filter((policy) => policy.id === id);

  it('are read and agree with the profile', () => {
    expect(policies.version).toBe('xicheng-clocks-2026.1');
    expect(new Set(policies.clocks.map(({ purpose }) => purpose)).size).toBe(
      Object.keys(PURPOSE_NAMES).length,
    );
    expect(policyGaps(policies)).toEqual([]);
    expect(policies.officePeriods).toEqual([
      { from: 540, to: 720 },
      { from: 810, to: 1080 },
    ]);
  });

  it('hold the limits of the hotline, from the call', () => {
    expect(of('hotline-handle').map(({ limit, when, starts }) => [when.urgencies, limit, starts])).toEqual([
      [['safety'], { kind: 'elapsed', hours: 1 }, ['call']],
      [['livelihood'], { kind: 'elapsed', hours: 24 }, ['call']],
      [['normal'], { kind: 'naturalDays', days: 5, exact: true, lastDayMoves: 'no' }, ['call']],
    ]);
    expect(of('hotline-workdays')).toMatchObject([
      { disabled: true, limit: { kind: 'workingDays', days: 5 } },
    ]);
  });

  it('hold the statutory limits for market-supervision units alone, of the old text until 14 April 2026 and the new', () => {
    const limits = (id: string) =>
      of(id).map(({ effectiveFrom, effectiveTo, basis, limit }) => [
        effectiveFrom,
        effectiveTo,
        basis.article,
        limit,
      ]);
    const before = ['2020-01-01', '2026-04-15'];
    const since = ['2026-04-15', null];
    const days = (n: number) => ({ kind: 'workingDays', days: n });
    expect(limits('market-accept')).toEqual([
      [...before, '第十四条', days(7)],
      [...since, '第十五条', days(7)],
    ]);
    expect(limits('market-mediation')).toEqual([
      [...before, '第二十一条', days(45)],
      [...since, '第二十三条', { kind: 'naturalDays', days: 60, exact: false, lastDayMoves: 'holiday' }],
    ]);
    expect(limits('market-lead')).toEqual([
      [...before, '第二十三条', days(15)],
      [...since, '第二十七条', days(15)],
    ]);
    expect(limits('market-report')).toEqual([
      [...before, '第三十一条', days(15)],
      [...since, '第三十五条', days(15)],
    ]);
    for (const policy of policies.clocks.filter(({ id }) => id.startsWith('market-')))
      expect(policy).toMatchObject({ judged: 'filing', when: { unitKinds: ['market_supervision'] } });
  });

  it('quote the articles exactly, and say so where the text of a limit is not at hand', () => {
    const articles = new Map<string, string[]>();
    for (const line of readFileSync(join(DATA, 'knowledge/articles.jsonl'), 'utf8').split('\n')) {
      if (!line.includes('投诉举报处理') && !line.includes('接诉即办')) continue;
      const { law, article, text } = JSON.parse(line) as { law: string; article: string; text: string };
      const key = `${law}${article}`;
      articles.set(key, [...(articles.get(key) ?? []), text]);
    }
    const quoted = policies.clocks.filter(({ basis }) => basis.law !== undefined);
    expect(quoted).toHaveLength(11);
    for (const { id, basis } of quoted) {
      const found = articles
        .get(`${basis.law}${basis.article}`)
        ?.some((text) => text.includes(basis.quote ?? '?'));
      expect({ id, article: basis.article, found }).toEqual({ id, article: basis.article, found: true });
    }
    const unverified = policies.clocks.filter(({ basis }) => basis.unverified).map(({ id }) => id);
    expect(unverified).toEqual(['market-report', 'market-report']);
  });
});

type Version = Record<string, unknown>;
type Clock = { id: string; name: string; purpose: string; versions: Version[] };
type File = {
  version: string;
  title: string;
  officeHours?: { from: string; to: string }[];
  events: Record<string, string>;
  unitKinds: Record<string, { name: string; units: string[] }>;
  clocks: Clock[];
};
const version = (more: Version = {}): Version => ({
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  starts: ['call'],
  stops: ['reply'],
  limit: { kind: 'elapsed', hours: 1 },
  basis: { text: '一小时' },
  judged: 'start',
  ...more,
});
const file = (...versions: Version[]): File => ({
  version: '1',
  title: '试验',
  events: { call: '来电', reply: '答复', grantHold: '挂账', resume: '恢复' },
  unitKinds: { market: { name: '市场监管', units: ['SCJG'] } },
  clocks: [
    { id: 'a', name: '甲', purpose: 'handle', versions: versions.length > 0 ? versions : [version()] },
  ],
});

function refusal(value: File | string): string {
  try {
    parsePolicies(typeof value === 'string' ? value : JSON.stringify(value), 'p.json', world);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('bad_policy');
    return (error as AppError).message;
  }
  return '';
}

describe('a file of policies', () => {
  it('that is right is taken, what is left out filled in', () => {
    const [policy] = parsePolicies(JSON.stringify(file()), 'p.json', world).clocks;
    expect(policy).toMatchObject({
      id: 'a',
      disabled: false,
      pausedBy: [],
      when: {},
      extension: null,
      soonBefore: 0,
    });
  });

  it('gives the office hours of the file to limits in working hours', () => {
    const value = {
      ...file(version({ limit: { kind: 'workingHours', hours: 4 } })),
      officeHours: [{ from: '09:00', to: '24:00' }],
    };
    expect(parsePolicies(JSON.stringify(value), 'p.json').clocks[0]?.limit).toEqual({
      kind: 'workingHours',
      hours: 4,
      periods: [{ from: 540, to: 1440 }],
    });
  });

  it.each<[string, Version | Version[]]>([
    ['时钟“a”第 1 个版本 limit.hours：须大于 0', { limit: { kind: 'elapsed', hours: 0 } }],
    ['时钟“a”第 1 个版本 limit.days：须为整数', { limit: { kind: 'workingDays', days: 1.5 } }],
    ['时钟“a”第 1 个版本 limit：按工作小时计须在 officeHours', { limit: { kind: 'workingHours', hours: 1 } }],
    [
      '时钟“a”第 1 个版本 limit.lastDayMoves：',
      { limit: { kind: 'naturalDays', days: 1, exact: true, lastDayMoves: 'holiday' } },
    ],
    ['时钟“a”第 1 个版本 effectiveTo：2026-01-01 不晚于', { effectiveTo: '2026-01-01' }],
    ['时钟“a”第 1 个版本 effectiveFrom：须为存在的日期', { effectiveFrom: '2026-13-01' }],
    ['时钟“a” starts：事件“cal”没有列在 events 里', { starts: ['cal'] }],
    ['时钟“a” stops：事件“call”既起算又停止', { stops: ['call'] }],
    ['时钟“a” pausedBy：事件“hold”没有列在', { pausedBy: [{ on: 'hold', off: 'resume', reason: '挂账' }] }],
    [
      '时钟“a” pausedBy：“resume”既暂停又恢复',
      { pausedBy: [{ on: 'resume', off: 'resume', reason: '挂账' }] },
    ],
    ['时钟“a” when.unitKinds：“shop”没有列在', { when: { unitKinds: ['shop'] } }],
    ['时钟“a” when.issueTypes：分类 9999 不存在', { when: { issueTypes: ['01', '9999'] } }],
    ['时钟“a”第 1 个版本 when.issueTypes.0：须为两位的组或四位的分类', { when: { issueTypes: ['1'] } }],
    ['时钟“a”第 1 个版本 note：不施行的版本须说明原因', { disabled: true }],
    ['时钟“a”第 1 个版本 basis.quote：', { basis: { text: '一', quote: '应当' } }],
    [
      '时钟“a”第 1 个版本 extension：不设时限',
      { limit: null, extension: { by: 'reply', atMost: null, times: null, approval: '中心', clause: '一' } },
    ],
    [
      '时钟“a” effectiveFrom：两个条件相交的版本自 2026-03-01 至 今后 重叠',
      [{}, { effectiveFrom: '2026-03-01' }],
    ],
    [
      '时钟“a” effectiveFrom：两个条件相交的版本自 2026-01-01 至 2026-02-01 重叠',
      [
        { effectiveTo: '2026-02-01', when: { issueTypes: ['01'], urgencies: ['safety', 'normal'] } },
        { effectiveFrom: null, when: { issueTypes: ['0101'], urgencies: ['normal'], demandKinds: ['投诉'] } },
      ],
    ],
  ])('is refused: %s', (message, more) => {
    const rows = Array.isArray(more) ? more : [more];
    expect(refusal(file(...rows.map(version)))).toContain(`时限政策 p.json 有误：${message}`);
  });

  it('may hold versions one after the other, under conditions that never meet, or not in force', () => {
    const lawful = [
      [version({ effectiveTo: '2026-03-01' }), version({ effectiveFrom: '2026-03-01' })],
      [version({ when: { urgencies: ['safety'] } }), version({ when: { urgencies: ['normal'] } })],
      [version({ when: { issueTypes: ['01'] } }), version({ when: { issueTypes: ['0201'] } })],
      [version(), version({ disabled: true, note: '未施行' })],
    ];
    for (const versions of lawful) expect(refusal(file(...versions))).toBe('');
  });

  it('says on which days no version is in force', () => {
    const value = file(
      version({ effectiveFrom: '2026-03-01', effectiveTo: '2026-05-01' }),
      version({ effectiveTo: '2026-02-01' }),
    );
    expect(policyGaps(parsePolicies(JSON.stringify(value), 'p.json'))).toEqual([
      '时钟“a”自 2026-02-01 起至 2026-03-01 前没有施行的版本',
      '时钟“a”自 2026-05-01 起没有施行的版本',
    ]);
  });

  it.each<[string, File['officeHours']]>([
    ['officeHours.0.from：“9:00”不是', [{ from: '9:00', to: '12:00' }]],
    ['officeHours.0.to：“24:30”不是', [{ from: '09:00', to: '24:30' }]],
    ['officeHours.0：18:00 至 02:00 须先后有序，不能跨过零点', [{ from: '18:00', to: '02:00' }]],
    [
      'officeHours.1：与前一段重叠',
      [
        { from: '09:00', to: '12:00' },
        { from: '11:59', to: '18:00' },
      ],
    ],
  ])('is refused: %s', (message, officeHours) => {
    expect(refusal({ ...file(), officeHours: officeHours ?? [] })).toContain(`有误：${message}`);
  });

  it('names clocks that stand twice, units that are not there, unknown fields, and what is no JSON', () => {
    const twice = file();
    expect(refusal({ ...twice, clocks: [...twice.clocks, ...twice.clocks] })).toContain('时钟“a”重复');
    expect(refusal({ ...file(), unitKinds: { market: { name: '市场', units: ['NOPE'] } } })).toContain(
      'unitKinds.market.units：承办单位 NOPE 不存在',
    );
    expect(refusal(file(version({ start: 1 })))).toMatch(/时钟“a”第 1 个版本：.*start/);
    expect(refusal('{')).toBe('时限政策 p.json 有误：不是合法的 JSON');
    expect(refusal('null')).toMatch(/\p{Script=Han}/u);
    expect(() => loadPolicies('/nowhere/policies.json')).toThrow(
      expect.objectContaining({ code: 'bad_policy' }),
    );
  });
});
