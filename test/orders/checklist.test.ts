import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { EVIDENCE_KIND, EVIDENCE_PURPOSE } from '../../src/kernel/evidence-words.ts';
import type { EvidenceKind, EvidencePurpose } from '../../src/kernel/evidence-words.ts';
import {
  checklistOf,
  contactDone,
  lastAttempt,
  missingEvidence,
  missingProof,
} from '../../src/orders/checklist.ts';
import { REASON_KINDS, fits, reasonsFor, reasonsOf } from '../../src/orders/handling-rules.ts';
import type { HandledOrder, Piece, Proof, ReasonKind } from '../../src/orders/handling-rules.ts';
import type { ContactResult, OutcomeKind } from '../../src/orders/life-events.ts';
import type { Life } from '../../src/orders/life.ts';
import { CALLED, DAY, HOUR, contactOf, fileOf, handled, lifeWith, shippedRules } from '../support/handled.ts';

const rules = shippedRules();
const IN_VAIN = [contactOf('noAnswer', 1), contactOf('noAnswer', 5), contactOf('noAnswer', 26)];

describe('contact', () => {
  it('is done once the caller was spoken to, met, or refused to meet', () => {
    expect(contactDone(rules, lifeWith({}), handled())).toBe(false);
    for (const result of ['reached', 'met', 'meetingRefused'] as const)
      expect(contactDone(rules, lifeWith({ contacts: [contactOf(result, 1)] }), handled())).toBe(true);
  });

  it('is done without a number to call, and after three attempts at times far enough apart', () => {
    expect(contactDone(rules, lifeWith({}), handled({ reachable: false }))).toBe(true);
    expect(contactDone(rules, lifeWith({ contacts: IN_VAIN }), handled())).toBe(true);
  });

  it('is waived, not done, where there is no number; by a call it is done', () => {
    const [first] = checklistOf(rules, handled({ reachable: false }), lifeWith({}), {
      for: 'reply',
      outcome: null,
    });
    expect(first).toMatchObject({ name: '办理前联系诉求人', done: true, waived: true, at: null });
    const spoken = lifeWith({ contacts: [contactOf('reached', 1)] });
    const [again] = checklistOf(rules, handled({ reachable: false }), spoken, {
      for: 'reply',
      outcome: null,
    });
    expect(again).toMatchObject({ done: true, waived: false, at: CALLED + HOUR });
  });

  it.each<[string, Life['contacts']]>([
    ['two attempts', IN_VAIN.slice(1)],
    ['three on one day', [1, 4, 7].map((at) => contactOf('noAnswer', at))],
    ['three of which two lie less than two hours apart', [1, 2.9, 26].map((at) => contactOf('noAnswer', at))],
    ['messages', [1, 5, 26].map((at) => contactOf('noAnswer', at, 'message'))],
  ])('is not done by %s', (_, contacts) => {
    expect(contactDone(rules, lifeWith({ contacts }), handled())).toBe(false);
  });

  it('counts anew in each round', () => {
    const life = lifeWith({ contacts: [contactOf('reached', 1), ...IN_VAIN] });
    expect(contactDone(rules, life, handled({ since: CALLED + 2 * HOUR }))).toBe(false);
    expect(contactDone(rules, life, handled())).toBe(true);
  });

  it('finds a choice of attempts that a greedy count would miss', () => {
    // 19:00, 21:00, 23:00 and 00:30 in Beijing: the three of the first day leave no two hours to the last.
    const contacts = [10, 12, 14, 15.5].map((at) => contactOf('noAnswer', at));
    expect(lastAttempt(rules.contact, contacts)).toBe(contacts[3]);
    expect(lastAttempt(rules.contact, [...contacts, contactOf('reached', 3)])).toBeNull();
  });

  test('attempts are enough exactly where some choice of them is', () => {
    const rule = fc.record({
      attempts: fc.integer({ min: 1, max: 4 }),
      ways: fc.constant(['phone', 'visit'] as const),
      gapHours: fc.constantFrom(0, 1, 2, 5),
      days: fc.integer({ min: 1, max: 3 }),
    });
    const contact = fc
      .tuple(fc.integer({ min: 0, max: 80 }), fc.constantFrom('phone' as const, 'message' as const))
      .map(([at, way]) => contactOf('noAnswer', at, way));
    fc.assert(
      fc.property(rule, fc.array(contact, { maxLength: 8 }), (one, contacts) => {
        const tried = contacts.filter(({ way }) => way === 'phone').sort((a, b) => a.at - b.at);
        let enough = false;
        for (let choice = 0; choice < 1 << tried.length; choice++) {
          const chosen = tried.filter((_, i) => choice & (1 << i));
          const apart = chosen.every(
            ({ at }, i) => i === 0 || at - (chosen[i - 1]?.at as number) >= one.gapHours * HOUR,
          );
          const days = new Set(chosen.map(({ at }) => Math.floor((at + 8 * HOUR) / DAY)));
          if (apart && chosen.length >= one.attempts && days.size >= one.days) enough = true;
        }
        expect(lastAttempt(one, contacts) !== null).toBe(enough);
      }),
      { seed: 11, numRuns: 1500 },
    );
  });
});

describe('what a reply lacks', () => {
  const met = [contactOf('met', 3, 'visit')];
  const papers = [fileOf('visit', 'photo'), fileOf('visit', 'recording'), fileOf('result', 'document')];

  it('is nothing for a complaint met, recorded and solved with a paper', () => {
    const order = handled({ files: papers });
    expect(missingEvidence(rules, order, lifeWith({ contacts: met }), 'solved')).toEqual([]);
    expect(missingEvidence(rules, handled(), lifeWith({}), 'solved')).toEqual([
      '办理前联系诉求人',
      '与诉求人的联系记录',
      '联系诉求人的录音、录像或者截图',
      '与诉求人见面的影像，或者拒绝见面的录音',
      '已经解决的照片、录像、截图或者文书',
    ]);
  });

  it('is the meeting, unless it is recorded that the caller refused it, or why none was needed', () => {
    const meeting = '与诉求人见面的影像，或者拒绝见面的录音';
    const lacks = (result: ContactResult, ...files: HandledOrder['files']): boolean =>
      missingEvidence(
        rules,
        handled({ files }),
        lifeWith({ contacts: [contactOf(result, 2)] }),
        'explained',
      ).includes(meeting);
    expect(lacks('meetingRefused')).toBe(true);
    expect(lacks('meetingRefused', fileOf('contact', 'recording'))).toBe(true);
    expect(lacks('meetingRefused', fileOf('refusal', 'photo'))).toBe(true);
    expect(lacks('reached', fileOf('refusal', 'recording'))).toBe(true);
    expect(lacks('meetingRefused', fileOf('refusal', 'recording'))).toBe(false);
    expect(lacks('met')).toBe(true);
    expect(lacks('met', fileOf('visit', 'photo'))).toBe(false);
    expect(lacks('reached', fileOf('contact', 'recording'))).toBe(true);
    expect(lacks('reached', fileOf('contact', 'recording'), fileOf('other', 'document'))).toBe(false);
  });

  it('asks a question for nothing but the contact', () => {
    const order = handled({ demandKind: '咨询' });
    expect(
      missingEvidence(rules, order, lifeWith({ contacts: [contactOf('reached', 1)] }), 'explained'),
    ).toEqual([]);
  });

  it('asks for the site of a nuisance, the order of an online purchase, the inspection of a report', () => {
    const life = lifeWith({ contacts: met });
    const lacks = (change: Partial<HandledOrder>, outcome: OutcomeKind): string[] =>
      missingEvidence(rules, handled({ files: papers.slice(1, 2), ...change }), life, outcome);
    expect(lacks({ issueType: '0501', files: [] }, 'explained')).toContain('现场的照片或者录像');
    expect(lacks({ issueType: '0501' }, 'explained')).not.toContain('现场的照片或者录像');
    expect(lacks({ saleChannel: 'online' }, 'explained')).toContain('网上订单或者付款的截图');
    expect(lacks({ demandKind: '举报', files: [] }, 'untrue')).toContain('核查的现场照片、录像或者文书');
    expect(lacks({ urgency: 'safety', files: [] }, 'explained')).toContain('现场处置的照片或者录像');
  });

  it('asks for an outcome that fits the kind of demand', () => {
    const life = lifeWith({ contacts: met });
    expect(missingEvidence(rules, handled({ files: papers }), life, null)).toEqual(['办理结果']);
    expect(missingEvidence(rules, handled({ files: papers }), life, 'untrue')).toContain(
      '适用于投诉的办理结果（“不属实”不适用）',
    );
    const odd = missingEvidence(rules, handled({ files: papers }), life, 'whatever' as OutcomeKind);
    expect(odd).toEqual(['适用于投诉的办理结果（“whatever”不适用）']);
  });

  it('asks for a decision where mediation ended, and for a day where a plan is all there is', () => {
    const order = handled({ files: papers });
    const life = lifeWith({ contacts: met });
    expect(missingEvidence(rules, order, life, 'mediationEnded')).toEqual(['经审定的终止调解']);
    expect(missingEvidence(rules, order, life, 'planned')).toEqual(['计划解决的日期（挂账）']);
    const ended = { ...life, ending: { kind: 'mediationEnd', code: 'M2026-03' } } as const;
    expect(missingEvidence(rules, order, ended, 'mediationEnded')).toEqual([]);
    expect(missingEvidence(rules, order, { ...life, planDay: '2026-09-01' }, 'planned')).toEqual([]);
    const excluded = { ...life, ending: { kind: 'exclusion', code: 'E01' } } as const;
    expect(missingEvidence(rules, order, excluded, 'mediationEnded')).not.toEqual([]);
  });

  it('takes no result of an earlier round, but a paper of the matter itself', () => {
    const since = CALLED + 6 * HOUR;
    const contacts = [contactOf('met', 7, 'visit')];
    const lacks = (files: HandledOrder['files']): string[] =>
      missingEvidence(
        rules,
        handled({ since, files, saleChannel: 'online' }),
        lifeWith({ contacts }),
        'settled',
      );
    expect(lacks([fileOf('result', 'document', 5)])).toContain('和解协议、调解书或者调解记录');
    expect(lacks([fileOf('result', 'document', 8)])).not.toContain('和解协议、调解书或者调解记录');
    expect(lacks([fileOf('other', 'screenshot', 5)])).not.toContain('网上订单或者付款的截图');
  });
});

describe('what an application lacks', () => {
  const shop = [fileOf('other', 'photo'), fileOf('visit', 'document'), fileOf('contact', 'recording')];
  const life = lifeWith({ contacts: [contactOf('reached', 2)] });

  it('is nothing where excerpt, receipt, finding and explanation are there', () => {
    expect(missingProof(rules, 'E01', life, handled({ files: shop }))).toEqual([]);
    expect(missingProof(rules, 'E01', lifeWith({}), handled({ excerpt: [] }))).toEqual([
      '来电原文中提出诉求的句子',
      '在实体店购买的凭证（小票、付款记录或者现场照片）',
      '商家没有无理由退货承诺、商品没有质量问题的核实材料',
      '向诉求人解释说明的联系记录和录音（截图）',
    ]);
  });

  it('is the excerpt where a span lies outside the text or holds nothing', () => {
    for (const span of [
      { start: 90, end: 101 },
      { start: -1, end: 5 },
      { start: 5, end: 5 },
      { start: 7, end: 5 },
      { start: 1.5, end: 5 },
      { start: Number.NaN, end: 5 },
    ])
      expect(
        missingProof(rules, 'E01', life, handled({ files: shop, excerpt: [{ start: 1, end: 9 }, span] })),
      ).toEqual(['来电原文中提出诉求的句子']);
  });

  it('is a code that is there, in force, and of the right kind and order', () => {
    const order = handled({ files: shop });
    expect(missingProof(rules, null, life, order)).toEqual(['剔除理由']);
    expect(missingProof(rules, '', life, order)).toEqual(['剔除理由']);
    expect(missingProof(rules, 'X99', life, order)).toEqual(['有效的剔除理由（没有“X99”这一项）']);
    expect(missingProof(rules, 'T01', life, order)[0]).toBe('有效的剔除理由（没有“T01”这一项）');
    expect(missingProof(rules, 'E01', life, { ...order, saleChannel: 'online' })).toEqual([
      '适用于这张工单的剔除理由（“E01 线下购物要求七日无理由退货”不适用）',
    ]);
    expect(missingProof(rules, 'M2026-01', life, { ...order, day: '2026-04-14' }, 'mediationEnd')).toEqual([
      '有效的终止调解理由（“M2026-01 撤回投诉或者自行和解”在 2026-04-14 不适用）',
    ]);
  });

  it('needs two different papers where two are asked for', () => {
    const paper = fileOf('result', 'document');
    const lacks = (files: HandledOrder['files']): string[] =>
      missingProof(rules, 'T01', life, handled({ files, earlier: ['2026-1'] }), 'termination');
    const twice = [paper, { ...paper, id: 'again', purpose: 'other' as const }];
    expect(lacks([...twice, fileOf('contact', 'recording')])).toEqual(['历次办理和答复的材料（两份以上）']);
    expect(lacks([...twice, fileOf('other', 'photo'), fileOf('contact', 'recording')])).toEqual([]);
  });

  it('is the time of the law where mediation is said to have run out', () => {
    const files = [fileOf('result', 'document')];
    const lacks = (mediationOver: boolean): string[] =>
      missingProof(rules, 'M2026-05', life, handled({ files, mediationOver }), 'mediationEnd');
    expect(lacks(false)).toEqual(['法定的调解期限已经届满']);
    expect(lacks(true)).toEqual([]);
  });
});

describe('the checklist', () => {
  it('shows every item with when and by whom', () => {
    const files = [fileOf('visit', 'photo', 4)];
    const life = lifeWith({ contacts: [contactOf('noAnswer', 1), contactOf('met', 3, 'visit')] });
    const items = checklistOf(rules, handled({ files }), life, { for: 'reply', outcome: 'solved' });
    expect(items.map(({ step, name, done }) => [step, name, done])).toEqual([
      ['handle', '办理前联系诉求人', true],
      ['reply', '办理结果', true],
      ['reply', '与诉求人的联系记录', true],
      ['reply', '联系诉求人的录音、录像或者截图', false],
      ['reply', '与诉求人见面的影像，或者拒绝见面的录音', true],
      ['reply', '已经解决的照片、录像、截图或者文书', false],
    ]);
    expect(items[0]).toMatchObject({ at: CALLED + 3 * HOUR, by: '李同志' });
    // As of the latest of the pieces that prove it together.
    expect(items[4]).toMatchObject({ at: CALLED + 4 * HOUR, by: '李同志' });
    expect(items[4]?.clause).toContain('见面率 100%');
    expect(items[3]).toMatchObject({ at: null, by: null });
  });
});

/** Pieces once more, written as plainly as can be. */
function isThere(piece: Piece, order: HandledOrder, life: Life): boolean {
  const contacts = life.contacts.filter(({ at }) => at >= order.since);
  const unreachable = lastAttempt(rules.contact, contacts) !== null;
  switch (piece.is) {
    case 'contactDone':
      return !order.reachable || unreachable || contacts.some(({ result }) => result !== 'noAnswer');
    case 'contact':
      return contacts.some(
        ({ result, way }) => piece.results.includes(result) && (!piece.ways || piece.ways.includes(way)),
      );
    case 'unreachable':
      return unreachable;
    case 'noNumber':
      return !order.reachable;
    case 'files': {
      const hashes = new Set<string>();
      for (const file of order.files) {
        if (!piece.purposes.includes(file.purpose)) continue;
        if (piece.kinds && !piece.kinds.includes(file.kind)) continue;
        if (file.addedAt < order.since && file.purpose !== 'other') continue;
        hashes.add(file.sha256);
      }
      return hashes.size >= (piece.least ?? 1);
    }
    case 'callExcerpt':
      return order.excerpt.length > 0;
    case 'earlierOrder':
      return order.earlier.length > 0;
    case 'mediationOver':
      return order.mediationOver;
    case 'planDay':
      return life.planDay !== null;
    case 'mediationEnded':
      return life.ending?.kind === 'mediationEnd';
  }
}
const isProved = ({ anyOf }: Proof, order: HandledOrder, life: Life): boolean =>
  anyOf.some((pieces) => pieces.every((piece) => isThere(piece, order, life)));

const someFile = fc
  .record({
    purpose: fc.constantFrom(...(Object.keys(EVIDENCE_PURPOSE) as EvidencePurpose[])),
    kind: fc.constantFrom(...(Object.keys(EVIDENCE_KIND) as EvidenceKind[])),
    at: fc.integer({ min: 0, max: 60 }),
    sha256: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  })
  .map(({ purpose, kind, at, sha256 }) => fileOf(purpose, kind, at, sha256.repeat(64)));
const someContact = fc
  .record({
    result: fc.constantFrom<ContactResult>('reached', 'met', 'meetingRefused', 'noAnswer', 'noAnswer'),
    at: fc.integer({ min: 0, max: 60 }),
    way: fc.constantFrom('phone' as const, 'visit' as const, 'message' as const),
  })
  .map(({ result, at, way }) => contactOf(result, at, way));
const someOrder = fc
  .record({
    demandKind: fc.constantFrom('咨询', '求助', '投诉', '举报', '建议', '表扬'),
    urgency: fc.constantFrom('safety' as const, 'livelihood' as const, 'normal' as const),
    issueType: fc.constantFrom('0101', '0102', '0501', '1001'),
    saleChannel: fc.constantFrom('offline', 'online', 'none', 'unknown'),
    units: fc.constantFrom(['SCS-XCA', 'SCJG'], ['JD-XCA']),
    day: fc.constantFrom('2026-04-14', '2026-04-15'),
    reachable: fc.boolean(),
    since: fc.constantFrom(CALLED, CALLED + 20 * HOUR),
    excerpt: fc.constantFrom([], [{ start: 0, end: 9 }]),
    earlier: fc.constantFrom([], ['2026-1']),
    mediationOver: fc.boolean(),
    files: fc.array(someFile, { maxLength: 8 }),
  })
  .map((change) => handled(change));
const someLife = fc
  .record({
    contacts: fc.array(someContact, { maxLength: 5 }),
    planDay: fc.constantFrom(null, '2026-09-01'),
    ending: fc.constantFrom(
      null,
      { kind: 'mediationEnd', code: 'M2026-01' } as const,
      {
        kind: 'exclusion',
        code: 'E01',
      } as const,
    ),
  })
  .map((change) => lifeWith(change));

describe('nothing that is missing is ever called done', () => {
  test('in a reply: what is not missing is proved, and the outcome fits', () => {
    const outcomes = [null, ...rules.outcomes.map(({ kind }) => kind)];
    fc.assert(
      fc.property(someOrder, someLife, fc.constantFrom(...outcomes), (order, life, outcome) => {
        const missing = missingEvidence(rules, order, life, outcome);
        const wanted = rules.evidence.filter(
          (rule) =>
            rule.before.includes('reply') &&
            fits(rule.when, order) &&
            (!rule.outcomes || (outcome !== null && rule.outcomes.includes(outcome))),
        );
        for (const rule of wanted) expect(missing.includes(rule.name)).toBe(!isProved(rule, order, life));
        expect(missing.includes('办理前联系诉求人')).toBe(!contactDone(rules, life, order));
        const rule = rules.outcomes.find(({ kind }) => kind === outcome);
        if (missing.length === 0) expect(rule?.demandKinds).toContain(order.demandKind);
      }),
      { seed: 13, numRuns: 2000 },
    );
  });

  test('in an application: what is not missing is proved, and the reason may be named', () => {
    const kinds = Object.keys(REASON_KINDS) as ReasonKind[];
    const named = kinds.flatMap((kind) => reasonsOf(rules, kind).map(({ code }) => [kind, code] as const));
    // Most often a code of its kind, so that most cases get as far as the proof.
    const odd = kinds.map((kind) => [kind, 'E01'] as const);
    fc.assert(
      fc.property(someOrder, someLife, fc.constantFrom(...named, ...odd), (order, life, [kind, code]) => {
        const missing = missingProof(rules, code, life, order, kind);
        const items = checklistOf(rules, order, life, { for: kind, code });
        expect(items.every(({ done }) => done)).toBe(missing.length === 0);
        const reason = reasonsFor(rules, kind, order).find((one) => one.code === code);
        if (reason === undefined) expect(missing).not.toEqual([]);
        for (const proof of reason?.proof ?? [])
          expect(missing.includes(proof.name)).toBe(!isProved(proof, order, life));
      }),
      { seed: 17, numRuns: 2000 },
    );
  });
});
