// Who may import whom. docs/architecture.md explains the rooms; `npm run layers` checks this table twice:
// on src/ (nothing may be reported) and on test/fixtures/layers-canary (every rule must be reported).

const SRC = '^(?:test/fixtures/layers-canary/)?src/';
/** Everything in the given rooms (or single files) of src. */
const room = (...names) => `${SRC}(?:${names.map((name) => `${name}(?:/|\\.tsx?$)`).join('|')})`;

const PURE = ['text', 'learn', 'triage', 'knowledge', 'orders', 'insight'];
const SEGMENT = `${SRC}text/segment\\.ts$`;
const VALUE_ONLY = { dependencyTypesNot: ['type-only'] };

/** `values`: rooms it may import anything from; `types`: rooms it may import types from. kernel is open to all. */
const TABLE = {
  kernel: {},
  text: {},
  learn: {},
  triage: { values: ['text', 'learn'] },
  knowledge: { values: ['text', 'learn'] },
  orders: {},
  insight: { values: ['text'], types: ['orders'] },
  profile: { types: ['triage', 'knowledge', 'orders'] },
  encoder: { types: ['text', 'learn', 'triage', 'knowledge', 'orders', 'insight', 'profile'] },
  store: { types: ['text', 'triage', 'knowledge', 'orders'] },
  app: {
    values: [...PURE, 'profile', 'encoder', 'store'],
  },
  jobs: { values: ['app', 'store'], types: ['config'] },
  web: { types: ['app'] },
  http: { values: ['app', 'web', 'open311'], types: ['config'] },
  open311: { values: ['app'], types: ['config'] },
  config: {},
};

const tableRules = Object.entries(TABLE).flatMap(([name, { values = [], types = [] }]) => {
  const own = [name, 'kernel'];
  return [
    {
      name: `${name}-rooms`,
      severity: 'error',
      comment: `${name} may import from: kernel ${[...values, ...types].join(' ')}`,
      from: { path: room(name) },
      to: { path: SRC, pathNot: room(...own, ...values, ...types) },
    },
    ...(types.length === 0
      ? []
      : [
          {
            name: `${name}-types-only`,
            severity: 'error',
            comment: `${name} may import only types from: ${types.join(' ')}`,
            from: { path: room(name) },
            to: { path: room(...types), ...VALUE_ONLY },
          },
        ]),
  ];
});

/** A library that only the given rooms may import. */
const only = (name, packages, ...rooms) => ({
  name: `${name}-only`,
  severity: 'error',
  comment: `${packages} belongs to ${rooms.join(', ')}`,
  from: { path: SRC, pathNot: rooms.map((r) => (r.startsWith('^') ? r : room(r))) },
  to: { path: `(?:^|node_modules/)(?:${packages})(?:/|$)`, ...VALUE_ONLY },
});

module.exports = {
  forbidden: [
    ...tableRules,
    {
      name: 'nobody-imports-cli-or-main',
      severity: 'error',
      comment: 'cli and main are compositions; only cli/commands/serve.ts starts main',
      from: { path: SRC, pathNot: room('cli') },
      to: { path: room('cli', 'main') },
    },
    {
      name: 'pure-rooms-have-no-node',
      severity: 'error',
      comment: 'pure rooms reach no file, network, process or clock; text/segment.ts loads the dictionary',
      from: { path: room(...PURE), pathNot: SEGMENT },
      to: { dependencyTypes: ['core'] },
    },
    only('nodejieba', 'nodejieba', SEGMENT),
    only('transformers', '@(?:xenova|huggingface)/transformers|onnxruntime-node', 'encoder'),
    only('database', '@libsql/client|drizzle-orm', 'store'),
    only('hono', 'hono|@hono/[^/]+', 'http', 'web', 'open311', 'main'),
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'no file needs itself; cycles of types alone are harmless',
      from: { path: SRC },
      to: { circular: true, viaOnly: VALUE_ONLY },
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      comment: 'the program needs nothing from tests, benches or docs',
      from: { path: SRC },
      to: { path: '^(?:test/(?!fixtures/layers-canary/src/)|bench/|docs/)' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'every import leads to a file or an installed package',
      from: { path: SRC },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
