import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import prettier from 'prettier';
import { apiPage } from './api-page.ts';
import { dependenciesPage } from './dependencies-page.ts';
import { commandsPage, errorsPage, settingsPage, statesPage } from './pages.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every generated page: file under docs/ -> its text, formatted as the repository's Prettier wants it. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const pages: readonly (readonly [string, string])[] = [
    ['api.md', await apiPage()],
    ['cli.md', await commandsPage()],
    ['dependencies.md', dependenciesPage()],
    ['errors.md', errorsPage()],
    ['order-states.md', statesPage()],
    ['settings.md', settingsPage()],
  ];
  const options = await prettier.resolveConfig(join(ROOT, 'docs/cli.md'));
  const formatted = pages.map(
    async ([name, text]) => [name, await prettier.format(text, { ...options, parser: 'markdown' })] as const,
  );
  return new Map(await Promise.all(formatted));
}

/** The page as it stands in the repository; empty where it does not exist yet. */
export async function writtenPage(name: string): Promise<string> {
  return await readFile(join(ROOT, 'docs', name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

// `npm run docs` writes the pages; with `--check` it only names those that are out of date.
if (process.argv[1] === import.meta.filename) {
  const check = process.argv.includes('--check');
  for (const [name, text] of await generatedPages()) {
    if ((await writtenPage(name)) === text) continue;
    if (check) process.exitCode = 1;
    else await writeFile(join(ROOT, 'docs', name), text);
    console.log(`docs/${name} ${check ? 'is out of date: npm run docs' : 'written'}`);
  }
}
