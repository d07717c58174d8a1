/** All benches of this folder that need nothing but the repository, one after the other: `npm run bench`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

for (const name of ['start', 'triage', 'import', 'train']) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, `${name}.ts`)],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}
