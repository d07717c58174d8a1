import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../src/knowledge/facts/read-facts.ts';
import { checkReply, createReplyLaw } from '../../src/knowledge/reply-check.ts';
import { charactersRead } from '../support/reading-cost.ts';
import { files } from './shelf.ts';

const TOLD =
  '我在网上买了一件外套，收到三天了，商家不给退，说好七天无理由的，要求退款并赔偿500元，希望核实处理。';
const law = createReplyLaw(files);
const upTo = (words: string, length: number): string => words.repeat(Math.ceil(length / words.length));

/** How many times more is read of a text twice as long: 2 where each character is read as often as before. */
const growth = (read: (length: number) => void): number =>
  charactersRead(() => read(10_000)) / charactersRead(() => read(5_000));

describe('reading a long text', () => {
  it('asks what it asks of the whole text once, not with every clause', () => {
    expect(growth((length) => factsFromText({ text: upTo(TOLD, length), day: '2026-04-15' }))).toBeLessThan(
      2.5,
    );
  });

  it.each([
    ['2026年1月1日'],
    ['我所已于3月5日到现场，您好，'],
    ['《中华人民共和国民法典》第一条、'],
    ['《消费者权益保障法》第一条，'],
    ['依据合同法第一百条，'],
    ['退款100元（壹佰元整），'],
    ['您好。'],
    ['13901234567，'],
    ['“赔偿退款七日”，'],
    ['《'],
    ['第'],
    ['我所已核实处理退款的情况并告知商家'],
    [TOLD],
  ])('of nothing but “%s” reads a reply through as often as a short one', (words) => {
    const demands = [{ text: TOLD, issueType: '0101' }];
    const read = (length: number) =>
      void checkReply(law, {
        text: upTo(words, length),
        demands,
        day: '2026-04-15',
        receivedOn: '2026-04-10',
        unit: '西长安街市场监管所',
      });
    expect(growth(read)).toBeLessThan(2.5);
  });
});
