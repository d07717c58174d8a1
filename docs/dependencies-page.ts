import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedNote, table } from './pages.ts';

const ROOT = join(import.meta.dirname, '..');

/** Why each is here, and what was weighed against it. A package without a reason, or a reason without a package, fails. */
const REASONS: Readonly<Record<string, string>> = {
  '@hono/node-server': 'Runs hono on Node’s own HTTP server',
  '@hono/zod-openapi': 'One schema checks a request and describes it in OpenAPI 3.1',
  '@libsql/client': 'The database: one file by default, a server with replicas where wanted',
  '@xenova/transformers': 'Runs the encoder (ONNX) on the processor, without a network',
  'csv-parse': 'CSV in, streamed, with every oddity of quoting',
  'csv-stringify': 'CSV out, streamed',
  'drizzle-orm': 'Typed SQL and migrations',
  fflate: 'Zip in and out (xlsx, evidence packs), streamed, no native part',
  hono: 'Routes, middleware, pages as JSX on the server',
  nodejieba:
    'Chinese word segmentation; optional at installation, and then the check at the start says what to do',
  libsql: 'The driver under @libsql/client: on a file, statements that stay prepared',
  'opencc-js': 'Traditional to simplified characters by word',
  'openid-client':
    'Log-in at an identity provider: a certified OpenID Connect client on jose and oauth4webapi alone. Weighed against passport, which brings sessions of its own, and against checking tokens by hand',
  pino: 'JSON logs with redaction',
  'prom-client': 'Prometheus metrics',
  'read-excel-file': 'Cells of an xlsx; the zip around them is checked before it is opened',
  tsx: 'Reads the TypeScript sources: there is no build step to go stale',
  uuid: 'UUIDv7, which sorts by time',
  'write-excel-file': 'xlsx out, streamed',
  zod: 'Checks everything that comes from outside',
  '@types/node': 'Types of Node',
  '@vitest/coverage-v8': 'Coverage of the tests',
  'axe-core': 'Accessibility rules in the browser tests',
  'dependency-cruiser': 'Holds the layers apart',
  'drizzle-kit': 'Writes migrations from the schema',
  esbuild: 'Bundles the programs that tests start and kill',
  'fast-check': 'Property tests and fuzzing',
  oxlint: 'Lint',
  'pinyin-pro': 'Makes typing errors by sound for robustness tests',
  'playwright-core': 'Drives the system’s Chromium in tests',
  prettier: 'Format',
  saxen: 'In tests, an XML parser that others use too',
  typescript: 'Types',
  vitest: 'Tests',
};

type Locked = {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly name?: string;
};
type Direct = Readonly<Record<string, string>>;

/** docs/dependencies.md: what is used, under which licence and why, from the lock file. */
export function dependenciesPage(): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Direct;
    optionalDependencies: Direct;
    devDependencies: Direct;
  };
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
  };
  const runtime = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).sort();
  const development = Object.keys(manifest.devDependencies).sort();
  const named = new Set([...runtime, ...development]);
  const odd = [...named]
    .filter((name) => !(name in REASONS))
    .concat(Object.keys(REASONS).filter((name) => !named.has(name)));
  if (odd.length > 0)
    throw new Error(`docs/dependencies-page.ts: reason missing or left over: ${odd.join(', ')}`);

  const row = (name: string): string[] => {
    const locked = packages[`node_modules/${name}`] ?? {};
    const as = locked.name === undefined || locked.name === name ? '' : ` (${locked.name})`;
    return [`\`${name}\`${as}`, locked.version ?? '', locked.license ?? '', REASONS[name] ?? ''];
  };
  const all = Object.entries(packages).flatMap(([path, one]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    return path === '' || one.dev === true
      ? []
      : [{ name, version: one.version ?? '', licence: one.license ?? 'not named' }];
  });
  const licences = new Map<string, typeof all>();
  for (const one of all) licences.set(one.licence, [...(licences.get(one.licence) ?? []), one]);
  const heads = ['Package', 'Version', 'Licence', 'Why'];
  return (
    `${generatedNote('package-lock.json')}# Dependencies\n\n` +
    'A release carries a bill of materials (CycloneDX) beside it: `npm sbom`, see `docs/deploy/make-bundle.sh`.\n\n' +
    `## At run time\n\n${table(heads, runtime.map(row))}\n` +
    `## For development\n\n${table(heads, development.map(row))}\n` +
    `## Licences of everything that runs\n\n${table(
      ['Licence', 'Packages', 'Which'],
      [...licences]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([licence, own]) => [
          licence,
          String(own.length),
          own
            .map(({ name, version }) => `${name} ${version}`)
            .sort()
            .join(', '),
        ]),
    )}`
  );
}
