import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { shareOf } from '../../src/kernel/share.ts';
import { credibilities, credibilityOf, cycleOf, returnsBrief } from '../../src/orders/returns-brief.ts';
import type { ReturnsBriefInput } from '../../src/orders/returns-brief.ts';
import { lifeOf } from '../../src/orders/life.ts';
import type { Life } from '../../src/orders/life.ts';
import { CALLED, CENTRE, HOUR, eventsOf, person, shippedRules } from '../support/handled.ts';
import type { Told } from '../support/handled.ts';

const rules = shippedRules();
const TEXT = '太平桥大街路边的移动歌厅收费后不能用，要求退款。';
const A = person('赵', 'A');
const B = person('钱', 'B');

const FIRST: readonly Told[] = [
  ['received', {}, 'received', 0],
  ['triaged', { issueType: '0111', lead: 'A', joint: null }, 'received', 0],
  ['dispatch', { lead: 'A', joint: null }, 'dispatched', 1, CENTRE],
  [
    'proposeReturn',
    { code: 'R01', reason: '属文化部门', clause: '目录第 0901 项', owner: 'B' },
    'dispatched',
    2,
    A,
  ],
  ['acceptReturn', { lead: 'B', joint: null }, 'dispatched', 3, CENTRE],
];
const SECOND: readonly Told[] = [
  ...FIRST,
  ['proposeReturn', { reason: '属消费纠纷', clause: '目录第 0111 项', owner: 'A' }, 'dispatched', 5, B],
];
const RULED: readonly Told[] = [
  ...SECOND,
  ['rule', { lead: 'B', joint: null, reason: '通知明确由文化部门管' }, 'dispatched', 8, CENTRE],
];

const input = (told: readonly Told[], change: Partial<ReturnsBriefInput> = {}): ReturnsBriefInput => ({
  order: { number: '20260511-0002', text: TEXT },
  facts: [{ label: '对象', text: '移动歌厅', spans: [{ start: 8, end: 12 }] }],
  events: eventsOf(told),
  rules,
  candidates: [
    { unit: 'A', clauses: [{ clause: '0111', text: '服务合同与售后服务' }] },
    { unit: 'B', clauses: [{ clause: '0901', text: '文化娱乐场所', basis: '娱乐场所管理条例' }] },
  ],
  rulings: [{ id: 'R2026-0001', unit: 'B', text: '歌厅', effectiveFrom: '2026-01-01' }],
  precedents: [{ number: '20260401-0009', unit: 'B', excerpt: '商场里的唱歌亭' }],
  credibility: credibilities([], rules.returns.prior),
  nameOf: (unit) => `${unit}局`,
  ...change,
});

describe('the brief of a disputed return', () => {
  it('tells who led when, who returned it why, and the ring', () => {
    const brief = returnsBrief(input(SECOND));
    expect(brief).toMatchObject({ number: '20260511-0002', disputed: true, missing: [] });
    expect(brief.facts).toEqual([{ label: '对象', text: '移动歌厅', spans: [{ start: 8, end: 12 }] }]);
    expect(TEXT.slice(8, 12)).toBe('移动歌厅');
    expect(brief.leads).toEqual([
      { unit: 'A', name: 'A局', from: CALLED + HOUR, to: CALLED + 3 * HOUR, how: '派单' },
      { unit: 'B', name: 'B局', from: CALLED + 3 * HOUR, to: null, how: '同意退单' },
    ]);
    expect(brief.returns).toEqual([
      {
        unit: 'A',
        name: 'A局',
        at: CALLED + 2 * HOUR,
        by: '赵同志',
        reason: '属文化部门',
        kind: 'R01 不属于本单位职责',
        clause: '目录第 0901 项',
        owner: { unit: 'B', name: 'B局' },
        issueType: null,
        verdict: 'accepted',
        decided: { at: CALLED + 3 * HOUR, by: '王同志', words: '同意退单' },
      },
      {
        unit: 'B',
        name: 'B局',
        at: CALLED + 5 * HOUR,
        by: '钱同志',
        reason: '属消费纠纷',
        kind: null,
        clause: '目录第 0111 项',
        owner: { unit: 'A', name: 'A局' },
        issueType: null,
        verdict: 'waits',
        decided: null,
      },
    ]);
    expect(brief.cycle?.map(({ unit }) => unit)).toEqual(['B', 'A', 'B']);
    expect(brief.rulings[0]?.name).toBe('B局');
    expect(brief.precedents[0]?.name).toBe('B局');
  });

  it('puts the clauses, the advocates and the credibility of each unit side by side', () => {
    const credibility = new Map([['A', credibilityOf(3, 4, rules.returns.prior)]]);
    const { candidates } = returnsBrief(input(SECOND, { credibility }));
    expect(
      candidates.map(({ unit, proposedBy, returned }) => [unit, proposedBy.map((one) => one.unit), returned]),
    ).toEqual([
      ['A', ['B'], true],
      ['B', ['A'], true],
    ]);
    expect(candidates[1]?.clauses[0]?.basis).toBe('娱乐场所管理条例');
    expect(candidates[0]?.credibility).toMatchObject({ n: 4, upheld: 3 });
    expect(candidates[1]?.credibility).toBeNull();
  });

  it('tells a ruling and how it left the returns', () => {
    const brief = returnsBrief(input(RULED));
    expect(brief.disputed).toBe(false);
    expect(brief.returns[1]).toMatchObject({
      verdict: 'ruled',
      decided: { at: CALLED + 8 * HOUR, words: '裁定：通知明确由文化部门管' },
    });
    expect(brief.leads).toHaveLength(2);
  });

  it('says what it lacks: facts, clauses, owners, and duties of units in the dispute', () => {
    const events: readonly Told[] = [
      ...FIRST.slice(0, 3),
      ['proposeReturn', { reason: ' ' }, 'dispatched', 2, A],
      ['withdraw', {}, 'dispatched', 3, A],
      ['proposeReturn', { reason: '不归我管', clause: '三定', owner: 'C' }, 'dispatched', 4, A],
    ];
    const brief = returnsBrief(input(events, { facts: [], candidates: [] }));
    expect(brief.missing).toEqual([
      '事实',
      'A局退单的理由',
      'A局退单的条款',
      'A局提请的承办单位',
      'A局的职责条款',
      'C局的职责条款',
    ]);
    expect(brief.returns[0]).toMatchObject({ verdict: 'withdrawn', decided: null, owner: null });
    expect(brief.cycle).toBeNull();
    const facts = [{ label: '地点', text: '太平桥', spans: [{ start: 0, end: 999 }] }];
    expect(returnsBrief(input(SECOND, { facts })).missing).toEqual(['“地点”的出处']);
  });

  it('names a unit that led by a correction, and a unit nobody has a duty for', () => {
    const events: readonly Told[] = [
      ...FIRST.slice(0, 3),
      ['correctUnit', { lead: 'B', joint: null }, 'dispatched', 2, CENTRE],
      ['proposeReturn', { reason: '属消费', clause: '0111', owner: 'A' }, 'dispatched', 5, B],
    ];
    const brief = returnsBrief(input(events));
    expect(brief.leads.map(({ unit, how }) => [unit, how])).toEqual([
      ['A', '派单'],
      ['B', '改派'],
    ]);
    expect(brief.cycle?.map(({ unit }) => unit)).toEqual(['B', 'A', 'B']);
    expect(brief.disputed).toBe(true);
  });
});

describe('a ring of hand-overs', () => {
  it('is found through the newest hand-over that closes one, as short as it can be', () => {
    expect(cycleOf([])).toBeNull();
    expect(cycleOf([['A', 'A']])).toBeNull();
    expect(
      cycleOf([
        ['A', 'B'],
        ['B', 'C'],
      ]),
    ).toBeNull();
    expect(
      cycleOf([
        ['A', 'B'],
        ['B', 'C'],
        ['C', 'A'],
      ]),
    ).toEqual(['C', 'A', 'B', 'C']);
    expect(
      cycleOf([
        ['A', 'B'],
        ['B', 'A'],
        ['B', 'C'],
        ['C', 'D'],
      ]),
    ).toEqual(['B', 'A', 'B']);
    expect(
      cycleOf([
        ['A', 'B'],
        ['B', 'C'],
        ['A', 'C'],
        ['C', 'A'],
      ]),
    ).toEqual(['C', 'A', 'C']);
  });

  test('is a ring along hand-overs, and found wherever one can be walked', () => {
    const unit = fc.constantFrom('A', 'B', 'C', 'D', 'E');
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit), { maxLength: 9 }), (handed) => {
        const reach = new Map<string, Set<string>>();
        for (const [from, to] of handed)
          if (from !== to) reach.set(from, (reach.get(from) ?? new Set()).add(to));
        for (let i = 0; i < 5; i++)
          for (const there of reach.values())
            for (const to of there) for (const on of reach.get(to) ?? []) there.add(on);
        const ring = [...reach].some(([from, there]) => there.has(from));
        const found = cycleOf(handed);
        expect(found !== null).toBe(ring);
        if (found === null) return;
        expect(found[0]).toBe(found.at(-1));
        expect(new Set(found).size).toBe(found.length - 1);
        for (const [i, to] of found.entries())
          if (i > 0) expect(handed.some((one) => one[0] === found[i - 1] && one[1] === to)).toBe(true);
      }),
      { seed: 23, numRuns: 1000 },
    );
  });
});

describe('the credibility of returns', () => {
  const prior = { upheld: 2, refused: 2 };
  const returned = (unit: string, verdict: Life['returns'][number]['verdict']) => ({
    unit,
    owner: 'Z',
    at: 0,
    verdict,
  });

  it('counts what was accepted or ruled to another unit, of what was decided', () => {
    const found = credibilities(
      [
        { lead: 'B', returns: [returned('A', 'accepted')] },
        { lead: 'A', returns: [returned('A', 'refused')] },
        { lead: 'A', returns: [returned('A', 'waits'), returned('A', 'withdrawn')] },
        { lead: 'Q', returns: [returned('C', 'waits')] },
      ],
      prior,
    );
    expect(found.get('A')).toMatchObject({ n: 2, upheld: 1, share: 0.5 });
    expect(found.get('C')).toMatchObject({ n: 0, upheld: 0, share: 0.5, low: 0, high: 1 });
    expect(found.has('B')).toBe(false);
  });

  it('takes a ruling for the last word on every return of its order', () => {
    const life = lifeOf(eventsOf(RULED));
    const found = credibilities([life], prior);
    // A said it was B's, B said it was A's; it was ruled to B.
    expect(found.get('A')).toMatchObject({ n: 1, upheld: 1 });
    expect(found.get('B')).toMatchObject({ n: 1, upheld: 0 });
    const toA = [returned('A', 'accepted'), { ...returned('B', 'ruled'), settledOn: 'A' }];
    // Later the order went elsewhere, which is no part of the dispute.
    const other = credibilities([{ lead: 'C', returns: toA }], prior);
    expect(other.get('A')).toMatchObject({ n: 1, upheld: 0 });
    expect(other.get('B')).toMatchObject({ n: 1, upheld: 1 });
  });

  it('lets few returns say little', () => {
    expect(credibilityOf(0, 1, prior).share).toBeCloseTo(0.4);
    expect(credibilityOf(0, 40, prior).share).toBeLessThan(0.05);
    expect(credibilityOf(1, 1, prior).low).toBeLessThan(0.3);
  });

  test('its interval is the one evaluation uses, and the share lies between prior and count', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (upheld, refused) => {
        const n = upheld + refused;
        const { low, high, share } = credibilityOf(upheld, n, prior);
        const same = shareOf(upheld, n);
        expect(low).toBeCloseTo(same.low, 12);
        expect(high).toBeCloseTo(same.high, 12);
        const raw = n === 0 ? 0.5 : upheld / n;
        expect(share).toBeGreaterThanOrEqual(Math.min(0.5, raw) - 1e-12);
        expect(share).toBeLessThanOrEqual(Math.max(0.5, raw) + 1e-12);
      }),
      { seed: 29, numRuns: 500 },
    );
  });
});
