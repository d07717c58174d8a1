import { describe, expect, it } from 'vitest';
import { operationsOf } from '../support/api-document.ts';
import { closeAfterTest } from '../support/closing.ts';
import { STREAMS, caseOf, everySuccess, strayCases, undeclared, wrongsOf } from '../support/contract-run.ts';
import { writeAnswers } from '../support/api-answers.ts';
import { contractSite } from '../support/contract-site.ts';

describe('a client generated from the API’s own document', () => {
  it('is answered by every operation as the document says, with what its examples send', async () => {
    const seen = await everySuccess(closeAfterTest);
    expect(seen.flatMap(({ route, faults }) => faults.map((fault) => `${route}: ${fault}`))).toEqual([]);
    expect(strayCases(seen)).toEqual([]);
    if (process.env['UPDATE_API_EXAMPLES'] === '1') writeAnswers(seen);
  }, 300_000);

  it('is refused as the document says, whatever is wrong with what it sends', async () => {
    const site = await contractSite(closeAfterTest);
    const faults: string[] = [];
    for (const { route, operation } of operationsOf(site.document)) {
      if (STREAMS.includes(route)) continue;
      const { operationId: name, responses } = operation;
      const call = (await site.as(caseOf(route).as ?? 'admin'))[name]!;
      for (const { what, given, statuses, byNobody = false } of wrongsOf(operation)) {
        const answer = await (byNobody ? site.nobody[name]! : call)(given);
        const found = undeclared(site, operation, answer);
        const expected = statuses ?? Object.keys(responses).map(Number);
        if (!expected.includes(answer.status)) found.unshift(`${answer.status} ${answer.text.slice(0, 200)}`);
        faults.push(...found.map((fault) => `${route} ${what}: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  }, 300_000);
});
