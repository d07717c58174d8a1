import { describe, expect, it } from 'vitest';
import { unreasonableHints } from '../../../src/app/intake/unreasonable.ts';
import { shippedRules, handled } from '../../support/handled.ts';

const LAW = '中华人民共和国消费者权益保护法';
const ENTITY = { kind: 'request', start: 0, end: 20, text: '要求七天无理由退货' } as const;
const BASIS = {
  law: LAW,
  article: '第二十五条',
  quote: '七日内退货',
  effectiveFrom: '2014-03-15',
  verdict: 'does_not_apply',
  why: '线下购物',
  ask: null,
} as const;
const CLAIM = { claim: '七天无理由', start: 2, end: 7, law: LAW, article: '第二十五条', why: '线下购物' };
const triage = (change: Partial<Parameters<typeof unreasonableHints>[0]> = {}) => ({
  demandKind: { value: '投诉', confidence: 0.9 } as const,
  entities: [ENTITY],
  laws: [BASIS],
  misquoted: [CLAIM],
  ...change,
});
const hints = (change: Partial<Parameters<typeof unreasonableHints>[0]> = {}, order = handled()) =>
  unreasonableHints(triage(change), shippedRules(), order);

describe('a demand that may be unreasonable', () => {
  it('names a law that does not apply, in what is asked for', () => {
    expect(hints()).toEqual([
      {
        ...CLAIM,
        quote: '七日内退货',
        effectiveFrom: '2014-03-15',
        reason: { code: 'E01', name: '线下购物要求七日无理由退货' },
      },
    ]);
    expect(hints({ entities: [] })).toHaveLength(1);
  });

  it.each([
    ['a question asks', { demandKind: { value: '咨询', confidence: 0.9 } }],
    ['the law applies', { laws: [{ ...BASIS, verdict: 'applies' }] }],
    ['nobody knows whether it applies', { laws: [{ ...BASIS, verdict: 'unknown' }] }],
    ['another article does not apply', { laws: [{ ...BASIS, article: '第二十四条' }] }],
    ['the text does not rest on it', { misquoted: [] }],
    ['the words stand outside what is asked for', { entities: [{ ...ENTITY, start: 7 }] }],
  ] as const)('is none where %s', (_, change) => {
    expect(hints(change)).toEqual([]);
  });

  it('has no reason where none fits the order, or there are no rules', () => {
    expect(hints({}, handled({ saleChannel: 'online' }))[0]?.reason).toBeNull();
    expect(hints({}, handled({ day: '2013-01-01' }))[0]?.reason).toBeNull();
    expect(unreasonableHints(triage(), null, null)[0]?.reason).toBeNull();
  });
});
