import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is sent, by the name of a route such as `POST /api/v1/orders`. */
export type RequestExample = {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

/** Examples of the API's document, which `data/api` holds: requests written by hand, answers as a server gave them. */
export type ApiExamples = {
  /** Of parameters that a route needs and has no example of its own for. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly requests: Readonly<Record<string, RequestExample>>;
  /** By route, status and content type. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
};

export const EXAMPLES_DIR = join(import.meta.dirname, '../../data/api');

/** @throws Error for a file that is missing or no JSON. */
export function loadExamples(directory = EXAMPLES_DIR): ApiExamples {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  const { parameters, requests } = read('requests.json') as Pick<ApiExamples, 'parameters' | 'requests'>;
  return { parameters, requests, answers: read('answers.json') as ApiExamples['answers'] };
}
