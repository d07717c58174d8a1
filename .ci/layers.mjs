// Checks the rooms (.dependency-cruiser.cjs) on src/, and that the checker reports every rule on a tree that breaks them all.
import { cruise } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/** A checker that silently sees no files must not pass. */
const LEAST_MODULES = 25;
const CANARY = 'test/fixtures/layers-canary/src';

const config = await extractDepcruiseConfig('./.dependency-cruiser.cjs');
const tsConfig = extractTSConfig('./tsconfig.json');

async function violations(path) {
  const { output } = await cruise([path], { ...config.options, validate: true, ruleSet: config }, undefined, {
    tsConfig,
  });
  const modules = output.modules.filter((module) => module.source.startsWith(path)).length;
  return { modules, found: output.summary.violations };
}

const real = await violations('src');
for (const { rule, from, to } of real.found) console.error(`${rule.name}: ${from} -> ${to}`);

const canary = await violations(CANARY);
const reported = new Set(canary.found.map(({ rule }) => rule.name));
const silent = config.forbidden.map(({ name }) => name).filter((name) => !reported.has(name));
if (silent.length > 0) console.error(`rules that the canary breaks but nobody reports: ${silent.join(', ')}`);
if (real.modules < LEAST_MODULES) console.error(`only ${real.modules} modules of src/ seen`);

console.log(
  `layers: ${real.found.length} violations in ${real.modules} modules; canary: ${reported.size} of ${config.forbidden.length} rules reported`,
);
process.exitCode = real.found.length > 0 || silent.length > 0 || real.modules < LEAST_MODULES ? 1 : 0;
