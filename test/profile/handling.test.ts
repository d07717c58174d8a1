import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import { reasonsOf } from '../../src/orders/handling-rules.ts';
import { checkedHandling, lawFaults } from '../../src/profile/handling.ts';
import { loadKnowledge } from '../../src/profile/load-knowledge.ts';
import { loadProfile } from '../../src/profile/load.ts';

const DATA = join(import.meta.dirname, '../../data');
const XICHENG = join(DATA, 'profile/xicheng');
const profile = loadProfile(XICHENG);
const versions = profile.handling ?? [];
const articles = loadKnowledge(join(DATA, 'knowledge')).articles;

describe('the shipped rules of handling', () => {
  it('close every kind of demand, and reports by what was found alone', () => {
    const [rules] = versions;
    const closing = (kind: string): string[] =>
      (rules?.outcomes ?? []).filter(({ demandKinds }) => demandKinds.includes(kind)).map((one) => one.kind);
    for (const kind of profile.demandKinds) expect(closing(kind)).not.toEqual([]);
    expect(closing('举报')).toEqual(['true', 'partlyTrue', 'untrue']);
    expect(closing('投诉')).toEqual([
      'solved',
      'procedural',
      'explained',
      'settled',
      'mediationEnded',
      'planned',
    ]);
  });

  it('quote every article word for word, in force for as long as they say', () => {
    expect(versions).not.toEqual([]);
    expect(lawFaults(versions, articles)).toEqual([]);
  });

  it('find a quote, an article or a period that the law does not bear out', () => {
    const [rules] = structuredClone(versions) as any[];
    rules.exclusions[0].laws[0].quote += '！';
    rules.exclusions[1].laws[0].article = '第九百条';
    rules.exclusions[2].laws[0].effectiveFrom = '2019-01-01';
    delete rules.mediationEnds[0].laws[0].effectiveTo;
    const faults = lawFaults([rules], articles);
    expect(faults).toHaveLength(4);
    expect(faults[0]).toMatch(/E01：.*没有这句话/);
    expect(faults[1]).toMatch(/E02：.*第九百条 没有这一条/);
    expect(faults[2]).toMatch(/E03：.*不是一直有效/);
    expect(faults[3]).toMatch(/M2020-01：.*不是一直有效/);
  });

  it('tell the caller of every ending, politely, and ask for an excerpt of the call in every exclusion', () => {
    for (const rules of versions) {
      const endings = [...rules.exclusions, ...rules.mediationEnds, ...rules.terminations];
      for (const { tellCaller } of endings) expect(tellCaller).toMatch(/^您好，.*(?:您|可以)/);
      for (const { proof } of rules.exclusions)
        expect(
          proof.some(({ anyOf }) => anyOf.some((all) => all.some(({ is }) => is === 'callExcerpt'))),
        ).toBe(true);
      for (const { tellWithin } of rules.mediationEnds) expect(tellWithin).toBe(7);
      expect(rules.exclusions.length).toBeGreaterThanOrEqual(10);
      expect(reasonsOf(rules, 'return').length).toBeGreaterThanOrEqual(5);
    }
  });
});

describe('a broken file of rules', () => {
  const raw = readFileSync(join(XICHENG, 'handling.json'), 'utf8');
  const read = (): any => JSON.parse(raw);

  function refusal(value: unknown): AppError {
    try {
      checkedHandling(value, profile);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error('the rules were accepted');
  }

  const next = (v: any, change: object): any =>
    v.versions.push({ ...structuredClone(v.versions[0]), version: 'next', ...change });

  const cases: readonly [string, string, (v: any) => void, string][] = [
    ['no versions', 'versions', (v) => (v.versions = []), '不能为空'],
    ['a missing part', 'versions[0].contact', (v) => delete v.versions[0].contact, '缺少这个字段'],
    ['a key too many', 'versions[0].colour', (v) => (v.versions[0].colour = 1), '没有这个字段'],
    [
      'a key too many deep down',
      'versions[0].exclusions[0].proof[0].needed',
      (v) => (v.versions[0].exclusions[0].proof[0].needed = true),
      '没有这个字段',
    ],
    [
      'a day that is none',
      'versions[0].effectiveFrom',
      (v) => (v.versions[0].effectiveFrom = '2026-02-30'),
      '',
    ],
    [
      'a version that ends before it begins',
      'versions[0].effectiveTo',
      (v) => (v.versions[0].effectiveTo = '2021-01-01'),
      '2021-01-01 不晚于 effectiveFrom 2021-09-24',
    ],
    [
      'versions that overlap',
      'versions[1].effectiveFrom',
      (v) => next(v, { effectiveFrom: '2026-07-01' }),
      '有效期重叠',
    ],
    [
      'versions that overlap by a day',
      'versions[1].effectiveFrom',
      (v) => {
        next(v, { effectiveFrom: '2026-07-01' });
        v.versions[0].effectiveTo = '2026-07-02';
      },
      '有效期重叠',
    ],
    [
      'two versions of one name',
      'versions[1].version',
      (v) => {
        next(v, { effectiveFrom: '2026-07-01', version: v.versions[0].version });
        v.versions[0].effectiveTo = '2026-07-01';
      },
      '重复',
    ],
    [
      'an outcome that is none',
      'versions[0].outcomes[0].kind',
      (v) => (v.versions[0].outcomes[0].kind = 'fine'),
      '',
    ],
    [
      'an outcome given twice',
      'versions[0].outcomes[1].kind',
      (v) => (v.versions[0].outcomes[1].kind = 'solved'),
      '“solved”重复',
    ],
    [
      'a kind of demand that nothing closes',
      'versions[0].outcomes',
      (v) => (v.versions[0].outcomes = v.versions[0].outcomes.slice(0, 4)),
      '举报没有可用的办理结果',
    ],
    [
      'a code in small letters',
      'versions[0].exclusions[0].code',
      (v) => (v.versions[0].exclusions[0].code = 'e1'),
      '大写',
    ],
    [
      'one code for two endings',
      'versions[0].terminations[0].code',
      (v) => (v.versions[0].terminations[0].code = 'E01'),
      '“E01”重复',
    ],
    [
      'a name of blanks',
      'versions[0].exclusions[0].name',
      (v) => (v.versions[0].exclusions[0].name = ' '),
      '不能为空',
    ],
    [
      'an ending that tells the caller nothing',
      'versions[0].exclusions[0].tellCaller',
      (v) => delete v.versions[0].exclusions[0].tellCaller,
      '缺少这个字段',
    ],
    [
      'a reason that rests on nothing',
      'versions[0].exclusions[7].policy',
      (v) => delete v.versions[0].exclusions[7].policy,
      '须写明所依据的政策',
    ],
    [
      'a reason whose law has ended',
      'versions[0].exclusions[11].laws',
      (v) => v.versions[0].exclusions[11].laws.pop(),
      '在 2026-04-15 没有有效的法规',
    ],
    [
      'a law that ends before it begins',
      'versions[0].exclusions[0].laws[0].effectiveTo',
      (v) => (v.versions[0].exclusions[0].laws[0].effectiveTo = '2014-03-15'),
      '不晚于',
    ],
    [
      'a reason without proof',
      'versions[0].exclusions[0].proof',
      (v) => (v.versions[0].exclusions[0].proof = []),
      '不能为空',
    ],
    [
      'a proof without pieces',
      'versions[0].exclusions[0].proof[1].anyOf[0]',
      (v) => (v.versions[0].exclusions[0].proof[1].anyOf = [[]]),
      '不能为空',
    ],
    [
      'a proof named twice',
      'versions[0].exclusions[0].proof[1].name',
      (v) => (v.versions[0].exclusions[0].proof[1].name = v.versions[0].exclusions[0].proof[0].name),
      '重复',
    ],
    [
      'a piece that is none',
      'versions[0].exclusions[0].proof[0].anyOf[0][0].is',
      (v) => (v.versions[0].exclusions[0].proof[0].anyOf = [[{ is: 'hearsay' }]]),
      '',
    ],
    [
      'a purpose that is none',
      'versions[0].exclusions[0].proof[1].anyOf[0][0].purposes[0]',
      (v) => (v.versions[0].exclusions[0].proof[1].anyOf[0][0].purposes = ['gossip']),
      '',
    ],
    [
      'an attempt in vain as a contact',
      'versions[0].exclusions[0].proof[0].anyOf[0][0].results[0]',
      (v) => (v.versions[0].exclusions[0].proof[0].anyOf = [[{ is: 'contact', results: ['noAnswer'] }]]),
      '',
    ],
    [
      'a meeting by message',
      'versions[0].evidence[0].anyOf[0][0].ways',
      (v) => (v.versions[0].evidence[0].anyOf = [[{ is: 'contact', results: ['met'], ways: ['message'] }]]),
      '不能算见面',
    ],
    [
      'a type that is none',
      'versions[0].exclusions[0].when.issueTypes',
      (v) => (v.versions[0].exclusions[0].when.issueTypes = ['9999']),
      '分类 9999 不存在',
    ],
    [
      'a unit that is none',
      'versions[0].mediationEnds[0].when.units',
      (v) => (v.versions[0].mediationEnds[0].when.units = ['NOBODY']),
      '承办单位 NOBODY 不存在',
    ],
    [
      'a kind of demand that is none',
      'versions[0].merchant.when.demandKinds[0]',
      (v) => (v.versions[0].merchant.when.demandKinds = ['抱怨']),
      '',
    ],
    [
      'a condition that nothing meets',
      'versions[0].evidence[1].when.demandKinds',
      (v) => (v.versions[0].evidence[1].when.demandKinds = []),
      '不能为空',
    ],
    [
      'two pieces of evidence of one name',
      'versions[0].evidence[1].id',
      (v) => (v.versions[0].evidence[1].id = v.versions[0].evidence[0].id),
      '重复',
    ],
    [
      'evidence of an ending by outcome',
      'versions[0].evidence[0].outcomes',
      (v) => (v.versions[0].evidence[0].outcomes = ['solved']),
      '只有答复之前',
    ],
    [
      'more days than attempts',
      'versions[0].contact.days',
      (v) => (v.versions[0].contact.days = 4),
      '天数不能多于次数',
    ],
    ['no attempt at all', 'versions[0].contact.attempts', (v) => (v.versions[0].contact.attempts = 0), ''],
    [
      'attempts by message alone',
      'versions[0].exclusions[0].proof[3].anyOf[1][0]',
      (v) => (v.versions[0].contact.ways = ['message']),
      '电话或者上门',
    ],
    [
      'a time that is none',
      'versions[0].reminders.quiet.from',
      (v) => (v.versions[0].reminders.quiet.from = '24:00'),
      '23:59',
    ],
    [
      'quiet hours without an end',
      'versions[0].reminders.quiet.to',
      (v) => (v.versions[0].reminders.quiet.to = '21:00'),
      '同一时刻',
    ],
    [
      'an urgency without idle hours',
      'versions[0].reminders.idleHours.safety',
      (v) => delete v.versions[0].reminders.idleHours.safety,
      '缺少这个字段',
    ],
    [
      'levels that do not rise',
      'versions[0].reminders.overdueHours.normal',
      (v) => (v.versions[0].reminders.overdueHours.normal = [0, 24, 24]),
      '一级比一级大',
    ],
    ['a hold of no days', 'versions[0].holds.longestDays', (v) => (v.versions[0].holds.longestDays = 0), ''],
    [
      'an approver who is none',
      'versions[0].holds.approvers[0]',
      (v) => (v.versions[0].holds.approvers = ['mayor']),
      '',
    ],
    [
      'a prior that decides by itself',
      'versions[0].returns.prior.upheld',
      (v) => (v.versions[0].returns.prior.upheld = 0),
      '',
    ],
    [
      'no time for the merchant',
      'versions[0].merchant.workingHours',
      (v) => (v.versions[0].merchant.workingHours = 0),
      '',
    ],
  ];

  it.each(cases)('is refused for %s, naming the field', (_, field, edit, reason) => {
    const value = read();
    edit(value);
    const error = refusal(value);
    expect(error.code).toBe('bad_handling_rules');
    expect(error.details.file).toBe('handling.json');
    expect(error.details.field).toBe(field);
    expect(error.message).toContain(reason);
    expect(String(error.details.reason)).toMatch(/\p{Script=Han}/u);
  });

  it('is refused where it is no object', () => {
    for (const value of [null, [], 'x', 3]) expect(refusal(value).details.field).toBe('整个文件');
  });

  it('may leave a gap between versions, and is read oldest first', () => {
    const value = read();
    value.versions.unshift({
      ...structuredClone(value.versions[0]),
      version: 'next',
      effectiveFrom: '2027-01-01',
    });
    value.versions[1].effectiveTo = '2026-12-01';
    expect(checkedHandling(value, profile).map(({ version }) => version)).toEqual([
      'xicheng-handling-2026.1',
      'next',
    ]);
  });
});

describe('the file in its folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'jiesu-handling-'));
    cpSync(XICHENG, dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('may be absent', () => {
    rmSync(join(dir, 'handling.json'));
    expect(loadProfile(dir)).not.toHaveProperty('handling');
  });

  it('is refused where it is no JSON', () => {
    writeFileSync(join(dir, 'handling.json'), '{"title":');
    expect(() => loadProfile(dir)).toThrow('办理规则 handling.json 的 整个文件 有误：不是合法的 JSON');
  });
});
