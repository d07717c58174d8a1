import { describe, expect, it } from 'vitest';
import { createReferenceReader } from '../../src/knowledge/cite-query.ts';
import { correctedClaims } from '../../src/knowledge/corrected-claims.ts';
import { files, shelf } from './shelf.ts';

const read = createReferenceReader(files.articles);
const found = (text: string, day = '2026-09-01') => correctedClaims(shelf, text, read(text), day);

describe('claims an agent puts right', () => {
  const told =
    '市民：工伤保险条例十四条写了上下班路上受伤都算工伤。\n坐席：您好。条文有个前提是非本人主要责任的。\n市民：哦。';

  it('shows the claim, the article and the correction in the words of the agent', () => {
    const [claim, ...more] = found(told);
    expect(more).toEqual([]);
    expect([claim?.law, claim?.article]).toEqual(['工伤保险条例', '第十四条']);
    expect(told.slice(claim?.start, claim?.end)).toBe(claim?.claim);
    expect(claim?.why).toBe('坐席已说明：条文有个前提是非本人主要责任的');
  });

  it('takes no correction from a later turn, from the citizen, or where nothing is corrected', () => {
    expect(found('市民：消法二十五条。\n坐席：好的。\n坐席：不适用。')).toEqual([]);
    expect(found('坐席：消法二十五条。\n市民：不适用。')).toEqual([]);
    expect(found('市民：消法二十五条。\n坐席：已经登记。')).toEqual([]);
  });

  it('needs an article in force on the day', () => {
    expect(found('市民：消法九百条。\n坐席：没有规定。')).toEqual([]);
    expect(found(told, '1999-01-01')).toEqual([]);
  });
});
