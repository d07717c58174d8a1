import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXAMPLES_DIR } from '../../src/http/openapi-examples.ts';
import type { Seen } from './contract-run.ts';

/** Rows of a list that are enough to see what it is like. */
const ROWS = 2;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const SECRET = /^(jiesu_|whsec_).*/;
/** Where the program and its database lay when it answered; told as where the guide puts them. */
const PROGRAM = resolve(import.meta.dirname, '../..');
const elsewhere = (text: string): string =>
  text
    .replaceAll(PROGRAM, '/opt/jiesu')
    .replace(/^(.*)\/jiesu-\w+\/test\.db/, (found, folder: string) =>
      folder === tmpdir() ? '/var/lib/jiesu/jiesu.db' : found,
    );

/** Writes what was answered as the examples of the document: short, without secrets and paths of a machine, ids numbered as they come. */
export function writeAnswers(seen: readonly Seen[]): void {
  const ids = new Map<string, string>();
  const numbered = (id: string): string => {
    const known = ids.get(id) ?? `019d8a3c-5b00-7000-8000-${String(ids.size + 1).padStart(12, '0')}`;
    ids.set(id, known);
    return known;
  };
  const short = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string')
      return name === 'password' ? '…' : elsewhere(value).replace(SECRET, '$1…').replace(ID, numbered);
    if (Array.isArray(value)) return value.slice(0, ROWS).map((one) => short(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, short(one, key)]));
  };
  const answers: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const { route, operation, answer } of seen) {
    if (answer === null) continue;
    const { status, type, text } = answer;
    const [plain = ''] = (type ?? '').split(';');
    if (text === '' || operation.responses[status]?.content?.[plain]?.schema?.['format'] === 'binary')
      continue;
    const example = plain === 'application/json' ? short(JSON.parse(text)) : (short(text) as string);
    const known = answers[route]?.[status] ?? {};
    answers[route] = { ...answers[route], [status]: { ...known, [plain]: example } };
  }
  writeFileSync(join(EXAMPLES_DIR, 'answers.json'), `${JSON.stringify(answers, null, 1)}\n`);
}
