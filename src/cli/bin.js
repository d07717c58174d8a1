#!/usr/bin/env node
// Plain JavaScript: checks that the program can run here, then lets tsx read the TypeScript sources.
import { preflight } from './preflight.js';

const complaint = preflight();
if (complaint) {
  process.stderr.write(`错误[preflight] ${complaint}\n`);
  process.exitCode = 1;
} else {
  const { register } = await import('tsx/esm/api');
  // The package's own compiler settings, wherever the command is called from (the pages need its JSX setting).
  const { fileURLToPath } = await import('node:url');
  register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) });
  const { main } = await import('./main-cli.ts');
  process.exitCode = await main(process.argv.slice(2));
}
