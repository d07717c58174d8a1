// Reads vitest's JSON report and the names of failed checks; the last line is the tally, the exit code the verdict.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [reportFile, ...broken] = process.argv.slice(2);
const text = readFileSync(reportFile, 'utf8');
const report = text === '' ? { testResults: [], success: false } : JSON.parse(text);

let passed = 0;
let failed = 0;
let skipped = 0;
let inBrowser = 0;
for (const suite of report.testResults) {
  const count = (status) => suite.assertionResults.filter((test) => test.status === status).length;
  const usesBrowser = /playwright-core|\/browser\.ts'/.test(readFileSync(suite.name, 'utf8'));
  if (usesBrowser) inBrowser += count('passed');
  passed += count('passed');
  failed += count('failed');
  skipped += suite.assertionResults.length - count('passed') - count('failed');
  // A file that does not even load has no tests to fail.
  if (suite.status === 'failed' && count('failed') === 0) {
    failed += 1;
    console.log(`did not run: ${relative(process.cwd(), suite.name)}`);
  }
}
for (const name of broken.filter((name) => name !== 'tests')) {
  failed += 1;
  console.log(`failed check: ${name}`);
}
if (inBrowser === 0) {
  failed += 1;
  console.log('no browser test ran');
}
// A run that says it failed must never end in `0 failed`.
if (failed === 0 && (!report.success || broken.length > 0 || passed === 0)) failed = 1;

console.log(`browser tests run: ${inBrowser}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
