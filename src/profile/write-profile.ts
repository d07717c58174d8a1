import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from './types.ts';

/**
 * A copy of a profile folder with catalogue, issue types and versions as a profile laid over it has them: for processes
 * that load a folder. What lay at `to` is replaced.
 */
export function writeProfileFolder(from: string, to: string, profile: Profile): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  const change = (file: string, parts: object): void => {
    const held = JSON.parse(readFileSync(join(from, file), 'utf8')) as object;
    writeFileSync(join(to, file), `${JSON.stringify({ ...held, ...parts })}\n`);
  };
  change('profile.json', { taxonomy: profile.versions.taxonomy });
  change('issue-types.json', { types: profile.issueTypes });
  if (profile.catalogue !== undefined) change('catalogue.json', profile.catalogue);
}
