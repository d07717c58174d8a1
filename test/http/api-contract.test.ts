import { describe, expect, it } from 'vitest';
import { operationsOf, type Operation } from '../support/api-document.ts';
import { closeAfterTest } from '../support/closing.ts';
import { STREAMS, caseOf, everySuccess, strayCases, undeclared } from '../support/contract-run.ts';
import { writeAnswers } from '../support/api-answers.ts';
import { contractSite } from '../support/contract-site.ts';
import type { Answered } from '../support/generated-client.ts';

const isSafe = ({ security }: Operation): boolean =>
  (security ?? []).every((one) => Object.keys(one).length === 0);

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
    const expectStatus = (
      route: string,
      operation: Operation,
      what: string,
      status: number[],
      got: Answered,
    ) => {
      const found = undeclared(site, operation, got);
      if (!status.includes(got.status)) found.unshift(`${got.status} ${got.text.slice(0, 200)}`);
      faults.push(...found.map((fault) => `${route} ${what}: ${fault}`));
    };
    for (const { route, operation } of operationsOf(site.document)) {
      if (STREAMS.includes(route)) continue;
      const { as = 'admin' } = caseOf(route);
      const call = (await site.as(as))[operation.operationId]!;
      const unauthorized = route.includes(' /open311/') ? 403 : 401;
      if (!isSafe(operation) && operation.responses[unauthorized] !== undefined)
        expectStatus(
          route,
          operation,
          'without a key',
          [unauthorized],
          await site.nobody[operation.operationId]!(),
        );
      const { requestBody } = operation;
      if (requestBody?.content['application/json'] !== undefined) {
        const type = 'application/json';
        const raw = { type, text: '{"broken' };
        expectStatus(route, operation, 'with half a body', [400], await call({ raw }));
        const unknown = { type, text: '{"noSuchField":1}' };
        expectStatus(route, operation, 'with an unknown field', [400], await call({ raw: unknown }));
        const other = { type: 'text/plain', text: 'x' };
        expectStatus(route, operation, 'with another type', [400, 415], await call({ raw: other }));
      }
      if (operation.parameters?.some((one) => one.in === 'query'))
        expectStatus(
          route,
          operation,
          'with an unknown parameter',
          [400],
          await call({ parameters: { noSuchParameter: '1' } }),
        );
      const own = operation.parameters?.filter((one) => one.in === 'path' && one.name !== 'format') ?? [];
      if (own.length > 0) {
        const parameters = Object.fromEntries(
          own.map(({ name, schema }) => [name, schema['type'] === 'integer' ? 999_999 : 'nosuchthing']),
        );
        const found = undeclared(site, operation, await call({ parameters }));
        faults.push(...found.map((fault) => `${route} for what is not there: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  }, 300_000);
});
