import { checker, operationsOf, type Operation } from './api-document.ts';
import { ORDER_CASES, OFFICE_CASES, type Case } from './contract-cases.ts';
import { INSIGHT_CASES, KNOWLEDGE_CASES } from './contract-cases-more.ts';
import { contractSite } from './contract-site.ts';
import type { ContractSite } from './contract-site.ts';
import { isBinaryAnswer, type Answered, type Given } from './generated-client.ts';

const CASES: Readonly<Record<string, Case>> = {
  ...ORDER_CASES,
  ...OFFICE_CASES,
  ...INSIGHT_CASES,
  ...KNOWLEDGE_CASES,
};

export const caseOf = (route: string): Case => CASES[route.replace(' /api/v1', ' ')] ?? {};

/** A stream that never ends by itself; its own test reads it. */
export const STREAMS = ['GET /api/v1/live'];

/** What an operation answered to its example. */
export type Seen = {
  readonly route: string;
  readonly operation: Operation;
  readonly answer: Answered | null;
  readonly faults: readonly string[];
};

/** Asks every operation for what its example asks for, in the order of the document. */
export async function everySuccess(closeLater: (close: () => unknown) => void): Promise<Seen[]> {
  const common = await contractSite(closeLater);
  const seen: Seen[] = [];
  for (const { route, operation } of operationsOf(common.document)) {
    if (STREAMS.includes(route)) continue;
    const { as = 'admin', given, alone = false } = caseOf(route);
    const site = alone ? await contractSite(closeLater) : common;
    try {
      const call = (await site.as(as))[operation.operationId]!;
      for (const format of formatsOf(operation)) {
        const { parameters, ...asked } = given === undefined ? {} : await given(site);
        const answer = await call({ ...asked, parameters: { ...parameters, ...format } });
        const faults = undeclared(site, operation, answer);
        const refused = answer.status < 300 ? [] : [`${answer.status} ${answer.text.slice(0, 300)}`];
        seen.push({ route, operation, answer, faults: [...refused, ...faults] });
      }
    } catch (error) {
      seen.push({ route, operation, answer: null, faults: [(error as Error).message] });
    }
  }
  return seen;
}

/** Open311 names what it is answered in; everything else has one way to answer. */
const formatsOf = ({ parameters = [] }: Operation): readonly Readonly<Record<string, string>>[] =>
  parameters.some(({ in: place, name }) => place === 'path' && name === 'format')
    ? [{ format: 'json' }, { format: 'xml' }]
    : [{}];

/** Cases that speak of no operation of the document. */
export function strayCases(seen: readonly Seen[]): string[] {
  const routes = new Set(seen.map(({ route }) => route.replace(' /api/v1', ' ')));
  return Object.keys(CASES).filter((route) => !routes.has(route));
}

/** Something wrong to ask with; without statuses any that is declared will do. */
type Wrong = {
  readonly what: string;
  readonly given?: Given;
  readonly statuses?: readonly number[];
  readonly byNobody?: true;
};

/** What can be wrong with what is asked of an operation. */
export function wrongsOf({ security = [], requestBody, parameters = [], tags }: Operation): Wrong[] {
  const wrongs: Wrong[] = [];
  // Open311 says 403 where a key is lacking.
  const unknown = tags?.includes('Open311') === true ? 403 : 401;
  if (security.length > 0) wrongs.push({ what: 'without a key', statuses: [unknown], byNobody: true });
  const [type] = Object.keys(requestBody?.content ?? {});
  if (type === 'application/json') {
    wrongs.push({ what: 'with half a body', given: { raw: { type, text: '{"broken' } }, statuses: [400] });
    const raw = { type, text: '{"noSuchField":1}' };
    wrongs.push({ what: 'with an unknown field', given: { raw }, statuses: [400] });
    const other = { type: 'text/plain', text: 'x' };
    wrongs.push({ what: 'with another type', given: { raw: other }, statuses: [400, 415] });
  } else if (type !== undefined) {
    const raw = { type: type === 'multipart/form-data' ? `${type}; boundary=x` : type, text: '' };
    wrongs.push({ what: 'with an empty body', given: { raw }, statuses: [400, 403, 404] });
  }
  if (parameters.some((one) => one.in === 'query'))
    wrongs.push({
      what: 'with an unknown parameter',
      given: { parameters: { noSuchParameter: '1' } },
      statuses: [400],
    });
  const own = parameters.filter((one) => one.in === 'path' && one.name !== 'format');
  const elsewhere = own.map(({ name, schema }) => [
    name,
    schema['type'] === 'integer' ? 999_999 : 'nosuchthing',
  ]);
  if (own.length > 0)
    wrongs.push({ what: 'for what is not there', given: { parameters: Object.fromEntries(elsewhere) } });
  return wrongs;
}

/** What an answer has that the document does not say of it; empty where it is as described. */
export function undeclared(
  { document }: Pick<ContractSite, 'document'>,
  operation: Operation,
  { status, type, text }: Answered,
): string[] {
  const declared = operation.responses[status];
  if (declared === undefined) return [`status ${status} is not declared: ${text.slice(0, 200)}`];
  const content = Object.entries(declared.content ?? {});
  if (content.length === 0) return text === '' ? [] : [`a body that is not declared: ${text.slice(0, 100)}`];
  const plain = (type ?? '').split(';')[0] ?? '';
  const media = content.find(([name]) => name === plain)?.[1];
  // A file goes out as what it is, which no document knows beforehand.
  if (media === undefined && isBinaryAnswer(operation, status)) return [];
  if (media?.schema === undefined) return [`content type ${plain} is not declared`];
  if (plain !== 'application/json') return [];
  return checker(document)(JSON.parse(text), media.schema, { closed: true });
}
